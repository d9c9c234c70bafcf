// Opens the result of a closed job: decrypts it, or the creator's answer.
import { inferenceError, openEncryption, openResult, openSplitAnswer } from '@tacit/sdk';
import { requestDocuments } from '@tacit/sdk/browser';
import type { KeptOrder, OpenAnswer } from '../features/predict/orders.ts';
import { clientOf, offerOfSaved, openedVault, requirePlace, storeOf } from './predict-place.ts';
import { serveJob } from './serve-job.ts';

serveJob<KeptOrder, never, OpenAnswer>(async (order) => {
  const { place, job } = order;
  const vault = openedVault(order.vault);
  const [kept, client] = [requestDocuments(vault), clientOf(place)];
  const saved = await kept.read(job);
  requirePlace(saved, place);
  const { secretKey, answerSecret, samples } = await kept.readSecret(job);
  const offer = await offerOfSaved(client, saved);
  const store = await storeOf(place, vault);
  const request = { ...saved, keys: { secretKey } };
  if (offer.document.split) {
    if (!answerSecret) throw inferenceError('JOB_MISMATCH', "the request has no key for the creator's answer");
    const { readings } = await openSplitAnswer(client, { offer, request, answerSecret, store });
    return { readings, samples };
  }
  const encryption = await openEncryption(offer.plan.parameters.name);
  const { readings } = await openResult(client, { offer, request, encryption, store });
  return { readings, samples };
});
