import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { seededRandomness } from '../../../scripts/support/seeded-randomness.ts';
import { ciphertextBytes } from './ciphertext-bytes.ts';
import { createKeys } from './keys.ts';
import { openEncryption } from './open.ts';
import { PARAMETER_NAMES, type ParameterName } from './parameters.ts';
import { planOf } from './plan.ts';
import { evaluateNetwork } from './reference.ts';
import { decrypt, encrypt } from './samples.ts';
import { MEGABYTE, open, refusedWith } from './test-support.ts';
import type { DenseLayer, Encryption, Network, Plan, PreparedPlan, UserKeys } from './types.ts';

const randomness = seededRandomness(2026);
const NAME_BYTES = 16;

function dense(inputs: number, outputs: number, integer = false): DenseLayer {
  const draw = (): number => {
    const [low = 0, high = 0] = randomness.bytes(2);
    const value = (256 * high + low) / 32768 - 1;
    return integer ? Math.round(8 * value) : value;
  };
  const weights = Float64Array.from({ length: inputs * outputs }, draw);
  return { kind: 'dense', inputs, outputs, weights, bias: Float64Array.from({ length: outputs }, draw) };
}

const NETWORKS: Readonly<Record<ParameterName, Network>> = {
  'dense-8192': {
    arithmetic: 'float',
    inputs: 6,
    range: 2,
    layers: [dense(6, 4), { kind: 'square' }, dense(4, 3)],
  },
  'deep-8192': { arithmetic: 'float', inputs: 6, range: 2, layers: [dense(6, 4), { kind: 'square' }, dense(4, 3)] },
  'exact-8192': { arithmetic: 'integer', inputs: 6, range: 100, layers: [dense(6, 4, true)] },
};
const SAMPLES = [
  [1, -2, 0, 1, 2, -1],
  [0, 0, 1, -1, 2, 2],
];

interface World {
  readonly encryption: Encryption;
  readonly plan: Plan;
  readonly keys: UserKeys;
  readonly prepared: PreparedPlan;
}
const worlds = new Map<ParameterName, World>();
const worldOf = (name: ParameterName): World => worlds.get(name) as World;

function predict({ encryption, plan, keys, prepared }: World, samples: readonly (readonly number[])[]): Uint8Array {
  const loaded = encryption.loadKeys(keys.evaluationKeys);
  const input = encryption.encrypt(plan, keys.secretKey, samples);
  const result = plan.steps.reduce((bytes, _, step) => encryption.evaluate(prepared, loaded, step, bytes), input);
  loaded.dispose();
  return result;
}

before(async () => {
  for (const name of PARAMETER_NAMES) {
    const encryption = await openEncryption(name, { memoryBytes: 1024 * MEGABYTE });
    const plan = planOf(NETWORKS[name], { parameters: name });
    worlds.set(name, { encryption, plan, keys: encryption.createKeys(), prepared: encryption.prepare(plan) });
  }
});
after(() => {
  for (const { encryption, prepared } of worlds.values()) {
    prepared.dispose();
    encryption.dispose();
  }
});

