import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concatHex, encodeAbiParameters, encodeFunctionData, type Hex } from 'viem';
import type { ReadClient } from '../clients.ts';
import { trainingAbi as abi } from '../generated/training.ts';
import { findAnswers, findUpdates, readSubmitting, submissionArgument } from './submitted.ts';
import type { StepProof } from './types.ts';

const TRAINER: Hex = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const CONTRACT: Hex = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';
const TASK: Hex = `0x${'07'.repeat(32)}`;
const HASH: Hex = `0x${'0b'.repeat(32)}`;
const sealingOf = (seed: bigint) => ({
  ephemeral: { x: seed, y: 2n },
  commitments: [{ x: 3n, y: 4n }],
  proof: { c: 5n, z: 6n },
  ctRoot: HASH,
  cid: HASH,
});
const proofOf = (seed: bigint) => Array.from({ length: 10 }, (_, i) => 100n * seed + BigInt(i)) as unknown as StepProof;
const own = encodeFunctionData({
  abi,
  functionName: 'submitUpdate',
  args: [TASK, [11n, 12n], [proofOf(1n), proofOf(2n)], sealingOf(1n)],
});
const relayed = encodeFunctionData({
  abi,
  functionName: 'submitUpdates',
  args: [
    TASK,
    [1n, 2n].map((seed) => ({
      trainer: [TRAINER, CONTRACT][Number(seed) - 1] as Hex,
      signature: { r: HASH, vs: HASH },
      sealing: sealingOf(seed),
    })),
    [11n, 12n, 21n, 22n],
    [proofOf(1n), proofOf(2n), proofOf(3n), proofOf(4n)],
  ],
} as const);

describe('updates in the input of a transaction', () => {
  it('are read from a call of either function', () => {
    assert.deepEqual(findUpdates(own), [
      { task: TASK, roots: [11n, 12n], proofs: [proofOf(1n), proofOf(2n)], sealing: sealingOf(1n) },
    ]);
    const [first, second, ...others] = findUpdates(relayed);
    assert.deepEqual([first?.trainer, second?.trainer, others.length], [TRAINER, CONTRACT, 0]);
    assert.deepEqual(
      [second?.roots, second?.proofs],
      [
        [21n, 22n],
        [proofOf(3n), proofOf(4n)],
      ],
    );
    assert.deepEqual(second?.sealing, sealingOf(2n));
  });

  it('are found inside of another call, at any byte, beside bytes that only look like one', () => {
    const selector = own.slice(0, 10) as Hex;
    const wrapped = concatHex([
      '0x12345678',
      encodeAbiParameters([{ type: 'address' }, { type: 'bytes' }], [CONTRACT, own]),
      selector,
    ]);
    assert.deepEqual(findUpdates(wrapped), findUpdates(own));
    assert.deepEqual(findUpdates(concatHex(['0x00', selector, '0xab', own])), findUpdates(own));
  });

  it('are none in other bytes, cut short, or with lists that have no end', () => {
    for (const input of ['0x', '0x12', own.slice(0, 10), own.slice(0, 700), `${own.slice(0, 10)}${'ff'.repeat(900)}`]) {
      assert.deepEqual(findUpdates(input as Hex), []);
    }
    const selectors = concatHex(Array.from({ length: 30_000 }, () => relayed.slice(0, 10) as Hex));
    assert.deepEqual(findUpdates(selectors), []);
  });

  it('are no more than a transaction has gas for: a few bytes could be read as any number', () => {
    const update = { trainer: TRAINER, signature: { r: HASH, vs: HASH }, sealing: sealingOf(1n) };
    const args = [TASK, Array(300).fill(update), Array(300).fill(1n), Array(300).fill(proofOf(1n))] as const;
    const full = encodeFunctionData({ abi, functionName: 'submitUpdates', args });
    assert.equal(findUpdates(full).length, 300);
    assert.equal(findUpdates(concatHex([full, full, full])).length, 512);
  });

  it('keep of a proof its commitment alone, for disputes', () => {
    const [update] = findUpdates(own);
    assert.ok(update);
    assert.deepEqual(submissionArgument(TRAINER, update), {
      trainer: TRAINER,
      stepCommitments: [
        { x: 108n, y: 109n },
        { x: 208n, y: 209n },
      ],
      sealing: sealingOf(1n),
      ctHashes: [],
    });
  });
});

describe('answers to demands', () => {
  it('are found with the hashes of all ciphertexts, also inside of another call', () => {
    const submission = {
      trainer: TRAINER,
      stepCommitments: [{ x: 1n, y: 2n }],
      sealing: sealingOf(1n),
      ctHashes: [HASH, TASK],
    };
    const path = { before: HASH, later: [] };
    const call = { abi, functionName: 'answerShare', args: [TASK, submission, path, 2n, '0x1234'] } as const;
    const answer = encodeFunctionData(call);
    assert.deepEqual(findAnswers(answer), [submission]);
    assert.deepEqual(findAnswers(concatHex(['0xabcdef', answer])), [submission]);
    assert.deepEqual([findAnswers(own), findUpdates(answer)], [[], []]);
    assert.deepEqual(findAnswers(answer.slice(0, 400) as Hex), []);
  });
});

describe('the update behind an event', () => {
  const clientOf = (input: Hex, trace?: unknown): ReadClient =>
    ({
      request: async ({ method }: { method: string }) => {
        if (method === 'eth_getTransactionByHash') return { hash: HASH, input, type: '0x2' };
        if (trace === undefined) throw new Error('the method does not exist');
        return trace;
      },
    }) as unknown as ReadClient;
  const find = async <found>(
    client: ReadClient,
    matches: (candidate: ReturnType<typeof findUpdates>[number]) => found | undefined,
  ) => (await readSubmitting(client, CONTRACT, HASH)).find(matches);
  const matches = ({ roots }: { roots: readonly bigint[] }) => (roots[0] === 11n ? roots : undefined);

  it('is the candidate that matches', async () => {
    assert.deepEqual(await find(clientOf(own), matches), [11n, 12n]);
    assert.equal(await find(clientOf(own), () => undefined), undefined);
  });

  it('is found by a trace where the input hides it, and missed without one', async () => {
    const trace = {
      to: TRAINER,
      input: '0x',
      calls: [
        { to: TRAINER, input: relayed },
        { to: CONTRACT, input: own },
      ],
    };
    assert.deepEqual(await find(clientOf('0xdeadbeef', trace), matches), [11n, 12n]);
    assert.equal(await find(clientOf('0xdeadbeef'), matches), undefined);
    const foreign = { to: TRAINER, input: own };
    assert.equal(await find(clientOf('0xdeadbeef', foreign), matches), undefined);
  });
});
