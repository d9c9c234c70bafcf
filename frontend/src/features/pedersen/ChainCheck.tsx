import { useMutation } from '@tanstack/react-query';
import { Button } from '../../ui/Button.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { countText } from '../../ui/text.ts';
import type { ChainAnswer } from './bench.ts';
import { PEDERSEN_WORDS } from './words.ts';

interface Props {
  /** What the node gets to see. */
  readonly shows: string;
  readonly ask: () => Promise<ChainAnswer>;
}

/** Asks the contract the same question. Reading costs nothing and needs no wallet. */
export function ChainCheck({ shows, ask }: Props) {
  const { mutate, data, error, isPending } = useMutation({ mutationFn: ask });
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button onClick={() => mutate()} busy={isPending}>
          Ask the contract
        </Button>
        <p className="min-w-0 flex-1 basis-56 text-sm text-soft">Free, and without a wallet. {shows}</p>
      </div>
      {error && <FailureNotice error={error} words={PEDERSEN_WORDS} onRetry={() => mutate()} />}
      {data && (
        <Notice
          tone={data.same ? 'good' : 'bad'}
          title={data.same ? 'The contract says the same' : 'The contract says something else'}
        >
          <p>
            {data.same
              ? `A contract that did this in a transaction would use about ${countText(data.gas)} gas, the transaction’s own included.`
              : 'Do not rely on this page’s answer: this copy of the page, or its node, is not what it should be.'}
          </p>
        </Notice>
      )}
    </div>
  );
}
