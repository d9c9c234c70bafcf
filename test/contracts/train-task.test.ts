import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  commitSource,
  type DatasetSource,
  fetchModel,
  modelRoot,
  type Prover,
  parseCid,
  parseDeal,
  readFile,
  readRoundView,
  relayTo,
  storageError,
  type TrainTaskOptions,
  training,
  zeroWeights,
} from '@tacit/sdk';
import { createPublicClient, custom, type Hex, zeroHash } from 'viem';
import { recorder } from '../../worker/src/pin/test-support.ts';
import { startRelayRole } from '../../worker/src/relay/relay-role.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { endRound, finaliseNow, freezeRound, openNextRound, postSums } from './support/played-committee.ts';
import { codeOf, openTrainerStage, printed, type Running, STEPS } from './support/trainer-stage.ts';
import { AMOUNTS } from './support/training.ts';

const world = await openTrainerStage(815);
const { stage, client, chainId, contract, artifacts, prover, randomness, store, folder, committee, sources } = world;
const { helper, makeTask, walletOf, openState, start, expectedModel } = world;
const { circuit } = artifacts;
const { format } = circuit;

describe('trainTask', { concurrency: 1 }, () => {
  it('enrols, trains round after round, and gives the model of plain training', async () => {
    const played = await makeTask();
    const running = [await start(played, 0, { rounds: 2 }), await start(played, 1, { rounds: 2 })];
    await Promise.all(running.map(({ seen }) => seen('enrolled')));
    let model: readonly number[] = zeroWeights(format);
    for (const round of [1n, 2n]) {
      await openNextRound(played);
      await Promise.all(running.map(({ seen }) => seen('submitted', round)));
      const expected = await expectedModel(played, round, model, [0, 1]);
      model = await endRound(played, { keep: round === 2n });
      assert.deepEqual(model, expected);
    }
    for (const [i, { events, ended }] of running.entries()) {
      const { rounds, ended: why } = await ended;
      assert.equal(why, 'rounds');
      assert.deepEqual(
        rounds.map(({ round, outcome }) => [round, outcome]),
        [
          [1n, 'finalised'],
          [2n, 'finalised'],
        ],
      );
      const [, last] = rounds;
      assert.equal(last?.root, modelRoot(format, model, 0n));
      assert.ok((last?.loss ?? 0) > 0 && (last?.gasUsed ?? 0n) > 0n);
      assert.ok(await readFile(store, parseCid(last?.cid ?? ''), { limit: 2 ** 20 }));
      const kinds = events.filter(({ kind }) => kind !== 'waiting').map(({ kind }) => kind);
      const round = [
        'model',
        'planned',
        ...Array(STEPS).fill('proven'),
        'uploaded',
        'submitted',
        'frozen',
        'forgotten',
      ];
      assert.deepEqual(kinds.slice(0, 2 + round.length), ['enrolling', 'enrolled', ...round]);
      // Nobody found the first round's model: it was made again from the sums.
      const sourcesOfModels = events.flatMap((event) => (event.kind === 'model' ? [event.source] : []));
      assert.deepEqual(sourcesOfModels, ['zeros', 'rebuilt']);
      assert.deepEqual([...(await (await openState(played.task, i)).names())].sort(), ['committee', 'dataset']);
    }
    const fetched = await fetchModel(client, { chainId, contract, task: played.task, artifacts, store });
    assert.deepEqual([fetched.source, fetched.weights], ['announced', model]);
  });

  it('leaves nothing in clear on disk, and nothing secret in events', async () => {
    const played = await makeTask(1);
    const state = await openState(played.task, 0);
    const running = await start(played, 0, { state, rounds: 1 });
    const other = await start(played, 1, { rounds: 1 });
    await Promise.all([running.seen('enrolled'), other.seen('enrolled')]);
    await openNextRound(played);
    await running.seen('submitted');
    const deal = await state.read('deal-1');
    const source = sources[0] as DatasetSource;
    const data = await commitSource(circuit, source);
    const { plan } = parseDeal({ artifacts, ...data, randomness }, deal as Uint8Array);
    const { salts, blinds, ephemeralKey, coefficients } = plan.secrets;
    const secrets = [source.secret, ...salts, ...blinds, ephemeralKey, ...coefficients.flat()];
    const spellings = secrets.flatMap((one) => [one.toString(), one.toString(16).padStart(64, '0')]);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.ok(files.length >= 4);
    for (const file of files) {
      const bytes = readFileSync(join(file.parentPath, file.name));
      for (const text of [bytes.toString('latin1'), bytes.toString('hex')]) {
        assert.ok(
          spellings.every((one) => !text.includes(one)),
          file.name,
        );
        assert.ok(!text.includes('tacit deal') && !text.includes('weights') && !text.includes('inputs'), file.name);
      }
    }
    await other.seen('submitted');
    await endRound(played);
    await Promise.all([running.ended, other.ended]);
    const said = printed(running.events);
    assert.ok(spellings.every((one) => !said.includes(one)));
  });

  it('goes on after a crash between two proofs, with the same update (INV-55)', async () => {
    const played = await makeTask(1);
    const others = await start(played, 1, { rounds: 1 });
    const counting = { calls: 0 };
    const counted: Prover = {
      ...prover,
      prove: (given, inputs) => {
        counting.calls++;
        return prover.prove(given, inputs);
      },
    };
    const first = await start(played, 0, { prover: counted });
    await Promise.all([first.seen('enrolled'), others.seen('enrolled')]);
    await openNextRound(played);
    const fixed: string[] = [];
    let crashed = first;
    for (const proven of [1, 2]) {
      const event = await (async () => {
        for (;;) {
          const found = crashed.events.find((one) => one.kind === 'proven' && one.proven >= proven);
          if (found) return found;
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      })();
      crashed.stop.abort();
      await assert.rejects(crashed.ended, { name: 'AbortError' });
      assert.equal(event.kind, 'proven');
      fixed.push(...crashed.events.flatMap((one) => (one.kind === 'planned' ? [one.sharesHash] : [])));
      crashed = await start(played, 0, { prover: counted, dataset: () => assert.fail('it has its data') });
    }
    const { sharesHash } = await crashed.seen('submitted');
    assert.deepEqual(fixed, [sharesHash]);
    const resumed = crashed.events.find(({ kind }) => kind === 'resumed');
    assert.ok(resumed?.kind === 'resumed' && resumed.proven >= 1);
    assert.equal(counting.calls, STEPS);
    await others.seen('submitted');
    await endRound(played);
    await Promise.all([crashed.stop.abort(), others.ended]);
  });

  it('knows its own update when it is on chain already, and sends no other (INV-55)', async () => {
    const played = await makeTask(1);
    const other = await start(played, 1, { rounds: 1 });
    // The transaction leaves, and the program ends before it hears of it.
    const crashed = await start(played, 0, {
      sendOptions: {
        onSent: () => {
          if (crashed?.events.some(({ kind }) => kind === 'uploaded')) throw new Error('the power is gone');
        },
      },
    });
    await Promise.all([crashed.seen('enrolled'), other.seen('enrolled')]);
    await openNextRound(played);
    await assert.rejects(crashed.ended, /the power is gone/);
    const planned = crashed.events.find(({ kind }) => kind === 'planned');
    const again = await start(played, 0, { rounds: 1 });
    const submitted = await again.seen('submitted');
    assert.ok(planned?.kind === 'planned');
    assert.equal(submitted.sharesHash, planned.sharesHash);
    assert.equal(submitted.transaction, undefined);
    assert.ok(!again.events.some(({ kind }) => kind === 'proven' || kind === 'uploaded'));
    await other.seen('submitted');
    await endRound(played);
    assert.deepEqual(
      (await again.ended).rounds.map(({ outcome }) => outcome),
      ['finalised'],
    );
    await other.ended;
  });

  it('answers a demand about its own share, from its deal or from where it uploaded it', async () => {
    const played = await makeTask(1);
    const running = [await start(played, 0, { rounds: 1 }), await start(played, 1, { rounds: 1 })];
    await Promise.all(running.map(({ seen }) => seen('enrolled')));
    await openNextRound(played);
    await Promise.all(running.map(({ seen }) => seen('submitted')));
    const { demands } = await training.readShareDeadlines(client, contract, { task: played.task, round: 1n });
    await stage.moveTo(demands - 60n);
    const [member, next] = committee as [(typeof committee)[0], (typeof committee)[0]];
    const demand = (by: typeof member) =>
      training.demandShare({ publicClient: client, walletClient: by.wallet }, contract, {
        ...{ task: played.task, trainer: walletOf(0).account.address, member: by.index, bond: AMOUNTS.demandBond },
      });
    const [first] = running as [Running, Running];
    await demand(member);
    assert.equal((await first.seen('answered')).member, 1);
    // Its state is gone, and with it the deal: the envelope is where it was.
    first.stop.abort();
    await assert.rejects(first.ended, { name: 'AbortError' });
    const lost = await openState(played.task, 0, temporaryFolder());
    const restored = await start(played, 0, { rounds: 1, state: lost });
    await demand(next);
    assert.equal((await restored.seen('answered')).member, 2);
    await endRound(played);
    await Promise.all([restored.ended, running[1]?.ended]);
  });

  it('answers from its own copy where its node does not show what was submitted (INV-49)', async () => {
    const played = await makeTask(1);
    // As when a relayer hides the update in another contract's call, on a node that does not trace.
    const request = async (asked: { method: string; params?: unknown }): Promise<unknown> => {
      if (asked.method === 'debug_traceTransaction') throw Object.assign(new Error('no traces'), { code: -32601 });
      const answer = await (client.request as (one: unknown) => Promise<unknown>)(asked);
      return asked.method === 'eth_getTransactionByHash' ? { ...(answer as object), input: '0x' } : answer;
    };
    const publicClient = createPublicClient({
      chain: client.chain,
      pollingInterval: 50,
      transport: custom({ request }, { retryCount: 0 }),
    });
    const clients = { publicClient, walletClient: walletOf(0) };
    const running = [await start(played, 0, { rounds: 1, clients }), await start(played, 1, { rounds: 1 })];
    await Promise.all(running.map(({ seen }) => seen('enrolled')));
    await openNextRound(played);
    await Promise.all(running.map(({ seen }) => seen('submitted')));
    const { demands } = await training.readShareDeadlines(client, contract, { task: played.task, round: 1n });
    await stage.moveTo(demands - 60n);
    const [member] = committee as [(typeof committee)[0]];
    await training.demandShare({ publicClient: client, walletClient: member.wallet }, contract, {
      ...{ task: played.task, trainer: walletOf(0).account.address, member: 1, bond: AMOUNTS.demandBond },
    });
    assert.equal((await running[0]?.seen('answered'))?.member, 1);
    await endRound(played);
    await Promise.all(running.map(({ ended }) => ended));
  });

  it('keeps the deal until the freeze is final', async () => {
    const played = await makeTask(1);
    const running = await start(played, 0, { rounds: 1, finality: 4 });
    const other = await start(played, 1, { rounds: 1 });
    await Promise.all([running.seen('enrolled'), other.seen('enrolled')]);
    await openNextRound(played);
    await Promise.all([running.seen('submitted'), other.seen('submitted')]);
    const state = await openState(played.task, 0);
    await freezeRound(played);
    await running.seen('frozen');
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.ok(await state.read('deal-1'));
    await stage.mine(4);
    await running.seen('forgotten');
    assert.equal(await state.read('deal-1'), undefined);
    await postSums(played, 3);
    await finaliseNow(played);
    await Promise.all([running.ended, other.ended]);
  });

  it('hands its update to a relay where it is told to, and waits until it is in', async () => {
    const played = await makeTask(1);
    const relayed: string[] = [];
    const relay: TrainTaskOptions['relay'] = async (update) => {
      relayed.push(update.sharesHash);
      const { task, round, sharesHash, trainer } = update;
      const signature = await training.signUpdate(walletOf(0), {
        task,
        round,
        sharesHash,
        verifyingContract: contract,
      });
      const updates = [{ ...update, trainer, signature }];
      await training.submitUpdates({ publicClient: client, walletClient: helper }, contract, { task, updates });
    };
    const running = await start(played, 0, { rounds: 1, relay });
    const other = await start(played, 1, { rounds: 1 });
    await Promise.all([running.seen('enrolled'), other.seen('enrolled')]);
    await openNextRound(played);
    const { sharesHash, gasUsed } = await running.seen('submitted');
    assert.deepEqual([relayed, gasUsed], [[sharesHash], undefined]);
    await other.seen('submitted');
    await endRound(played);
    await Promise.all([running.ended, other.ended]);
  });

  it('hands its update to a real relay, which pays for it', async () => {
    const played = await makeTask(1);
    const { context } = recorder();
    const relaying = await startRelayRole(
      {
        ...{ state: join(temporaryFolder(), 'relay'), host: '127.0.0.1', port: 0, tasks: 'all', chainId, contract },
        ...{ clients: { publicClient: client, walletClient: helper }, pollMs: 30, artifactsOf: async () => artifacts },
        ...{ maxBatch: 16, maxWaitSeconds: 0, flushBeforeEndSeconds: 10, maxPending: 9, requestsPerMinute: 1000 },
        ...{ cheapGasPriceWei: undefined, maxGasPriceWei: undefined },
      },
      context,
    );
    const relay = relayTo({ url: relaying.url, wallet: walletOf(0) });
    const running = await start(played, 0, { rounds: 1, relay });
    const other = await start(played, 1, { rounds: 1 });
    await Promise.all([running.seen('enrolled'), other.seen('enrolled')]);
    const before = await client.getTransactionCount({ address: walletOf(0).account.address });
    await openNextRound(played);
    await Promise.all([running.seen('submitted'), other.seen('submitted')]);
    assert.equal(await client.getTransactionCount({ address: walletOf(0).account.address }), before);
    await endRound(played);
    assert.equal((await running.ended).rounds[0]?.outcome, 'finalised');
    await other.ended;
    await relaying.stop();
  });

  it('spends nothing on a task that its owner would not have', async () => {
    const played = await makeTask(1);
    const refused = async (policy: TrainTaskOptions['policy']) => {
      const { ended } = await start(played, 2, policy ? { policy } : {});
      return await codeOf(ended);
    };
    const good = { minTrainers: 2, allowOpenAdmission: true };
    for (const policy of [
      { allowOpenAdmission: true },
      { minTrainers: 2 },
      { ...good, minMembers: 4 },
      { ...good, minThreshold: 3 },
      { ...good, maxDeposit: 1n },
    ]) {
      assert.equal(
        await refused(policy),
        'POLICY_UNMET',
        JSON.stringify(policy, (_, v) => (typeof v === 'bigint' ? `${v}` : v)),
      );
    }
    const trainer = walletOf(2).account.address;
    assert.equal((await training.readEnrolment(client, contract, { task: played.task, trainer })).status, 'none');
  });

  it('refuses another committee than the one it knows, and other data than it enrolled with', async () => {
    const played = await makeTask(1);
    const first = await start(played, 2);
    await first.seen('enrolled');
    first.stop.abort();
    await codeOf(first.ended);
    const state = await openState(played.task, 2);
    const view = await readRoundView(client, { chainId, contract, task: played.task });
    assert.equal(view.publicKeys.length, 3);
    const pinned = new TextDecoder().decode(await state.read('committee'));
    await state.replace('committee', new TextEncoder().encode(pinned.replace(/.("\}\]\})$/, '0$1')));
    // Before there is any round.
    const lost = await openState(played.task, 2, temporaryFolder());
    const other = await start(played, 2, {
      state: lost,
      dataset: async () => ({ ...(sources[2] as DatasetSource), secret: 5n }),
    });
    assert.equal(await codeOf(other.ended), 'DATASET_MISMATCH');
    const others = [await start(played, 0, { rounds: 1 }), await start(played, 1, { rounds: 1 })];
    await Promise.all(others.map(({ seen }) => seen('enrolled')));
    await openNextRound(played);
    const again = await start(played, 2);
    assert.equal(await codeOf(again.ended), 'COMMITTEE_KEYS_CHANGED');
    assert.ok(!again.events.some(({ kind }) => kind === 'planned'));
    await Promise.all(others.map(({ seen }) => seen('submitted')));
    await endRound(played);
    await Promise.all(others.map(({ ended }) => ended));
  });

  it('waits for a store and a node that are away, and says so', async () => {
    const played = await makeTask(1);
    let away = 2;
    const flaky = {
      ...store,
      put: (...given: Parameters<typeof store.put>) => {
        if (away-- > 0) return Promise.reject(storageError('STORE_UNREACHABLE', 'it is away'));
        return store.put(...given);
      },
    };
    const running = await start(played, 0, { rounds: 1, store: flaky });
    const other = await start(played, 1, { rounds: 1 });
    await Promise.all([running.seen('enrolled'), other.seen('enrolled')]);
    await openNextRound(played);
    await running.seen('submitted');
    const retries = running.events.flatMap((event) => (event.kind === 'retrying' ? [event.code] : []));
    assert.deepEqual(retries, ['STORE_UNREACHABLE', 'STORE_UNREACHABLE']);
    // What was proven was not proven again.
    assert.equal(running.events.filter(({ kind }) => kind === 'proven').length, STEPS);
    await other.seen('submitted');
    await endRound(played);
    await Promise.all([running.ended, other.ended]);
  });

  it('is refused for a task that nobody created, or on another chain', async () => {
    const nobody = { ...(await makeTask(1)), task: zeroHash as Hex };
    assert.equal(await codeOf((await start(nobody, 2)).ended), 'TASK_MISSING');
    assert.equal(await codeOf((await start(nobody, 2, { chainId: chainId + 1 })).ended), 'CHAIN_MISMATCH');
  });
});
