import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { Icon, type IconName } from './Icon.tsx';

/** `stays`: in this page's memory. `kept`: in this browser, sealed. `sealed`: leaves, and only others' keys open it. `public`: for all to see. */
export type Reach = 'stays' | 'kept' | 'sealed' | 'public';

export interface WalkItem {
  readonly what: string;
  readonly reach: Reach;
  readonly why?: ReactNode;
}

const REACHES: Readonly<Record<Reach, { icon: IconName; title: string; look: string }>> = {
  stays: { icon: 'lock', title: 'Stays in this page', look: 'text-good' },
  kept: { icon: 'lock', title: 'Kept in this browser, encrypted', look: 'text-good' },
  sealed: { icon: 'seal', title: 'Leaves sealed', look: 'text-sealed' },
  public: { icon: 'eye', title: 'Becomes public', look: 'text-warn' },
};
const ORDER = ['stays', 'kept', 'sealed', 'public'] as const;

/** What happens to one's data here: what stays, what leaves sealed, and what everybody will see. */
export function DataWalk({
  items,
  title = 'What happens to your data',
}: {
  readonly items: readonly WalkItem[];
  readonly title?: string;
}) {
  const present = ORDER.filter((reach) => items.some((item) => item.reach === reach));
  return (
    <section aria-label={title} className="rounded-card border border-line bg-sunken/60 p-5">
      <h3 className="text-base">{title}</h3>
      <div
        className={classes(
          'mt-3 grid gap-5',
          present.length > 1 && 'sm:grid-cols-2',
          present.length === 3 && 'lg:grid-cols-3',
          present.length > 3 && 'xl:grid-cols-4',
        )}
      >
        {present.map((reach) => {
          const { icon, title: name, look } = REACHES[reach];
          return (
            <div key={reach}>
              <p className={classes('flex items-center gap-2 text-sm font-semibold', look)}>
                <Icon name={icon} />
                {name}
              </p>
              <ul className="mt-2 space-y-1.5 text-sm">
                {items
                  .filter((item) => item.reach === reach)
                  .map(({ what, why }) => (
                    <li key={what}>
                      {what}
                      {why !== undefined && <span className="block text-soft">{why}</span>}
                    </li>
                  ))}
              </ul>
            </div>
          );
        })}
      </div>
    </section>
  );
}
