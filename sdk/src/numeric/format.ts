import { numericError } from '../errors/index.ts';
import { checkShape, type Kind, type Shape } from './shape.ts';

/** Bits of the multiplier in a step: 15 learning rates and zero. */
export const RATE_BITS = 4;
export const MAX_STEP_MULTIPLIER = 2 ** RATE_BITS - 1;
/** Every learning rate must stay usable with this many steps in one round. */
const STEPS_PER_ROUND = 8;
/** The finalising average multiplies by at most 2^16 and rounds 16 bits away. */
export const MEAN_FRACTION = 16;
export const MULTIPLIER_BITS = MEAN_FRACTION + 1;
export const LOSS_BITS = 48;
export const BATCH_INDEX_BITS = 12;
export const MAX_BATCHES = 2 ** BATCH_INDEX_BITS;
/** Signed values of `n` bits packed up to this many bits stay below half of the scalar field: no wrap. */
export const ELEMENT_BITS = 253;

/**
 * The precisions of one shape. Every `…Fraction` is a count of fractional bits: an integer v at scale f
 * stands for v / 2^f. Derived, never chosen by hand, so that circuit, SDK and contracts cannot disagree.
 */
export interface Format extends Shape {
  /** Features: signed, saturating at +-2^(xBits - 1 - xFraction). */
  readonly xBits: number;
  readonly xFraction: number;
  /** Targets: signed for `linear`; one bit for `logistic`. */
  readonly yBits: number;
  readonly yFraction: number;
  readonly errorFraction: number;
  /** The clamp keeps values in [0, 2^clampBits] at error scale. */
  readonly clampBits: number;
  readonly weightBits: number;
  readonly weightFraction: number;
  /** Low bits of a weight that the forward pass rounds away. */
  readonly dropBits: number;
  /** Bits that the forward pass rounds away between z and the error scale. */
  readonly roundBits: number;
  /** Bits above the clamp, enough for every z that weights and features in range can make. */
  readonly saturationBits: number;
  /** roundBits + clampBits + saturationBits. */
  readonly forwardBits: number;
  /** Number of weights, biases included. */
  readonly weights: number;
  /** Largest |gradient part of a step's update|, and the pull of the wall (see `step.ts`). */
  readonly maxGradient: number;
  /** Largest |update| of one step: gradient and wall together. */
  readonly maxDelta: number;
  /** Steps that one trainer may sum in a round without leaving its slots. */
  readonly maxSteps: number;
  readonly slotBits: number;
  readonly slotsPerElement: number;
  readonly updateElements: number;
  readonly weightSlotBits: number;
  readonly weightsPerElement: number;
  readonly weightElements: number;
  readonly leafElements: number;
}

/** Bits of a non-negative integer; exact, where a logarithm is not near powers of two. */
const bitsFor = (bound: number): number => BigInt(bound).toString(2).length;

/**
 * More features mean more bits to prove, and each feature matters less: precision steps down. The range stays
 * at +-4 deviations throughout: on real regressions, cutting at +-2 cost far more than coarser steps do.
 */
function featurePrecision(inputs: number): { xBits: number; xFraction: number } {
  if (inputs <= 16) return { xBits: 8, xFraction: 5 };
  if (inputs <= 32) return { xBits: 7, xFraction: 4 };
  return { xBits: 6, xFraction: 3 };
}

const KIND_PRECISION: Record<Kind, { rateFraction: number; forwardWeightFraction: number; errorFraction: number }> = {
  // The smallest learning rate is at most 2^-rateFraction.
  linear: { rateFraction: 7, forwardWeightFraction: 10, errorFraction: 5 },
  logistic: { rateFraction: 4, forwardWeightFraction: 8, errorFraction: 5 },
};
/** Weights reach +-2^WEIGHT_REACH; the wall stands at half of it. */
const WEIGHT_REACH = 4;

type Precision = Pick<
  Format,
  | 'xBits'
  | 'xFraction'
  | 'yBits'
  | 'yFraction'
  | 'errorFraction'
  | 'clampBits'
  | 'weightBits'
  | 'weightFraction'
  | 'dropBits'
  | 'roundBits'
>;

function choosePrecision({ kind, inputs, batch }: Shape): Precision {
  const { xBits, xFraction } = featurePrecision(inputs);
  const { rateFraction, forwardWeightFraction, errorFraction } = KIND_PRECISION[kind];
  const linear = kind === 'linear';
  const weightFraction = xFraction + errorFraction + Math.ceil(Math.log2(batch)) + rateFraction;
  return {
    xBits,
    xFraction,
    yBits: linear ? 8 : 1,
    yFraction: linear ? 5 : 0,
    errorFraction,
    // A linear error is clipped at +-4 (standardised targets live in +-4); a logistic output lies in 0..1.
    clampBits: linear ? errorFraction + 3 : errorFraction,
    weightBits: weightFraction + WEIGHT_REACH + 1,
    weightFraction,
    dropBits: weightFraction - forwardWeightFraction,
    roundBits: xFraction + forwardWeightFraction + (linear ? 0 : 2) - errorFraction,
  };
}

