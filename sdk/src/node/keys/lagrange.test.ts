import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandomness } from '../../../../test/support/random-step.ts';
import { FIELD_ORDER, randomField } from '../../hashing/index.ts';
import { invertMod, lagrangeAt, powMod, rootOfUnity } from './lagrange.ts';

const random = seededRandomness(6);
const draw = () => randomField(random);
const mod = (value: bigint) => ((value % FIELD_ORDER) + FIELD_ORDER) % FIELD_ORDER;
const sum = (values: readonly bigint[]) => mod(values.reduce((total, value) => total + value, 0n));

describe('powers and inverses', () => {
  it('are those of the field', () => {
    for (let i = 0; i < 10; i++) {
      const value = draw();
      assert.equal(mod(value * invertMod(value)), 1n);
      assert.equal(powMod(value, 5n), mod(value ** 5n));
      assert.equal(powMod(value, FIELD_ORDER - 1n), 1n);
    }
    assert.deepEqual([powMod(7n, 0n), powMod(0n, 3n), powMod(FIELD_ORDER + 2n, 3n)], [1n, 0n, 8n]);
  });
});

describe('rootOfUnity', () => {
  it('has exactly the order of its domain', () => {
    assert.equal(rootOfUnity(0), 1n);
    for (let logSize = 1; logSize <= 28; logSize++) {
      assert.equal(powMod(rootOfUnity(logSize), 2n ** BigInt(logSize - 1)), FIELD_ORDER - 1n);
      assert.equal(mod(rootOfUnity(logSize) ** 2n), rootOfUnity(logSize - 1));
    }
  });
});

describe('lagrangeAt', () => {
  it('interpolates: sum p(w^i) L_i(t) = p(t) for every p of a lower degree', () => {
    for (const logSize of [0, 1, 2, 5]) {
      const size = 2 ** logSize;
      const coefficients = Array.from({ length: size }, draw);
      const evaluate = (x: bigint) => coefficients.reduceRight((value, c) => mod(value * x + c), 0n);
      const [point, root] = [draw(), rootOfUnity(logSize)];
      const values = lagrangeAt(point, logSize);
      assert.equal(values.length, size);
      assert.equal(sum(values), 1n);
      assert.equal(sum(values.map((value, i) => value * evaluate(powMod(root, BigInt(i))))), evaluate(point));
    }
  });

  it('refuses a domain that the field does not have', () => {
    assert.throws(() => lagrangeAt(5n, 29), RangeError);
  });
});
