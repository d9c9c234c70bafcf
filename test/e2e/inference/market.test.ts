import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  evaluateNetwork,
  type FetchedOffer,
  inference,
  type Network,
  nameBlob,
  openEncryption,
  openResult,
  putBlob,
  uploadRequest,
} from '@tacit/sdk';
import { assertRejected } from '../../support/refusals.ts';
import { joinAsLiar, type Liar } from './support/liar.ts';
import {
  ACCOUNTS,
  type AskedJob,
  ask,
  jobOf,
  type MarketNetwork,
  offerNetwork,
  openMarketNetwork,
  owedBy,
  PRICE,
  until,
  untilPhase,
  WORKER_FEE,
} from './support/market-network.ts';

/** Dense, square, dense, over 16 inputs: CKKS, and over in a tenth of a second. */
function smallNetwork(): Network {
  const values = (count: number, by: number) =>
    Float64Array.from({ length: count }, (_, i) => ((i * by) % 13) / 8 - 0.75);
  return {
    ...{ arithmetic: 'float', inputs: 16, range: 1 },
    layers: [
      { kind: 'dense', inputs: 16, outputs: 8, weights: values(128, 5), bias: values(8, 3) },
      { kind: 'square' },
      { kind: 'dense', inputs: 8, outputs: 4, weights: values(32, 7), bias: values(4, 2) },
    ],
  };
}

const DESCRIPTION = {
  network: smallNetwork(),
  input: { count: 16, minimum: -1, maximum: 1, scale: 1 },
  output: { count: 4, scale: 1, kind: 'classes' as const },
};
const SAMPLES = [Array.from({ length: 16 }, (_, i) => ((i * 7) % 17) / 17 - 0.5)];
const THREE = { workers: 3, agreeing: 2 };
const TWO = { workers: 2, agreeing: 2 };

