import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeNetwork, encodeOffer, inference, nameBlob, putBlob } from '@tacit/sdk';
import { hashOf } from '../../../test/contracts/support/market-stage.ts';
import {
  type AskOptions,
  askFor,
  askWrongly,
  events,
  jobOf,
  offerBytes,
  panelOf,
  type RunningWorker,
  reaches,
  type Scenario,
  scenarioFor,
  startWorkers,
  until,
} from './scenario/test-support.ts';
import { smallNetwork } from './test-support.ts';

type Hex = `0x${string}`;

/** What came of the worker's seat: the reason why it was given back, or what was found wrong with the request. */
async function endOf(scenario: Scenario, job: Hex): Promise<string> {
  const [worker] = scenario.running as [RunningWorker];
  const about = (event: string) => events(worker, event).find((fields) => fields.job === job);
  await until(scenario, 'the worker has made up its mind', () =>
    [about('seat-given-back'), about('request-malformed'), about('step-evaluated')].some(
      (found) => found !== undefined,
    ),
  );
  const [declined, malformed] = [about('seat-given-back'), about('request-malformed')];
  if (malformed) return `refused ${malformed.code}`;
  return declined ? `declined ${declined.reason}` : 'evaluated';
}

describe('a request that is none', { concurrency: 1 }, () => {
  const scenario = scenarioFor();
  const flip = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, (bytes[at] ?? 0) ^ 1);
  const cases: [string, AskOptions, string][] = [
    ['ciphertexts with another header', { spoil: ({ input }) => ({ input: flip(input, 16) }) }, 'CIPHERTEXT_REFUSED'],
    ['ciphertexts of another scale', { spoil: ({ input }) => ({ input: flip(input, 78) }) }, 'CIPHERTEXT_REFUSED'],
    [
      'a compressed bomb of the right length',
      { spoil: ({ input }) => ({ input: input.with(5, 2) }) },
      'CIPHERTEXT_REFUSED',
    ],
    ['zeros', { spoil: ({ input }) => ({ input: new Uint8Array(input.length) }) }, 'CIPHERTEXT_REFUSED'],
    ['ciphertexts that are too short', { spoil: ({ input }) => ({ input: input.slice(1) }) }, 'BLOB_REFUSED'],
    [
      'ciphertexts that are too long',
      { spoil: ({ input }) => ({ input: new Uint8Array(input.length + 1) }) },
      'BLOB_REFUSED',
    ],
    ['keys without one of their lists', { spoil: ({ keys }) => ({ keys: keys.slice(0, -8) }) }, 'BLOB_REFUSED'],
    ['keys of another shape', { spoil: ({ keys }) => ({ keys: flip(keys, 48) }) }, 'KEYS_REFUSED'],
    ['the request of another chain', { document: { chainId: 1 } }, 'REQUEST_FOREIGN'],
    ['the request of another market', { document: { market: hashOf(7).slice(0, 42) as Hex } }, 'REQUEST_FOREIGN'],
    ['the request of another user', { document: { user: hashOf(7).slice(0, 42) as Hex } }, 'REQUEST_FOREIGN'],
    ['the request for another offer', { document: { offer: hashOf(7) } }, 'REQUEST_FOREIGN'],
    ['a request that names more samples', { document: { samples: 2 } }, 'REQUEST_FOREIGN'],
  ];

  it('is found to be none by the worker, and closed as refused', async () => {
    await startWorkers(scenario, 1);
    const jobs: [Hex, string, string][] = [];
    for (const [what, options, code] of cases) {
      const job = await askWrongly(scenario, options);
      assert.equal(await endOf(scenario, job), `refused ${code}`, what);
      await reaches(scenario, job, 'contestable');
      const { refusal } = await inference.readMarketRules(scenario.stage.client, scenario.stage.market);
      assert.equal((await panelOf(scenario, job))[0]?.result, refusal);
      jobs.push([job, what, code]);
    }
    await scenario.stage.pass(125);
    for (const [job, what] of jobs) {
      await reaches(scenario, job, 'closed');
      assert.equal((await jobOf(scenario, job)).outcome, 'refused', what);
    }
    // The thread for it saw no byte of any of this.
    const [worker] = scenario.running as [RunningWorker];
    assert.equal(worker.said.value('tacit_compute_samples_total'), 0);
    assert.equal(worker.said.value('tacit_compute_evaluation_failures_total'), 0);
  });

  it('is one too where its document is garbage, or far too long', async () => {
    const { store, offer } = scenario;
    for (const bytes of [new TextEncoder().encode('{}\n'), new Uint8Array(), new Uint8Array(5000)]) {
      const { digest: requestCid } = await putBlob(store, bytes);
      const job = await askFor(scenario, { id: offer.id, requestCid, samples: 1, trust: { workers: 1, agreeing: 1 } });
      assert.equal(await endOf(scenario, job), 'refused REQUEST_DOCUMENT_INVALID');
    }
  });
});

