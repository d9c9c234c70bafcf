import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireField } from '../support/fields.ts';
import { EXIT, type Outcome, runTask } from '../support/run-task.ts';
import { complaintArgument, shownSubmission, training } from '../support/sdk.ts';
import { sending } from '../support/sending.ts';
import { table } from '../support/table.ts';
import { openAccount, readTaskId, type SigningArguments, type TaskArguments, viewRound } from './contract.ts';
import { type CircuitArguments, findArtifacts } from './own-circuit.ts';
import { type CheckedShare, checkShares, describeShare, readRoundLog, requireMember, unlessDone } from './shares.ts';
import { complainOfSum, type WrongSumArguments } from './wrong-sum.ts';

export interface CheckArguments extends SigningArguments, TaskArguments, CircuitArguments {
  readonly key: string | undefined;
  readonly passphraseFile: string | undefined;
  readonly envelopes: string | undefined;
  readonly dryRun: boolean;
}

/** Everything that a member of the last round's committee needs to find fault. */
export async function openCheck(options: CheckArguments, hre: HardhatRuntimeEnvironment) {
  const task = readTaskId(options);
  const keyFile = String(requireField(options, 'key'));
  const envelopes = String(requireField(options, 'envelopes'));
  const opened = await openAccount(hre, options);
  const view = await viewRound(opened, task);
  const member = await requireMember(view, opened.account, keyFile, options.passphraseFile);
  const artifacts = await findArtifacts(view.task, options);
  const log = await readRoundLog(opened, view);
  const checked = await checkShares(opened, view, { log, member, artifacts, envelopes });
  return { task, opened, view, member, artifacts, log, checked };
}

/** What was found, and what was done about it. With --dry-run the answer is whether all is right. */
export function checkOutcome(
  checked: readonly CheckedShare[],
  due: readonly CheckedShare[],
  { dryRun, sent }: { readonly dryRun: boolean; readonly sent: readonly string[] },
): Outcome {
  const shares = checked.map(({ logged, opened }) => ({
    trainer: logged.trainer,
    outcome: opened.outcome,
    ...(opened.outcome === 'demand' ? { reason: opened.reason } : {}),
    ...(opened.outcome === 'complaint' ? { fault: opened.complaint.kind } : {}),
  }));
  const rows = [...checked.map(describeShare), ...sent.map((hash): [string, string] => ['transaction', hash])];
  const text = rows.length === 0 ? 'nobody has submitted' : table(rows);
  const exitCode = dryRun && due.length > 0 ? EXIT.negative : EXIT.ok;
  return { json: { shares, transactions: sent }, text, exitCode };
}

async function complain(options: CheckArguments, hre: HardhatRuntimeEnvironment): Promise<Outcome> {
  const { task, opened, view, artifacts, log, checked } = await openCheck(options, hre);
  const due = checked.filter((one) => one.opened.outcome === 'complaint');
  const sent: string[] = [];
  for (const one of options.dryRun ? [] : due) {
    if (one.opened.outcome !== 'complaint') continue;
    const shown = {
      task,
      ...shownSubmission(view.scope, log.logged, one.position, one.opened.ctHashes),
      complaint: complaintArgument(one.opened.complaint, artifacts.verificationKey.committedBases),
    };
    const mined = await unlessDone(['ALREADY_EXCLUDED'], () =>
      sending(`complaining about ${one.logged.trainer}`, (sendOptions) =>
        training.complain(opened.clients, opened.contract, shown, sendOptions),
      ),
    );
    if (mined) sent.push(mined.hash);
  }
  return checkOutcome(checked, due, { dryRun: options.dryRun, sent });
}

interface Arguments extends CheckArguments, WrongSumArguments {}

export default async function complainTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, () => (options.sum === undefined ? complain(options, hre) : complainOfSum(options, hre)));
}
