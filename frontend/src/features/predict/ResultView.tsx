import type { OfferDocument } from '@tacit/sdk';
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { SelectField } from '../../ui/Field.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { OutputBars } from './OutputBars.tsx';
import { imageShapeOf } from './offer-words.ts';
import type { Hex, OpenAnswer } from './orders.ts';
import { PixelImage } from './PixelImage.tsx';
import { ReadingsTable } from './ReadingsTable.tsx';
import { classText, resultCsv, resultJson } from './result-file.ts';
import { inkOf } from './values.ts';

interface Props {
  readonly id: Hex;
  readonly answer: OpenAnswer;
  readonly document: OfferDocument;
}

/** What came out: the class in words, every output, and files of it. */
export function ResultView({ id, answer, document }: Props) {
  const { readings, samples } = answer;
  const [chosen, setChosen] = useState(0);
  const reading = readings[chosen];
  const sample = samples[chosen];
  if (!reading || !sample) return null;
  const shape = imageShapeOf(document);
  const { low, high } = inkOf(document.input);
  const named = classText(document, reading);
  const file = { job: id, document, samples, readings };
  const name = `prediction-${id.slice(2, 10)}`;
  return (
    <Card
      title="Your result"
      lead="Decrypted in this page. Reload, and it is closed again; download it if you want to keep it. The files hold your values and the results, unencrypted."
      actions={
        <div className="flex flex-wrap gap-2">
          <Button small icon="download" onClick={() => saveFile(`${name}.csv`, resultCsv(file))}>
            CSV
          </Button>
          <Button small icon="download" onClick={() => saveFile(`${name}.json`, resultJson(file))}>
            JSON
          </Button>
        </div>
      }
    >
      <div className="space-y-6">
        {readings.length > 1 && <ReadingsTable readings={readings} document={document} />}
        {readings.length > 1 && (
          <SelectField label="In detail" value={chosen} onChange={({ target }) => setChosen(Number(target.value))}>
            {readings.map((_, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: samples are known by their place alone
              <option key={at} value={at}>
                Sample {at + 1}
              </option>
            ))}
          </SelectField>
        )}
        <div className="flex flex-wrap items-center gap-6">
          {shape && (
            <PixelImage
              pixels={sample.map((value) => (value - low) / (high - low))}
              shape={shape}
              label="What you asked about"
            />
          )}
          {named !== undefined && (
            <p>
              <span className="block text-sm text-soft">The model says</span>
              <strong className="font-display text-4xl font-semibold" data-testid="class">
                {named}
              </strong>
            </p>
          )}
        </div>
        <OutputBars reading={reading} document={document} />
      </div>
    </Card>
  );
}
