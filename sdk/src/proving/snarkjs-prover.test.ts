import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertRefused } from '../../../test/support/refusals.ts';
import { G1, G2 } from '../../../test/support/simulated-key.ts';
import { COORDINATE_ORDER } from '../hashing/index.ts';
import { encodeProof, type Proof } from './proof.ts';
import { fromSnarkjs, snarkjsProver, toSnarkjs } from './snarkjs-prover.ts';

const PROOF: Proof = { a: G1.BASE.multiply(5n), b: G2.BASE.multiply(6n), c: G1.BASE.multiply(7n) };

describe("snarkjs' JSON", () => {
  it('reads back what it wrote', () => {
    assert.deepEqual(encodeProof(fromSnarkjs(toSnarkjs(PROOF))), encodeProof(PROOF));
  });

  it('has the real part of an Fq2 element first', () => {
    const { pi_b: b, protocol, curve } = toSnarkjs(PROOF);
    const { x, y } = PROOF.b.toAffine();
    assert.deepEqual(b, [[x.c0, x.c1].map(String), [y.c0, y.c1].map(String), ['1', '0']]);
    assert.deepEqual([protocol, curve], ['groth16', 'bn128']);
  });

  it('refuses points that are none', () => {
    const json = toSnarkjs(PROOF);
    const alias = String(BigInt(json.pi_a[0] as string) + COORDINATE_ORDER);
    for (const pi of [
      [],
      ['1'],
      ['0', '0', '1'],
      ['0', '1', '0'],
      [alias, json.pi_a[1] as string, '1'],
      ['1', '3', '1'],
    ]) {
      assertRefused('POINT_INVALID', () => fromSnarkjs({ ...json, pi_a: pi }));
      assertRefused('POINT_INVALID', () => fromSnarkjs({ ...json, pi_c: pi }));
    }
    for (const pi of [[], [['1', '2']], json.pi_b.toReversed(), json.pi_b.map((row) => row.toReversed())]) {
      assertRefused('POINT_INVALID', () => fromSnarkjs({ ...json, pi_b: pi }));
    }
  });
});

describe('snarkjsProver', () => {
  it('can be closed before it has proven anything, and twice', async () => {
    const prover = snarkjsProver();
    await prover.close();
    await prover.close();
  });
});
