import type { ButtonHTMLAttributes } from 'react';
import { classes } from './classes.ts';
import { Icon, type IconName } from './Icon.tsx';

const LOOKS = {
  primary: 'bg-accent text-accent-ink hover:bg-accent-strong',
  plain: 'border border-line-strong/60 bg-surface hover:bg-sunken',
  quiet: 'text-accent hover:bg-accent-soft',
  danger: 'border border-bad text-bad hover:bg-bad-soft',
} as const;

export type ButtonLook = keyof typeof LOOKS;

/** Shared by buttons and by links that look like one. */
export const buttonClasses = (look: ButtonLook = 'plain', small = false): string =>
  classes(
    'inline-flex items-center justify-center gap-2 rounded-control font-medium transition-colors select-none',
    'disabled:cursor-not-allowed disabled:opacity-50 aria-busy:cursor-progress',
    small ? 'min-h-8 px-3 text-sm' : 'min-h-10 px-4',
    LOOKS[look],
  );

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: ButtonLook;
  readonly icon?: IconName;
  readonly small?: boolean;
  /** Something is under way that this began. */
  readonly busy?: boolean;
}

export function Button({ look, icon, small, busy = false, disabled, className, children, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={classes(buttonClasses(look, small), className)}
    >
      {busy ? (
        <span className="size-4 animate-spin rounded-full border-2 border-current border-r-transparent" />
      ) : (
        icon && <Icon name={icon} size={small ? 16 : 18} />
      )}
      {children}
    </button>
  );
}
