import { useState } from 'react';
import { Icon } from './Icon.tsx';

interface Props {
  readonly value: string;
  /** What it is the hash of, for who hears the page. */
  readonly of: string;
  /** Where it can be looked at. */
  readonly href?: string | undefined;
  readonly whole?: boolean;
}

const shorten = (value: string): string => (value.length <= 18 ? value : `${value.slice(0, 8)}…${value.slice(-6)}`);

/** A hash, an address or a CID: short to the eye, whole to the clipboard. */
export function Hash({ value, of, href, whole = false }: Props) {
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    navigator.clipboard.writeText(value).then(
      () => setCopied(true),
      // Forbidden by the browser: the whole text is in the title, to be selected.
      () => setCopied(false),
    );
  };
  const text = (
    <code title={value} className={`font-mono text-[0.9em] ${whole ? 'break-all' : 'whitespace-nowrap'}`}>
      {whole ? value : shorten(value)}
    </code>
  );
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      {href === undefined ? (
        text
      ) : (
        <a className="text-accent underline underline-offset-2" href={href} target="_blank" rel="noreferrer">
          {text}
        </a>
      )}
      <button
        type="button"
        onClick={copy}
        onBlur={() => setCopied(false)}
        aria-label={`Copy ${of}`}
        className="rounded p-1 text-soft hover:bg-sunken hover:text-ink"
      >
        <Icon name={copied ? 'check' : 'copy'} size={14} />
      </button>
      <span aria-live="polite" className="sr-only">
        {copied ? 'Copied' : ''}
      </span>
    </span>
  );
}
