import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import { describeFailure, type WordsByCode } from './failures.ts';
import { Notice } from './Notice.tsx';

interface Props {
  readonly error: unknown;
  /** What codes mean here, before what they mean everywhere. */
  readonly words?: WordsByCode;
  readonly onRetry?: (() => void) | undefined;
  readonly actions?: ReactNode;
}

/** What went wrong and what to do next. A rejected signature is shown as the choice that it was. */
export function FailureNotice({ error, words, onRetry, actions }: Props) {
  const { kind, code, title, next, detail } = describeFailure(error, words);
  const retry = onRetry && (
    <Button small onClick={onRetry}>
      Try again
    </Button>
  );
  return (
    <Notice
      tone={kind === 'rejected' ? 'info' : 'bad'}
      title={title}
      actions={
        (retry || actions) && (
          <>
            {retry}
            {actions}
          </>
        )
      }
    >
      <p>{next}</p>
      {kind === 'failed' && (
        <details className="mt-1 text-soft">
          <summary>Details</summary>
          <p className="mt-1 font-mono text-xs">
            {code !== undefined && `${code}: `}
            {detail}
          </p>
        </details>
      )}
    </Notice>
  );
}
