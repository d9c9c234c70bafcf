import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { evaluateStep } from './evaluate.ts';
import { relinearisationBytes } from './key-bytes.ts';
import { loadKeys } from './keys.ts';
import {
  convolutionLayer,
  type Draw,
  denseLayer,
  drawFrom,
  floatNetwork,
  realFrom,
  SQUARE,
  sampleOf,
} from './layers/test-support.ts';
import { openEncryption } from './open.ts';
import { PARAMETER_NAMES, type ParameterName } from './parameters.ts';
import { planOf } from './plan.ts';
import { preparePlan } from './prepare.ts';
import { primesOf } from './primes.ts';
import { evaluateNetwork } from './reference.ts';
import { open, refusedWith } from './test-support.ts';
import type { Encryption, Layer, LoadedKeys, Network, Plan, PlanOptions, UserKeys } from './types.ts';

interface World {
  readonly encryption: Encryption;
  readonly keys: UserKeys;
  readonly loaded: LoadedKeys;
}

const worlds = new Map<ParameterName, World>();
const worldOf = ({ parameters }: Plan): World => worlds.get(parameters.name) as World;

before(async () => {
  for (const name of PARAMETER_NAMES) {
    const encryption = await openEncryption(name);
    const keys = encryption.createKeys();
    worlds.set(name, { encryption, keys, loaded: encryption.loadKeys(keys.evaluationKeys) });
  }
});
after(() => {
  for (const { encryption } of worlds.values()) encryption.dispose();
});

/** Uniform, of such a size that values stay as large as they are. */
const dense = (draw: Draw, inputs: number, outputs: number): Layer =>
  denseLayer(inputs, outputs, () => realFrom(draw, Math.sqrt(3 / inputs)));
const IMAGE = { channels: 1, height: 28, width: 28, kernel: 5, stride: 2, padding: 1, maps: 5 };

function evaluateAll(plan: Plan, request: Uint8Array): Uint8Array {
  const { encryption, loaded } = worldOf(plan);
  const prepared = encryption.prepare(plan);
  const response = plan.steps.reduce((bytes, _, step) => encryption.evaluate(prepared, loaded, step, bytes), request);
  prepared.dispose();
  return response;
}

interface Measured {
  readonly plan: Plan;
  readonly worst: number;
  /** Root of the mean square. */
  readonly usual: number;
}

function measure(network: Network, samples: readonly number[][], options: PlanOptions = {}): Measured {
  const plan = planOf(network, options);
  const { encryption, keys } = worldOf(plan);
  const response = evaluateAll(plan, encryption.encrypt(plan, keys.secretKey, samples));
  assert.equal(response.length, samples.length * plan.responseBytes);
  const head = { ...network, layers: network.layers.slice(0, plan.cut) };
  const errors = encryption
    .decrypt(plan, keys.secretKey, response)
    .flatMap((values, k) =>
      evaluateNetwork(head, samples[k] as number[]).map((value, i) => value - (values[i] as number)),
    );
  const usual = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
  return { plan, worst: Math.max(...errors.map(Math.abs)), usual };
}

const samplesOf = (network: Network, draw: Draw, count = 3): number[][] =>
  Array.from({ length: count }, () => sampleOf(network, draw));

