import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inference, nameBlob } from '@tacit/sdk';
import type { Hex } from 'viem';
import { hashOf, LEAST_STAKE, type Player } from '../../../test/contracts/support/market-stage.ts';
import {
  type AskOptions,
  ask,
  evaluateHere,
  events,
  jobOf,
  lie,
  offerBytes,
  panelOf,
  playedEvaluation,
  reaches,
  type Scenario,
  scenarioFor,
  startWorker,
  startWorkers,
  until,
} from './scenario/test-support.ts';

const [TRUE_BYTES, FALSE] = [Uint8Array.of(1, 2, 3), hashOf(0xfa)];
const TRUST = { workers: 3, agreeing: 2 };

/** Workers whose threads all come to the same. */
const entryOf = ({ offer }: Scenario) => {
  const { network: _, ...plan } = offer.plan;
  return { threadEntry: playedEvaluation(plan, [TRUE_BYTES]) };
};

const joined = async ({ stage }: Scenario, player: Player): Promise<Player> => {
  await inference.join(player, stage.market, { stake: LEAST_STAKE });
  return player;
};

/** A job on whose first panel all of these have seats. */
async function askAll(scenario: Scenario, count: number, options: AskOptions = { trust: TRUST }): Promise<Hex> {
  const { job } = await ask(scenario, options);
  await until(scenario, 'all have seats', async () => (await panelOf(scenario, job)).length === count);
  return job;
}

const stakeOf = async ({ stage }: Scenario, { address }: Player): Promise<bigint> =>
  (await inference.readWorker(stage.client, stage.market, address)).stake;

describe('one liar among three', { concurrency: 1 }, () => {
  const scenario = scenarioFor();

  it('loses its bond, and the honest two are paid, without anybody doing anything about it', async () => {
    const liar = await joined(scenario, scenario.stage.workers[2] as Player);
    const honest = await startWorkers(scenario, 2, entryOf(scenario));
    await until(scenario, 'all have joined', async () => (await drawable(scenario)) === 3);
    const job = await askAll(scenario, 3);
    const reveal = await lie(scenario, job, liar, FALSE);
    await reaches(scenario, job, 'revealing');
    await reveal();
    await reaches(scenario, job, 'contestable');
    const { result } = await jobOf(scenario, job);
    assert.equal(result, (await nameBlob(TRUE_BYTES)).digest);
    await scenario.stage.pass(125);
    await reaches(scenario, job, 'closed');
    assert.equal((await jobOf(scenario, job)).outcome, 'served');
    const { bond } = scenario.offer.offer.terms;
    assert.equal(await stakeOf(scenario, liar), LEAST_STAKE - bond);
    for (const { player } of honest) assert.equal(await stakeOf(scenario, player), LEAST_STAKE);
  });
});

const drawable = ({ stage }: Scenario): Promise<number> => inference.readDrawableCount(stage.client, stage.market);

describe('two liars against one honest worker', { concurrency: 1 }, () => {
  const scenario = scenarioFor();

  it('are contested by it, and lose to the larger panel', async () => {
    const liars = [await joined(scenario, scenario.stage.workers[1] as Player)];
    liars.push(await joined(scenario, scenario.stage.workers[2] as Player));
    const [minority] = await startWorkers(scenario, 1, { ...entryOf(scenario), mostDeposit: 10n ** 18n });
    assert.ok(minority);
    await until(scenario, 'all have joined', async () => (await drawable(scenario)) === 3);
    const job = await askAll(scenario, 3);
    const reveals = [];
    for (const liar of liars) reveals.push(await lie(scenario, job, liar, FALSE));
    await reaches(scenario, job, 'revealing');
    for (const reveal of reveals) await reveal();
    await until(scenario, 'it is contested', () => events(minority, 'result-contested').length === 1);
    // The contest names a block, and whoever joined before it may be drawn; these are named another.
    for (const player of scenario.stage.workers.slice(3, 7)) await startWorker(scenario, player, entryOf(scenario));
    await until(scenario, 'it is closed', async () => {
      await scenario.stage.mine();
      return (await jobOf(scenario, job)).phase === 'closed';
    });
    const { result, outcome } = await jobOf(scenario, job);
    assert.deepEqual([result, outcome], [(await nameBlob(TRUE_BYTES)).digest, 'served']);
    const { bond } = scenario.offer.offer.terms;
    for (const liar of liars) assert.equal(await stakeOf(scenario, liar), LEAST_STAKE - bond);
    assert.equal(await stakeOf(scenario, minority.player), LEAST_STAKE);
    // The deposit came back.
    const claimable = await inference.readClaimable(
      scenario.stage.client,
      scenario.stage.market,
      minority.player.address,
    );
    assert.equal(claimable, 4n * 1000n + 1000n);
  });
});

