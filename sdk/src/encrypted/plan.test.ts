import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCode, type ProtocolError } from '../errors/index.ts';
import {
  convolutionLayer,
  denseLayer,
  drawFrom,
  floatNetwork,
  realFrom,
  SQUARE,
  sampleOf,
} from './layers/test-support.ts';
import { slotsOfSample } from './layout.ts';
import { detailsOf, planOf } from './plan.ts';
import type { Layer, Network, Plan, PlanOptions } from './types.ts';

const draw = drawFrom(23);
const uniform = (reach: number) => (): number => realFrom(draw, reach);
const dense = (inputs: number, outputs: number): Layer => denseLayer(inputs, outputs, uniform(1 / Math.sqrt(inputs)));
const IMAGE = { channels: 1, height: 28, width: 28, kernel: 5, stride: 2, padding: 1, maps: 5 };
const convolution = convolutionLayer(IMAGE, uniform(0.2));

const MLP = floatNetwork(784, [dense(784, 64), SQUARE, dense(64, 32)]);
const CNN = floatNetwork(784, [convolution, SQUARE, dense(845, 100), SQUARE, dense(100, 10)]);
const whole = denseLayer(20, 5, () => draw(-9, 9));
const INTEGERS: Network = { arithmetic: 'integer', inputs: 20, range: 100, layers: [whole] };

const impossible = (network: Network, options?: PlanOptions): ProtocolError => {
  try {
    planOf(network, options);
  } catch (error) {
    assert.equal(errorCode(error), 'PLAN_IMPOSSIBLE');
    return error as ProtocolError;
  }
  throw new Error('it is possible');
};
const rotations = (plan: Plan): number => plan.steps.reduce((sum, { operations }) => sum + operations.rotations, 0);