describe('evaluation on ciphertexts', () => {
  it('of 784x64, square, 64x32 is within a thousandth of floats', () => {
    const draw = drawFrom(31);
    const layers = [
      denseLayer(784, 64, () => realFrom(draw, 1 / 14)),
      SQUARE,
      denseLayer(64, 32, () => realFrom(draw, 1 / 8)),
    ];
    const network = floatNetwork(784, layers);
    const { plan, worst } = measure(network, samplesOf(network, draw));
    assert.equal(plan.parameters.name, 'dense-8192');
    assert.ok(worst <= 1e-3, `${worst}`);
  });

  it('of a convolution and two dense layers, all with squares, is exact to a hundredth of what values are like', () => {
    const draw = drawFrom(32);
    const layers = [
      convolutionLayer(IMAGE, () => realFrom(draw, 0.3)),
      SQUARE,
      denseLayer(845, 100, () => realFrom(draw, 0.06)),
      SQUARE,
      denseLayer(100, 10, () => realFrom(draw, 0.15)),
    ];
    const network = floatNetwork(784, layers);
    const { plan, worst, usual } = measure(network, samplesOf(network, draw, 2));
    assert.equal(plan.parameters.name, 'deep-8192');
    assert.ok(worst <= 1e-2, `${worst}`);
    assert.ok(usual <= 4 * plan.error, `${usual} where ${plan.error} was expected`);
  });

  const cases: readonly (readonly [string, (draw: Draw) => Network, PlanOptions?])[] = [
    ['one dense layer', (d) => floatNetwork(784, [dense(d, 784, 64)])],
    ['one output', (d) => floatNetwork(9, [dense(d, 9, 1)])],
    ['one input', (d) => floatNetwork(1, [dense(d, 1, 7)])],
    ['a dense layer and a square at the end', (d) => floatNetwork(100, [dense(d, 100, 20), SQUARE])],
    ['a square at the beginning', (d) => floatNetwork(30, [SQUARE, dense(d, 30, 10)])],
    ['nothing but a square', () => floatNetwork(5000, [SQUARE])],
    ['nothing to multiply', () => floatNetwork(50, [{ kind: 'polynomial', coefficients: [0.25, -3, 0] }])],
    [
      'three dense layers',
      (d) => floatNetwork(64, [dense(d, 64, 32), SQUARE, dense(d, 32, 16), SQUARE, dense(d, 16, 10)]),
    ],
    [
      'four dense layers',
      (d) => floatNetwork(20, [dense(d, 20, 16), dense(d, 16, 30), dense(d, 30, 8), dense(d, 8, 3)]),
    ],
    ['more inputs than slots', (d) => floatNetwork(5000, [dense(d, 5000, 16), SQUARE, dense(d, 16, 100)])],
    ['more outputs than blocks', (d) => floatNetwork(128, [dense(d, 128, 128), SQUARE, dense(d, 128, 128)])],
    [
      'polynomials everywhere',
      (d) => {
        const polynomial: Layer = { kind: 'polynomial', coefficients: [0.5, 0.3, 0.125] };
        return floatNetwork(10, [polynomial, dense(d, 10, 7), polynomial, dense(d, 7, 5), polynomial]);
      },
    ],
    [
      'polynomials that fall',
      (d) =>
        floatNetwork(40, [dense(d, 40, 12), { kind: 'polynomial', coefficients: [1, -0.5, -0.25] }, dense(d, 12, 6)]),
    ],
    [
      'two channels, and a convolution behind a convolution',
      (d) => {
        const weight = (): number => realFrom(d, 0.4);
        const first = convolutionLayer(
          { channels: 2, height: 6, width: 5, kernel: 3, stride: 1, padding: 1, maps: 3 },
          weight,
        );
        const second = convolutionLayer(
          { channels: 3, height: 6, width: 5, kernel: 2, stride: 2, padding: 0, maps: 2 },
          weight,
        );
        return floatNetwork(60, [first, SQUARE, second]);
      },
    ],
    [
      'a head that ends in a square',
      (d) => floatNetwork(784, [convolutionLayer(IMAGE, () => realFrom(d, 0.2)), SQUARE, dense(d, 845, 10)]),
      { cut: 2 },
    ],
    [
      'inputs far from 1',
      (d) => floatNetwork(16, [denseLayer(16, 8, () => realFrom(d, 2 ** -12)), SQUARE, dense(d, 8, 4)], 4096),
    ],
  ];
  cases.forEach(([what, make, options], at) => {
    it(`with ${what} is the network, to the error that the plan expects`, () => {
      const draw = drawFrom(100 + at);
      const network = make(draw);
      const { plan, worst, usual } = measure(network, samplesOf(network, draw, 2), options);
      // A few slots have far more noise than others; outputs may be in one of them.
      assert.ok(worst <= 40 * plan.error, `${worst} where ${plan.error} was expected`);
      assert.ok(usual <= 10 * plan.error, `${usual} where ${plan.error} was expected`);
    });
  });

  it('is the network for twenty networks of any shape', () => {
    for (let seed = 0; seed < 20; seed++) {
      const draw = drawFrom(500 + seed);
      const sizes = Array.from({ length: draw(2, 4) }, () => draw(1, 40));
      const inputs = sizes[0] as number;
      const layers = sizes.slice(1).flatMap((outputs, at) => {
        const layer = dense(draw, sizes[at] as number, outputs);
        const last = at === sizes.length - 2;
        return last
          ? [layer]
          : [layer, draw(0, 1) ? SQUARE : ({ kind: 'polynomial', coefficients: [0.1, 0.5, 0.25] } as const)];
      });
      const network = floatNetwork(inputs, layers);
      const { plan, worst } = measure(network, samplesOf(network, draw, 1));
      assert.ok(worst <= 40 * plan.error, `seed ${seed}: ${worst} where ${plan.error} was expected`);
      assert.ok(plan.error < 0.01, `seed ${seed}: ${plan.error}`);
    }
  });

  it('holds all that its range allows, where the plan says so', () => {
    const layers = [denseLayer(784, 64, () => 1 / 28), SQUARE, denseLayer(64, 32, () => 1 / 16)];
    const network = floatNetwork(784, layers);
    const corner = new Array<number>(784).fill(1);
    const { plan, worst } = measure(network, [corner, corner.map((value) => -value)]);
    assert.equal(plan.holdsAll, true);
    // The outputs are 3,400; nothing wrapped around.
    assert.ok(worst < 1, `${worst}`);
  });

  it('comes out right where all weights are zero, or so small that they vanish', () => {
    const draw = drawFrom(41);
    const zero = denseLayer(12, 6, () => 0);
    zero.bias.set([1, 2, 3, 4, 5, 6]);
    const vanishing = denseLayer(12, 6, (): number => 2 ** -200);
    for (const first of [zero, vanishing]) {
      const network = floatNetwork(12, [first, SQUARE, dense(draw, 6, 4)]);
      assert.ok(measure(network, samplesOf(network, draw, 1)).worst < 1e-3);
    }
    const last = floatNetwork(12, [dense(draw, 12, 6), SQUARE, denseLayer(6, 4, () => 0)]);
    assert.ok(measure(last, samplesOf(last, draw, 1)).worst < 1e-3);
    const integers: Network = { arithmetic: 'integer', inputs: 12, range: 9, layers: [zero] };
    assert.equal(measure(integers, samplesOf(integers, draw, 2)).worst, 0);
  });

  it('of integers is exact, also of those that ciphertexts of reals carry', () => {
    const draw = drawFrom(43);
    const whole = (inputs: number, outputs: number, reach = 5): Layer =>
      denseLayer(inputs, outputs, () => draw(-reach, reach));
    const one: Network = { arithmetic: 'integer', inputs: 300, range: 128, layers: [whole(300, 70)] };
    const two: Network = {
      arithmetic: 'integer',
      inputs: 8,
      range: 3,
      layers: [whole(8, 6, 2), SQUARE, whole(6, 4, 2)],
    };
    const convolution: Network = {
      arithmetic: 'integer',
      inputs: 784,
      range: 15,
      layers: [convolutionLayer(IMAGE, () => draw(-7, 7))],
    };
    const found = [one, two, convolution].map((network) => measure(network, samplesOf(network, draw, 2)));
    assert.ok(found.every(({ plan }) => plan.error <= 0.005));
    assert.deepEqual(
      found.map(({ worst }) => worst),
      [0, 0, 0],
    );
    assert.deepEqual(
      found.map(({ plan }) => plan.parameters.name),
      ['exact-8192', 'dense-8192', 'exact-8192'],
    );
  });

  it('in several steps has the same bytes as in one', () => {
    const draw = drawFrom(47);
    const network = floatNetwork(64, [dense(draw, 64, 32), SQUARE, dense(draw, 32, 16), SQUARE, dense(draw, 16, 10)]);
    const [whole, cut] = [planOf(network), planOf(network, { stepSeconds: 0.05 })];
    assert.equal(whole.steps.length, 1);
    assert.ok(cut.steps.length >= 2, `${cut.steps.length}`);
    const { encryption, keys } = worldOf(whole);
    const request = encryption.encrypt(whole, keys.secretKey, samplesOf(network, draw, 2));
    assert.deepEqual(evaluateAll(cut, request), evaluateAll(whole, request));
  });

  it('does what the plan counts, and nothing else', async () => {
    const session = await open('deep-8192');
    const draw = drawFrom(53);
    const network = floatNetwork(784, [
      convolutionLayer(IMAGE, () => realFrom(draw, 0.2)),
      SQUARE,
      dense(draw, 845, 20),
    ]);
    const plan = planOf(network, { parameters: 'deep-8192' });
    const { encryption, keys } = worldOf(plan);
    const request = encryption.encrypt(plan, keys.secretKey, samplesOf(network, draw, 1));
    const own = loadKeys(session, keys.evaluationKeys);
    const prepared = preparePlan(session, plan);
    const counted = {
      rotateVector: 0,
      multiplyPlain: 0,
      squareInplace: 0,
      rescaleToNextInplace: 0,
      addInplace: 0,
      addPlainInplace: 0,
    };
    const prototype = session.seal.Evaluator.prototype as unknown as Record<string, (...given: unknown[]) => unknown>;
    const originals = Object.entries(prototype).filter(([name]) => name in counted);
    for (const [name, original] of originals) {
      prototype[name] = function (this: unknown, ...given) {
        counted[name as keyof typeof counted]++;
        return original.apply(this, given);
      };
    }
    const each = request.length / (plan.steps[0]?.input.count ?? 0);
    const inputs = Array.from({ length: request.length / each }, (_, at) => request.slice(at * each, (at + 1) * each));
    evaluateStep(prepared, own, 0, inputs);
    for (const [name, original] of originals) prototype[name] = original;
    assert.deepEqual(
      {
        rotations: counted.rotateVector,
        multiplications: counted.multiplyPlain,
        squares: counted.squareInplace,
        rescales: counted.rescaleToNextInplace,
        additions: counted.addInplace + counted.addPlainInplace,
      },
      plan.steps[0]?.operations,
    );
    session.dispose();
  });

  it('leaves nothing behind in memory, two hundred times', async () => {
    const session = await open('dense-8192');
    const draw = drawFrom(59);
    const plan = planOf(floatNetwork(4, [dense(draw, 4, 3), SQUARE]));
    const { encryption, keys } = worldOf(plan);
    const input = encryption.encrypt(plan, keys.secretKey, [[1, 0, 0.5, -1]]);
    const own = loadKeys(session, keys.evaluationKeys);
    const prepared = preparePlan(session, plan);
    const evaluate = (): Uint8Array | undefined => evaluateStep(prepared, own, 0, [input])[0];
    const first = evaluate();
    evaluate();
    const bytes = session.memoryBytes();
    for (let times = 0; times < 200; times++) evaluate();
    assert.equal(session.memoryBytes(), bytes);
    assert.deepEqual(evaluate(), first);
    for (const inputs of [[], [input, input]]) {
      assert.throws(() => evaluateStep(prepared, own, 0, inputs), refusedWith('CIPHERTEXT_REFUSED'));
    }
    session.dispose();
  });

  it('takes the ciphertexts of its step alone', () => {
    const plan = planOf(floatNetwork(4, [SQUARE]));
    const { encryption, keys, loaded } = worldOf(plan);
    const prepared = encryption.prepare(plan);
    const input = encryption.encrypt(plan, keys.secretKey, [[1, 0, 0.5, -1]]);
    for (const step of [-1, 1, 0.5]) {
      assert.throws(() => encryption.evaluate(prepared, loaded, step, input), refusedWith('CIPHERTEXT_REFUSED'));
    }
    prepared.dispose();
  });
});

