import { BATCH_INDEX_BITS, ELEMENT_BITS, type Format, LOSS_BITS, MULTIPLIER_BITS } from '../../numeric/index.ts';

const ARITY_BITS = 3;
const WIDEST = 16;

/** Partial rounds of circomlib's Poseidon by number of inputs; 8 full rounds each. */
const PARTIAL_ROUNDS = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68];

/** Constraints of one Poseidon of n inputs after --O2: three per S-box, less three that simplify away. */
function poseidonCost(inputs: number): number {
  return 3 * (8 * (inputs + 1) + (PARTIAL_ROUNDS[inputs - 1] as number)) - 3;
}

function hashVectorCost(length: number): number {
  let cost = poseidonCost(Math.min(WIDEST, length));
  for (let left = length - WIDEST; left > 0; left -= WIDEST - 1) cost += poseidonCost(Math.min(WIDEST - 1, left) + 1);
  return cost;
}

/** Where a circuit's constraints go. The sum must equal what the compiler counts: a test compares. */
export function constraintBreakdown(f: Format): Record<string, number> {
  const cells = f.batch * f.outputs;
  const dataBits = f.batch * (f.inputs * f.xBits + f.outputs * f.yBits);
  const stepBits = f.weights * f.weightBits + dataBits + cells * f.forwardBits;
  const finaliseBits = f.weights * f.slotBits + LOSS_BITS;
  const levels = BATCH_INDEX_BITS / ARITY_BITS;
  const arity = 2 ** ARITY_BITS;
  return {
    bitPool: Math.max(stepBits, finaliseBits),
    roots: 2 * hashVectorCost(f.weightElements + 1),
    leaf: hashVectorCost(Math.ceil(dataBits / ELEMENT_BITS) + 1),
    merklePath: levels * (poseidonCost(arity) + arity - 1),
    products: cells * f.inputs,
    productCorrections: cells + f.inputs * f.outputs,
    clamp: 3 * cells,
    errors: 2 * cells,
    forwardGate: cells,
    packing: 2 * f.weightElements + 2 * f.updateElements,
    // Mode, index and multiplier bits; rate bound, inverse, two salts, factor, root gate, the loss and its sum.
    statement: 1 + BATCH_INDEX_BITS + MULTIPLIER_BITS + 8,
  };
}