describe('bytes that are not there', { concurrency: 1 }, () => {
  const scenario = scenarioFor();

  it('are waited for with patience, and then the seat is given back: nobody is blamed', async () => {
    const [worker] = await startWorkers(scenario, 1);
    for (const without of ['request', 'keys', 'input'] as const) {
      // A seed has no wrong bytes; and nobody has stored these keys for another request.
      const job = await askWrongly(scenario, {
        without,
        spoil: ({ keys }) => ({ keys: keys.with(-1, without.length) }),
      });
      assert.equal(await endOf(scenario, job), 'declined BYTES_MISSING', without);
      assert.equal((await jobOf(scenario, job)).outcome, 'open');
      assert.ok(worker && events(worker, 'step-waits').length > 1);
    }
  });

  it('are found when they come in time', async () => {
    const [worker] = scenario.running as [RunningWorker];
    const { store } = scenario;
    await worker.role.stop();
    scenario.running.pop();
    const [patient] = await startWorkers(scenario, 1, { patienceMs: 20_000 });
    assert.ok(patient);
    const held: { input?: Uint8Array } = {};
    const job = await askWrongly(scenario, {
      without: 'input',
      spoil: ({ input }) => {
        held.input = input;
        return {};
      },
    });
    await until(scenario, 'it waits', () => events(patient, 'step-waits').some((fields) => fields.job === job));
    await putBlob(store, held.input as Uint8Array);
    assert.equal(await endOf(scenario, job), 'evaluated');
    await reaches(scenario, job, 'contestable');
  });
});

describe('an offer that is not as it says', { concurrency: 1 }, () => {
  const scenario = scenarioFor();
  const trust = { workers: 1, agreeing: 1 };

  it('is served by nobody, and no user is blamed for it', async () => {
    await startWorkers(scenario, 1);
    const { described, store } = scenario;
    const { document, documentBytes } = described;
    const text = new TextDecoder().decode(documentBytes);
    const other = encodeNetwork(smallNetwork(16, 4, 4));
    const { digest } = await putBlob(store, other);
    const garbage = Uint8Array.from({ length: document.networkBytes }, (_, i) => i);
    const { digest: none } = await putBlob(store, garbage);
    const cases: [string, Uint8Array, Partial<inference.OfferTerms>, string][] = [
      ['of another evaluation', utf8(text.replace('"evaluation":1', '"evaluation":2')), {}, 'EVALUATION_UNKNOWN'],
      ['that is no document', utf8('{}\n'), {}, 'OFFER_INVALID'],
      ['that is too long', new Uint8Array(300_000), {}, 'OFFER_INVALID'],
      ['with other steps', documentBytes, { steps: 2 }, 'OFFER_INVALID'],
      [
        'with other outputs',
        encodeOffer({ ...document, output: { ...document.output, count: 3 } }),
        {},
        'OFFER_INVALID',
      ],
      ['whose network is garbage', encodeOffer({ ...document, network: none }), {}, 'NETWORK_INVALID'],
      ['whose network has another length', encodeOffer({ ...document, network: digest }), {}, 'BLOB_REFUSED'],
      [
        'that its parameters do not carry',
        encodeOffer({ ...document, parameters: 'exact-8192' }),
        {},
        'PLAN_IMPOSSIBLE',
      ],
    ];
    for (const [what, bytes, terms, code] of cases) {
      const id = await offerBytes(scenario, bytes, terms);
      const requestCid = (await nameBlob(utf8(what))).digest;
      const job = await askFor(scenario, { id, requestCid, samples: 1, trust });
      assert.equal(await endOf(scenario, job), `declined ${code}`, what);
    }
  });
});

describe('a job that its worker does not want', { concurrency: 1 }, () => {
  const scenario = scenarioFor();

  it('is given back at once, and its bytes are not even fetched', async () => {
    const [worker] = await startWorkers(scenario, 1, { mostSamples: 2 });
    const job = await askWrongly(scenario, { samples: 3 });
    assert.equal(await endOf(scenario, job), 'declined SAMPLES_TOO_MANY');
    assert.equal(worker?.said.value('tacit_compute_threads_total'), 0);
  });

  it('may be of another offer, too dear for its fee, or want too much of a bond for too long', async () => {
    for (const [changes, reason] of [
      [{ offers: [hashOf(1)] }, 'OFFER_NOT_SERVED'],
      [{ leastFeePerSecond: 10n ** 9n }, 'FEE_TOO_LOW'],
      [{ mostBond: 1n }, 'BOND_TOO_LARGE'],
      [{ mostBondSeconds: 100 }, 'BOND_TOO_LONG'],
    ] as const) {
      for (const { role } of scenario.running.splice(0)) await role.stop();
      await startWorkers(scenario, 1, changes);
      const job = await askWrongly(scenario, {});
      assert.equal(await endOf(scenario, job), `declined ${reason}`);
    }
  });
});

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
