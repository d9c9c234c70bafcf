import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { assertRefused } from '../../../test/support/refusals.ts';
import { FIELD_ORDER } from '../hashing/index.ts';
import { MODE_FINALISE, MODE_STEP, type Params, packParams, unpackParams } from './params.ts';

const anyParams = fc.record(
  {
    mode: fc.constantFrom(MODE_STEP, MODE_FINALISE),
    batchIndex: fc.integer({ min: 0, max: 4095 }),
    multiplier: fc.integer({ min: 0, max: 2 ** 17 - 1 }),
    lossSum: fc.bigInt({ min: 0n, max: 2n ** 48n - 1n }),
  },
  { noNullPrototype: true },
) as fc.Arbitrary<Params>;

const refuse = (act: () => unknown) => assertRefused('FIELD_INVALID', act);

describe('params', () => {
  it('packs mode, index, multiplier and loss at bits 0, 1, 13 and 30, as the circuit does', () => {
    assert.equal(packParams({ mode: 0, batchIndex: 0, multiplier: 0, lossSum: 0n }), 0n);
    assert.equal(packParams({ mode: 1, batchIndex: 0, multiplier: 0, lossSum: 0n }), 1n);
    assert.equal(packParams({ mode: 0, batchIndex: 5, multiplier: 3, lossSum: 0n }), 2n * 5n + 2n ** 13n * 3n);
    assert.equal(
      packParams({ mode: 1, batchIndex: 0, multiplier: 65_536, lossSum: 7n }),
      1n + 2n ** 29n + 2n ** 30n * 7n,
    );
    const largest = packParams({ mode: 1, batchIndex: 4095, multiplier: 2 ** 17 - 1, lossSum: 2n ** 48n - 1n });
    assert.equal(largest, 2n ** 78n - 1n);
  });

  it('unpacks what it packed, and packs one-to-one (INV-9)', () => {
    fc.assert(
      fc.property(anyParams, (params) => {
        assert.deepEqual(unpackParams(packParams(params)), params);
      }),
      { seed: 254 },
    );
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 78n - 1n }), (packed) => packParams(unpackParams(packed)) === packed),
      { seed: 254 },
    );
  });

  it('refuses a part that does not fit its bits: it would spill into the next', () => {
    const good: Params = { mode: 0, batchIndex: 1, multiplier: 1, lossSum: 1n };
    for (const batchIndex of [-1, 4096, 0.5, Number.NaN]) refuse(() => packParams({ ...good, batchIndex }));
    for (const multiplier of [-1, 2 ** 17, 1.5, Infinity]) refuse(() => packParams({ ...good, multiplier }));
    for (const lossSum of [-1n, 2n ** 48n]) refuse(() => packParams({ ...good, lossSum }));
    for (const mode of [2, -1, 0.5]) refuse(() => packParams({ ...good, mode: mode as 0 }));
  });

  it('refuses a word that holds more', () => {
    for (const word of [-1n, 2n ** 78n, 2n ** 200n, FIELD_ORDER - 1n, FIELD_ORDER]) refuse(() => unpackParams(word));
  });
});
