import { useMutation } from '@tanstack/react-query';
import type { Address } from 'viem';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FileDrop } from '../../ui/FileDrop.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { bytesText, countText } from '../../ui/text.ts';
import { askWorker } from './ask-worker.ts';
import { placeOf } from './place.ts';
import { RoundPicker } from './RoundPicker.tsx';
import type { Source } from './source.ts';
import { MODEL_WORDS } from './words.ts';

interface Props {
  readonly account: Address;
  readonly source: Source | undefined;
  readonly onSource: (source: Source | undefined) => void;
}

type Wanted = { readonly file: File } | { readonly task: `0x${string}`; readonly round: number };

function SourceFacts({ source, onOther }: { readonly source: Source; readonly onOther: () => void }) {
  const { inputs, outputs, layers, bytes, listed, origin } = source;
  return (
    <Card
      title="Your model"
      lead={
        origin
          ? `Fetched, and compared with the root that round ${origin.round} proved: it is the same.`
          : 'Read in this page. Nothing has left it.'
      }
      actions={
        <Button small onClick={onOther}>
          Choose another
        </Button>
      }
    >
      <Facts
        facts={[
          { label: 'Takes', value: `${countText(inputs)} numbers` },
          { label: 'Gives', value: `${countText(outputs)} ${outputs === 1 ? 'number' : 'numbers'}` },
          { label: layers.length === 1 ? 'Layer' : `${layers.length} layers`, value: layers.join('; ') },
          { label: 'Size', value: bytesText(bytes.length) },
          {
            label: 'Root',
            value: listed ? <Hash value={`0x${listed.root.toString(16).padStart(64, '0')}`} of="its root" /> : 'None',
            hint: listed ? undefined : 'its kind has no circuit here; its hash is published instead',
          },
          {
            label: 'Will be shown as',
            value: origin && origin.round > 0 ? `Proven by round ${origin.round}` : 'Uploaded, unproven',
          },
        ]}
      />
    </Card>
  );
}

/** Where the model comes from: a round of one's own task, or a file. */
export function SourceCard({ account, source, onSource }: Props) {
  const network = useNetwork();
  const place = placeOf(network);
  const opening = useMutation({
    // Gives nothing: the model, of which layers may be secret, must not stay in React Query's cache.
    mutationFn: async (wanted: Wanted): Promise<void> => {
      if (!('file' in wanted)) return onSource(await askWorker<'open-round'>({ kind: 'open-round', place, ...wanted }));
      const bytes = new Uint8Array(await wanted.file.arrayBuffer());
      onSource(await askWorker<'open-file'>({ kind: 'open-file', place, bytes }));
    },
    gcTime: 0,
  });
  if (source) return <SourceFacts source={source} onOther={() => onSource(undefined)} />;
  const file = (
    <FileDrop
      label="Choose the model’s file, or drop it here"
      hint="A model as “model download” writes it, or a network in Tacit’s own format"
      accept=".json,.network,.bin,application/json,application/octet-stream"
      onFile={(dropped) => opening.mutate({ file: dropped })}
    />
  );
  const round = <RoundPicker account={account} onPick={(picked) => opening.mutate(picked)} />;
  return (
    <Card title="Which model" lead="A model from a finalised round carries its proof. A file carries your word.">
      <Tabs
        label="Where the model comes from"
        tabs={[
          { id: 'round', label: 'From a round', content: round },
          { id: 'file', label: 'From a file', content: file },
        ]}
      />
      <div className="mt-4 empty:hidden">
        {opening.isPending && <Loading label="Reading and checking the model" lines={2} />}
        {opening.error && <FailureNotice error={opening.error} words={MODEL_WORDS} />}
      </div>
    </Card>
  );
}
