import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react';
import { useId } from 'react';
import { classes } from './classes.ts';

interface FieldProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  /** What is wrong with what was entered, and what would be right. */
  readonly error?: string | undefined;
  /** Shown behind the value. */
  readonly unit?: ReactNode;
}

const CONTROL = classes(
  'w-full rounded-control border bg-surface px-3 min-h-10 placeholder:text-soft/80',
  'disabled:cursor-not-allowed disabled:bg-sunken disabled:text-soft',
);
const controlClasses = (error: string | undefined, more?: string): string =>
  classes(CONTROL, error === undefined ? 'border-line-strong/70' : 'border-bad', more);

function useField({ hint, error }: Pick<FieldProps, 'hint' | 'error'>) {
  const id = useId();
  const describedBy = classes(hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`);
  return {
    id,
    aria: { id, 'aria-invalid': error !== undefined || undefined, 'aria-describedby': describedBy || undefined },
  };
}

function Frame({ id, label, hint, error, unit, children }: FieldProps & { id: string; children: ReactNode }) {
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      <div className="flex items-center gap-2">
        {children}
        {unit !== undefined && <span className="text-sm text-soft">{unit}</span>}
      </div>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="mt-1 text-sm text-soft">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} className="mt-1 text-sm text-bad">
          {error}
        </p>
      )}
    </div>
  );
}

export function TextField({
  label,
  hint,
  error,
  unit,
  className,
  ...rest
}: FieldProps & InputHTMLAttributes<HTMLInputElement>) {
  const { id, aria } = useField({ hint, error });
  return (
    <Frame {...{ id, label, hint, error }} {...(unit === undefined ? {} : { unit })}>
      <input type="text" autoComplete="off" {...rest} {...aria} className={controlClasses(error, className)} />
    </Frame>
  );
}

export function TextArea({
  label,
  hint,
  error,
  className,
  ...rest
}: Omit<FieldProps, 'unit'> & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const { id, aria } = useField({ hint, error });
  return (
    <Frame {...{ id, label, hint, error }}>
      <textarea rows={4} {...rest} {...aria} className={controlClasses(error, classes('py-2', className))} />
    </Frame>
  );
}

export function SelectField({
  label,
  hint,
  error,
  className,
  children,
  ...rest
}: Omit<FieldProps, 'unit'> & SelectHTMLAttributes<HTMLSelectElement>) {
  const { id, aria } = useField({ hint, error });
  return (
    <Frame {...{ id, label, hint, error }}>
      <select {...rest} {...aria} className={controlClasses(error, className)}>
        {children}
      </select>
    </Frame>
  );
}

export function CheckField({
  label,
  hint,
  ...rest
}: Pick<FieldProps, 'label' | 'hint'> & InputHTMLAttributes<HTMLInputElement>) {
  const { id, aria } = useField({ hint, error: undefined });
  return (
    <div className="flex gap-3">
      <input type="checkbox" {...rest} {...aria} className="mt-1 size-4 shrink-0 accent-accent" />
      <div>
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {hint !== undefined && (
          <p id={`${id}-hint`} className="text-sm text-soft">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
