import type { models, OfferDocument } from '@tacit/sdk';
import { type Hex, zeroHash } from 'viem';
import { useNetwork } from '../../app/network.ts';
import { Card } from '../../ui/Card.tsx';
import { type Fact, Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { amountText, countText, numberText, timeText } from '../../ui/text.ts';
import { labelsOf } from './queries.ts';

interface Props {
  readonly id: Hex;
  readonly model: models.Model;
  readonly document: OfferDocument | null | undefined;
}

/** After which layers the publisher lets it be cut, counted from 1. */
const cutsOf = (splitPoints: number): string =>
  Array.from({ length: 32 }, (_, bit) => bit)
    .filter((bit) => Math.floor(splitPoints / 2 ** bit) % 2 === 1)
    .map((bit) => `layer ${bit + 1}`)
    .join(', ');

function readingFacts({ input, output }: OfferDocument): Fact[] {
  const { count, names, features, minimum, maximum } = input;
  return [
    {
      label: 'Takes',
      value: names ? names.join(', ') : `${countText(count)} numbers`,
      hint: features
        ? 'in real units: the offer scales them as its trainers did'
        : `from ${numberText(minimum)} to ${numberText(maximum)}; what lies beyond is cut to these`,
    },
    {
      label: output.kind === 'classes' ? 'Chooses among' : 'Gives',
      value:
        output.kind === 'classes' || output.labels
          ? labelsOf({ output }).join(', ')
          : `${countText(output.count)} numbers`,
      hint: output.targets && 'in real units',
    },
  ];
}

export function ModelFacts({ id, model, document }: Props) {
  const { currency } = useNetwork();
  return (
    <Card title="In the registry">
      <Facts
        facts={[
          ...(document ? readingFacts(document) : []),
          { label: 'Published by', value: <Hash value={model.publisher} of="the publisher" /> },
          { label: 'Published', value: timeText(model.publishedAt) },
          { label: 'Price of a prediction', value: amountText(model.price, currency) },
          {
            label: 'May be cut after',
            value: model.splitPoints === 0 ? 'No layer' : cutsOf(model.splitPoints),
            hint: 'where a part stays with its creator',
          },
          { label: 'Model', value: <Hash value={id} of="the model’s number" /> },
          {
            label: 'Root',
            value:
              model.circuit === zeroHash ? (
                'None'
              ) : (
                <Hash value={`0x${model.root.toString(16).padStart(64, '0')}`} of="the model’s root" />
              ),
            hint: 'one number that fixes every weight',
          },
          { label: 'Description', value: <Hash value={model.specCid} of="the description" /> },
          { label: 'Licence', value: <Hash value={model.licenceCid} of="the licence" /> },
        ]}
      />
    </Card>
  );
}
