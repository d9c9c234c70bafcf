// Generated from circuits/circuits.json by scripts/generate.ts. Do not edit.

/** Public signals that a verifier knows, in the order of the key's bases IC_1... */
export const STATEMENT_SIGNALS = ['rootBefore', 'rootAfter', 'dataRoot', 'params', 'context'] as const;
export type StatementSignal = (typeof STATEMENT_SIGNALS)[number];

/** Signals under the commitment D, after the statement's; `packedUpdate` is a vector. */
export const COMMITTED_SIGNALS = ['packedUpdate', 'loss', 'blind'] as const;
