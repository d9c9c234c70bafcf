// What an offer is for, said from what its document says: nobody names offers, so nobody can mislead by a name.
import type { ImageShape, InputDescription, Network, OfferDocument } from '@tacit/sdk';
import { classesOf } from '@tacit/sdk';

type Described = Pick<OfferDocument, 'input' | 'output'>;

const LEAST_SIDE = 6;
const MANY = 5;

/** An image, where the network's first layer is one over images or where so many nameless values make a square. */
export function imageShapeOf({ input }: Pick<Described, 'input'>, network?: Network): ImageShape | undefined {
  const [first] = network?.layers ?? [];
  if (first?.kind === 'convolution') {
    return { channels: first.channels, height: first.height, width: first.width };
  }
  const side = Math.round(Math.sqrt(input.count));
  if (input.names || side < LEAST_SIDE || side * side !== input.count) return undefined;
  return { channels: 1, height: side, width: side };
}

const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));

/** Ten classes that are named as digits are, or not at all. */
export const isOfDigits = ({ output }: Described, shape: ImageShape | undefined): boolean =>
  shape?.channels === 1 &&
  output.kind === 'classes' &&
  classesOf(output) === 10 &&
  (output.labels === undefined || output.labels.every((label, at) => label === DIGITS[at]));

const listed = (names: readonly string[], last: 'and' | 'or'): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`;

const shortList = (names: readonly string[], last: 'and' | 'or'): string =>
  names.length <= MANY
    ? listed(names, last)
    : `${names.slice(0, MANY - 1).join(', ')} and ${names.length - MANY + 1} more`;

export function inputWords(document: Described, network?: Network): string {
  const { input } = document;
  const shape = imageShapeOf(document, network);
  if (shape) {
    const size = `${shape.width} × ${shape.height}`;
    return isOfDigits(document, shape) ? `a handwritten digit, ${size} pixels` : `an image of ${size} pixels`;
  }
  if (input.names) return shortList(input.names, 'and');
  return input.count === 1 ? 'one number' : `${input.count} numbers`;
}

export function outputWords({ output }: Described): string {
  if (output.kind === 'values') {
    if (output.labels) return shortList(output.labels, 'and');
    return output.count === 1 ? 'one number' : `${output.count} numbers`;
  }
  const { labels } = output;
  if (labels && labels.length === DIGITS.length && labels.every((label, at) => label === DIGITS[at]))
    return 'a digit from 0 to 9';
  return labels ? shortList(labels, 'or') : `one of ${classesOf(output)} classes`;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

export function titleOf(document: Described): string {
  const text = outputWords(document);
  if (document.output.kind === 'values') return `${capital(text)}, estimated`;
  return `${capital(text)}${text.endsWith('?') ? '' : '?'}`;
}

export const labelOf = ({ output }: Described, index: number): string =>
  output.labels?.[index] ?? (output.kind === 'classes' ? `class ${index}` : `value ${index + 1}`);

export const nameOf = ({ names }: Pick<InputDescription, 'names'>, index: number): string =>
  names?.[index] ?? `value ${index + 1}`;
