import { join } from 'node:path';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { readIfThere } from '../support/files.ts';
import { EXIT, type Outcome, runTask } from '../support/run-task.ts';
import {
  openEnvelope,
  type RoundView,
  rawCid,
  requireSubmission,
  shownSubmission,
  toHex,
  training,
} from '../support/sdk.ts';
import { sending } from '../support/sending.ts';
import { table } from '../support/table.ts';
import { taskError } from '../support/task-error.ts';
import {
  type Hex,
  type OpenAccount,
  openAccount,
  readRoundNumber,
  readTaskId,
  type SigningArguments,
  type TaskArguments,
  viewRound,
} from './contract.ts';
import { openShareDemands, openSumDemands } from './demands.ts';
import { readEnvelope, readRoundLog } from './shares.ts';

interface Arguments extends SigningArguments, TaskArguments {
  readonly envelopes: string | undefined;
  readonly sums: string | undefined;
  readonly round: string | undefined;
}
interface Answered {
  readonly what: string;
  readonly transaction: Hex | undefined;
}

async function answerShares(opened: OpenAccount, view: RoundView, task: Hex, folder: string): Promise<Answered[]> {
  const demands = await openShareDemands(opened, view);
  if (demands.length === 0) return [];
  const { logged } = await readRoundLog(opened, view);
  const answered: Answered[] = [];
  for (const { trainer, member } of demands) {
    const what = `the share of ${trainer} for member ${member}`;
    const position = logged.findIndex((one) => one.trainer.toLowerCase() === trainer.toLowerCase());
    const one = logged[position];
    const envelope = one && (await readEnvelope(folder, one.cidDigest));
    if (!envelope) {
      answered.push({ what, transaction: undefined });
      continue;
    }
    const published = requireSubmission(one);
    const size = { members: view.task.members, length: view.task.elements };
    const { submission, sealed } = openEnvelope(envelope, published, size);
    const answer = {
      task,
      ...shownSubmission(view.scope, logged, position, submission.ctHashes),
      member,
      ciphertext: toHex(sealed[member - 1] as Uint8Array),
    };
    const { hash } = await sending(`showing ${what}`, (sendOptions) =>
      training.answerShare(opened.clients, opened.contract, answer, sendOptions),
    );
    answered.push({ what, transaction: hash });
  }
  return answered;
}

async function answerSums(opened: OpenAccount, view: RoundView, task: Hex, folder: string): Promise<Answered[]> {
  const answered: Answered[] = [];
  const { round } = view.scope;
  for (const member of openSumDemands(view)) {
    const { cid } = await training.readPostedSum(opened.network.publicClient, opened.contract, { task, round, member });
    const bytes = await readIfThere(join(folder, rawCid(BigInt(cid)).toString()), 32 * view.task.elements);
    const what = `the sum of member ${member}`;
    if (!bytes) {
      answered.push({ what, transaction: undefined });
      continue;
    }
    const { hash } = await sending(`showing ${what}`, (sendOptions) =>
      training.answerSum(opened.clients, opened.contract, { task, round, member, sum: toHex(bytes) }, sendOptions),
    );
    answered.push({ what, transaction: hash });
  }
  return answered;
}

async function answer(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<Outcome> {
  const task = readTaskId(options);
  const { envelopes, sums } = options;
  if (envelopes === undefined && sums === undefined) {
    throw taskError('FIELD_MISSING', '--envelopes or --sums is missing: the folder with the bytes to show');
  }
  const opened = await openAccount(hre, options);
  const view = await viewRound(opened, task, readRoundNumber(options.round));
  const answered = [
    ...(envelopes === undefined ? [] : await answerShares(opened, view, task, envelopes)),
    ...(sums === undefined ? [] : await answerSums(opened, view, task, sums)),
  ];
  const rows = answered.map(({ what, transaction }) => [what, transaction ?? 'not in the folder']);
  const missing = answered.some(({ transaction }) => transaction === undefined);
  return {
    json: { answered },
    text: rows.length === 0 ? 'nothing is demanded' : table(rows),
    exitCode: missing ? EXIT.negative : EXIT.ok,
  };
}

export default async function answerTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, () => answer(options, hre));
}
