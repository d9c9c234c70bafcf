import type { ReactNode } from 'react';
import type { Tone } from './Badge.tsx';
import { classes } from './classes.ts';
import { Icon, type IconName } from './Icon.tsx';

const LOOKS: Readonly<Record<Exclude<Tone, 'neutral' | 'accent'> | 'info', readonly [IconName, string]>> = {
  info: ['info', 'border-line bg-sunken text-ink [&_svg]:text-soft'],
  good: ['check', 'border-good/30 bg-good-soft text-ink [&_svg]:text-good'],
  warn: ['alert', 'border-warn/30 bg-warn-soft text-ink [&_svg]:text-warn'],
  bad: ['alert', 'border-bad/30 bg-bad-soft text-ink [&_svg]:text-bad'],
  sealed: ['seal', 'border-sealed/30 bg-sealed-soft text-ink [&_svg]:text-sealed'],
};

interface Props {
  readonly tone?: keyof typeof LOOKS;
  readonly title?: ReactNode;
  /** What can be done about it. */
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}

/** Something to know here and now. What went wrong is announced at once, everything else when there is time. */
export function Notice({ tone = 'info', title, actions, children }: Props) {
  const [icon, look] = LOOKS[tone];
  return (
    <div role={tone === 'bad' ? 'alert' : 'status'} className={classes('flex gap-3 rounded-card border p-4', look)}>
      <span className="mt-0.5">
        <Icon name={icon} size={20} />
      </span>
      <div className="min-w-0 flex-1">
        {title !== undefined && <p className="font-semibold">{title}</p>}
        {children !== undefined && <div className="text-sm leading-relaxed [&>p+p]:mt-1">{children}</div>}
        {actions !== undefined && <div className="mt-3 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}
