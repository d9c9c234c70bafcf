// What a whole verification can end with instead of a report.
import type { WordsByCode } from '../../ui/failures.ts';

export const VERIFY_WORDS: WordsByCode = {
  INPUT_UNKNOWN: {
    title: 'This page does not recognise that',
    next: 'Paste a hash that begins with 0x and has 64 digits, a link of this page, a CID, or JSON; or drop a file.',
  },
  INPUT_NOT_JSON: {
    title: 'This looks like JSON, and is none',
    next: 'It was probably cut off where it was copied. Drop the file instead of pasting it.',
  },
  INPUT_TOO_LARGE: {
    title: 'This is too large to be checked here',
    next: 'Files may have up to 64 MiB. Nothing of Tacit is larger.',
  },
  SUBJECT_UNKNOWN: {
    title: 'There is nothing of that name on this network',
    next: 'Compare every digit with where it comes from. It may also be of another network, or not mined yet.',
  },
  SHAPE_INVALID: {
    title: 'This names a circuit that does not exist',
    next: 'Whoever made it wrote the name wrongly, or uses circuits that this page does not know.',
  },
};
