import type { ReactNode } from 'react';

interface Props {
  readonly title: ReactNode;
  /** What one does here, in a sentence or two that a clinician understands. */
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  /** Above the title: where this is. */
  readonly trail?: ReactNode;
}

export function PageHeader({ title, lead, actions, trail }: Props) {
  return (
    <header className="mb-8 flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
      <div className="min-w-0 max-w-2xl">
        {trail !== undefined && <div className="mb-2 text-sm text-soft">{trail}</div>}
        <h1 className="text-3xl sm:text-4xl">{title}</h1>
        {lead !== undefined && <p className="mt-3 text-lg text-soft">{lead}</p>}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
