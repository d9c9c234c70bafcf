import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { anyShape, SEEDED } from '../../../test/support/numeric-cases.ts';
import { assertRefused } from '../../../test/support/refusals.ts';
import { FIELD_ORDER } from '../hashing/index.ts';
import {
  BATCH_INDEX_BITS,
  deriveFormat,
  ELEMENT_BITS,
  type Format,
  featureRange,
  KINDS,
  LOSS_BITS,
  learningRates,
  MAX_BATCHES,
  MAX_STEP_MULTIPLIER,
  MEAN_FRACTION,
  MULTIPLIER_BITS,
  RATE_BITS,
  type Shape,
  targetRange,
  wallOf,
  weightRange,
} from './index.ts';

const STEPS_PER_ROUND = 8;

/** A property of the formats of many shapes. */
function holdsForEveryShape(check: (f: Format, shape: Shape) => void): void {
  fc.assert(
    fc.property(anyShape, (shape) => check(deriveFormat(shape), shape)),
    { ...SEEDED, numRuns: 500 },
  );
}

/** Largest error in magnitude, as the clamp leaves it. */
const largestError = (f: Format): number => 2 ** (f.kind === 'linear' ? f.clampBits - 1 : f.clampBits);

/** The least and greatest value that the forward pass can be asked to decompose, by the corners of its ranges. */
function forwardExtremes(f: Format): [bigint, bigint] {
  const [xLow, xHigh] = featureRange(f).map(BigInt) as [bigint, bigint];
  const [wLow, wHigh] = weightRange(f).map((w) => BigInt(Math.floor(w / 2 ** f.dropBits + 0.5))) as [bigint, bigint];
  const [yLow, yHigh] = targetRange(f).map(BigInt) as [bigint, bigint];
  const corners = [xLow * wLow, xLow * wHigh, xHigh * wLow, xHigh * wHigh].sort((a, b) => (a < b ? -1 : 1));
  const one = 1n << BigInt(f.xFraction);
  const inputs = BigInt(f.inputs);
  const least = inputs * (corners[0] as bigint) + one * wLow;
  const greatest = inputs * (corners[3] as bigint) + one * wHigh;
  const zFraction = BigInt(f.xFraction + f.weightFraction - f.dropBits);
  if (f.kind === 'logistic') return [least + (2n << zFraction), greatest + (2n << zFraction)];
  const target = 1n << (zFraction - BigInt(f.yFraction));
  const four = 4n << zFraction;
  return [least - yHigh * target + four, greatest - yLow * target + four];
}

