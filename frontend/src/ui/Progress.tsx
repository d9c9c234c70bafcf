import { useId } from 'react';
import { classes } from './classes.ts';

interface Props {
  readonly label: string;
  /** From 0 to 1; unknown while it is left out. */
  readonly fraction?: number | undefined;
  /** What is being done, or how much is left. */
  readonly detail?: string | undefined;
}

export function Progress({ label, fraction, detail }: Props) {
  const id = useId();
  const percent = fraction === undefined ? undefined : Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div>
      <div className="flex justify-between gap-4 text-sm">
        <span id={id} className="font-medium">
          {label}
        </span>
        <span className="text-soft">
          {[detail, percent !== undefined && `${percent} %`].filter(Boolean).join(' · ')}
        </span>
      </div>
      <div
        role="progressbar"
        aria-labelledby={id}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        className="mt-1.5 h-2 overflow-hidden rounded-full bg-sunken"
      >
        <div
          className={classes(
            'h-full rounded-full bg-accent transition-[width] duration-300',
            percent === undefined && 'w-1/3 animate-pulse',
          )}
          style={percent === undefined ? undefined : { width: `${percent}%` }}
        />
      </div>
    </div>
  );
}
