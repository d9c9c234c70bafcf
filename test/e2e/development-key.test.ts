import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { circuitOf, parseVerificationKey } from '@tacit/sdk';
import { FILES, localArtifacts, makeDevelopmentKey } from '@tacit/sdk/node';
import { zKey } from 'snarkjs';
import { readR1cs } from '../../sdk/src/node/keys/r1cs.ts';
import { CIRCUITS, type CircuitName } from '../../sdk/src/proving/generated/circuits.ts';
import { endProver } from '../support/real-proofs.ts';
import { assertRefused } from '../support/refusals.ts';
import { temporaryFolder } from '../support/temporary.ts';

after(endProver);
const source = localArtifacts();

async function builtOf(name: CircuitName) {
  const { directory, manifest } = await source.build(CIRCUITS[name].shape);
  const read = (file: keyof typeof FILES) => readFileSync(join(directory, FILES[file]));
  return { directory, manifest, read, keyFile: JSON.parse(read('verificationKey').toString()) };
}

for (const name of Object.keys(CIRCUITS) as CircuitName[]) {
  describe(`the development key of ${name}`, () => {
    it("has the points that snarkjs reads from the .zkey's header", async () => {
      const { directory, keyFile } = await builtOf(name);
      const exported = await zKey.exportVerificationKey(join(directory, FILES.provingKey));
      for (const part of [
        'protocol',
        'curve',
        'nPublic',
        'vk_alpha_1',
        'vk_beta_2',
        'vk_gamma_2',
        'vk_delta_2',
        'IC',
      ]) {
        assert.deepEqual(exported[part], keyFile[part], part);
      }
    });

    it('counts the signals of its shape, and its manifest those of the compiler', async () => {
      const { manifest, keyFile, read } = await builtOf(name);
      const { statementSignals, committedSignals } = circuitOf(CIRCUITS[name].shape);
      const key = parseVerificationKey(keyFile, statementSignals);
      assert.equal(key.committedBases.length, committedSignals);
      assert.equal(manifest.publicInputs, statementSignals + committedSignals);
      const r1cs = readR1cs(new Uint8Array(read('r1cs')));
      assert.deepEqual(
        [r1cs.wires, r1cs.constraints.length, r1cs.publicSignals],
        [manifest.wires, manifest.constraints + manifest.linear, manifest.publicInputs],
      );
      assert.equal(manifest.keyProvenance, key.provenance.kind);
    });
  });
}

describe('the constraint file of logistic-4x3-b8', () => {
  it('gives the same key again, to the byte', async () => {
    const { directory, read, keyFile } = await builtOf('logistic-4x3-b8');
    const zkeyPath = join(temporaryFolder(), 'again.zkey');
    const json = await makeDevelopmentKey({ r1csPath: join(directory, FILES.r1cs), zkeyPath, statementSignals: 5 });
    assert.ok(readFileSync(zkeyPath).equals(read('provingKey')));
    const { circuit, provenance, ...points } = keyFile;
    assert.deepEqual([circuit, provenance], ['logistic-4x3-b8', { kind: 'development' }]);
    assert.deepEqual(JSON.parse(JSON.stringify(json)), points);
  });

  it('is refused when it is cut short, at many places', async () => {
    const { read } = await builtOf('logistic-4x3-b8');
    const file = new Uint8Array(read('r1cs'));
    for (let length = 0; length < file.length; length += Math.floor(file.length / 40)) {
      assertRefused('BUILD_FAILED', () => readR1cs(file.subarray(0, length)), /constraint file is broken/);
    }
    for (const missing of [1, 2, 3, 4, 35, 36, 37, 100, 1000]) {
      assertRefused('BUILD_FAILED', () => readR1cs(file.subarray(0, file.length - missing)));
    }
  });
});
