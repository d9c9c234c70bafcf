// A user's program from the request to the end of its job. What it does hangs on hashes and on chance, and never on what
// a result decrypts to.
import { tell } from '../support/run-task.ts';
import { errorCode, followJob, formatAmount, inference, type ReExecution } from '../support/sdk.ts';
import { differs, judge } from './judge.ts';
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
  /** The result is another than the user's own, and stands: it says nothing. */
  readonly wrong: boolean;
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

/** What was done, and what the own evaluation came to, if there was one. */
interface Act {
  readonly seen?: ReExecution;
  readonly contested?: boolean;
  readonly settledWrong?: boolean;
}

/** What is due in the phase that the job is in, once. */
async function act(attending: Attending, job: inference.Job): Promise<Act> {
  const { look, offer, opened, saved, options } = attending;
  if (job.phase === 'hand-over') {
    await handOverRequest(attending, options);
    return {};
  }
  const { refusal } = await inference.readMarketRules(opened.clients.publicClient, opened.market);
  // Of a refusal there is nothing to hand over, and nothing to gain by waiting.
  const isLast = inference.isDecided(job, offer.plan.steps.length);
  const wanted = (look || job.result === refusal) && !job.contested;
  const client = opened.clients.publicClient;
  const seen = wanted ? await lookAgain(client, saved) : undefined;
  // It may have gone on meanwhile.
  const verdict = seen ? judge(seen, await inference.readJob(client, opened.market, saved.job)) : 'right';
  const looked = seen ? { seen } : {};
  if (verdict === 'contestable') {
    await contest(attending);
    return { ...looked, contested: true };
  }
  if (verdict === 'settled') tell(`step ${seen?.wrongStep} was settled with another result than it should have`);
  // What is handed over is the user's own then; but nobody is to be paid sooner for a result that is wrong.
  const isPleased = verdict === 'right' || offer.document.split !== undefined;
  if (isLast && job.result !== refusal && isPleased) await content(attending);
  return { ...looked, settledWrong: verdict === 'settled' };
}

/** Somebody was quicker, or the time is over: the job goes on by itself. */
const isPast = (error: unknown): boolean =>
  ['PHASE_DIFFERS', 'TOO_LATE', 'MAY_NOT_ACCEPT', 'JOB_UNDECIDED'].includes(errorCode(error) ?? '');

/** Follows a job to its end, and does what is the user's to do. */
export async function attendJob(attending: Attending): Promise<Attended> {
  const { opened, saved, offer, report, pollMs, patienceMs } = attending;
  const { clients, network, market } = opened;
  const { job: id } = saved;
  const place = { chainId: network.chainId, market, job: id, pollMs, fromBlock: saved.fromBlock };
  const following = followJob(clients.publicClient, { ...place, nudge: { clients, patienceMs } });
  let [contested, settledWrong, done] = [false, false, ''];
  let seen: ReExecution | undefined;
  const isWrong = (job: inference.Job): boolean =>
    !offer.document.split && (settledWrong || (seen !== undefined && differs(seen, offer.plan.steps.length, job)));
  for (;;) {
    const next = await following.next();
    if (next.done) return { job: next.value, looked: seen !== undefined, contested, wrong: isWrong(next.value) };
    report.onEvent(next.value);
    if (next.value.kind !== 'state') continue;
    const { job } = next.value;
    const here = `${job.phase} ${job.step} ${job.result}`;
    if (here === done || (job.phase !== 'contestable' && job.phase !== 'hand-over')) continue;
    report.end();
    try {
      const did = await act(attending, job);
      seen = did.seen ?? seen;
      contested ||= did.contested === true;
      settledWrong ||= did.settledWrong === true;
    } catch (error) {
      // The state is told again after a while, and what was done already is refused.
      if (errorCode(error) === 'NETWORK_UNREACHABLE') continue;
      if (!isPast(error)) throw error;
    }
    done = here;
  }
}
