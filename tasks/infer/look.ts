// The user's own evaluation of its request, compared with what workers agreed on.
import {
  evaluateBy,
  inference,
  openEncryption,
  type ReadClient,
  type ReExecution,
  reExecute,
  type SavedRequest,
  withProgress,
} from '../support/sdk.ts';

const NONE = /^0x0{64}$/;

/** What was agreed on so far, step after step. */
async function resultsOf(
  client: ReadClient,
  { job, document, fromBlock }: SavedRequest,
): Promise<readonly `0x${string}`[]> {
  const { market } = document;
  const { events } = await inference.readJobEvents(client, market, { job, fromBlock });
  const settled = inference.settledResults(events);
  const { step, result } = await inference.readJob(client, market, job);
  return settled.length <= step && !NONE.test(result) ? [...settled, result] : settled;
}

/** Evaluates everything again that was agreed on. Nothing is decrypted. */
export async function lookAgain(client: ReadClient, saved: SavedRequest): Promise<ReExecution> {
  const results = await resultsOf(client, saved);
  const { plan, evaluationKeys, input } = saved;
  const encryption = await openEncryption(plan.parameters.name);
  try {
    const evaluate = evaluateBy(encryption);
    return await withProgress('evaluating again', () => reExecute({ plan, evaluationKeys, input, results, evaluate }));
  } finally {
    encryption.dispose();
  }
}
