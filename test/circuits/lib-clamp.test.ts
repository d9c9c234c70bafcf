import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clamp, toField } from '@tacit/sdk';
import type { Bench } from '../support/circuit-harness.ts';
import { invert, wireNamed } from '../support/constraint-system.ts';
import { solve } from '../support/solver.ts';
import { openTemplate } from '../support/template-harness.ts';

const bitsOf = (value: number, count: number): bigint[] =>
  Array.from({ length: count }, (_, k) => BigInt((value >> k) & 1));

const wire = (bench: Bench, name: string): number => wireNamed(bench.system, name);

for (const [low, high] of [
  [2, 2],
  [2, 1],
  [1, 3],
  [3, 2],
] as const) {
  const width = low + high;
  const clampBench = await openTemplate({
    file: 'lib/clamp.circom',
    main: `Clamp(${low}, ${high})`,
    kept: ['bit', 'inside', 'inverse'],
  });
  const values = Array.from({ length: 2 ** width }, (_, v) => v - 2 ** (width - 1));

  describe(`Clamp(${low}, ${high}), every value`, () => {
    const inputs = (value: number, inside: bigint, inverse: bigint) => ({
      bit: bitsOf(value + 2 ** (width - 1), width),
      inside,
      inverse,
    });

    it('accepts the right hints and gives the clamped value', () => {
      for (const value of values) {
        const part = BigInt(Math.floor(value / 2 ** low));
        const witness = clampBench.witness(inputs(value, part === 0n ? 1n : 0n, part === 0n ? 0n : invert(part)));
        assert.equal(witness[wire(clampBench, 'out')], BigInt(clamp(value, 0, 2 ** low)));
      }
    });

    it('has one output and one `inside` for each value, whatever the hints: the constraints derive them', () => {
      for (const value of values) {
        const known = new Map(
          bitsOf(value + 2 ** (width - 1), width).map((bit, k) => [wire(clampBench, `bit[${k}]`), bit]),
        );
        const { values: derived, contradictions } = solve(clampBench.system, { known });
        const part = Math.floor(value / 2 ** low);
        assert.deepEqual(contradictions, []);
        assert.equal(derived[wire(clampBench, 'out')], BigInt(clamp(value, 0, 2 ** low)));
        assert.equal(derived[wire(clampBench, 'inside')], part === 0 ? 1n : 0n);
        assert.equal(derived[wire(clampBench, 'inverse')], part === 0 ? undefined : invert(BigInt(part)));
      }
    });

    it('refuses every other combination of hints', () => {
      const hints = [0n, 1n, 2n, -1n, -2n, invert(2n), -invert(2n), 3n, invert(3n), -invert(3n), invert(-4n)];
      for (const value of values) {
        const part = BigInt(Math.floor(value / 2 ** low));
        for (const inside of hints) {
          for (const inverse of hints) {
            const right = part === 0n ? inside === 1n : inside === 0n && toField(inverse * part) === 1n;
            assert.equal(clampBench.refusal(inputs(value, inside, inverse)) === undefined, right);
          }
        }
      }
    });
  });
}
