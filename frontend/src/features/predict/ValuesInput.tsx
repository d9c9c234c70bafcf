import type { InputDescription } from '@tacit/sdk';
import { useState } from 'react';
import { TextArea, TextField } from '../../ui/Field.tsx';
import { numberText } from '../../ui/text.ts';
import { nameOf } from './offer-words.ts';
import type { Samples } from './orders.ts';
import { parseNumber, parseValues, rangeOf, usualOf } from './values.ts';

interface Props {
  readonly input: InputDescription;
  readonly onSamples: (samples: Samples | undefined) => void;
}

/** More than these are pasted, not typed one by one. */
const MOST_FIELDS = 40;

const NOT_A_NUMBER = 'Write a number with a point, such as 5.1.';

function hintOf(input: InputDescription, index: number): string {
  const usual = usualOf(input, index);
  const { low, high } = rangeOf(input, index);
  if (usual) {
    return `Usually about ${numberText(usual.mean, 3)}, give or take ${numberText(usual.deviation, 2)}`;
  }
  return `From ${numberText(low, 4)} to ${numberText(high, 4)}`;
}

function Fields({ input, onSamples }: Props) {
  const [texts, setTexts] = useState<readonly string[]>(() => Array.from({ length: input.count }, () => ''));
  const change = (index: number, text: string): void => {
    const next = texts.with(index, text);
    setTexts(next);
    const values = next.map(parseNumber);
    onSamples(values.every((value) => value !== undefined) ? [values as number[]] : undefined);
  };
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {texts.map((text, index) => (
        <TextField
          key={nameOf(input, index)}
          label={nameOf(input, index)}
          hint={hintOf(input, index)}
          inputMode="decimal"
          value={text}
          error={text.trim() !== '' && parseNumber(text) === undefined ? NOT_A_NUMBER : undefined}
          onChange={({ target }) => change(index, target.value)}
        />
      ))}
    </div>
  );
}

function Paste({ input, onSamples }: Props) {
  const [text, setText] = useState('');
  const parsed = parseValues(text, input.count);
  const change = (next: string): void => {
    setText(next);
    const read = parseValues(next, input.count);
    onSamples(read.ok ? [read.value] : undefined);
  };
  return (
    <TextArea
      label={`${input.count} numbers`}
      hint="With spaces, commas or line ends between, in the model’s order."
      rows={6}
      className="font-mono text-sm"
      spellCheck={false}
      value={text}
      error={text.trim() === '' || parsed.ok ? undefined : parsed.why}
      onChange={({ target }) => change(target.value)}
    />
  );
}

export function ValuesInput(props: Props) {
  return props.input.count <= MOST_FIELDS ? <Fields {...props} /> : <Paste {...props} />;
}
