// An offer and a request that are as they should be, for tests that spoil them.
import type { OfferDocument, RequestDocument } from './types.ts';

export const word = (byte: number): `0x${string}` => `0x${byte.toString(16).padStart(2, '0').repeat(32)}`;

export const OFFER: OfferDocument = {
  evaluation: 1,
  parameters: 'exact-8192',
  network: word(1),
  networkBytes: 1234,
  stepSeconds: 0.9375,
  input: { count: 2, minimum: -4, maximum: 3.96875, scale: 32, names: ['length', 'width'] },
  output: { count: 3, scale: 8192, kind: 'classes', labels: ['a', 'b', 'c'] },
};

export const SPLIT_OFFER: OfferDocument = {
  ...OFFER,
  output: { count: 10, scale: 1, kind: 'values' },
  split: { creatorKey: word(2), width: 64, blur: { clip: 8, deviation: 0.25 } },
};

/** Real units in and out. */
export const STANDARDISED_OFFER: OfferDocument = {
  ...OFFER,
  input: {
    ...OFFER.input,
    features: [
      { mean: 12.5, deviation: 0.25 },
      { mean: -1e6, deviation: 1e-9 },
    ],
  },
  output: {
    count: 2,
    scale: 8192,
    kind: 'values',
    targets: [
      { mean: 70, deviation: 3 },
      { mean: 0, deviation: 1 },
    ],
  },
};

export const REQUEST: RequestDocument = {
  chainId: 31_337,
  market: '0x5fbdb2315678afecb367f032d93f642f64180aa3',
  offer: word(3),
  user: '0x70997970c51812dc3a010c7d01b50e0d17dc79c8',
  samples: 7,
  keys: word(4),
  input: word(5),
  nonce: word(6),
};

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