/** A ciphertext with a seed, whose coefficients and seed are replaced: nothing of it is random. */
function writeFormula(bytes: Uint8Array, offset: number, length: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Below the smallest prime of all.
  for (let at = offset + 113, i = 0; at < offset + length - 81; at += 8, i++) {
    view.setUint32(at, (Math.imul(i + 1, 2654435761) + offset) >>> 4, true);
    view.setUint32(at + 4, 0, true);
  }
  for (let at = offset + length - 64, i = 0; i < 64; at++, i++) bytes[at] = (7 * i + offset) & 255;
}

function keysByFormula(plan: Plan, keys: Uint8Array): Uint8Array {
  const bytes = keys.slice();
  const { degree, name } = plan.parameters;
  const primes = primesOf(name).coefficients.length;
  const length = 194 + 8 * degree * primes;
  const view = new DataView(bytes.buffer);
  const relinearisation = relinearisationBytes(plan.parameters);
  for (const [start, lists] of [
    [0, 1],
    [relinearisation, degree],
  ] as const) {
    let at = start + 56;
    for (let list = 0; list < lists; list++) {
      const count = Number(view.getBigUint64(at, true));
      at += 8;
      for (let key = 0; key < count; key++, at += length) writeFormula(bytes, at, length);
    }
  }
  return bytes;
}