describe('two liars against one that was not told to contest', { concurrency: 1 }, () => {
  const scenario = scenarioFor();

  it('are left alone', async () => {
    const { workers } = scenario.stage;
    const liars = [await joined(scenario, workers[1] as Player), await joined(scenario, workers[2] as Player)];
    const [minority] = await startWorkers(scenario, 1, { ...entryOf(scenario), mostDeposit: 3999n });
    await until(scenario, 'all have joined', async () => (await drawable(scenario)) === 3);
    const job = await askAll(scenario, 3);
    const reveals = [];
    for (const liar of liars) reveals.push(await lie(scenario, job, liar, FALSE));
    await reaches(scenario, job, 'revealing');
    for (const reveal of reveals) await reveal();
    await reaches(scenario, job, 'contestable');
    await scenario.stage.pass(125);
    await reaches(scenario, job, 'closed');
    assert.ok(minority && events(minority, 'result-contested').length === 0);
    // It does not go on losing: its operator has to look, and to say so.
    await until(scenario, 'it says so', () => events(minority, 'result-lost').length === 1);
    await scenario.stage.mine(3);
    assert.deepEqual([minority.role.health().ok, events(minority, 'resumed').length], [false, 0]);
    await inference.join(minority.player, scenario.stage.market, { stake: LEAST_STAKE });
    await until(scenario, 'it is well', () => minority.role.health().ok);
  });
});

describe('workers that commit and reveal in one block', { concurrency: 1 }, () => {
  const scenario = scenarioFor();

  it('have gas enough, whoever comes last and does what follows for all', async () => {
    const players = scenario.stage.workers.slice(0, 3);
    for (const player of players) await joined(scenario, player);
    const { job } = await ask(scenario, { trust: TRUST });
    const [drawer] = players;
    const isDrawn = () =>
      inference.draw(drawer as Player, scenario.stage.market, job).then(
        () => true,
        () => false,
      );
    await until(scenario, 'all are drawn', isDrawn);
    const test = await scenario.stage.viem.getTestClient();
    await test.setAutomine(false);
    const reveals = await Promise.all(players.map((player) => lie(scenario, job, player, FALSE)));
    await reaches(scenario, job, 'revealing');
    await Promise.all(reveals.map((reveal) => reveal()));
    await reaches(scenario, job, 'contestable');
    await test.setAutomine(true);
  });
});

describe('a plan of two steps', { concurrency: 1 }, () => {
  const scenario = scenarioFor();

  it('goes on with the result that was agreed on, by its hash, and with nothing else', async () => {
    const { offer, user, network, described } = scenario;
    const { network: _, ...plan } = offer.plan;
    const [step] = plan.steps;
    assert.ok(step);
    const sample = Array.from({ length: network.inputs }, () => 0.5);
    const result = await evaluateHere(scenario, user.encryption.encrypt(offer.plan, user.keys.secretKey, [sample]));
    const twice = { ...plan, steps: [step, { ...step, input: step.output }] };
    const [worker] = await startWorkers(scenario, 1, { threadEntry: playedEvaluation(twice, [result, TRUE_BYTES]) });
    const id = await offerBytes(scenario, described.documentBytes, { steps: 2 });
    const terms = { ...offer.offer.terms, steps: 2 };
    const { job } = await ask(scenario, { offer: { ...offer, id, offer: { ...offer.offer, terms } } });
    await reaches(scenario, job, 'contestable');
    const found = await jobOf(scenario, job);
    assert.deepEqual([found.step, found.input], [1, (await nameBlob(result)).digest]);
    assert.equal(found.result, (await nameBlob(TRUE_BYTES)).digest);
    assert.deepEqual(worker && events(worker, 'step-evaluated').map(({ step: at }) => at), [0, 1]);
  });
});
