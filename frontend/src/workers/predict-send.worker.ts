// From a request that is kept to a job on the chain. Every part of it may be done again: nothing is paid twice.
import { inference, inferenceError, isRequested, requestPrediction, uploadRequest } from '@tacit/sdk';
import { requestDocuments } from '@tacit/sdk/browser';
import { jobNotes } from '../features/predict/job-notes.ts';
import type { SendAnswer, SendNote, SendOrder } from '../features/predict/orders.ts';
import { clientOf, offerOfSaved, openedVault, requirePlace, storeOf } from './predict-place.ts';
import { serveJob } from './serve-job.ts';

serveJob<SendOrder, SendNote, SendAnswer>(async (order, { note, walletClient }) => {
  const { place, job, account, mostWei } = order;
  const vault = openedVault(order.vault);
  const [kept, client] = [requestDocuments(vault), clientOf(place)];
  const saved = await kept.read(job);
  requirePlace(saved, place);
  if (await isRequested(client, place.market, job)) return { uploaded: 0, transaction: undefined };
  const known = await jobNotes(vault).read(job);
  if (!known) throw inferenceError('JOB_MISMATCH', 'what was agreed to for this request is not kept');
  const offer = await offerOfSaved(client, saved);
  const store = await storeOf(place, vault);
  const parts = { ...saved, keys: { evaluationKeys: saved.evaluationKeys } };
  const { bytes: uploaded } = await uploadRequest(store, parts, {
    onProgress: (part, sent, total) => note({ kind: 'sending', part, sent, total }),
  });
  await kept.noteSince(job, (await inference.readNow(client)).number);
  note({ kind: 'asking' });
  const clients = { publicClient: client, walletClient: walletClient(account) };
  const sendOptions = { onSent: (hash: `0x${string}`) => note({ kind: 'mined-soon', hash }) };
  const { trust } = known;
  const { transaction } = await requestPrediction(clients, { offer, request: saved, trust, mostWei, sendOptions });
  return { uploaded, transaction };
});
