import { type ReactNode, useId } from 'react';
import { classes } from './classes.ts';

interface Props {
  readonly title?: ReactNode;
  /** One sentence under the title. */
  readonly lead?: ReactNode;
  /** At the title's right. */
  readonly actions?: ReactNode;
  readonly className?: string;
  readonly children?: ReactNode;
}

/** A part of a page that stands for itself; with a title it is a region of that name. */
export function Card({ title, lead, actions, className, children }: Props) {
  const id = useId();
  return (
    <section
      aria-labelledby={title === undefined ? undefined : id}
      className={classes('rounded-card border border-line bg-surface p-5 shadow-card sm:p-6', className)}
    >
      {(title !== undefined || actions !== undefined) && (
        <div className="mb-4 flex flex-wrap items-start justify-between gap-3">
          <div className="min-w-0">
            {title !== undefined && (
              <h2 id={id} className="text-xl">
                {title}
              </h2>
            )}
            {lead !== undefined && <p className="mt-1 text-sm text-soft">{lead}</p>}
          </div>
          {actions}
        </div>
      )}
      {children}
    </section>
  );
}
