import { join } from 'node:path';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { getBlock, getBlockNumber } from 'viem/actions';
import { requireField } from '../support/fields.ts';
import { makeFolder, writeNamed } from '../support/files.ts';
import { type Outcome, runTask } from '../support/run-task.ts';
import {
  clientAt,
  explained,
  frozenLogOf,
  hashHex,
  type RoundView,
  rawCid,
  recordRelease,
  type SumOfShares,
  sumShares,
  training,
} from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { table } from '../support/table.ts';
import { taskError } from '../support/task-error.ts';
import {
  type Hex,
  type OpenAccount,
  openAccount,
  readCount,
  readTaskId,
  type SigningArguments,
  type TaskArguments,
  viewRound,
} from './contract.ts';
import { type CircuitArguments, findArtifacts } from './own-circuit.ts';
import { checkShares, describeShare, type Member, readRoundLog, requireMember } from './shares.ts';

interface Arguments extends SigningArguments, TaskArguments, CircuitArguments {
  readonly key: string | undefined;
  readonly passphraseFile: string | undefined;
  readonly envelopes: string | undefined;
  readonly out: string | undefined;
  readonly finality: string | undefined;
}

/** The set as it is frozen in a block that the chain cannot take back: another one could be frozen in the place of any other. */
async function requireFinal(
  { finality = 'finalized' }: Arguments,
  opened: OpenAccount,
  view: RoundView,
): Promise<void> {
  const { network, contract } = opened;
  const client = network.publicClient;
  const { task, round: number } = view.scope;
  const depth = finality === 'finalized' ? undefined : BigInt(readCount(finality, 'finality', 10_000));
  const block = await explained(async () => {
    if (depth === undefined) return await getBlock(client, { blockTag: 'finalized' });
    const blockNumber = (await getBlockNumber(client, { cacheTime: 0 })) - depth;
    return blockNumber < 0n ? undefined : await getBlock(client, { blockNumber });
  });
  if (block && block.number >= view.round.openedAt) {
    const id = { task: hashHex(task), round: number };
    const round = await training.readRound(clientAt(client, block), contract, id);
    const isFrozen = round.status === 'frozen' || round.status === 'finalised';
    if (isFrozen && frozenLogOf({ round }) === frozenLogOf(view)) return;
  }
  throw taskError('ROUND_PHASE', `the freeze of round ${number} is not final yet: wait, or say by --finality what is`);
}

function requireFrozen({ round, scope }: RoundView): void {
  if (round.status === 'frozen' || round.status === 'finalised') return;
  const message = `round ${scope.round} is ${round.status}: only a frozen set may be summed`;
  throw taskError('ROUND_PHASE', round.status === 'open' ? `${message}; run training freeze first` : message);
}

/** The member's sum over exactly the frozen set, each share opened and checked for itself. */
async function sumOwnShares(
  options: Arguments,
  opened: OpenAccount,
  view: RoundView,
  member: Member,
): Promise<SumOfShares> {
  const artifacts = await findArtifacts(view.task, options);
  const envelopes = String(requireField(options, 'envelopes'));
  const log = await readRoundLog(opened, view);
  const checked = await checkShares(opened, view, { log, member, artifacts, envelopes });
  const wrong = checked.filter((one) => one.opened.outcome !== 'right').map(describeShare);
  if (wrong.length > 0) {
    const list = wrong.map(([trainer, what]) => `${trainer}: ${what}`).join('; ');
    throw taskError('SHARES_INCOMPLETE', `${wrong.length} of ${checked.length} shares are not right: ${list}`);
  }
  return sumShares(checked.flatMap(({ opened: share }) => (share.outcome === 'right' ? [share] : [])));
}

async function aggregate(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<Outcome> {
  const task = readTaskId(options);
  const keyFile = String(requireField(options, 'key'));
  const out = options.out ?? String(requireField(options, 'envelopes'));
  const opened = await openAccount(hre, options);
  const { network, contract, clients } = opened;
  const view = await viewRound(opened, task);
  requireFrozen(view);
  await requireFinal(options, opened, view);
  const member = await requireMember(view, opened.account, keyFile, options.passphraseFile);
  const sum = await sumOwnShares(options, opened, view, member);
  const { round } = view.scope;
  const [frozenLog, cid] = [hashHex(frozenLogOf(view)), hashHex(sum.digest)];
  // First the disk, then the network: a crash in between costs a repetition, the other order could cost an update.
  const scope = { chainId: network.chainId, contract, task, round };
  const recorded = await recordRelease(`${keyFile}.released`, scope, { frozenLog, digest: cid });
  makeFolder(out);
  const file = join(out, rawCid(sum.digest).toString());
  writeNamed(file, sum.bytes);
  const facts = { task, round, member: member.index, frozenLog, cid, sum: file, recorded };
  const rows: [string, string][] = [
    ['round', `${round}, member ${member.index}`],
    ['sum', file],
  ];
  const posted = await training.readPostedSum(network.publicClient, contract, { task, round, member: member.index });
  if (posted.cid === cid) return { json: facts, text: table([...rows, ['', 'It was posted before.']]) };
  const sent = await sending('posting the sum', (sendOptions) =>
    training.postSum(clients, contract, { task, round, frozenLog, cid: cid as Hex }, sendOptions),
  );
  return minedOutcome(sent, facts, rows);
}

export default async function aggregateTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, () => aggregate(options, hre));
}
