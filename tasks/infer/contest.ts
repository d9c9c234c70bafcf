import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireYes } from '../support/confirm.ts';
import { EXIT, type Outcome, runTask, tell } from '../support/run-task.ts';
import { formatAmount, inference } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { table } from '../support/table.ts';
import { taskError } from '../support/task-error.ts';
import { judge } from './judge.ts';
import { lookAgain } from './look.ts';
import { openOwnRequest, type RequestArguments } from './request-file.ts';

interface Arguments extends RequestArguments {
  readonly yes: boolean;
}

const NOTHING = {
  right: 'as it should be: nothing to contest',
  settled: 'wrong, since a step before it is wrong and settled: more workers would come to the same',
} as const;

/** Only for a result that is another than it should be: whoever contests a right one pays for it, and tells workers more. */
async function contest(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<Outcome> {
  const { saved, opened } = await openOwnRequest(options, hre);
  const { clients, market } = opened;
  const { job } = saved;
  const { phase } = await inference.readJob(clients.publicClient, market, job);
  if (phase !== 'contestable') throw taskError('JOB_PHASE', `the job is ${phase}, and nothing can be contested`);
  const look = await lookAgain(clients.publicClient, saved);
  const own = look.steps.at(-1)?.own;
  const verdict = judge(look, await inference.readJob(clients.publicClient, market, job));
  if (verdict !== 'contestable') {
    const text = table([
      ['job', job],
      ['result', NOTHING[verdict]],
    ]);
    return { json: { job, contested: false, own }, text, exitCode: EXIT.negative };
  }
  const deposit = await inference.readContestCost(clients.publicClient, market, job);
  tell(`step ${look.wrongStep}: another result than it should be`);
  await requireYes(`Contest it, with a deposit of ${formatAmount(deposit)}?`, options);
  const sent = await sending('contesting', (sendOptions) =>
    inference.contest(clients, market, { job, deposit }, sendOptions),
  );
  return minedOutcome(sent, { job, contested: true, own, deposit }, [
    ['job', job],
    ['deposit', `${formatAmount(deposit)}: it comes back if more workers come to another result`],
  ]);
}

export default async function contestTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, () => contest(options, hre));
}
