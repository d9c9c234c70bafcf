import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { EXIT, type Outcome, runTask } from '../support/run-task.ts';
import { formatAmount, formatTime, inference, readRequest } from '../support/sdk.ts';
import { table } from '../support/table.ts';
import { taskError } from '../support/task-error.ts';
import { type Hex, type MarketArguments, openMarket, readHash } from './contract.ts';

interface Arguments extends MarketArguments {
  readonly job: string | undefined;
  readonly request: string | undefined;
}

async function jobOf({ job, request }: Arguments): Promise<{ readonly id: Hex; readonly market?: Hex }> {
  if ((job === undefined) === (request === undefined)) {
    throw taskError('FIELD_MISSING', 'give either --job ID, or --request FOLDER');
  }
  if (job !== undefined) return { id: readHash(job, 'job') };
  const saved = await readRequest(String(request));
  return { id: saved.job, market: saved.document.market };
}

async function show(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<Outcome> {
  const { id, market: own } = await jobOf(options);
  const { network, market } = await openMarket(hre, { ...options, market: options.market ?? own });
  const client = network.publicClient;
  const job = await inference.readJob(client, market, id);
  const panel = await inference.readPanel(client, market, id);
  const now = await inference.readNow(client);
  const due = inference.dueNudge(job, now);
  const until = inference.phaseEnds(job);
  const rows = [
    ['job', id],
    ['offer', job.offer],
    ['user', job.user],
    ['samples', `${job.samples}`],
    ['state', job.phase === 'closed' ? job.outcome : `${job.phase}, step ${job.step}`],
    ['trust', `${job.trust.agreeing} of ${job.trust.workers} workers${job.contested ? '; contested' : ''}`],
    ...(until === undefined ? [] : [['until', formatTime(until)]]),
    ...(due === undefined ? [] : [['due', `${due}: anybody may`]]),
    ['escrow', formatAmount(job.escrow)],
    ['result', job.result],
  ];
  const seats = panel.map(({ worker, status, result }) => [worker, status, status === 'revealed' ? result : '']);
  const text = seats.length === 0 ? table(rows) : `${table(rows)}\n\n${table(seats)}`;
  const failed = job.phase === 'closed' && job.outcome !== 'served';
  return { json: { id, ...job, panel, due }, text, exitCode: failed ? EXIT.negative : EXIT.ok };
}

export default async function showTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, () => show(options, hre));
}
