import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}

/** Where a list would be: why there is nothing, and what would change that. */
export function Empty({ title, actions, children }: Props) {
  return (
    <div className="rounded-card border border-dashed border-line-strong/60 px-6 py-12 text-center">
      <p className="font-display text-lg font-semibold">{title}</p>
      {children !== undefined && <div className="mx-auto mt-2 max-w-prose text-soft">{children}</div>}
      {actions !== undefined && <div className="mt-5 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