/** Bits that hold every forward value which features, targets and weights in range can make. */
function forwardBitsOf({ kind, inputs }: Shape, p: Precision): number {
  const maxX = 2 ** (p.xBits - 1);
  const maxZ = (inputs * maxX + 2 ** p.xFraction) * 2 ** (p.weightBits - 1 - p.dropBits);
  const zFraction = p.xFraction + p.weightFraction - p.dropBits;
  const maxTarget = kind === 'linear' ? 2 ** (p.yBits - 1 + zFraction - p.yFraction) : 0;
  const bound = maxZ + maxTarget + 2 ** (p.roundBits + p.clampBits - 1) + 2 ** (p.roundBits - 1);
  return Math.max(bitsFor(bound) + 1, p.roundBits + p.clampBits + 1);
}

/** All precisions and slot widths of a shape, with the inequalities that soundness rests on checked. */
export function deriveFormat(shape: Shape): Format {
  const { kind, inputs, outputs, batch } = checkShape(shape);
  const precision = choosePrecision(shape);
  const { xBits, yBits, errorFraction, clampBits, weightBits, roundBits } = precision;
  const forwardBits = forwardBitsOf(shape, precision);

  const maxError = kind === 'linear' ? 2 ** (clampBits - 1) : 2 ** errorFraction;
  const maxGradient = batch * 2 ** (xBits - 1) * maxError * MAX_STEP_MULTIPLIER;
  const maxDelta = 2 * maxGradient;
  const meanBits = bitsFor(STEPS_PER_ROUND * maxDelta) + 1;
  const slotBits = MEAN_FRACTION + meanBits;

  const weights = (inputs + 1) * outputs;
  const slotsPerElement = Math.floor(ELEMENT_BITS / slotBits);
  const weightsPerElement = Math.floor(ELEMENT_BITS / weightBits);
  const format: Format = {
    kind,
    inputs,
    outputs,
    batch,
    ...precision,
    saturationBits: forwardBits - roundBits - clampBits,
    forwardBits,
    weights,
    maxGradient,
    maxDelta,
    maxSteps: Math.floor((2 ** (meanBits - 1) - 1) / maxDelta),
    slotBits,
    slotsPerElement,
    updateElements: Math.ceil(weights / slotsPerElement),
    // A step never leads out of the weights' range, so a slot as wide as the range holds what it leads to.
    weightSlotBits: weightBits,
    weightsPerElement,
    weightElements: Math.ceil(weights / weightsPerElement),
    leafElements: Math.ceil((batch * (inputs * xBits + outputs * yBits)) / ELEMENT_BITS),
  };
  checkFormat(format);
  return format;
}

/** The wall stands here: half of the weights' reach, in weight units. */
export const wallOf = (format: Format): number => 2 ** (format.weightBits - 2);

/** Every error at its largest, in all steps of as many trainers as the mean admits. */
function largestLossSum(f: Format): number {
  const maxError = f.kind === 'linear' ? 2 ** (f.clampBits - 1) : 2 ** f.errorFraction;
  return f.batch * f.outputs * maxError ** 2 * f.maxSteps * 2 ** MEAN_FRACTION;
}

/** Each line is a premise of the argument in `circuits/README.md`; a shape that breaks one is refused. */
function checkFormat(f: Format): void {
  const rules: readonly (readonly [boolean, string])[] = [
    [f.dropBits >= 1, 'the forward pass must round at least one weight bit away'],
    [f.roundBits >= 1, 'the forward pass must round at least one bit away'],
    [f.saturationBits >= 1, 'the clamp needs a sign bit'],
    [f.maxGradient <= wallOf(f), "one step could carry a weight past the wall's reach"],
    [f.maxSteps >= STEPS_PER_ROUND, `a trainer could not sum ${STEPS_PER_ROUND} steps`],
    [f.slotsPerElement >= 1 && f.weightsPerElement >= 1, 'a value is wider than a field element'],
    [f.forwardBits < 200, 'the forward pass is wider than a field element'],
    // The SDK computes with doubles where it can: exact below 2^53. `multiplier * sum` fills a whole slot.
    [f.forwardBits <= 52 && f.slotBits <= 53, 'the shape is too large for exact doubles'],
    [largestLossSum(f) < 2 ** LOSS_BITS, 'the sum of losses of a full round could overflow its slot'],
  ];
  for (const [holds, message] of rules)
    if (!holds) throw numericError('SHAPE_INVALID', `this shape cannot be built: ${message}`);
}