describe('an encrypted prediction', () => {
  for (const name of PARAMETER_NAMES) {
    it(`with ${name} is what the network says, sample for sample`, () => {
      const world = worldOf(name);
      const { encryption, plan, keys } = world;
      assert.equal(keys.evaluationKeys.length, plan.keyBytes);
      assert.equal(encryption.encrypt(plan, keys.secretKey, SAMPLES).length, 2 * plan.requestBytes);
      const response = predict(world, SAMPLES);
      assert.equal(response.length, 2 * plan.responseBytes);
      const values = encryption.decrypt(plan, keys.secretKey, response);
      for (const [k, sample] of SAMPLES.entries()) {
        const expected = evaluateNetwork(plan.network, sample);
        const worst = Math.max(...expected.map((value, at) => Math.abs(value - (values[k]?.[at] ?? Number.NaN))));
        assert.ok(worst <= (plan.network.arithmetic === 'integer' ? 0 : 1e-2), `${worst}`);
      }
    });
  }

  it('of the same bytes has the same bytes in another SEAL, whose handles are not mixed up with these', async () => {
    const { encryption, plan, keys, prepared } = worldOf('dense-8192');
    const other = await openEncryption('dense-8192');
    const input = encryption.encrypt(plan, keys.secretKey, SAMPLES);
    const [mine, theirs] = [encryption.loadKeys(keys.evaluationKeys), other.loadKeys(keys.evaluationKeys)];
    const prepares = other.prepare(plan);
    assert.deepEqual(other.evaluate(prepares, theirs, 0, input), encryption.evaluate(prepared, mine, 0, input));
    assert.throws(() => encryption.evaluate(prepared, theirs, 0, input), refusedWith('SEAL_FAILED'));
    assert.throws(() => encryption.evaluate(prepares, mine, 0, input), refusedWith('SEAL_FAILED'));
    assert.throws(() => encryption.evaluate(prepares, theirs, 0, input), refusedWith('SEAL_FAILED'));
    mine.dispose();
    assert.throws(() => encryption.evaluate(prepared, mine, 0, input), refusedWith('SEAL_FAILED'));
    theirs.dispose();
    other.dispose();
  });

  it('is never encrypted to the same bytes twice', () => {
    const { encryption, plan, keys } = worldOf('dense-8192');
    const bytes = encryption.encrypt(plan, keys.secretKey, [SAMPLES[0] ?? [], SAMPLES[0] ?? []]);
    const half = bytes.length / 2;
    // Seed and coefficients: not even a seed is used again.
    assert.notDeepEqual(bytes.slice(half - 64, half), bytes.slice(-64));
    assert.notDeepEqual(bytes.slice(113, 213), bytes.slice(half + 113, half + 213));
  });

  it('needs a set of parameters that has a name', async () => {
    for (const name of ['', 'constructor', 'dense-4096', 'Dense-8192']) {
      await assert.rejects(openEncryption(name as ParameterName), refusedWith('PARAMETERS_UNKNOWN'));
    }
  });
});

describe('samples that are not encrypted', () => {
  const refused: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
    'none at all': [],
    'too few values': [[1, 2, 3, 4, 5]],
    'too many values': [[1, 1, 1, 1, 1, 1, 1]],
    'not a number': [[1, 1, 1, 1, 1, Number.NaN]],
    infinite: [[1, 1, 1, 1, 1, Infinity]],
    'out of range': [[1, 1, 1, 1, 1, 100.5]],
    'out of range below': [[-101, 1, 1, 1, 1, 1]],
    'text that looks like a number': [[1, 1, 1, 1, 1, '1']],
    'a hole': [[1, 1, 1, 1, 1, undefined]],
    'a second one that is wrong': [[1, 1, 1, 1, 1, 1], [1]],
  };
  for (const name of PARAMETER_NAMES) {
    for (const [what, samples] of Object.entries(refused)) {
      it(`are ${what} (${name})`, () => {
        const { encryption, plan, keys } = worldOf(name);
        const act = () => encryption.encrypt(plan, keys.secretKey, samples as number[][]);
        assert.throws(act, refusedWith('SAMPLE_INVALID'));
      });
    }
  }

  it('are fractions where a network counts in whole numbers', () => {
    const { encryption, plan, keys } = worldOf('exact-8192');
    const act = () => encryption.encrypt(plan, keys.secretKey, [[1, 1, 1, 1, 1, 0.5]]);
    assert.throws(act, refusedWith('SAMPLE_INVALID'));
  });

  it('are named by their place, and never quoted', () => {
    const { encryption, plan, keys } = worldOf('dense-8192');
    const secret = 31.4159;
    assert.throws(
      () => encryption.encrypt(plan, keys.secretKey, [[secret, 1, 1, 1, 1, 1]]),
      (error: Error) => !/31\.4/.test(JSON.stringify(error, Object.getOwnPropertyNames(error))),
    );
  });

  it('belong to a plan of these parameters', () => {
    const { encryption, keys } = worldOf('dense-8192');
    const { plan } = worldOf('exact-8192');
    assert.throws(() => encryption.encrypt(plan, keys.secretKey, SAMPLES), refusedWith('PARAMETERS_UNKNOWN'));
    assert.throws(() => encryption.decrypt(plan, keys.secretKey, Uint8Array.of(1)), refusedWith('PARAMETERS_UNKNOWN'));
    assert.throws(() => encryption.prepare(plan), refusedWith('PARAMETERS_UNKNOWN'));
  });
});