describe('a plan', () => {
  it('takes the smallest parameters that carry the network', () => {
    const chosen = (network: Network): string => planOf(network).parameters.name;
    assert.equal(chosen(MLP), 'dense-8192');
    assert.equal(chosen(CNN), 'deep-8192');
    assert.equal(chosen(INTEGERS), 'exact-8192');
    assert.equal(chosen(floatNetwork(8, [SQUARE, SQUARE, SQUARE])), 'dense-8192');
    assert.equal(
      chosen(
        floatNetwork(
          8,
          [SQUARE, SQUARE, SQUARE, SQUARE].map((layer) => layer),
        ),
      ),
      'deep-8192',
    );
    // Larger than the plain modulus counts.
    const large = { ...INTEGERS, range: 2 ** 27 };
    assert.notEqual(chosen({ ...large, layers: [denseLayer(20, 5, () => 9)] }), 'exact-8192');
  });

  it('of a dense layer, a square and a dense layer is as short as it can be', () => {
    const plan = planOf(MLP);
    assert.deepEqual(
      plan.steps.map(({ operations }) => operations),
      [{ rotations: 18, multiplications: 17, squares: 1, rescales: 5, additions: 29 }],
    );
    assert.equal(plan.requestBytes, 196_802);
    assert.equal(plan.responseBytes, 131_185);
    assert.ok(plan.keyBytes <= 10_400_000, `${plan.keyBytes}`);
    assert.ok(planOf(INTEGERS).keyBytes <= 10_400_000);
    assert.equal(plan.holdsAll, true);
  });

  it('of a convolution first rotates nothing for it', () => {
    const plan = planOf(CNN);
    assert.equal(plan.steps[0]?.input.count, 25);
    assert.ok(rotations(plan) <= 25, `${rotations(plan)}`);
    assert.equal(plan.responseBytes, 131_185);
    // As exact as it must be for all that is likely, and no exacter.
    assert.equal(plan.holdsAll, false);
    // Nothing comes behind it: several places of the kernel share a ciphertext.
    assert.equal(planOf(CNN, { cut: 2 }).steps[0]?.input.count, 7);
  });

  it('begins no higher up than it multiplies', () => {
    const once = planOf(floatNetwork(784, [dense(784, 64)]));
    assert.equal(once.steps[0]?.input.level, 1);
    assert.equal(once.requestBytes, 65_730);
  });

  it('ends in the same shape wherever it is cut, and each step takes what the one before it gives', () => {
    for (let cut = 1; cut <= 5; cut++) {
      for (const stepSeconds of [0.06, 0.07, 0.08, 20]) {
        const plan = planOf(CNN, { cut, stepSeconds, parameters: 'deep-8192' });
        assert.equal(plan.steps[0]?.from, 0);
        assert.equal(plan.steps.at(-1)?.to, cut);
        assert.equal(plan.steps[0]?.input.seeded, true);
        plan.steps.forEach((step, at) => {
          assert.equal(step.output.seeded, false);
          assert.ok(step.seconds <= stepSeconds);
          const next = plan.steps[at + 1];
          if (next) {
            assert.equal(next.from, step.to);
            assert.deepEqual(next.input, step.output);
          }
        });
        assert.ok(Math.abs(plan.seconds - planOf(CNN, { cut, parameters: 'deep-8192' }).seconds) < 1e-9);
      }
    }
    assert.ok(planOf(CNN, { stepSeconds: 0.06 }).steps.length > 1);
  });

  it('is derived again by whoever gets it, to the last bit', () => {
    for (const network of [MLP, CNN, INTEGERS]) {
      const plan = planOf(network);
      assert.deepEqual(planOf(structuredClone(network)), plan);
      assert.deepEqual(planOf(network, { parameters: plan.parameters.name }), plan);
      assert.deepEqual(detailsOf(structuredClone(plan)), detailsOf(plan));
      const sample = sampleOf(network, draw);
      assert.deepEqual(slotsOfSample(structuredClone(plan), sample), slotsOfSample(plan, sample));
    }
  });

  it('says what would help where there is none', () => {
    const deep = floatNetwork(8, [SQUARE, dense(8, 8), SQUARE, dense(8, 8), SQUARE, dense(8, 8)]);
    assert.equal(impossible(deep).details.cut, 5);
    assert.equal(planOf(deep, { cut: 5 }).outputs, 8);
    assert.equal(impossible(CNN, { parameters: 'dense-8192' }).details.cut, 3);
    assert.match(impossible(CNN, { parameters: 'dense-8192' }).message, /cut it after layer 3/);
    assert.match(impossible(MLP, { parameters: 'exact-8192' }).message, /integers/);
    assert.match(impossible(floatNetwork(4, [dense(4, 4097)])).message, /4096 slots/);
    assert.match(impossible(MLP, { stepSeconds: 0.001 }).message, /layer 1 alone takes/);
  });

  it('is refused rather than wrong where values are too large for their exactness', () => {
    const steep = floatNetwork(4, [
      denseLayer(4, 4, () => 2 ** 20),
      SQUARE,
      denseLayer(4, 4, uniform(1)),
      SQUARE,
      SQUARE,
    ]);
    impossible(steep, { parameters: 'dense-8192' });
    // x^2 next to 2^32 x: what it adds vanishes.
    const crooked: Layer = { kind: 'polynomial', coefficients: [0, 2 ** 32, 2 ** -20] };
    impossible(floatNetwork(4, [dense(4, 4), crooked, dense(4, 4)]));
    // Whole numbers that errors would turn into their neighbours, where reals would be exact enough.
    const products = [denseLayer(20, 6, () => draw(-9, 9)), SQUARE, denseLayer(6, 4, () => draw(-9, 9))];
    assert.ok(planOf(floatNetwork(20, products, 100)).error > 0.1);
    impossible({ ...INTEGERS, layers: products });
    impossible({ ...INTEGERS, range: 2 ** 30, layers: [denseLayer(20, 5, () => 2 ** 30)] });
  });

  it('is for layers that there are, and for known parameters', () => {
    for (const options of [{ cut: 0 }, { cut: 4 }, { cut: 1.5 }, { stepSeconds: 0 }, { stepSeconds: Number.NaN }]) {
      impossible(MLP, options);
    }
    assert.throws(
      () => planOf(MLP, { parameters: 'toString' as 'dense-8192' }),
      (error) => errorCode(error) === 'PARAMETERS_UNKNOWN',
    );
    assert.throws(
      () => planOf({ ...MLP, inputs: 783 }),
      (error) => errorCode(error) === 'NETWORK_INVALID',
    );
  });

  it('of more ciphertexts than anybody would send is refused', () => {
    const kernels = convolutionLayer({ ...IMAGE, kernel: 17, padding: 8, stride: 1, maps: 4 }, uniform(0.01));
    assert.match(impossible(floatNetwork(784, [kernels, dense(3136, 10)])).message, /more than 256 ciphertexts/);
    assert.match(impossible(floatNetwork(1448, [dense(1448, 1448), dense(1448, 1448)])).message, /256 ciphertexts/);
  });

  it('expects no values larger than there can be', () => {
    const squares = floatNetwork(64, [SQUARE, SQUARE, SQUARE, SQUARE, SQUARE]);
    assert.ok(planOf(squares).error < 0.01);
  });

  it('of weights that would fill a memory is refused', () => {
    const wide = denseLayer(2049, 1025, uniform(2 ** -13));
    wide.bias.fill(1);
    const network = floatNetwork(2049, [wide, SQUARE, SQUARE, SQUARE, SQUARE]);
    assert.match(impossible(network).message, /512 MiB/);
    assert.equal(planOf(network, { cut: 1 }).steps.length, 1);
  });
});