describe('a market with real workers', () => {
  let network: MarketNetwork;
  let offer: FetchedOffer;
  let liar: Liar;
  before(async () => {
    network = await openMarketNetwork({ workers: 2 });
    offer = await offerNetwork(network, DESCRIPTION);
    liar = await joinAsLiar(network);
  });

  after(() => network?.stop());

  const market = () => network.contracts.market;
  const user = () => network.clients(ACCOUNTS.user);
  const address = (account: number) => network.clients(account).walletClient.account.address;
  const workers = () => [network.workerAddress(0), network.workerAddress(1)];
  const passPhase = async (job: AskedJob['job']) => {
    const { until: end } = await jobOf(network, job);
    await network.chain.moveTo(Number(end) + 1);
  };

  /** What everybody may claim now, less what that was at the first call. */
  async function gains() {
    const all = [address(ACCOUNTS.creator), address(ACCOUNTS.user), ...workers(), liar.address];
    const before = await owedBy(network, all);
    return async () => {
      const after = await owedBy(network, all);
      const [creator, own, first, second, player] = after.map((amount, i) => amount - (before[i] as bigint));
      return { creator, user: own, workers: [first, second], player };
    };
  }

  async function readResult({ request }: AskedJob, asked = offer) {
    const encryption = await openEncryption(asked.plan.parameters.name);
    try {
      const store = network.store(ACCOUNTS.user);
      return await openResult(user().publicClient, { offer: asked, request, encryption, store });
    } finally {
      encryption.dispose();
    }
  }

  function assertRight(outputs: readonly (readonly number[])[]): void {
    const expected = evaluateNetwork(DESCRIPTION.network, SAMPLES[0] as number[]);
    for (const [i, value] of (outputs[0] as readonly number[]).entries()) {
      assert.ok(Math.abs(value - (expected[i] as number)) < 1e-3, `${value} instead of ${expected[i]}`);
    }
  }

  it('takes the vote and the bond of a worker that lies, and pays the two that agree (INV-58)', async () => {
    const gained = await gains();
    const staked = await liar.stake();
    const asked = await ask(network, offer, { samples: SAMPLES, trust: THREE });
    await liar.commit(asked.job);
    await liar.reveal(asked.job);
    const contestable = await untilPhase(network, asked.job, 'contestable');
    // Whoever would lose may still ask for more workers, whatever the user says.
    await assertRejected('MAY_NOT_ACCEPT', inference.accept(user(), market(), asked.job));
    await passPhase(asked.job);
    const closed = await untilPhase(network, asked.job, 'closed');
    assert.deepEqual([closed.outcome, closed.result], ['served', contestable.result]);
    assert.equal(await liar.stake(), staked - offer.offer.terms.bond);
    assert.deepEqual(await gained(), {
      creator: PRICE,
      user: WORKER_FEE,
      workers: [WORKER_FEE, WORKER_FEE],
      player: 0n,
    });
    assertRight((await readResult(asked)).outputs);
  });

  it('serves a job whose worker is killed between commitment and reveal', async () => {
    await inference.join(network.clients(ACCOUNTS.player), market(), { stake: 2n * offer.offer.terms.bond });
    const gained = await gains();
    const asked = await ask(network, offer, { samples: SAMPLES, trust: THREE });
    const hasCommitted = async (worker: string) =>
      (await inference.readPanel(user().publicClient, market(), asked.job)).some(
        (seat) => seat.worker === worker && seat.status === 'committed',
      );
    // The third seat keeps the panel from revealing.
    await until(network, 'both workers have committed', async () =>
      (await Promise.all(workers().map(hasCommitted))).every(Boolean),
    );
    await network.workers[0]?.kill();
    await liar.commit(asked.job);
    await until(network, 'the other worker has revealed', async () => !(await hasCommitted(workers()[1] as string)));
    assert.ok(await hasCommitted(workers()[0] as string));
    network.workers[0] = (await network.workers[0]?.again()) as MarketNetwork['workers'][number];
    await until(network, 'the first has revealed', async () => !(await hasCommitted(workers()[0] as string)));
    // Who committed and does not reveal has lost as well.
    await passPhase(asked.job);
    await untilPhase(network, asked.job, 'contestable');
    await passPhase(asked.job);
    assert.equal((await untilPhase(network, asked.job, 'closed')).outcome, 'served');
    const { workers: paid } = await gained();
    assert.deepEqual(paid, [WORKER_FEE, WORKER_FEE]);
    assertRight((await readResult(asked)).outputs);
  });

  it('pays everybody although the user never comes back, and the user although nobody else does', async () => {
    const gained = await gains();
    const asked = await ask(network, offer, { samples: SAMPLES, trust: TWO });
    await untilPhase(network, asked.job, 'contestable');
    await passPhase(asked.job);
    // Nobody but the workers moves it on.
    assert.equal((await untilPhase(network, asked.job, 'closed')).outcome, 'served');
    assert.deepEqual(await gained(), { creator: PRICE, user: 0n, workers: [WORKER_FEE, WORKER_FEE], player: 0n });
    // Two drawable workers cannot be three who agree.
    const lost = await ask(network, offer, { samples: SAMPLES, trust: { workers: 3, agreeing: 3 } });
    await until(network, 'all who can have committed', async () => {
      const panel = await inference.readPanel(user().publicClient, market(), lost.job);
      return panel.filter(({ status }) => status === 'committed').length === 2;
    });
    await network.chain.moveTo(Number((await jobOf(network, lost.job)).deadline) + 1);
    const closed = await untilPhase(network, lost.job, 'closed');
    assert.equal(closed.outcome, 'unserved');
    assert.equal((await gained()).user, lost.wei);
    for (const worker of workers()) {
      assert.equal((await inference.readWorker(user().publicClient, market(), worker)).locked, 0n);
    }
  });

  it('serves a plan of several steps, each by a panel of its own', async () => {
    // So many samples may be asked for that a step holds no more than the larger layer.
    const whole = offer.plan.seconds;
    const mostSamples = Math.ceil(15 / (0.95 * whole));
    const conditions = { mostSamples, workerFee: WORKER_FEE / 1000n };
    const cut = await offerNetwork(network, DESCRIPTION, conditions);
    const { steps } = cut.offer.terms;
    assert.ok(steps >= 2 && cut.plan.steps.length === steps, `${steps}`);
    const gained = await gains();
    const asked = await ask(network, cut, { samples: SAMPLES, trust: TWO });
    const closable = await untilPhase(network, asked.job, 'contestable');
    assert.deepEqual([closable.step, closable.input === closable.result], [steps - 1, false]);
    await inference.accept(user(), market(), asked.job);
    assert.equal((await untilPhase(network, asked.job, 'closed')).outcome, 'served');
    const fees = (BigInt(steps) * WORKER_FEE) / 1000n;
    assert.deepEqual(await gained(), { creator: PRICE, user: 0n, workers: [fees, fees], player: 0n });
    assertRight((await readResult(asked, cut)).outputs);
  });

  it('refuses a request whose keys are none, and pays for finding out', async () => {
    const gained = await gains();
    const store = network.store(ACCOUNTS.user);
    const asked = await ask(network, offer, {
      samples: SAMPLES,
      trust: TWO,
      keys: await spoiledKeys(offer),
      upload: async (request) => void (await uploadRequest(store, request)),
    });
    await untilPhase(network, asked.job, 'contestable');
    await passPhase(asked.job);
    const closed = await untilPhase(network, asked.job, 'closed');
    assert.equal(closed.outcome, 'refused');
    assert.deepEqual(await gained(), { creator: 0n, user: PRICE, workers: [WORKER_FEE, WORKER_FEE], player: 0n });
    await assertRejected('JOB_REFUSED', readResult(asked));
  });

  it('gives the money back for a request whose ciphertexts nobody has, and takes nobody’s bond', async () => {
    const gained = await gains();
    const asked = await ask(network, offer, {
      samples: SAMPLES,
      trust: TWO,
      async upload({ documentBytes, keys }) {
        await putBlob(network.store(ACCOUNTS.user), keys.evaluationKeys);
        await putBlob(network.store(ACCOUNTS.user), documentBytes);
      },
    });
    const seats = () => inference.readPanel(user().publicClient, market(), asked.job);
    await until(network, 'both have declined', async () => {
      const panel = await seats();
      return panel.length > 0 && panel.every(({ status }) => status === 'declined');
    });
    await network.chain.moveTo(Number((await jobOf(network, asked.job)).deadline) + 1);
    assert.equal((await untilPhase(network, asked.job, 'closed')).outcome, 'unserved');
    assert.deepEqual(await gained(), { creator: 0n, user: asked.wei, workers: [0n, 0n], player: 0n });
  });
});

/** As long as real ones and under their own hash, with one bit of a header that is wrong. */
async function spoiledKeys({ plan }: FetchedOffer) {
  const encryption = await openEncryption(plan.parameters.name);
  try {
    const { secretKey, evaluationKeys } = encryption.createKeys();
    const spoiled = Uint8Array.from(evaluationKeys);
    spoiled[5] = 2;
    assert.notEqual((await nameBlob(spoiled)).digest, (await nameBlob(evaluationKeys)).digest);
    return { secretKey, evaluationKeys: spoiled };
  } finally {
    encryption.dispose();
  }
}
