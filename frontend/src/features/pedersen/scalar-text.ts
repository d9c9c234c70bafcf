// A number as somebody typed it, and what is wrong with it in words. What is right is what the command line takes, too.
import { FIELD_ORDER } from '@tacit/sdk';

export type ReadScalar = { readonly scalar: bigint } | { readonly problem: string };

/** r has 77 digits. */
const MOST_DIGITS = 77;

const shortOrder = '21888…495617';

function problemOf(text: string): string | undefined {
  if (text === '') return 'Enter a whole number.';
  if (/^-/.test(text)) return 'Negative numbers have no place in this field. Enter a whole number from 0 up.';
  if (/^[0-9]+[.,][0-9]+$/.test(text))
    return 'Only whole numbers can be committed to. Choose a unit in which it is whole.';
  if (/^0[xX]/.test(text)) {
    if (/[A-F]/.test(text) || text.startsWith('0X'))
      return 'Write hexadecimal in lower case: 0x and the digits 0 to 9 and a to f.';
    return /^0x[0-9a-f]+$/.test(text) ? undefined : 'After 0x only the digits 0 to 9 and a to f may follow.';
  }
  if (!/^[0-9]+$/.test(text)) return 'Enter digits only, or 0x and hexadecimal digits.';
  return /^0[0-9]/.test(text) ? 'Leave out the zeros in front: each number is written in one way.' : undefined;
}

/** Decimal without zeros in front, or 0x and lower-case hex; from 0 to r - 1, and never reduced in silence. */
export function readScalar(typed: string): ReadScalar {
  const text = typed.trim();
  const problem = problemOf(text);
  if (problem) return { problem };
  const isLong = text.startsWith('0x') ? text.length > 66 : text.length > MOST_DIGITS;
  const scalar = isLong ? FIELD_ORDER : BigInt(text);
  if (scalar < FIELD_ORDER) return { scalar };
  return {
    problem: `This is as large as the field’s order r (${shortOrder}, 77 digits) or larger. Beyond r numbers begin again at 0, so it would open like a small one: enter a number below r.`,
  };
}