/**
 * Jobs are settled by the hash of results: whoever evaluates has these bytes, on every machine. What changes them - the
 * order of operations, layouts, scales, the table of seconds that layouts are chosen by - is another evaluation version.
 */
const PINNED = {
  'dense-8192': '66f7bd7dfb7060e8ef097da0ff134d350fd7872c0b485bdc1d920cea18813fd1',
  'deep-8192': 'd444ca1b648d2c0ea79c02b05deb7de4c664b8804379db1bd8a9f4417ac1bfa7',
  'exact-8192': '316faca7c7da99ecd9adf1022f20a58541ad0fa8acce73de3dc7264c45273925',
} as const;

describe('the bytes of a result', () => {
  const draw = drawFrom(61);
  const networks: Readonly<Record<ParameterName, Network>> = {
    'dense-8192': floatNetwork(784, [dense(draw, 784, 64), SQUARE, dense(draw, 64, 32)]),
    'deep-8192': floatNetwork(784, [
      convolutionLayer(IMAGE, () => realFrom(draw, 0.2)),
      SQUARE,
      dense(draw, 845, 100),
      SQUARE,
      dense(draw, 100, 10),
    ]),
    'exact-8192': {
      arithmetic: 'integer',
      inputs: 64,
      range: 32,
      layers: [denseLayer(64, 10, () => draw(-4096, 4096))],
    },
  };
  for (const name of PARAMETER_NAMES) {
    it(`with ${name} follow from those of keys and input, here and anywhere`, () => {
      const plan = planOf(networks[name]);
      assert.equal(plan.parameters.name, name);
      const { encryption, keys } = worldOf(plan);
      const { input } = plan.steps[0] as Plan['steps'][0];
      const request = encryption.encrypt(plan, keys.secretKey, [new Array<number>(plan.network.inputs).fill(0)]);
      const each = request.length / input.count;
      for (let at = 0; at < request.length; at += each) writeFormula(request, at, each);
      const loaded = encryption.loadKeys(keysByFormula(plan, keys.evaluationKeys));
      const prepared = encryption.prepare(plan);
      const hashes = [1, 2].map(() =>
        createHash('sha256')
          .update(encryption.evaluate(prepared, loaded, 0, request))
          .digest('hex'),
      );
      prepared.dispose();
      loaded.dispose();
      assert.equal(hashes[0], hashes[1]);
      assert.equal(hashes[0], PINNED[name]);
    });
  }
});
