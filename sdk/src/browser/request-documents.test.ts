import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandomness } from '../../../scripts/support/seeded-randomness.ts';
import { EXAMPLE_NETWORKS } from '../../../test/support/example-networks.ts';
import { temporaryFolder } from '../../../test/support/temporary.ts';
import { computeJobId } from '../chain/inference/ids.ts';
import { readRequest, readRequestSecret, saveRequest } from '../node/request-folder.ts';
import { nameBlob } from '../protocol/inference/blobs.ts';
import { describeOffer } from '../protocol/inference/publish-offer.ts';
import { encodeRequest } from '../protocol/inference/request-document.ts';
import { REQUEST } from '../protocol/inference/test-support.ts';
import { type KeepRequestOptions, memoryDocuments, openUserKeys, requestDocuments } from './index.ts';
import { flip, heldAt, lies, openTestVault, refusal, utf8, walletOf } from './test-support.ts';

const seeded = seededRandomness(21);
const offer = await describeOffer({
  network: EXAMPLE_NETWORKS.integer(),
  input: { count: 64, minimum: 0, maximum: 255, scale: 1 },
  output: { count: 10, scale: 1, kind: 'values' },
});
const SAMPLE = Array.from({ length: 64 }, (_, i) => i + 100);

/** A request that is as it should be, but for ciphertexts that are none. */
async function requestOf({ answerSecret }: { answerSecret?: Uint8Array } = {}): Promise<KeepRequestOptions> {
  const [input, evaluationKeys, secretKey] = [3000, 70_000, 40_000].map((size) => seeded.bytes(size)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const document = {
    ...REQUEST,
    samples: 1,
    keys: (await nameBlob(evaluationKeys)).digest,
    input: (await nameBlob(input)).digest,
    nonce: `0x${Buffer.from(seeded.bytes(32)).toString('hex')}`,
    ...(answerSecret && { answerKey: `0x${'0a'.repeat(32)}` }),
  } as typeof REQUEST;
  const documentBytes = encodeRequest(document);
  const { digest: requestCid } = await nameBlob(documentBytes);
  const { chainId, market, user } = document;
  const job = computeJobId({ chainId, market, user, offer: document.offer, requestCid });
  const keys = { secretKey, evaluationKeys };
  return { request: { document, documentBytes, requestCid, job, keys, input, samples: [SAMPLE] }, offer, answerSecret };
}
const PARTS = ['request', 'input', 'keys', 'offer', 'network', 'secret'];

describe("a user's requests in a browser", () => {
  it('are read back as they were saved, in another page', async () => {
    const { vault, documents } = await openTestVault();
    const kept = await requestOf();
    const { job, requestCid } = kept.request;
    const summary = await requestDocuments(vault, { now: () => 7 }).save(kept);
    const requests = requestDocuments((await openTestVault(documents)).vault);
    assert.deepEqual(await requests.list(), { kept: [summary], damaged: [] });
    assert.deepEqual([summary.job, summary.requestCid, summary.split, summary.time], [job, requestCid, false, 7]);
    const saved = await requests.read(job);
    assert.deepEqual([saved.job, saved.fromBlock], [job, 0n]);
    assert.deepEqual(saved.input, kept.request.input);
    assert.deepEqual(saved.evaluationKeys, kept.request.keys.evaluationKeys);
    assert.deepEqual(saved.document, kept.request.document);
    assert.equal(saved.plan.steps.length, offer.plan.steps.length);
    const secret = await requests.readSecret(job);
    assert.deepEqual(secret, { secretKey: kept.request.keys.secretKey, samples: [SAMPLE] });
    assert.ok(![...documents.held.keys()].some((name) => name.includes('draft-')));
    assert.ok(!lies(documents, utf8('100,101,102')));
    assert.ok(!lies(documents, kept.request.keys.secretKey.subarray(0, 8)));
    assert.ok(!lies(documents, kept.request.input.subarray(0, 8)));
  });

  it("have secrets in the very form of Node's folders", async () => {
    const [kept, path] = [await requestOf({ answerSecret: seeded.bytes(32) }), `${temporaryFolder()}/request`];
    const secret = { kind: 'key', key: seeded.bytes(32) } as const;
    await saveRequest(path, { ...kept, secret });
    const requests = requestDocuments((await openTestVault()).vault);
    await requests.save(kept);
    const { job } = kept.request;
    const { plan, ...read } = await requests.read(job);
    const { plan: theirs, ...folder } = await readRequest(path);
    assert.deepEqual(read, folder);
    assert.deepEqual(plan.steps, theirs.steps);
    assert.deepEqual(await requests.readSecret(job), await readRequestSecret(path, read, secret));
    assert.deepEqual((await requests.readSecret(job)).answerSecret, kept.answerSecret);
  });

  it('are saved once, and the newest is listed first', async () => {
    const { vault, documents } = await openTestVault();
    const [one, two] = [await requestOf(), await requestOf()];
    await requestDocuments(vault, { now: () => 7 }).save(one);
    await requestDocuments(vault, { now: () => 8 }).save(two);
    const requests = requestDocuments(vault);
    const names = documents.held.size;
    const altered = { ...one, request: { ...one.request, samples: [[...SAMPLE].reverse()] } };
    for (const again of [one, altered]) assert.equal(await refusal(requests.save(again)), 'KEPT_REQUEST_EXISTS');
    assert.deepEqual((await requests.readSecret(one.request.job)).samples, [SAMPLE]);
    assert.equal(documents.held.size, names);
    assert.deepEqual(
      (await requests.list()).kept.map(({ job }) => job),
      [two.request.job, one.request.job],
    );
    await requests.read(one.request.job);
    const other = requestDocuments((await openTestVault(documents, walletOf(2))).vault);
    assert.deepEqual(await other.list(), { kept: [], damaged: [] });
    assert.equal(await refusal(other.read(one.request.job)), 'KEPT_REQUEST_MISSING');
  });

  it('note the first block, and keep the first blur, whatever comes after', async () => {
    const requests = requestDocuments((await openTestVault()).vault);
    const kept = await requestOf();
    const { job } = kept.request;
    for (const act of [
      requests.noteSince(job, 5n),
      requests.keepHandOver(job, utf8('first')),
      requests.read(job),
      requests.readSecret(job),
    ]) {
      assert.equal(await refusal(act), 'KEPT_REQUEST_MISSING');
    }
    await requests.save(kept);
    await requests.noteSince(job, 5n);
    await requests.noteSince(job, 9n);
    assert.equal((await requests.read(job)).fromBlock, 5n);
    assert.deepEqual(await requests.keepHandOver(job, utf8('first')), utf8('first'));
    assert.deepEqual(await requests.keepHandOver(job, utf8('second')), utf8('first'));
  });

  it('are kept whole or not at all when there is no room', async () => {
    const measure = await openTestVault();
    await requestDocuments(measure.vault).save(await requestOf());
    const sizes = [...measure.documents.held.values()].map(({ length }) => length);
    const total = sizes.reduce((a, b) => a + b, 0);
    for (const limit of [300, 50_000, 120_000, total - 100]) {
      const { vault, documents } = await openTestVault(memoryDocuments({ limit }));
      const before = documents.held.size;
      const requests = requestDocuments(vault);
      assert.equal(await refusal(requests.save(await requestOf())), 'STORAGE_FULL', `${limit} bytes`);
      assert.deepEqual((await requests.list()).kept, []);
      assert.equal(documents.held.size, before, `${limit} bytes`);
    }
  });

  it('of a page that ended while it saved are none, and are swept away a day later', async () => {
    const { vault, documents } = await openTestVault();
    const [done, ended] = [await requestOf(), await requestOf()];
    const begun = requestDocuments(vault, { now: () => 1000 });
    await begun.save(done);
    await begun.save(ended);
    // As if the page had ended before the last document.
    const { job } = ended.request;
    documents.held.delete(heldAt(documents, `index-${job}`));
    await vault.documents('requests').create(`draft-${job}`, utf8('1000'));
    await vault.documents('requests').create(`draft-${done.request.job}`, utf8('1000'));
    assert.equal((await begun.list()).kept.length, 1);
    assert.equal(await refusal(begun.read(job)), 'KEPT_REQUEST_MISSING');
    const left = () => [...documents.held.keys()].filter((name) => name.includes(job)).length;
    await requestDocuments(vault, { now: () => 1000 + 3600 }).sweep();
    assert.equal(left(), PARTS.length + 1);
    await requestDocuments(vault, { now: () => 1000 + 2 * 86_400 }).sweep();
    assert.equal(left(), 0);
    await begun.read(done.request.job);
    await begun.readSecret(done.request.job);
    assert.ok(![...documents.held.keys()].some((name) => name.includes('draft-')));
  });

  it('refuse every part that is damaged, gone, or of another request', async () => {
    const { vault, documents } = await openTestVault();
    const requests = requestDocuments(vault);
    const [one, two] = [await requestOf(), await requestOf()];
    for (const each of [one, two]) await requests.save(each);
    const { job } = one.request;
    await requests.noteSince(job, 5n);
    const look = async () => (await refusal(requests.read(job))) ?? (await refusal(requests.readSecret(job)));
    for (const part of [...PARTS, 'index', 'since']) {
      const path = heldAt(documents, `${part}-${job}`);
      const bytes = documents.held.get(path) as Uint8Array;
      flip(documents, path, bytes.length - 1);
      assert.equal(await look(), 'KEPT_REQUEST_INVALID', part);
      if (part === 'index') assert.deepEqual((await requests.list()).damaged, [job]);
      if (part !== 'since') {
        documents.held.set(path, documents.held.get(heldAt(documents, `${part}-${two.request.job}`)) as Uint8Array);
        assert.equal(await look(), 'KEPT_REQUEST_INVALID', part);
        documents.held.delete(path);
        assert.equal(await look(), part === 'index' ? 'KEPT_REQUEST_MISSING' : 'KEPT_REQUEST_INVALID', part);
      }
      documents.held.set(path, bytes);
      assert.equal(await look(), undefined, part);
    }
  });

  it('refuse parts that this vault sealed, but of another request', async () => {
    const { vault } = await openTestVault();
    const requests = requestDocuments(vault);
    const [one, two] = [await requestOf(), await requestOf()];
    await requests.save(one);
    const { job } = one.request;
    const parts = {
      input: two.request.input,
      keys: two.request.keys.evaluationKeys,
      request: two.request.documentBytes,
    };
    for (const [part, bytes] of Object.entries(parts)) {
      const name = `${part}-${job}`;
      const before = (await vault.documents('requests').read(name)) as Uint8Array;
      await vault.documents('requests').replace(name, bytes);
      assert.equal(await refusal(requests.read(job)), 'KEPT_REQUEST_INVALID', part);
      await vault.documents('requests').replace(name, before);
    }
    await requests.read(job);
    // All of another one, whole in itself.
    for (const [part, bytes] of Object.entries(parts)) {
      await vault.documents('requests').replace(`${part}-${job}`, bytes);
    }
    assert.equal(await refusal(requests.read(job)), 'KEPT_REQUEST_INVALID');
  });

  it('leave nothing when they are removed', async () => {
    const { vault, documents } = await openTestVault();
    const requests = requestDocuments(vault);
    const kept = await requestOf();
    const { job } = kept.request;
    await requests.save(kept);
    await requests.noteSince(job, 5n);
    await requests.keepHandOver(job, utf8('first'));
    await requests.remove(job);
    assert.deepEqual(
      [...documents.held.keys()].filter((name) => name.includes(job)),
      [],
    );
    assert.equal(await refusal(requests.readSecret(job)), 'KEPT_REQUEST_MISSING');
  });
});

describe("a user's keys in a browser", () => {
  const parameters = 'exact-8192';
  const made = (name: string) => ({ secretKey: utf8(`secret ${name}`), evaluationKeys: utf8(`for workers ${name}`) });

  it('are made once, and again by request alone', async () => {
    const { vault, documents } = await openTestVault();
    assert.deepEqual(await openUserKeys(vault, { parameters, create: () => made('a') }), { ...made('a'), made: true });
    const again = (await openTestVault(documents)).vault;
    const create = () => made('b');
    assert.deepEqual(await openUserKeys(again, { parameters, create }), { ...made('a'), made: false });
    assert.deepEqual(await openUserKeys(again, { parameters, create, fresh: true }), { ...made('b'), made: true });
    assert.deepEqual(await openUserKeys(vault, { parameters, create: () => made('c') }), { ...made('b'), made: false });
    assert.ok(!lies(documents, utf8('secret')));
  });

  it('are those of the first page when two make them at once', async () => {
    const { vault } = await openTestVault();
    const all = await Promise.all(
      ['a', 'b'].map((name) => openUserKeys(vault, { parameters, create: () => made(name) })),
    );
    assert.deepEqual(all[0]?.secretKey, all[1]?.secretKey);
    assert.equal(all.filter((each) => each.made).length, 1);
  });

  it('are refused when they are damaged, until fresh ones are made', async () => {
    const { vault, documents } = await openTestVault();
    await openUserKeys(vault, { parameters, create: () => made('a') });
    flip(documents, heldAt(documents, parameters), 20);
    const create = () => made('b');
    assert.equal(await refusal(openUserKeys(vault, { parameters, create })), 'KEPT_KEYS_INVALID');
    assert.deepEqual(await openUserKeys(vault, { parameters, create, fresh: true }), { ...made('b'), made: true });
  });
});
