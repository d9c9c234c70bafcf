// Split: decrypts the intermediate, blurs it, seals it to the creator, and says so on the chain. What was sealed first is kept in
// the vault before it leaves, and is all that ever leaves for this job.
import { handOverJob, inferenceError, openEncryption, prepareHandOver } from '@tacit/sdk';
import { requestDocuments } from '@tacit/sdk/browser';
import type { HandOverAnswer, HandOverNote, HandOverOrder } from '../features/predict/orders.ts';
import { clientOf, offerOfSaved, openedVault, requirePlace, storeOf } from './predict-place.ts';
import { serveJob } from './serve-job.ts';

serveJob<HandOverOrder, HandOverNote, HandOverAnswer>(async (order, { note, walletClient }) => {
  const { place, job, account } = order;
  const vault = openedVault(order.vault);
  const [kept, client] = [requestDocuments(vault), clientOf(place)];
  const saved = await kept.read(job);
  requirePlace(saved, place);
  const { secretKey, answerSecret, samples } = await kept.readSecret(job);
  if (!answerSecret) throw inferenceError('JOB_MISMATCH', "the request has no key for the creator's answer");
  const offer = await offerOfSaved(client, saved);
  const store = await storeOf(place, vault);
  const request = { ...saved, keys: { secretKey } };
  note('decrypting');
  const encryption = await openEncryption(offer.plan.parameters.name);
  const split = { offer, request, answerSecret, store };
  const intermediate = await prepareHandOver(client, { ...split, samples, encryption });
  encryption.dispose();
  note('asking');
  const clients = { publicClient: client, walletClient: walletClient(account) };
  const keep = (sealed: Uint8Array) => kept.keepHandOver(job, sealed);
  const { sealedCid, bytes } = await handOverJob(clients, { offer, request, intermediate, store, keep });
  return { sealedCid, bytes };
});
