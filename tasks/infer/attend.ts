// A user's program from the request to the end of its job. What it does hangs on hashes and on chance, and never on what
// a result decrypts to.
import { tell } from '../support/run-task.ts';
import { errorCode, followJob, formatAmount, inference } from '../support/sdk.ts';
import { lookAgain } from './look.ts';
import type { OpeningArguments } from './open.ts';
import type { JobReport } from './report.ts';
import { handOverRequest, type SplitJob } from './split.ts';

export interface Attending extends SplitJob {
  readonly options: OpeningArguments;
  readonly report: JobReport;
  /** Whether to evaluate again, as chance had it before anything was known of the result. */
  readonly look: boolean;
  readonly pollMs: number;
  readonly patienceMs: number;
}

export interface Attended {
  readonly job: inference.Job;
  /** Whether the result was evaluated again, and whether it was contested then. */
  readonly looked: boolean;
  readonly contested: boolean;
}

async function contest({ opened, saved }: Attending): Promise<void> {
  const { clients, market } = opened;
  const { job } = saved;
  const deposit = await inference.readContestCost(clients.publicClient, market, job);
  tell(`the workers' result is another than it should be: contesting it with a deposit of ${formatAmount(deposit)}`);
  await inference.contest(clients, market, { job, deposit });
}

/** Ends the wait for a result that nobody may contest any more; a split job goes on with the hand-over. */
async function content(attending: Attending): Promise<void> {
  const { opened, saved, offer, options } = attending;
  const { clients, market } = opened;
  const panel = await inference.readPanel(clients.publicClient, market, saved.job);
  // Whoever would lose may still contest.
  if (inference.hasDissent(panel)) return;
  if (offer.document.split) await handOverRequest(attending, options);
  else await inference.accept(clients, market, saved.job);
}

/** What is due in the phase that the job is in, once. */
async function act(attending: Attending, job: inference.Job): Promise<'contested' | 'looked' | undefined> {
  const { look, offer, opened, saved, options } = attending;
  if (job.phase === 'hand-over') {
    await handOverRequest(attending, options);
    return undefined;
  }
  const { refusal } = await inference.readMarketRules(opened.clients.publicClient, opened.market);
  // Of a refusal there is nothing to hand over, and nothing to gain by waiting.
  const isLast = inference.isDecided(job, offer.plan.steps.length);
  const wanted = look || job.result === refusal;
  if (wanted && !job.contested) {
    const seen = await lookAgain(opened.clients.publicClient, saved);
    if (seen.contest) {
      await contest(attending);
      return 'contested';
    }
  }
  if (isLast && job.result !== refusal) await content(attending);
  return wanted ? 'looked' : undefined;
}

/** Somebody was quicker, or the time is over: the job goes on by itself. */
const isPast = (error: unknown): boolean =>
  ['PHASE_DIFFERS', 'TOO_LATE', 'MAY_NOT_ACCEPT', 'JOB_UNDECIDED'].includes(errorCode(error) ?? '');

/** Follows a job to its end, and does what is the user's to do. */
export async function attendJob(attending: Attending): Promise<Attended> {
  const { opened, saved, report, pollMs, patienceMs } = attending;
  const { clients, network, market } = opened;
  const { job: id } = saved;
  const place = { chainId: network.chainId, market, job: id, pollMs, fromBlock: saved.fromBlock };
  const following = followJob(clients.publicClient, { ...place, nudge: { clients, patienceMs } });
  let [looked, contested, done] = [false, false, ''];
  for (;;) {
    const next = await following.next();
    if (next.done) return { job: next.value, looked, contested };
    report.onEvent(next.value);
    if (next.value.kind !== 'state') continue;
    const { job } = next.value;
    const here = `${job.phase} ${job.step} ${job.result}`;
    if (here === done || (job.phase !== 'contestable' && job.phase !== 'hand-over')) continue;
    done = here;
    report.end();
    try {
      const did = await act(attending, job);
      if (did) looked = true;
      if (did === 'contested') contested = true;
    } catch (error) {
      if (!isPast(error)) throw error;
    }
  }
}
