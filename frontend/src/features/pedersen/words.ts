import type { WordsByCode } from '../../ui/failures.ts';

export const PEDERSEN_WORDS: WordsByCode = {
  POINT_INVALID: {
    title: 'This is no commitment',
    next: 'It has the right length, and is no point of the curve: a digit was changed. Copy it again from where it comes from.',
  },
  SCALAR_INVALID: {
    title: 'This value and this blinding commit to nothing',
    next: 'Value 0 with blinding 0 gives the point at infinity, which hides nothing. Choose another blinding, or let this page draw one.',
  },
  BENCH_LINE_INVALID: {
    title: 'A line cannot be read',
    next: 'The line is named below. One commitment a line; or commitment, value, blinding; or a JSON list.',
  },
  COMMITMENTS_EMPTY: {
    title: 'There is nothing to add',
    next: 'Paste at least one commitment.',
  },
  COMMITMENT_IS_IDENTITY: {
    title: 'The sum is nothing',
    next: 'These commitments cancel each other out. The contract refuses a sum that hides nothing.',
  },
};
