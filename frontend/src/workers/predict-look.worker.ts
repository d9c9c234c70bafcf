// The person's own evaluation of its request, compared with what workers agreed on. Nothing is decrypted.
import { evaluateBy, inference, openEncryption, reExecute } from '@tacit/sdk';
import { requestDocuments } from '@tacit/sdk/browser';
import type { KeptOrder, LookAnswer } from '../features/predict/orders.ts';
import { clientOf, openedVault, requirePlace } from './predict-place.ts';
import { serveJob } from './serve-job.ts';

const NONE = /^0x0{64}$/;

serveJob<KeptOrder, never, LookAnswer>(async ({ place, job, vault }) => {
  const client = clientOf(place);
  const saved = await requestDocuments(openedVault(vault)).read(job);
  requirePlace(saved, place);
  const { market } = place;
  const { events } = await inference.readJobEvents(client, market, { job, fromBlock: saved.fromBlock });
  const settled = inference.settledResults(events);
  const { step, result } = await inference.readJob(client, market, job);
  const results = settled.length <= step && !NONE.test(result) ? [...settled, result] : settled;
  const { plan, evaluationKeys, input } = saved;
  const encryption = await openEncryption(plan.parameters.name);
  return await reExecute({ plan, evaluationKeys, input, results, evaluate: evaluateBy(encryption) });
});
