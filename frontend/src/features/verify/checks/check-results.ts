// What workers said of a job: each committed before anybody showed a result, and enough of them say the same.
import { eventPages, explained, inference, inferenceMarketAbi } from '@tacit/sdk';
import { decodeFunctionData, type Hex } from 'viem';
import { getTransaction } from 'viem/actions';
import { type Judged, judge } from './judge.ts';
import { contractOf, type SectionWriter, type VerifyPlace } from './place.ts';

export interface Results {
  /** What was agreed on for each step, in order; of the last one perhaps for now, while it can be contested. */
  readonly agreed: readonly Hex[];
}

type Events = readonly inference.JobEvent[];
type Revealed = Extract<inference.JobEvent, { readonly eventName: 'ResultRevealed' }>;

async function readEvents(place: VerifyPlace, job: Hex): Promise<Events> {
  const events: inference.JobEvent[] = [];
  const address = contractOf(place, 'InferenceMarket');
  for await (const page of eventPages(
    place.client,
    { abi: inferenceMarketAbi, address },
    { fromBlock: place.fromBlock },
  )) {
    events.push(
      ...page.events.filter((event): event is inference.JobEvent => 'job' in event.args && event.args.job === job),
    );
  }
  return events;
}

/** A later agreement on a step, after a contest, takes the place of the earlier one. */
function agreedResults(events: Events): Hex[] {
  const results: Hex[] = [];
  for (const { eventName, args } of events) {
    if (eventName === 'StepAgreed' || eventName === 'StepSettled') results[args.step] = args.result;
  }
  return results;
}

/** The salt stands in the call alone; with it the result hashes to what the worker had committed to. */
async function isCommitted(place: VerifyPlace, events: Events, { args, transactionHash }: Revealed): Promise<Judged> {
  const { job, step, worker, result } = args;
  const committed = events.findLast(
    (event) => event.eventName === 'ResultCommitted' && event.args.step === step && event.args.worker === worker,
  );
  if (committed?.eventName !== 'ResultCommitted') return { verdict: 'unchecked', why: 'EVENT_MISSING' };
  const { input } = await explained(() => getTransaction(place.client, { hash: transactionHash }));
  let salt: Hex;
  try {
    const call = decodeFunctionData({ abi: inferenceMarketAbi, data: input });
    if (call.functionName !== 'reveal') return { verdict: 'unchecked', why: 'CALL_HIDDEN' };
    salt = call.args[2];
  } catch {
    return { verdict: 'unchecked', why: 'CALL_HIDDEN' };
  }
  return inference.hashResult({ job, step, worker, result, salt }) === committed.args.commitment;
}

/** Of those who showed a result for a step, as many as the user asked for came to the one that was settled. */
function isAgreed(events: Events, step: number, result: Hex, { trust, contested }: inference.Job): Judged {
  const shown = events.flatMap((event) =>
    event.eventName === 'ResultRevealed' && event.args.step === step ? [event.args] : [],
  );
  const same = new Set(shown.filter((each) => each.result === result).map(({ worker }) => worker)).size;
  const other = new Set(shown.filter((each) => each.result !== result).map(({ worker }) => worker)).size;
  return same >= trust.agreeing && (same > other || contested);
}

export async function checkResults(
  place: VerifyPlace,
  section: SectionWriter,
  id: Hex,
  job: inference.Job,
): Promise<Results> {
  place.writer.stage('job');
  const events = await readEvents(place, id);
  const agreed = agreedResults(events);
  let n = 0;
  for (const event of events) {
    if (event.eventName !== 'ResultRevealed') continue;
    const { worker, result } = event.args;
    await judge(section, 'commitment', { n: ++n, facts: { worker, result } }, () => isCommitted(place, events, event));
  }
  const { workers, agreeing } = job.trust;
  for (const [step, result] of agreed.entries()) {
    const facts = { result, 'must agree': `${agreeing} of ${workers}` };
    await judge(section, 'agreement', { n: step + 1, facts }, () => isAgreed(events, step, result, job));
  }
  if (agreed.length === 0) {
    const state = job.phase === 'closed' ? 'unchecked' : 'not-yet';
    section.add('agreement', state, state === 'unchecked' ? { why: 'NO_RESULT' } : {});
  }
  return { agreed };
}
