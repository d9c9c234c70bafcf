import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { privateKeyToAccount } from 'viem/accounts';
import { randomBatch } from '../../../test/support/random-step.ts';
import { simulatedProver, simulateKey } from '../../../test/support/simulated-key.ts';
import { compactSignature, updateTypedData } from '../chain/training/typed-data.ts';
import { g1FromAffine, g1ToAffine } from '../commitment/index.ts';
import { commitDataset } from '../data/index.ts';
import { errorCode } from '../errors/index.ts';
import { FIELD_ORDER, randomField } from '../hashing/index.ts';
import { zeroWeights } from '../numeric/index.ts';
import { modelRoot } from '../proving/index.ts';
import { makeWorld, SCOPE } from '../sharing/test-support.ts';
import { hashHex } from './arguments.ts';
import { prepareUpdate } from './prepare-update.ts';
import {
  formatSignedUpdate,
  isSignedByTrainer,
  parseSignedUpdate,
  publishedBy,
  type SignedUpdateDocument,
  verifyUpdate,
} from './signed-update.ts';
import type { UpdateDocument } from './update-json.ts';

const simulation = simulateKey('logistic-4x3-b8', 41);
const { artifacts, key, randomness } = simulation;
const { format } = artifacts.circuit;
const { publicKeys, threshold } = makeWorld({ members: 3, threshold: 2, seed: 6 });
const account = privateKeyToAccount(`0x${'07'.repeat(32)}`);
const trainer = account.address;
const scope = { ...SCOPE, keyHash: key.hash };
const model = zeroWeights(format);
const batches = [0, 1, 2].map(() => randomBatch(format, randomness.next));
const data = await commitDataset(format, batches, randomField(randomness));
const root = modelRoot(format, model, 0n);
const enrolment = { dataRoot: data.root, batches: data.batches };
const prepared = await prepareUpdate({
  ...{ artifacts, prover: simulatedProver(simulation), scope, trainer, enrolment, seed: 99n, model, batches, data },
  ...{ publicKeys, threshold, randomness, task: { root, steps: 3, multiplier: 4 } },
});
const update: UpdateDocument = {
  chainId: Number(scope.chainId),
  contract: scope.contract,
  task: hashHex(scope.task),
  round: scope.round,
  trainer,
  sharesHash: hashHex(prepared.sharesHash),
  roots: prepared.roots,
  proofs: prepared.proofs,
  sealing: prepared.sealing,
};
const truths = { key, root, multiplier: 4, seed: 99n, enrolment };
const holds = (change: Partial<UpdateDocument> = {}, about: Partial<typeof truths> = {}) =>
  verifyUpdate({ ...update, ...change }, { ...truths, ...about }, randomness);

async function sign(document: UpdateDocument): Promise<SignedUpdateDocument> {
  const { chainId, contract: verifyingContract, task, round, sharesHash } = document;
  const typed = updateTypedData({ chainId, verifyingContract }, { task, round, sharesHash });
  return { update: document, signature: compactSignature(await account.signTypedData(typed)) };
}
const signed = await sign(update);

describe('an update for a relay', () => {
  it('is read as it is written, and refused in any other form', () => {
    const json = JSON.parse(JSON.stringify(formatSignedUpdate(signed)));
    assert.deepEqual(parseSignedUpdate(json), signed);
    const { r, vs } = signed.signature;
    for (const other of [
      undefined,
      null,
      [json],
      { update: json.update },
      { ...json, chainId: 1 },
      { ...json, signature: r },
      { ...json, signature: { r } },
      { ...json, signature: { r, vs, v: 27 } },
      { ...json, signature: { r: r.toUpperCase(), vs } },
      { ...json, signature: { r: `${r}00`, vs } },
      { ...json, signature: { r, vs: BigInt(vs) } },
      { ...json, update: { ...json.update, steps: 1 } },
    ]) {
      assert.throws(
        () => parseSignedUpdate(other),
        (error) => errorCode(error) === 'UPDATE_INVALID',
      );
    }
  });

  it("is signed by its trainer's own account, for its round, contract and chain (INV-52)", async () => {
    assert.equal(await isSignedByTrainer(signed), true);
    const { r, vs } = signed.signature;
    const flipped = `0x${(BigInt(vs) ^ (1n << 255n)).toString(16).padStart(64, '0')}` as const;
    const zero = `0x${'00'.repeat(32)}` as const;
    for (const signature of [
      { r: vs, vs: r },
      { r, vs: flipped },
      { r: zero, vs: zero },
      { r: vs, vs },
    ]) {
      assert.equal(await isSignedByTrainer({ update, signature }), false);
    }
    const changes: Partial<UpdateDocument>[] = [
      { chainId: update.chainId + 1 },
      { contract: trainer },
      { task: update.sharesHash },
      { round: update.round + 1n },
      { sharesHash: update.task },
      { trainer: update.contract },
    ];
    for (const change of changes) {
      assert.equal(await isSignedByTrainer({ ...signed, update: { ...update, ...change } }), false);
    }
  });

  it('holds as the contract finds it: against its root, seed, rate and enrolment', () => {
    assert.equal(holds(), true);
    assert.equal(holds({}, { root: root + 1n }), false);
    assert.equal(holds({}, { multiplier: 5 }), false);
    assert.equal(holds({}, { seed: 100n }), false);
    assert.equal(holds({}, { enrolment: { ...enrolment, dataRoot: 1n } }), false);
    assert.equal(holds({}, { enrolment: { ...enrolment, batches: 2 } }), false);
    assert.equal(holds({}, { key: simulateKey('logistic-4x3-b8', 42).key }), false);
  });

  it('holds no more with any part of it changed', () => {
    const [first, second] = update.proofs as [UpdateDocument['proofs'][number], UpdateDocument['proofs'][number]];
    const { sealing } = update;
    const ephemeral = g1ToAffine(g1FromAffine(sealing.ephemeral).negate());
    const withWord = (at: number, change: (word: bigint) => bigint) => [
      first.map((word, i) => (i === at ? change(word) : word)) as unknown as typeof first,
      ...update.proofs.slice(1),
    ];
    const q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
    const changes: Partial<UpdateDocument>[] = [
      { roots: update.roots.map((one, i) => (i === 0 ? one + 1n : one)) },
      { roots: update.roots.map((one) => one + FIELD_ORDER) },
      { roots: update.roots.toReversed() },
      { proofs: [second, first, ...update.proofs.slice(2)] },
      { proofs: [first, first, ...update.proofs.slice(2)] },
      ...first.map((_, at) => ({ proofs: withWord(at, (word) => word + 1n) })),
      ...first.map((_, at) => ({ proofs: withWord(at, (word) => word + q) })),
      { proofs: withWord(7, (word) => q - word) },
      { sealing: { ...sealing, ephemeral } },
      { sealing: { ...sealing, commitments: [] } },
      { sealing: { ...sealing, cid: update.task } },
      { sharesHash: update.task },
      { trainer: update.contract },
      { round: update.round + 1n },
    ];
    for (const change of changes) assert.equal(holds(change), false, JSON.stringify(Object.keys(change)));
    assert.equal(publishedBy({ ...update, sharesHash: update.task }, key.hash), undefined);
  });
});
