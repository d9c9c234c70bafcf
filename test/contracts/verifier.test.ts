import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { bn254 } from '@noble/curves/bn254.js';
import { type Claim, g1ToAffine, multiScalar, statementValues, sumPoints, type VerificationKey } from '@tacit/sdk';
import { endProver, realArtifacts } from '../support/real-proofs.ts';
import { cancellingPairs, groupAttacks, wordAttacks } from './support/attacks.ts';
import { startChain } from './support/chain.ts';
import { keyArgument, metadataOf, sdkAccepts, wordsOf } from './support/encoding.ts';
import { proveRound } from './support/fixtures.ts';
import { syntheticKey } from './support/synthetic-key.ts';
import { deployRegistry, deployVerifier } from './support/verifier.ts';

after(endProver);

const chain = await startChain();
const registry = await deployRegistry(chain);
const verifier = await deployVerifier(chain);
const ANY = { name: 'synthetic', maxSteps: 0, batch: 0, outputs: 0, errorFraction: 0 };

/** The product of all equations, as a verifier without weights would compute it. */
function unweightedAccepts(key: VerificationKey, claims: readonly Claim[]): boolean {
  const pairs = claims.flatMap(({ proof, commitment, statement }) => [
    { g1: proof.a.negate(), g2: proof.b },
    { g1: key.alpha, g2: key.beta },
    { g1: multiScalar(key.statementBases, [1n, ...statementValues(statement)]), g2: key.gamma },
    { g1: commitment, g2: key.eta },
    { g1: proof.c, g2: key.delta },
  ]);
  const { Fp12 } = bn254.fields;
  return Fp12.eql(bn254.pairingBatch(pairs), Fp12.ONE);
}

for (const name of ['logistic-4x3-b8', 'linear-16x4-b8'] as const) {
  describe(`the verifier on chain and fresh proofs of ${name}`, () => {
    const prepared = (async () => {
      const artifacts = await realArtifacts(name);
      const key = artifacts.verificationKey;
      const { id } = await registry.register(keyArgument(key), metadataOf(artifacts.circuit));
      const { vk } = await registry.circuit(id);
      return { key, vk, claims: await proveRound(artifacts) };
    })();

    it('accepts them one by one, and as one batch with the sum of their commitments', async () => {
      const { vk, claims } = await prepared;
      for (const claim of claims) assert.equal(await verifier.verify(vk, wordsOf(claim)), true);
      const { x, y } = g1ToAffine(sumPoints(claims.map(({ commitment }) => commitment)));
      assert.deepEqual(await verifier.verifyBatch(vk, claims.map(wordsOf)), [true, x, y]);
    });

    it('accepts a finalisation against the sum that a batch of the steps gave', async () => {
      const { vk, claims } = await prepared;
      const steps = claims.slice(0, -1).map(wordsOf);
      const [ok, ...sum] = await verifier.verifyBatch(vk, steps);
      assert.ok(ok);
      const { proof, pubs } = wordsOf(claims.at(-1) as Claim);
      assert.equal(await verifier.verify(vk, { proof: [...proof.slice(0, 8), ...sum], pubs }), true);
      const [, ...less] = await verifier.verifyBatch(vk, steps.slice(1));
      assert.equal(await verifier.verify(vk, { proof: [...proof.slice(0, 8), ...less], pubs }), false);
    });

    it('answers every attack as the SDK does, and as it must (INV-13, INV-15, INV-32)', async () => {
      const { key, vk, claims } = await prepared;
      const [first, second] = claims as [Claim, Claim];
      const attacks = [...groupAttacks(key, first, second, 17), ...wordAttacks(first)];
      assert.ok(attacks.length > 60);
      for (const attack of attacks) {
        assert.equal(sdkAccepts(key, attack), attack.accepted, `SDK: ${attack.name}`);
        assert.equal(await verifier.verify(vk, attack), attack.accepted, `contract: ${attack.name}`);
      }
    });

    it('rejects pairs whose errors cancel, which a batch without weights would accept', async () => {
      const { key, vk, claims } = await prepared;
      const [first, second] = claims as [Claim, Claim];
      for (const { name: attack, claims: pair } of cancellingPairs(first, second, 18)) {
        assert.ok(unweightedAccepts(key, pair), `a control: ${attack}`);
        assert.deepEqual(await verifier.verifyBatch(vk, pair.map(wordsOf)), [false, 0n, 0n], attack);
        for (const claim of pair) assert.equal(await verifier.verify(vk, wordsOf(claim)), false, attack);
      }
    });
  });
}

describe('the verifier on chain and keys of other sizes', () => {
  it('does not accept a proof under the key of another circuit', async () => {
    const [one, other] = [syntheticKey(5, 5, 1), syntheticKey(5, 5, 2)];
    const [a, b] = [await registry.register(one.argument, ANY), await registry.register(other.argument, ANY)];
    const proof = one.simulate();
    assert.equal(await verifier.verify((await registry.circuit(a.id)).vk, proof), true);
    assert.equal(await verifier.verify((await registry.circuit(b.id)).vk, proof), false);
  });

  for (const signals of [1, 2, 8]) {
    it(`takes ${signals} public signals, alone and in a batch`, async () => {
      const synthetic = syntheticKey(signals, 3, 10 + signals);
      const { id } = await registry.register(synthetic.argument, ANY);
      const { vk, statementSignals } = await registry.circuit(id);
      assert.equal(statementSignals, signals);
      const proofs = [1, 2, 3].map(() => synthetic.simulate());
      for (const proof of proofs) assert.equal(await verifier.verify(vk, proof), true);
      assert.equal((await verifier.verifyBatch(vk, proofs))[0], true);
      const [first, ...others] = proofs as [(typeof proofs)[0], ...typeof proofs];
      const wrong = { ...first, pubs: first.pubs.with(-1, (first.pubs.at(-1) as bigint) ^ 1n) };
      assert.equal(await verifier.verify(vk, wrong), false);
      assert.equal((await verifier.verifyBatch(vk, [...others, wrong]))[0], false);
      // The rows of a batch cannot be shifted against each other.
      const shifted = [...others, { ...first, pubs: [] }, { proof: first.proof, pubs: first.pubs }];
      assert.equal((await verifier.verifyBatch(vk, shifted))[0], false);
    });
  }
});