describe('what a user computes', () => {
  it('leaves nothing behind in the memory of SEAL, refused or not', async () => {
    const session = await open('dense-8192');
    const { plan } = worldOf('dense-8192');
    const { secretKey } = createKeys(session);
    const response = predict(worldOf('dense-8192'), SAMPLES);
    const act = (): void => {
      encrypt(session, plan, secretKey, SAMPLES);
      decrypt(session, plan, secretKey, response);
      assert.throws(() => encrypt(session, plan, secretKey.slice(1), SAMPLES), refusedWith('SECRET_KEY_INVALID'));
      assert.throws(() => decrypt(session, plan, secretKey, response.slice(1)), refusedWith('RESULT_REFUSED'));
    };
    for (let k = 0; k < 5; k++) act();
    const memory = session.memoryBytes();
    for (let k = 0; k < 40; k++) act();
    assert.equal(session.memoryBytes(), memory);
    session.dispose();
  });
});

describe('secret keys that are not loaded', () => {
  for (const name of PARAMETER_NAMES) {
    it(`are others, damaged, or of another length (${name})`, () => {
      const { encryption, plan, keys } = worldOf(name);
      const { secretKey } = keys;
      const refuse = (key: Uint8Array, what: string): void => {
        assert.throws(() => encryption.encrypt(plan, key, SAMPLES), refusedWith('SECRET_KEY_INVALID'), what);
      };
      refuse(new Uint8Array(), 'nothing');
      refuse(secretKey.subarray(0, -1), 'short');
      refuse(secretKey.subarray(NAME_BYTES), 'without its name');
      refuse(Uint8Array.of(...secretKey.subarray(0, 200)), 'a beginning');
      const longer = new Uint8Array(secretKey.length + 1);
      longer.set(secretKey);
      refuse(longer, 'long');
      for (let at = 0; at < NAME_BYTES + 88; at++) {
        const flipped = secretKey.slice();
        flipped[at] = (flipped[at] as number) ^ 0x10;
        refuse(flipped, `byte ${at}`);
      }
      const high = secretKey.slice();
      high.fill(255, -8);
      refuse(high, 'a coefficient that is not below its prime');
      const zero = secretKey.slice();
      zero.fill(0, NAME_BYTES + 88);
      refuse(zero, 'a key of zeros, with which anybody decrypts');
      for (const other of PARAMETER_NAMES.filter((its) => its !== name)) refuse(worldOf(other).keys.secretKey, other);
      assert.equal(encryption.encrypt(plan, secretKey, SAMPLES).length, 2 * plan.requestBytes);
    });
  }
});

describe('results and inputs that SEAL does not see', () => {
  for (const name of PARAMETER_NAMES) {
    it(`are not the plan's (${name})`, () => {
      const world = worldOf(name);
      const { encryption, plan, keys, prepared } = world;
      const response = predict(world, SAMPLES);
      const loaded = encryption.loadKeys(keys.evaluationKeys);
      const input = encryption.encrypt(plan, keys.secretKey, SAMPLES);
      const result = (bytes: Uint8Array): void => {
        assert.throws(() => encryption.decrypt(plan, keys.secretKey, bytes), refusedWith('RESULT_REFUSED'));
      };
      const given = (bytes: Uint8Array, step = 0): void => {
        assert.throws(() => encryption.evaluate(prepared, loaded, step, bytes), refusedWith('CIPHERTEXT_REFUSED'));
      };
      for (const [refuse, bytes] of [
        [result, response],
        [given, input],
      ] as const) {
        for (const length of [0, 1, bytes.length / 2 - 1, bytes.length - 1]) refuse(bytes.subarray(0, length));
        // Of the second ciphertext: a header, the scale, the last coefficient.
        for (const at of [bytes.length / 2 + 5, bytes.length / 2 + 80]) {
          const other = bytes.slice();
          other[at] = (other[at] as number) ^ 1;
          refuse(other);
        }
      }
      result(input);
      given(response);
      const seeded = ciphertextBytes(plan.parameters, { level: 1, seeded: true });
      result(response.subarray(0, seeded));
      const readable = response.slice();
      readable.fill(0, readable.length - 8 * plan.parameters.degree * (plan.steps.at(-1)?.output.level ?? 0));
      result(readable);
      for (const step of [-1, plan.steps.length, 0.5, Number.NaN]) given(input, step);
      loaded.dispose();
    });
  }
});
