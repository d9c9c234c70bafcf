import type { FetchedOffer } from '@tacit/sdk';
import { useState } from 'react';
import { Card } from '../../ui/Card.tsx';
import { SelectField } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Table } from '../../ui/Table.tsx';
import { numberText } from '../../ui/text.ts';
import { imageShapeOf, nameOf } from './offer-words.ts';
import type { Samples } from './orders.ts';
import { PixelImage } from './PixelImage.tsx';
import { clampedOf, encodedOf, inkOf, rangeOf } from './values.ts';

interface Props {
  readonly offer: FetchedOffer;
  readonly samples: Samples;
}

const SHOWN_AT_ONCE = 16;
const MOST_NAMED = 4;

function ClampNotice({ offer, sample }: { readonly offer: FetchedOffer; readonly sample: readonly number[] }) {
  const { input } = offer.document;
  const clamped = clampedOf(input, sample);
  if (clamped.length === 0) return null;
  const named = clamped.slice(0, MOST_NAMED).map((index) => {
    const { low, high } = rangeOf(input, index);
    const value = sample[index] as number;
    return `${nameOf(input, index)}: ${numberText(value, 5)} counts as ${numberText(value < low ? low : high, 5)}`;
  });
  const more = clamped.length - named.length;
  return (
    <Notice
      tone="warn"
      title={clamped.length === 1 ? 'One value is out of range' : `${clamped.length} values are out of range`}
    >
      <p>
        {named.join('; ')}
        {more > 0 && `; and ${more} more`}. The model was not made for values so far out: check that they are right, and
        in the right unit.
      </p>
    </Notice>
  );
}

function Values({ offer, sample }: { readonly offer: FetchedOffer; readonly sample: readonly number[] }) {
  const { input } = offer.document;
  const whole = offer.plan.network.arithmetic === 'integer';
  const encoded = encodedOf(input, sample, whole);
  const table = (
    <Table
      caption="What is encrypted"
      rows={sample.map((_, index) => index)}
      keyOf={String}
      columns={[
        { title: 'Value', cell: (index) => nameOf(input, index) },
        { title: 'As you gave it', align: 'right', cell: (index) => numberText(sample[index] as number, 8) },
        { title: 'As it is encrypted', align: 'right', cell: (index) => numberText(encoded[index] as number, 8) },
      ]}
    />
  );
  if (sample.length <= SHOWN_AT_ONCE) return table;
  return (
    <details>
      <summary className="text-sm text-accent">All {sample.length} values</summary>
      <div className="mt-3 max-h-96 overflow-y-auto">{table}</div>
    </details>
  );
}

/** Exactly what will be encrypted. */
export function PreviewCard({ offer, samples }: Props) {
  const [chosen, setChosen] = useState(0);
  const index = chosen < samples.length ? chosen : 0;
  const sample = samples[index] as readonly number[];
  const { document, plan } = offer;
  const shape = imageShapeOf(document, plan.network);
  const { low, high } = inkOf(document.input);
  const pixels = shape && sample.map((value) => (value - low) / (high - low));
  return (
    <Card title="What will be encrypted" lead="This, and nothing else of what you have.">
      <div className="space-y-4">
        {samples.length > 1 && (
          <SelectField label="Shown" value={index} onChange={({ target }) => setChosen(Number(target.value))}>
            {samples.map((_, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: samples are known by their place alone
              <option key={at} value={at}>
                {at + 1} of {samples.length}
              </option>
            ))}
          </SelectField>
        )}
        <ClampNotice {...{ offer, sample }} />
        {shape && pixels && (
          <PixelImage
            pixels={pixels}
            shape={shape}
            label={`The image as the model takes it, ${shape.width} by ${shape.height} pixels`}
          />
        )}
        <Values {...{ offer, sample }} />
      </div>
    </Card>
  );
}
