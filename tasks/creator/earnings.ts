import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { runTask } from '../support/run-task.ts';
import { formatAmount, inference } from '../support/sdk.ts';
import { table } from '../support/table.ts';
import { type CreatorArguments, readOwnJobs } from './own-jobs.ts';

export default async function earningsTask(options: CreatorArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const { client, market, creator, jobs } = await readOwnJobs(hre, options);
    const served = jobs.filter(({ outcome }) => outcome === 'served');
    const earned = served.reduce((sum, { price }) => sum + price, 0n);
    const samples = served.reduce((sum, job) => sum + job.samples, 0);
    const count = (outcome: inference.JobOutcome): number => jobs.filter((job) => job.outcome === outcome).length;
    const claimable = await inference.readClaimable(client, market, creator);
    const counts = {
      ...{
        open: count('open'),
        served: served.length,
        refusedHandOvers: served.filter(({ refused }) => refused).length,
      },
      ...{
        abandoned: count('abandoned'),
        unanswered: count('unanswered'),
        unserved: count('unserved') + count('refused'),
      },
    };
    const text = table([
      ['creator', creator],
      ['earned', `${formatAmount(earned)} for ${samples} samples in ${counts.served} jobs`],
      ['claimable', `${formatAmount(claimable)}; compute claim pays it out`],
      ['under way', String(counts.open)],
      ['not handed over', String(counts.abandoned)],
      ['not answered', String(counts.unanswered)],
      ['refused', `${counts.refusedHandOvers} hand-overs that were none`],
      ['without a result', String(counts.unserved)],
    ]);
    return { json: { creator, earned, samples, claimable, jobs: counts }, text };
  });
}
