// A result as a file for its owner: made in the page, and given to nobody else.
import type { Reading } from '@tacit/sdk';
import { labelOf, nameOf } from './offer-words.ts';
import type { Hex, Samples } from './orders.ts';

type Document = Parameters<typeof labelOf>[0] & { readonly input: { readonly names?: readonly string[] } };

export interface ResultFile {
  readonly job: Hex;
  readonly document: Document;
  readonly samples: Samples;
  readonly readings: readonly Reading[];
}

/** The class by its name, or its number. */
export const classText = (document: Document, { class: index, label }: Reading): string | undefined =>
  index === undefined ? undefined : (label ?? labelOf(document, index));

export function resultJson({ job, document, samples, readings }: ResultFile): string {
  const predictions = readings.map((reading, at) => ({
    ...(reading.class === undefined ? {} : { class: classText(document, reading) }),
    outputs: reading.values,
    inputs: samples[at],
  }));
  return `${JSON.stringify({ job, predictions }, null, 2)}\n`;
}

/** Spreadsheets take what begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

const quoted = (text: string): string => {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export function resultCsv({ document, samples, readings }: ResultFile): string {
  const width = samples[0]?.length ?? 0;
  const outputs = readings[0]?.values.length ?? 0;
  const hasClass = readings[0]?.class !== undefined;
  const header = [
    'sample',
    ...Array.from({ length: width }, (_, i) => quoted(nameOf(document.input, i))),
    ...(hasClass ? ['class'] : []),
    ...Array.from({ length: outputs }, (_, o) => quoted(labelOf(document, o))),
  ];
  const rows = readings.map((reading, at) => [
    String(at + 1),
    ...(samples[at] ?? []).map(String),
    ...(hasClass ? [quoted(classText(document, reading) ?? '')] : []),
    ...reading.values.map(String),
  ]);
  return `${[header, ...rows].map((row) => row.join(',')).join('\n')}\n`;
}
