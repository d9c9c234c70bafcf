import type { FetchedOffer } from '@tacit/sdk';
import { useState } from 'react';
import { Card } from '../../ui/Card.tsx';
import { type Tab, Tabs } from '../../ui/Tabs.tsx';
import { DrawInput } from './DrawInput.tsx';
import { imageShapeOf, isOfDigits } from './offer-words.ts';
import type { Samples } from './orders.ts';
import { PictureInput } from './PictureInput.tsx';
import { TableInput } from './TableInput.tsx';
import { ValuesInput } from './ValuesInput.tsx';

interface Props {
  readonly offer: FetchedOffer;
  readonly onSamples: (samples: Samples | undefined) => void;
}

/** The person's values, in whichever way fits what the model takes. */
export function InputCard({ offer, onSamples }: Props) {
  const { document, plan } = offer;
  const shape = imageShapeOf(document, plan.network);
  const isDigit = isOfDigits(document, shape);
  const most = offer.offer.terms.mostSamples;
  const { input } = document;
  const tabs: Tab[] = [
    { id: 'values', label: 'Enter values', content: <ValuesInput {...{ input, onSamples }} /> },
    { id: 'table', label: 'Rows of a CSV', content: <TableInput {...{ input, most, onSamples }} /> },
  ];
  if (shape) {
    tabs.unshift({
      id: 'picture',
      label: 'A picture',
      content: <PictureInput {...{ input, shape, isDigit, onSamples }} />,
    });
  }
  if (shape?.channels === 1) {
    const label = isDigit ? 'Draw a digit' : 'Draw';
    tabs.unshift({ id: 'draw', label, content: <DrawInput {...{ input, shape, isDigit, onSamples }} /> });
  }
  const [tab, setTab] = useState(tabs[0]?.id ?? 'values');
  return (
    <Card title="Your values" lead="They stay in this page: nothing here is sent anywhere.">
      <Tabs
        label="How to give values"
        tabs={tabs}
        value={tab}
        onChange={(id) => {
          setTab(id);
          onSamples(undefined);
        }}
      />
    </Card>
  );
}
