import { useQuery } from '@tanstack/react-query';
import { useNetwork } from '../../app/network.ts';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { SelectField, TextField } from '../../ui/Field.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { numberText } from '../../ui/text.ts';
import { askWorker } from './ask-worker.ts';
import { MODE_WORDS } from './describe.ts';
import type { DraftProps } from './draft-props.ts';
import { MODEL_WORDS } from './words.ts';
import type { ModeAdvice } from './work/estimate.ts';

function SplitFields({ draft, source, onField, advice }: DraftProps & { readonly advice: ModeAdvice }) {
  const chosen = advice.cuts.find(({ layers }) => String(layers) === draft.cut);
  return (
    <div className="space-y-4">
      <div className="grid gap-4 sm:grid-cols-3">
        <SelectField label="Workers compute" {...onField('cut')}>
          {advice.cuts.map(({ layers, width }) => (
            <option key={layers} value={layers}>
              {layers} of {source.layers.length} layers; you see {width} values
            </option>
          ))}
        </SelectField>
        <TextField
          label="Values are clipped to plus or minus"
          inputMode="decimal"
          {...onField('clip')}
          hint="In the unit of the values in between."
        />
        <TextField
          label="Noise that users add"
          inputMode="decimal"
          {...onField('deviation')}
          hint={chosen ? `Its standard deviation; at least ${numberText(chosen.leastDeviation, 2)} here.` : undefined}
        />
      </div>
      <Notice tone="sealed" title="What the blur is for">
        <p>
          You will see these values, clipped and with noise. Before paying, the page tries on each user’s own values how
          well you could guess them back, and shows a meter: <strong>hidden</strong> means no better than guessing,{' '}
          <strong>partly</strong> better than guessing, <strong>open</strong> much better. More noise and a deeper cut
          hide more, and make answers less exact.
        </p>
      </Notice>
    </div>
  );
}

/** Encrypted to the end wherever that goes; split where a network is too deep for it. */
export function ModeCard(props: DraftProps) {
  const { source, onField, draft } = props;
  const { chainId } = useNetwork();
  const isNetwork = source.kind === 'network' && source.layers.length > 1;
  const { data, error } = useQuery({
    queryKey: [chainId, 'models', 'advice', source.digest],
    queryFn: ({ signal }) => askWorker<'advise'>({ kind: 'advise', bytes: source.bytes }, { signal }),
    enabled: isNetwork,
    gcTime: 0,
  });
  if (!isNetwork) {
    return (
      <Card title="How it is computed" lead={MODE_WORDS.encrypted.means}>
        <p>Encrypted to the end. A model of one layer cannot be split.</p>
      </Card>
    );
  }
  return (
    <Card title="How it is computed">
      {error && <FailureNotice error={error} words={MODEL_WORDS} />}
      {!data && !error && <Loading label="Looking how the network can be computed on encrypted values" lines={2} />}
      {data && (
        <div className="space-y-4">
          {data.recommended === 'split' && (
            <Notice tone="warn" title="The whole network is too deep to be computed on encrypted values">
              <p>Split it: workers compute as many layers as they can, and you the rest.</p>
            </Notice>
          )}
          <SelectField label="Mode" {...onField('mode')} hint={MODE_WORDS[draft.mode].means}>
            <option value="encrypted">{MODE_WORDS.encrypted.label}</option>
            <option value="split" disabled={data.cuts.length === 0}>
              {MODE_WORDS.split.label}
            </option>
          </SelectField>
          {draft.mode === 'split' && <SplitFields {...props} advice={data} />}
        </div>
      )}
    </Card>
  );
}
