import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { groth16, type SnarkjsProof, zKey } from 'snarkjs';
import { G1, G2 } from '../../../../test/support/simulated-key.ts';
import { temporaryFolder } from '../../../../test/support/temporary.ts';
import {
  r1csFile,
  STATED,
  type ToyR1cs,
  toyCircuit,
  toyWitness,
  witnessFile,
} from '../../../../test/support/toy-circuit.ts';
import { commitVector } from '../../commitment/index.ts';
import { fromSnarkjs, snarkjsProver } from '../../proving/snarkjs-prover.ts';
import { statementFrom } from '../../proving/statement.ts';
import { parseVerificationKey } from '../../proving/verification-key.ts';
import { verifyProof } from '../../proving/verify.ts';
import { domainBits, makeDevelopmentKey } from './development-key.ts';
import { readR1cs } from './r1cs.ts';
import { developmentTrapdoor, type Trapdoor } from './trapdoor.ts';

const folder = temporaryFolder();
after(() => snarkjsProver().close());
let count = 0;

async function keyOf(toy: ToyR1cs, options: { trapdoor?: Trapdoor; onProgress?: (fraction: number) => void } = {}) {
  const [r1csPath, zkeyPath] = ['r1cs', 'zkey'].map((ending) => join(folder, `${count}.${ending}`)) as [string, string];
  count++;
  writeFileSync(r1csPath, r1csFile(toy));
  const json = await makeDevelopmentKey({ r1csPath, zkeyPath, statementSignals: 5, ...options });
  const file = { circuit: 'toy', provenance: { kind: 'development' }, ...json };
  return { json, zkeyPath, zkey: readFileSync(zkeyPath), key: parseVerificationKey(file, 5) };
}

async function prove(
  zkeyPath: string,
  witness: readonly bigint[],
): Promise<{ proof: SnarkjsProof; publicSignals: string[] }> {
  return groth16.prove(zkeyPath, { type: 'mem', data: witnessFile(witness) });
}

describe('makeDevelopmentKey', () => {
  it("writes into the .zkey what it returns: snarkjs' own export agrees on every point", async () => {
    const { json, zkeyPath } = await keyOf(toyCircuit());
    const exported = await zKey.exportVerificationKey(zkeyPath);
    for (const name of [
      'protocol',
      'curve',
      'nPublic',
      'vk_alpha_1',
      'vk_beta_2',
      'vk_gamma_2',
      'vk_delta_2',
      'IC',
    ] as const) {
      assert.deepEqual(exported[name], json[name], name);
    }
    assert.deepEqual([json.IC.length, json.K.length], [8, 2]);
  });

  it('makes the same key of the same circuit, to the byte, and another of another (INV-17)', async () => {
    const [first, second, other] = [await keyOf(toyCircuit()), await keyOf(toyCircuit()), await keyOf(toyCircuit(3))];
    assert.deepEqual(second.json, first.json);
    assert.ok(second.zkey.equals(first.zkey));
    assert.equal(second.key.hash, first.key.hash);
    assert.ok(!other.zkey.equals(first.zkey));
    for (const name of ['vk_alpha_1', 'vk_beta_2', 'vk_delta_2', 'vk_eta_2'] as const) {
      assert.notDeepEqual(other.json[name], first.json[name], name);
    }
  });

  it('is made from the public trapdoor of the circuit unless another one is given', async () => {
    const trapdoor = developmentTrapdoor(r1csFile(toyCircuit()));
    const { key } = await keyOf(toyCircuit());
    assert.ok(key.alpha.equals(G1.BASE.multiply(trapdoor.alpha)) && key.eta.equals(G2.BASE.multiply(trapdoor.eta)));
    const given = { tau: 12n, alpha: 13n, beta: 14n, delta: 15n, eta: 16n };
    const other = await keyOf(toyCircuit(), { trapdoor: given });
    assert.ok(other.key.delta.equals(G2.BASE.multiply(15n)) && other.key.beta.equals(G2.BASE.multiply(14n)));
  });

  it('gives a base to a committed signal that no constraint mentions: without it, blind would hide nothing', async () => {
    const { key, json } = await keyOf(toyCircuit());
    assert.notDeepEqual(json.K[1], ['0', '1', '0']);
    const [one, two] = [1n, 2n].map((blind) => commitVector(key.committedBases, [27n, blind]));
    assert.ok(!one?.equals(two as typeof one));
  });

  it('reports its progress, rising to 1', async () => {
    const seen: number[] = [];
    await keyOf(toyCircuit(), { onProgress: (fraction) => seen.push(fraction) });
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => a - b),
    );
    assert.equal(seen.at(-1), 1);
  });
});

describe('a proof under a development key', () => {
  // With 7 public signals and the constant, 8 constraints fill a domain of 16 exactly and 9 need one of 32.
  const DOMAINS: Record<number, number> = { 2: 16, 8: 16, 9: 32 };
  for (const rows of Object.keys(DOMAINS).map(Number)) {
    it(`satisfies snarkjs and the five pairings with ${rows} constraints`, async () => {
      const { json, key, zkeyPath } = await keyOf(toyCircuit(rows));
      assert.equal(2 ** domainBits(readR1cs(r1csFile(toyCircuit(rows)))), DOMAINS[rows]);
      const { proof, publicSignals } = await prove(zkeyPath, toyWitness());
      assert.deepEqual(publicSignals, [...STATED, 27n, 1234n].map(String));
      assert.ok(await groth16.verify(json, publicSignals, proof));
      assert.ok(!(await groth16.verify(json, publicSignals.with(5, '28'), proof)));

      const statement = statementFrom(STATED);
      const commitment = commitVector(key.committedBases, [27n, 1234n]);
      assert.ok(verifyProof(key, { proof: fromSnarkjs(proof), commitment, statement }));
      for (const values of [
        [28n, 1234n],
        [27n, 1235n],
        [1234n, 27n],
      ]) {
        const other = commitVector(key.committedBases, values);
        assert.ok(!verifyProof(key, { proof: fromSnarkjs(proof), commitment: other, statement }));
      }
    });
  }

  it('of a false witness does not verify', async () => {
    const { json, key, zkeyPath } = await keyOf(toyCircuit());
    const witness = toyWitness().with(6, 28n);
    const { proof, publicSignals } = await prove(zkeyPath, witness);
    assert.ok(!(await groth16.verify(json, publicSignals, proof)));
    const commitment = commitVector(key.committedBases, [28n, 1234n]);
    assert.ok(!verifyProof(key, { proof: fromSnarkjs(proof), commitment, statement: statementFrom(STATED) }));
  });
});
