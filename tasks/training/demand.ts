import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { runTask } from '../support/run-task.ts';
import { formatAmount, training } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { type CheckArguments, checkOutcome, openCheck } from './complain.ts';
import { openAccount, readCount, readRoundNumber, readTaskId, viewRound } from './contract.ts';
import { unlessDone } from './shares.ts';

interface Arguments extends CheckArguments {
  readonly sum: string | undefined;
  readonly round: string | undefined;
}

/** The bytes of one member's sum; by anybody. */
async function demandSum(options: Arguments, hre: HardhatRuntimeEnvironment, sum: string) {
  const task = readTaskId(options);
  const member = readCount(sum, 'sum', 255);
  const opened = await openAccount(hre, options);
  const view = await viewRound(opened, task, readRoundNumber(options.round));
  const { round } = view.scope;
  const bond = view.task.amounts.demandBond;
  const sent = await sending('demanding a sum', (sendOptions) =>
    training.demandSum(opened.clients, opened.contract, { task, round, member, bond }, sendOptions),
  );
  return minedOutcome(sent, { task, round, member, bond }, [
    ['demanded', `the sum of member ${member} in round ${round}`],
    ['bond', formatAmount(bond)],
  ]);
}

async function demandShares(options: Arguments, hre: HardhatRuntimeEnvironment) {
  const { task, opened, view, member, checked } = await openCheck(options, hre);
  const due = checked.filter((one) => one.opened.outcome === 'demand');
  const sent: string[] = [];
  for (const { logged } of options.dryRun ? [] : due) {
    const { trainer } = logged;
    const bond = view.task.amounts.demandBond;
    const mined = await unlessDone(['ALREADY_DEMANDED'], () =>
      sending(`demanding the share of ${trainer}`, (sendOptions) =>
        training.demandShare(
          opened.clients,
          opened.contract,
          { task, trainer, member: member.index, bond },
          sendOptions,
        ),
      ),
    );
    if (mined) sent.push(mined.hash);
  }
  return checkOutcome(checked, due, { dryRun: options.dryRun, sent });
}

export default async function demandTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  const { sum } = options;
  await runTask(options, () => (sum === undefined ? demandShares(options, hre) : demandSum(options, hre, sum)));
}
