import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packSlots, toField } from '@tacit/sdk';
import { seededRandomness } from '../support/random-step.ts';
import { openTemplate } from '../support/template-harness.ts';

describe('Boolean', async () => {
  const bench = await openTemplate({ file: 'lib/boolean.circom', main: 'Boolean(3)' });

  it('accepts exactly the bits, in every place', () => {
    for (const value of [0n, 1n, 2n, 3n, -1n, 1n << 253n]) {
      for (let place = 0; place < 3; place++) {
        const refusal = bench.refusal({ bit: [0n, 1n, 0n].with(place, value) });
        assert.equal(refusal, value === 0n || value === 1n ? undefined : 'bit[i] * (bit[i] - 1) === 0;');
      }
    }
  });
});

describe('Compose', async () => {
  const [small, widest] = await Promise.all([
    openTemplate({ file: 'lib/compose.circom', main: 'Compose(5)' }),
    openTemplate({ file: 'lib/compose.circom', main: 'Compose(253)' }),
  ]);

  it('gives every number of five bits', () => {
    for (let value = 0; value < 32; value++) {
      const bit = Array.from({ length: 5 }, (_, k) => BigInt((value >> k) & 1));
      assert.equal(small.witness({ bit })[1], BigInt(value));
    }
  });

  it('does not wrap at its widest', () => {
    assert.equal(widest.witness({ bit: new Array<bigint>(253).fill(1n) })[1], 2n ** 253n - 1n);
  });

  it('refuses to be wider', async () => {
    await assert.rejects(openTemplate({ file: 'lib/compose.circom', main: 'Compose(254)' }), { code: 'BUILD_FAILED' });
  });
});

describe('ComposeEach', async () => {
  const whole = await openTemplate({ file: 'lib/compose-each.circom', main: 'ComposeEach(3, 4, 0)' });
  const top = await openTemplate({ file: 'lib/compose-each.circom', main: 'ComposeEach(3, 4, 3)' });

  it('gives every number, and its part above the bits left out, in every place', () => {
    for (let value = 0; value < 16; value++) {
      for (let place = 0; place < 3; place++) {
        const values = [5, 10, 15].with(place, value);
        const bit = values.flatMap((v) => [0, 1, 2, 3].map((k) => BigInt((v >> k) & 1)));
        assert.deepEqual(whole.witness({ bit }).slice(1, 4), values.map(BigInt));
        assert.deepEqual(
          top.witness({ bit }).slice(1, 4),
          values.map((v) => BigInt(v >> 3)),
        );
      }
    }
  });
});

describe('Pack', async () => {
  const bench = await openTemplate({ file: 'lib/pack.circom', main: 'Pack(5, 2, 4)' });
  const wide = await openTemplate({ file: 'lib/pack.circom', main: 'Pack(13, 6, 42)' });

  it('packs as the SDK does, negative values and an incomplete last element included', () => {
    for (const values of [
      [0, 0, 0, 0, 0],
      [1, -1, 7, -8, -8],
      [-8, -8, -8, 7, 7],
      [8, -1, -3, 5, 0],
    ]) {
      const packed = packSlots(values, 2, 4).map(toField);
      assert.deepEqual(bench.witness({ in: values.map(BigInt) }).slice(1, 4), packed);
    }
  });

  it("packs at an update's width", () => {
    const { next } = seededRandomness(3);
    for (let run = 0; run < 20; run++) {
      const values = Array.from({ length: 13 }, () => Math.floor((2 * next() - 1) * 2 ** 41));
      assert.deepEqual(wide.witness({ in: values.map(BigInt) }).slice(1, 4), packSlots(values, 6, 42).map(toField));
    }
  });

  it('refuses elements that could wrap', async () => {
    await assert.rejects(openTemplate({ file: 'lib/pack.circom', main: 'Pack(7, 7, 37)' }), { code: 'BUILD_FAILED' });
  });
});
