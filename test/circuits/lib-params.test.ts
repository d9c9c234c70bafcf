import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packParams, RATE_BITS, toField, unpackParams } from '@tacit/sdk';
import { wireNamed } from '../support/constraint-system.ts';
import { seededRandomness } from '../support/random-step.ts';
import { solve } from '../support/solver.ts';
import { openTemplate } from '../support/template-harness.ts';

const bench = await openTemplate({
  file: 'sgd-step/params.circom',
  main: 'Framed()',
  kept: ['mode'],
  around: `
template Framed() {
    signal input mode;
    signal input indexBit[INDEX_BITS()];
    signal input multiplierBit[MULTIPLIER_BITS()];
    signal input multiplierInverse;
    signal input lossBit[LOSS_BITS()];
    signal output params;
    signal output multiplier;
    signal output finalLoss;
    signal output batchIndex <== Compose(INDEX_BITS())(indexBit);
    Boolean(LOSS_BITS())(lossBit);
    component inner = Params(${RATE_BITS});
    inner.mode <== mode;
    inner.indexBit <== indexBit;
    inner.multiplierBit <== multiplierBit;
    inner.multiplierInverse <== multiplierInverse;
    inner.lossBit <== lossBit;
    params <== inner.params;
    multiplier <== inner.multiplier;
    finalLoss <== inner.finalLoss;
}`,
});

const wire = (name: string): number => wireNamed(bench.system, name);

/** What follows from params and mode alone, or that nothing satisfies them. */
function read(params: bigint, mode: bigint): Record<string, bigint | undefined> | 'impossible' {
  const known = new Map([
    [wire('params'), toField(params)],
    [wire('mode'), mode],
  ]);
  const { values, contradictions } = solve(bench.system, { known });
  if (contradictions.length > 0) return 'impossible';
  const of = (name: string) => values[wire(name)];
  return { multiplier: of('multiplier'), finalLoss: of('finalLoss'), batchIndex: of('batchIndex') };
}

describe('Params', () => {
  const random = seededRandomness(17);
  const below = (bound: number) => Math.floor(random.next() * bound);

  it('has one reading of every params that the SDK packs, in its own mode only', () => {
    for (let run = 0; run < 60; run++) {
      const mode = (run % 2) as 0 | 1;
      const multiplier = mode ? 1 + below(2 ** 17 - 1) : below(2 ** RATE_BITS);
      const lossSum = mode ? BigInt(below(2 ** 48)) : 0n;
      const params = packParams({ mode, batchIndex: below(4096), multiplier, lossSum });
      const { batchIndex } = unpackParams(params);
      const expected = { multiplier: BigInt(multiplier), finalLoss: lossSum, batchIndex: BigInt(batchIndex) };
      assert.deepEqual(read(params, BigInt(mode)), expected);
      assert.equal(read(params, BigInt(1 - mode)), 'impossible');
    }
  });

  it('refuses a loss sum or a high rate in a step, and a multiplier of zero in a finalisation', () => {
    assert.equal(read(packParams({ mode: 0, batchIndex: 7, multiplier: 3, lossSum: 1n }), 0n), 'impossible');
    for (let k = RATE_BITS; k < 17; k++) {
      assert.equal(read(packParams({ mode: 0, batchIndex: 7, multiplier: 2 ** k, lossSum: 0n }), 0n), 'impossible');
    }
    assert.equal(read(packParams({ mode: 1, batchIndex: 0, multiplier: 0, lossSum: 5n }), 1n), 'impossible');
  });

  it('refuses what is longer than its fields, and negative numbers', () => {
    for (const params of [1n << 78n, (1n << 78n) + 9n, 1n << 200n, -1n, -2n]) {
      for (const mode of [0n, 1n]) assert.equal(read(params, mode), 'impossible');
    }
  });

  it('has no third mode', () => {
    for (const mode of [2n, -1n]) assert.equal(read(mode, mode), 'impossible');
  });
});
