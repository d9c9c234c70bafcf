import { provingError } from '../errors/index.ts';
import { BATCH_INDEX_BITS, LOSS_BITS, MULTIPLIER_BITS } from '../numeric/index.ts';

export const MODE_STEP = 0;
export const MODE_FINALISE = 1;

/** The one public signal that says what a proof is about (`Params` in circuits/sgd-step). */
export interface Params {
  readonly mode: 0 | 1;
  readonly batchIndex: number;
  readonly multiplier: number;
  /** The opened sum of losses in a finalisation; 0 in a step. */
  readonly lossSum: bigint;
}

const INDEX_AT = 1n;
const MULTIPLIER_AT = INDEX_AT + BigInt(BATCH_INDEX_BITS);
const LOSS_AT = MULTIPLIER_AT + BigInt(MULTIPLIER_BITS);
const END = LOSS_AT + BigInt(LOSS_BITS);

const mask = (bits: number): bigint => (1n << BigInt(bits)) - 1n;

export function packParams({ mode, batchIndex, multiplier, lossSum }: Params): bigint {
  const fits =
    (mode === MODE_STEP || mode === MODE_FINALISE) &&
    Number.isInteger(batchIndex) &&
    batchIndex >= 0 &&
    batchIndex < 2 ** BATCH_INDEX_BITS &&
    Number.isInteger(multiplier) &&
    multiplier >= 0 &&
    multiplier < 2 ** MULTIPLIER_BITS &&
    lossSum >= 0n &&
    lossSum <= mask(LOSS_BITS);
  if (!fits) throw provingError('FIELD_INVALID', 'mode, batch index, multiplier or loss sum do not fit their bits');
  return BigInt(mode) | (BigInt(batchIndex) << INDEX_AT) | (BigInt(multiplier) << MULTIPLIER_AT) | (lossSum << LOSS_AT);
}

export function unpackParams(params: bigint): Params {
  if (params < 0n || params >> END !== 0n) {
    throw provingError('FIELD_INVALID', 'params holds more than mode, batch index, multiplier and loss sum');
  }
  return {
    mode: Number(params & 1n) as 0 | 1,
    batchIndex: Number((params >> INDEX_AT) & mask(BATCH_INDEX_BITS)),
    multiplier: Number((params >> MULTIPLIER_AT) & mask(MULTIPLIER_BITS)),
    lossSum: params >> LOSS_AT,
  };
}
