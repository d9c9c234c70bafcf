import { DataWalk, type WalkItem } from '../../ui/DataWalk.tsx';

const ALWAYS: readonly WalkItem[] = [
  { what: 'The values in clear', reach: 'stays', why: 'They are in this page’s memory until they are encrypted.' },
  {
    what: 'Your secret key, and a copy of your values',
    reach: 'kept',
    why: 'Sealed under a key of your wallet and this browser, so that a reload loses nothing.',
  },
  { what: 'Your values as ciphertexts', reach: 'sealed', why: 'Workers compute on them. Only your key opens them.' },
  { what: 'Keys for computing', reach: 'sealed', why: 'They let workers compute, and let nobody read.' },
  {
    what: 'That your account asked this model, when, how many values, and what you paid',
    reach: 'public',
    why: 'Not what you asked about, and not the answer.',
  },
];

const SPLIT: readonly WalkItem[] = [
  {
    what: 'An intermediate of the model, blurred with noise',
    reach: 'sealed',
    why: 'Sealed to the creator, who reads it and computes the rest. What it could make of it is tried below your values.',
  },
];

/** What happens to a person's values around a prediction. */
export function DataFlow({ isSplit }: { readonly isSplit: boolean }) {
  return <DataWalk items={isSplit ? [...ALWAYS, ...SPLIT] : ALWAYS} title="What happens to your values" />;
}
