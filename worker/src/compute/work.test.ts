import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Network, planOf } from '@tacit/sdk';
import { type Limits, unfit } from './work.ts';

const dense = (inputs: number, outputs: number) => ({
  ...{ kind: 'dense' as const, inputs, outputs, bias: new Float64Array(outputs) },
  weights: new Float64Array(inputs * outputs).fill(2 ** -8),
});
const LIMITS: Limits = {
  ...{ offers: 'all', mostSamples: 65_535, jobSeconds: 600, leastFeePerSecond: 0n },
  ...{ mostBond: undefined, mostBondSeconds: 1000 },
};

function misfitOf(layers: Network['layers'], inputs: number, samples: number, limits = LIMITS): string | undefined {
  const { network: _, ...plan } = planOf({ arithmetic: 'float', inputs, range: 1, layers });
  return unfit({ step: 0, samples, terms: { workerFee: 1n } } as never, { plan } as never, limits);
}

describe('what a worker takes on', () => {
  it('is no job whose ciphertexts would fill its memory, on their way in or out', () => {
    const square = [{ kind: 'square' }] as const;
    assert.equal(misfitOf(square, 4, 1000), undefined);
    assert.equal(misfitOf(square, 4, 2100), 'INPUT_TOO_LARGE');
    // One ciphertext in, 256 out: 33 MB for each sample, in JavaScript's memory, which no thread's limit counts.
    const wide = [dense(1024, 1024), ...square, dense(1024, 1024)];
    assert.equal(misfitOf(wide, 1024, 3), undefined);
    assert.equal(misfitOf(wide, 1024, 5), 'RESULT_TOO_LARGE');
  });

  it('is no job that takes longer than it may, or pays less than it must', () => {
    const layers = [dense(64, 64)];
    assert.equal(misfitOf(layers, 64, 1, { ...LIMITS, jobSeconds: 0.001 }), 'PLAN_TOO_SLOW');
    assert.equal(misfitOf(layers, 64, 1, { ...LIMITS, leastFeePerSecond: 10n ** 18n }), 'FEE_TOO_LOW');
  });
});
