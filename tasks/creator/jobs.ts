import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { readHash } from '../infer/contract.ts';
import { runTask } from '../support/run-task.ts';
import { formatAmount, formatTime } from '../support/sdk.ts';
import { table } from '../support/table.ts';
import { type CreatorArguments, type OwnJob, readOwnJobs } from './own-jobs.ts';

interface Arguments extends CreatorArguments {
  readonly offer: string | undefined;
  readonly open: boolean;
}

const stateOf = ({ phase, outcome, refused }: OwnJob): string =>
  phase === 'closed' ? `${outcome}${refused ? ', hand-over refused' : ''}` : phase;

export default async function jobsTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const offer = options.offer === undefined ? undefined : readHash(options.offer, 'offer');
    const { creator, jobs: all } = await readOwnJobs(hre, options);
    const jobs = all.filter((job) => (!offer || job.offer === offer) && !(options.open && job.phase === 'closed'));
    const rows = jobs.map((job) => [
      job.id,
      job.mode,
      String(job.samples),
      stateOf(job),
      job.phase === 'closed' ? '' : formatTime(job.until),
      formatAmount(job.price),
    ]);
    const head = ['job', 'mode', 'samples', 'state', 'until', 'price'];
    return { json: { creator, jobs }, text: rows.length === 0 ? 'no jobs' : table([head, ...rows]) };
  });
}
