import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import {
  adviseStep,
  checkProofResponse,
  circuitInputs,
  commitUpdate,
  compressProof,
  computeStep,
  decodeProof,
  deriveFormat,
  encodeProof,
  modelRoot,
  readProofResponse,
  standaloneContext,
  toSnarkjs,
  unpackUpdate,
  verifyBatch,
  verifyProof,
} from '@tacit/sdk';
import { FILES, localArtifacts } from '@tacit/sdk/node';
import { groth16 } from 'snarkjs';
import { CIRCUITS, type CircuitName } from '../../sdk/src/proving/generated/circuits.ts';
import { randomStepWitness, seededRandomness } from '../support/random-step.ts';
import {
  allSignals,
  CONTEXT_PARTS,
  claimOf,
  endProver,
  realArtifacts,
  realProver,
  realResponses,
  realStep,
} from '../support/real-proofs.ts';
import { assertRejected } from '../support/refusals.ts';
import { signedElement } from '../support/simulated-key.ts';

after(endProver);

const keyFileOf = (name: CircuitName): unknown => {
  const directory = localArtifacts().directoryOf(CIRCUITS[name].shape);
  return JSON.parse(readFileSync(join(directory, FILES.verificationKey), 'utf8'));
};

for (const name of Object.keys(CIRCUITS) as CircuitName[]) {
  describe(`a proven step of ${name}`, () => {
    const proving = realStep(name);

    it('satisfies plain Groth16 with all signals, and the five pairings with D in their place', async () => {
      const { artifacts, proven } = await proving;
      const signals = allSignals(proven);
      assert.equal(signals.length, CIRCUITS[name].signals.count);
      assert.ok(await groth16.verify(keyFileOf(name), signals, toSnarkjs(proven.proof)));
      assert.ok(verifyProof(artifacts.verificationKey, claimOf(proven)));
    });

    it('satisfies neither with another update, loss, blind or root', async () => {
      const { artifacts, proven } = await proving;
      const signals = allSignals(proven);
      const { packedUpdate, loss, blind } = CIRCUITS[name].signals;
      for (const at of [0, 1, 2, 3, 4, packedUpdate, loss, blind]) {
        const other = signals.with(at, String(BigInt(signals[at] as string) + 1n));
        assert.ok(!(await groth16.verify(keyFileOf(name), other, toSnarkjs(proven.proof))), String(at));
      }
      for (const part of ['loss', 'blind'] as const) {
        const opening = { ...proven.opening, [part]: proven.opening[part] + 1n };
        const commitment = commitUpdate(artifacts.verificationKey, opening);
        assert.ok(!verifyProof(artifacts.verificationKey, { ...claimOf(proven), commitment }));
      }
    });

    it('commits to the step that the specification computes', async () => {
      const { artifacts, proven } = await proving;
      const { format } = artifacts.circuit;
      const { witness } = await randomStepWitness(format, { random: seededRandomness(1) });
      const step = computeStep(format, witness.weights, witness.batch, witness.multiplier);
      const elements = proven.opening.packedUpdate.map(signedElement);
      assert.deepEqual(unpackUpdate(format, elements), step.update);
      assert.equal(proven.opening.loss, BigInt(step.loss));
      assert.equal(proven.statement.rootAfter, modelRoot(format, step.after, witness.saltAfter));
      const { commitment, statement } = proven;
      assert.equal(statement.context, standaloneContext(artifacts.verificationKey.hash, CONTEXT_PARTS, commitment));
    });

    it('survives both encodings', async () => {
      const { artifacts, proven } = await proving;
      for (const bytes of [encodeProof(proven.proof), compressProof(proven.proof)]) {
        assert.ok(verifyProof(artifacts.verificationKey, { ...claimOf(proven), proof: decodeProof(bytes) }));
      }
    });
  });
}

describe('proofs of one circuit', () => {
  it('are verified together, and one that is wrong spoils its batch', async () => {
    const runs = [await realStep('logistic-4x3-b8', { seed: 1 }), await realStep('logistic-4x3-b8', { seed: 2 })];
    const key = runs[0]?.artifacts.verificationKey as NonNullable<(typeof runs)[0]>['artifacts']['verificationKey'];
    const [first, second] = runs.map(({ proven }) => claimOf(proven)) as [
      ReturnType<typeof claimOf>,
      ReturnType<typeof claimOf>,
    ];
    const random = seededRandomness(4);
    assert.ok(verifyBatch(key, [first, second], random));
    assert.ok(!verifyBatch(key, [first, { ...second, commitment: first.commitment }], random));
    assert.ok(!verifyBatch(key, [{ ...first, statement: second.statement }, second], random));
  });

  it('are re-randomised: two of the same request share nothing but the statement and D', async () => {
    const [one, two] = [await realStep('logistic-4x3-b8'), await realStep('logistic-4x3-b8')];
    assert.deepEqual(one.proven.statement, two.proven.statement);
    assert.ok(one.proven.commitment.equals(two.proven.commitment));
    assert.ok(!one.proven.proof.a.equals(two.proven.proof.a));
  });

  it('do not verify as those of another circuit', async () => {
    const { plain } = await realResponses('logistic-4x3-b8');
    const other = await realArtifacts('linear-16x4-b8');
    for (const document of [plain, { ...plain, metadata: {} }]) {
      assert.equal(
        checkProofResponse(other, readProofResponse({ ...document, circuit: 'linear-16x4-b8' }, 5)).valid,
        false,
      );
    }
  });
});

describe('the prover', () => {
  it('may be asked for several proofs at once, and ends all its threads when it is closed', async () => {
    await realProver.close();
    const ports = () => process.getActiveResourcesInfo().filter((resource) => resource === 'MessagePort').length;
    const before = ports();
    const proofs = await Promise.all([1, 2, 3].map((seed) => realStep('logistic-4x3-b8', { seed })));
    for (const { artifacts, proven } of proofs) assert.ok(verifyProof(artifacts.verificationKey, claimOf(proven)));
    assert.ok(ports() > before);
    await realProver.close();
    assert.equal(ports(), before);
    assert.ok((await realStep('logistic-4x3-b8')).proven.proveMs > 0);
  });

  it('goes on after a proof that failed', async () => {
    const artifacts = await realArtifacts('logistic-4x3-b8');
    const broken = { ...artifacts, provingKey: new Uint8Array(100) };
    const [failed, good] = await Promise.allSettled([
      realStep('logistic-4x3-b8', { artifacts: broken }),
      realStep('logistic-4x3-b8'),
    ]);
    assert.deepEqual([failed?.status, good?.status], ['rejected', 'fulfilled']);
  });
});

describe("the circuit's own refusal", () => {
  it('names template and line, for a witness that the SDK would not have made', async (t) => {
    t.mock.method(console, 'error', () => {}); // The witness calculator also says it there.
    const name = 'logistic-4x3-b8';
    const artifacts = await realArtifacts(name);
    const f = deriveFormat(CIRCUITS[name].shape);
    const { witness } = await randomStepWitness(f, { random: seededRandomness(1) });
    const advice = adviseStep(f, witness);
    const wrong = { ...advice, statement: { ...advice.statement, rootAfter: advice.statement.rootAfter + 1n } };
    const error = await assertRejected(
      'WITNESS_REFUSED',
      realProver.prove(artifacts, circuitInputs(wrong, 5n)),
      /SgdStep, line \d+/,
    );
    assert.doesNotMatch(error.message, new RegExp(String(witness.blind)));
    assert.ok((await realProver.prove(artifacts, circuitInputs(advice, 5n))).proveMs > 0);
  });
});
