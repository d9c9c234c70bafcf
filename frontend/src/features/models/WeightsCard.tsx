import type { models } from '@tacit/sdk';
import { useMutation } from '@tanstack/react-query';
import { zeroHash } from 'viem';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { bytesText } from '../../ui/text.ts';
import { askWorker } from './ask-worker.ts';
import { placeOf } from './place.ts';
import { MODEL_WORDS } from './words.ts';

const FOUND = {
  root: 'These are the weights behind the root on chain, to the last bit: the page computed the root again.',
  hash: 'These are the bytes that the publisher named by their hash. There is no root on chain to compare them with.',
} as const;

/** The weights as a file, checked before they are given to anybody. */
export function WeightsCard({ model }: { readonly model: models.Model }) {
  const network = useNetwork();
  const fetching = useMutation({
    mutationFn: async () => {
      const { circuit, root, weightsCid } = model;
      const order = { kind: 'weights', place: placeOf(network), model: { circuit, root, weightsCid } } as const;
      const { bytes, checked, kind } = await askWorker<'weights'>(order);
      saveFile(`${model.weightsCid.slice(2, 10)}.${kind === 'weights' ? 'model.json' : 'network'}`, bytes);
      return { checked, bytes: bytes.length };
    },
  });
  if (model.weightsCid === zeroHash) {
    return (
      <Card title="Weights">
        <p className="text-soft">The publisher keeps the weights, or some of them, and serves them to nobody.</p>
      </Card>
    );
  }
  return (
    <Card
      title="Weights"
      lead="Fetched from the pin nodes block by block, each checked against its hash."
      actions={
        <Button icon="download" busy={fetching.isPending} onClick={() => fetching.mutate()}>
          Download and check
        </Button>
      }
    >
      <p className="text-sm">
        Named on chain as <Hash value={model.weightsCid} of="the weights" />
      </p>
      <div className="mt-4 empty:hidden">
        {fetching.error && (
          <FailureNotice error={fetching.error} words={MODEL_WORDS} onRetry={() => fetching.mutate()} />
        )}
        {fetching.data && (
          <Notice
            tone={fetching.data.checked === 'root' ? 'good' : 'info'}
            title={`Saved, ${bytesText(fetching.data.bytes)}`}
          >
            <p>{FOUND[fetching.data.checked]}</p>
          </Notice>
        )}
      </div>
    </Card>
  );
}
