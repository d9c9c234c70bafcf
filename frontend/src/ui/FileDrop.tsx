import { type DragEvent, useId, useRef, useState } from 'react';
import { classes } from './classes.ts';
import { Icon } from './Icon.tsx';

interface Props {
  readonly label: string;
  readonly hint?: string;
  /** As an input's `accept`. */
  readonly accept: string;
  readonly onFile: (file: File) => void;
  readonly disabled?: boolean;
}

/** A place to drop a file on, and a button that asks for one. The file goes to `onFile` and nowhere else. */
export function FileDrop({ label, hint, accept, onFile, disabled = false }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file && !disabled) onFile(file);
  };
  const drag = (event: DragEvent): void => {
    event.preventDefault();
    setOver(true);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the input inside does the same by keyboard
    <div
      onDragOver={drag}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={classes(
        'relative rounded-card border-2 border-dashed px-6 py-10 text-center transition-colors focus-within:border-accent',
        over ? 'border-accent bg-accent-soft' : 'border-line-strong/60 bg-sunken/40',
      )}
    >
      <div className="mb-2 flex justify-center text-soft">
        <Icon name="upload" size={28} />
      </div>
      <label htmlFor={id} className="font-medium">
        <span className="absolute inset-0" />
        {label}
      </label>
      <input
        ref={input}
        id={id}
        type="file"
        accept={accept}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className="sr-only"
        onChange={({ target }) => {
          const file = target.files?.[0];
          // The same file again is a change, too.
          target.value = '';
          if (file) onFile(file);
        }}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="mt-1 text-sm text-soft">
          {hint}
        </p>
      )}
    </div>
  );
}
