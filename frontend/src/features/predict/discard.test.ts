import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCode } from '@tacit/sdk';
import { memoryDocuments, requestDocuments, vaultOf } from '@tacit/sdk/browser';
import { discardRequest, wasAskedToPay } from './discard.ts';
import { jobNotes } from './job-notes.ts';
import type { Hex } from './orders.ts';

const word = (digits: string): Hex => `0x${digits.repeat(32)}`;
const account = `0x${'0a'.repeat(20)}` as const;
const [job, other] = [word('01'), word('02')];
const bytes = new Uint8Array(3);

const keptOf = (each: Hex) => ({
  request: {
    document: {
      ...{ chainId: 5, market: account, offer: word('03'), user: account, samples: 1 },
      ...{ keys: word('04'), input: word('05'), nonce: word('06') },
    },
    ...{ job: each, requestCid: word('07'), documentBytes: bytes, input: bytes, samples: [[1]] },
    keys: { secretKey: bytes, evaluationKeys: bytes },
  },
  offer: { documentBytes: bytes, network: bytes },
});

async function openKept() {
  const key = await crypto.subtle.importKey('raw', new Uint8Array(32), 'HKDF', false, ['deriveBits', 'deriveKey']);
  const vault = vaultOf({ chainId: 5, account, key }, memoryDocuments());
  const requests = requestDocuments(vault);
  for (const each of [job, other]) {
    await requests.save(keptOf(each));
    await jobNotes(vault).write(each, { trust: { workers: 1, agreeing: 1 }, quoted: 1n, look: false });
  }
  const discard = async (acceptsRisk: boolean, isPaid = false): Promise<string | undefined> => {
    const options = { acceptsRisk, isRequested: async () => isPaid };
    return await discardRequest(vault, job, options).then(() => undefined, errorCode);
  };
  /** What is there of a job: its entry in the list, what opens its result, and its note. */
  const left = async (each: Hex) => [
    (await requests.list()).kept.some((kept) => kept.job === each),
    (await vault.documents('requests').names()).includes(`secret-${each}`),
    (await jobNotes(vault).read(each)) !== undefined,
  ];
  return { vault, requests, discard, left };
}
const [ALL, NONE] = [
  [true, true, true],
  [false, false, false],
];

describe('discarding a request', () => {
  it('forgets all of one that the wallet never heard of, and nothing of another', async () => {
    const { vault, requests, discard, left } = await openKept();
    await requests.noteSince(other, 9n);
    assert.equal(await wasAskedToPay(vault, job), false);
    assert.equal(await discard(false), undefined);
    assert.deepEqual([await left(job), await left(other)], [NONE, ALL]);
  });

  it('keeps one that the chain knows, whatever is accepted', async () => {
    const { requests, discard, left } = await openKept();
    assert.equal(await discard(false, true), 'JOB_ALREADY_REQUESTED');
    await requests.noteSince(job, 9n);
    assert.equal(await discard(true, true), 'JOB_ALREADY_REQUESTED');
    assert.deepEqual(await left(job), ALL);
  });

  it('keeps one that cannot be looked for', async () => {
    const { vault, left } = await openKept();
    const isRequested = () => Promise.reject(new Error('no node'));
    await assert.rejects(discardRequest(vault, job, { isRequested, acceptsRisk: true }));
    assert.deepEqual(await left(job), ALL);
  });

  it('keeps one that the wallet was asked to pay, until that is accepted', async () => {
    const { vault, requests, discard, left } = await openKept();
    await requests.noteSince(job, 9n);
    assert.equal(await wasAskedToPay(vault, job), true);
    assert.equal(await discard(false), 'PAYMENT_ASKED');
    assert.deepEqual(await left(job), ALL);
    assert.equal(await discard(true), undefined);
    assert.deepEqual(await left(job), NONE);
    assert.equal(await wasAskedToPay(vault, job), false);
  });
});