describe('deriveFormat', () => {
  it('keeps the shape and counts its weights, biases included', () => {
    holdsForEveryShape((f, shape) => {
      const { kind, inputs, outputs, batch } = f;
      assert.deepEqual({ kind, inputs, outputs, batch }, shape);
      assert.equal(f.weights, (inputs + 1) * outputs);
      assert.deepEqual(deriveFormat(shape), f);
    });
  });

  it('gives whole numbers of bits, none of them negative', () => {
    holdsForEveryShape((f) => {
      for (const [key, value] of Object.entries(f)) {
        if (key !== 'kind') assert.ok(Number.isSafeInteger(value) && value >= 0, `${key} is ${value}`);
      }
      assert.equal(f.forwardBits, f.roundBits + f.clampBits + f.saturationBits);
    });
  });

  it('rounds at least one bit away wherever it rounds, and keeps a sign bit above the clamp', () => {
    holdsForEveryShape((f) => {
      assert.ok(f.dropBits >= 1 && f.roundBits >= 1 && f.saturationBits >= 1);
      assert.ok(f.dropBits < f.weightBits);
    });
  });

  it('lets features and targets hold one', () => {
    holdsForEveryShape((f) => {
      assert.ok(2 ** f.xFraction <= featureRange(f)[1]);
      assert.ok(f.kind === 'logistic' || 2 ** f.yFraction <= targetRange(f)[1]);
    });
  });

  it('lines up the clamp: a linear error spans -4 to 4, a logistic output 0 to 1', () => {
    holdsForEveryShape((f) => {
      assert.equal(largestError(f) / 2 ** f.errorFraction, f.kind === 'linear' ? 4 : 1);
      const zFraction = f.xFraction + f.weightFraction - f.dropBits;
      assert.equal(zFraction - f.roundBits, f.kind === 'linear' ? f.errorFraction : f.errorFraction - 2);
    });
  });

  it('bounds the gradient by its largest features, errors and rate, and the wall pulls at least as hard', () => {
    holdsForEveryShape((f) => {
      const largestFeature = Math.max(-featureRange(f)[0], 2 ** f.xFraction);
      assert.equal(f.maxGradient, f.batch * largestFeature * largestError(f) * MAX_STEP_MULTIPLIER);
      assert.equal(f.maxDelta, 2 * f.maxGradient);
      assert.ok(f.maxGradient <= wallOf(f));
      assert.ok(f.maxDelta + 2 ** (f.dropBits - 1) < 2 ** (f.weightBits - 1));
    });
  });

  it('lets weights reach 16 and puts the wall at 8', () => {
    holdsForEveryShape((f) => {
      const half = 2 ** (f.dropBits - 1);
      assert.deepEqual(weightRange(f), [-16 * 2 ** f.weightFraction - half, 16 * 2 ** f.weightFraction - half - 1]);
      assert.equal(wallOf(f), 8 * 2 ** f.weightFraction);
    });
  });

  it('offers fifteen learning rates, each usable for eight steps of a round', () => {
    holdsForEveryShape((f) => {
      assert.equal(learningRates(f).length, 15);
      assert.ok(f.maxSteps >= STEPS_PER_ROUND);
      const scaled = 2 ** MEAN_FRACTION * f.maxSteps * f.maxDelta + 2 ** (MEAN_FRACTION - 1);
      assert.ok(scaled < 2 ** (f.slotBits - 1), 'the slot holds the largest sum');
      const beyond = 2 ** MEAN_FRACTION * (f.maxSteps + 1) * f.maxDelta + 2 ** (MEAN_FRACTION - 1);
      assert.ok(beyond >= 2 ** (f.slotBits - 1), 'and maxSteps is as large as it may be');
    });
  });

  it('offers a linear rate of at most 0.01 and a logistic one of at most 1/16', () => {
    holdsForEveryShape((f) => {
      assert.ok((learningRates(f)[0] as number) <= (f.kind === 'linear' ? 0.01 : 1 / 16));
    });
  });

  it('packs as many slots as fit an element, and elements that cannot wrap', () => {
    holdsForEveryShape((f) => {
      for (const [slot, perElement, elements] of [
        [f.slotBits, f.slotsPerElement, f.updateElements],
        [f.weightSlotBits, f.weightsPerElement, f.weightElements],
      ] as const) {
        assert.ok(perElement >= 1 && slot * perElement <= ELEMENT_BITS && slot * (perElement + 1) > ELEMENT_BITS);
        assert.equal(elements, Math.ceil(f.weights / perElement));
        let largest = 0n;
        for (let k = 0; k < perElement; k++) largest += 1n << BigInt(slot * (k + 1) - 1);
        assert.ok(2n * largest < FIELD_ORDER, 'a packed element stays below half of the field');
      }
      assert.equal(f.weightSlotBits, f.weightBits, 'a step never leads out of the range');
      assert.equal(f.leafElements, Math.ceil((f.batch * (f.inputs * f.xBits + f.outputs * f.yBits)) / ELEMENT_BITS));
    });
  });

  it('decomposes every forward value that weights and data in range can make, with no bit to spare', () => {
    for (const kind of KINDS) {
      for (let inputs = 1; inputs <= 4096; inputs++) {
        const f = deriveFormat({ kind, inputs, outputs: 1, batch: 1 + (inputs % 9) });
        const [least, greatest] = forwardExtremes(f);
        const half = 1n << BigInt(f.roundBits - 1);
        const reach = 1n << BigInt(f.forwardBits - 1);
        assert.ok(least + half >= -reach && greatest + half < reach, `${kind} with ${inputs} features needs more bits`);
        const less = reach / 2n;
        assert.ok(least + half < -less || greatest + half >= less, `${kind} with ${inputs} features needs fewer bits`);
      }
    }
  });

  it('stays exact in doubles', () => {
    holdsForEveryShape((f) => {
      assert.ok(f.forwardBits <= 52, 'the forward pass rounds exactly');
      assert.ok(f.slotBits <= 52, 'a scaled sum is exact');
      assert.ok(f.batch * largestError(f) * 2 ** (f.xBits - 1) * MAX_STEP_MULTIPLIER < 2 ** 52);
    });
  });

  it('leaves room for the losses of a round with as many trainers as the mean admits', () => {
    holdsForEveryShape((f) => {
      const step = f.batch * f.outputs * largestError(f) ** 2;
      assert.ok(step * f.maxSteps * 2 ** MEAN_FRACTION < 2 ** LOSS_BITS);
    });
  });

  it('refuses shapes whose losses would not fit', () => {
    assertRefused('SHAPE_INVALID', () => deriveFormat({ kind: 'linear', inputs: 1, outputs: 32, batch: 1024 }));
    assertRefused('SHAPE_INVALID', () => deriveFormat({ kind: 'logistic', inputs: 1, outputs: 512, batch: 1024 }));
    deriveFormat({ kind: 'linear', inputs: 1, outputs: 31, batch: 1024 });
    deriveFormat({ kind: 'logistic', inputs: 1, outputs: 511, batch: 1024 });
  });

  it('refuses what is no shape', () => {
    assertRefused('SHAPE_INVALID', () => deriveFormat({ kind: 'linear', inputs: 0, outputs: 1, batch: 1 }));
    assertRefused('SHAPE_INVALID', () => deriveFormat({ kind: 'linear', inputs: 1, outputs: 1, batch: 1.5 }));
  });
});

describe('the widths that all shapes share', () => {
  it('agree with each other', () => {
    assert.equal(MAX_STEP_MULTIPLIER, 2 ** RATE_BITS - 1);
    assert.equal(MAX_BATCHES, 2 ** BATCH_INDEX_BITS);
    assert.ok(2 ** MEAN_FRACTION < 2 ** MULTIPLIER_BITS, 'a mean of one trainer multiplies by 2^16 itself');
    assert.ok(RATE_BITS <= MULTIPLIER_BITS);
    assert.ok(2n ** BigInt(ELEMENT_BITS) < FIELD_ORDER);
    assert.ok(1 + BATCH_INDEX_BITS + MULTIPLIER_BITS + LOSS_BITS <= ELEMENT_BITS);
  });
});
