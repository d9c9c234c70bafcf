import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Network, planOf } from '../../encrypted/index.ts';
import { errorCode } from '../../errors/index.ts';
import { nameBlob } from './blobs.ts';
import { type EvaluateStep, isLookDue, reExecute } from './re-execute.ts';

const network: Network = {
  arithmetic: 'float',
  inputs: 4,
  range: 1,
  layers: [
    { kind: 'dense', inputs: 4, outputs: 4, weights: new Float64Array(16).fill(0.5), bias: new Float64Array(4) },
    { kind: 'square' },
    { kind: 'dense', inputs: 4, outputs: 2, weights: new Float64Array(8).fill(0.5), bias: new Float64Array(2) },
  ],
};
// Less than the whole of it takes, so that it has several steps.
const plan = planOf(network, { stepSeconds: 0.9 * planOf(network).seconds });
const keys = new Uint8Array(3);
const input = Uint8Array.of(1, 2, 3);
/** What is compared are bytes, whatever they mean: each step adds one to all of them. */
const evaluate: EvaluateStep = (_plan, given, { index, input: bytes }) => {
  assert.equal(given, keys);
  return bytes.map((byte) => byte + 1 + index);
};
const nameOf = async (...bytes: number[]) => (await nameBlob(Uint8Array.from(bytes))).digest;
const run = (results: readonly `0x${string}`[]) => reExecute({ plan, evaluationKeys: keys, input, results, evaluate });

describe('an evaluation of its own', () => {
  it('follows the steps, and finds nothing where all are right', async () => {
    assert.ok(plan.steps.length >= 2);
    const right = [await nameOf(2, 3, 4), await nameOf(4, 5, 6)];
    for (const count of [0, 1, 2]) {
      const { contest, steps, wrongStep } = await run(right.slice(0, count));
      assert.deepEqual([contest, steps.length, wrongStep], [false, count, undefined]);
    }
  });

  it('names the first step that is wrong, and looks no further', async () => {
    const [first, wrong] = [await nameOf(2, 3, 4), await nameOf(9)];
    const late = await run([first, wrong]);
    assert.deepEqual([late.contest, late.wrongStep, late.steps.map(({ equal }) => equal)], [true, 1, [true, false]]);
    const early = await run([wrong, wrong]);
    assert.deepEqual([early.contest, early.wrongStep, early.steps.length], [true, 0, 1]);
    assert.equal(early.steps[0]?.own, first);
  });

  it('is refused more results than there are steps', async () => {
    const results = Array.from({ length: plan.steps.length + 1 }, () => nameOf(1));
    await assert.rejects(
      async () => run(await Promise.all(results)),
      (error) => errorCode(error) === 'JOB_MISMATCH',
    );
  });
});

describe('the chance to look again', () => {
  const of = (...bytes: number[]) => ({ bytes: () => Uint8Array.from(bytes) });

  it('is never, always, or as often as is said', () => {
    for (const bytes of [of(0, 0, 0, 0), of(255, 255, 255, 255)]) {
      assert.deepEqual([isLookDue(0, bytes), isLookDue(1, bytes)], [false, true]);
    }
    assert.equal(isLookDue(1 / 8, of(31, 255, 255, 255)), true);
    assert.equal(isLookDue(1 / 8, of(32, 0, 0, 0)), false);
  });

  it('is a rate', () => {
    for (const rate of [-0.1, 1.1, Number.NaN]) assert.throws(() => isLookDue(rate, of(0, 0, 0, 0)), RangeError);
  });
});
