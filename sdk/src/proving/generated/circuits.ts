// Generated from circuits/circuits.json by scripts/generate.ts. Do not edit.

/** Every declared circuit: its shape, and where its committed signals stand among the public ones. */
export const CIRCUITS = {
  'linear-16x4-b8': {
    shape: { kind: 'linear', inputs: 16, outputs: 4, batch: 8 },
    signals: { packedUpdate: 5, loss: 17, blind: 18, count: 19 },
  },
  'logistic-4x3-b8': {
    shape: { kind: 'logistic', inputs: 4, outputs: 3, batch: 8 },
    signals: { packedUpdate: 5, loss: 8, blind: 9, count: 10 },
  },
  'logistic-30x2-b32': {
    shape: { kind: 'logistic', inputs: 30, outputs: 2, batch: 32 },
    signals: { packedUpdate: 5, loss: 16, blind: 17, count: 18 },
  },
  'logistic-64x10-b16': {
    shape: { kind: 'logistic', inputs: 64, outputs: 10, batch: 16 },
    signals: { packedUpdate: 5, loss: 114, blind: 115, count: 116 },
  },
} as const;
export type CircuitName = keyof typeof CIRCUITS;
