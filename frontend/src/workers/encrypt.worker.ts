// Encrypts a person's values, and keeps the whole request sealed before anything of it is sent.
import {
  createSealingKeys,
  DEFAULT_LOOKS,
  isLookDue,
  openEncryption,
  prepareRequest,
  systemRandomness,
  toHex,
} from '@tacit/sdk';
import { openUserKeys, requestDocuments } from '@tacit/sdk/browser';
import { jobNotes } from '../features/predict/job-notes.ts';
import type { EncryptAnswer, EncryptNote, EncryptOrder } from '../features/predict/orders.ts';
import { openedVault } from './predict-place.ts';
import { serveJob } from './serve-job.ts';

serveJob<EncryptOrder, EncryptNote, EncryptAnswer>(async (order, { note }) => {
  const { offer, user, samples, trust, quoted, alwaysLook, meter, freshKeys: fresh } = order;
  const vault = openedVault(order.vault);
  const { name: parameters } = offer.plan.parameters;
  const encryption = await openEncryption(parameters);
  note('keys');
  const keys = await openUserKeys(vault, { parameters, create: () => encryption.createKeys(), fresh });
  note('encrypting');
  const answer = offer.document.split ? createSealingKeys(systemRandomness) : undefined;
  const answerKey = answer && toHex(answer.publicKey);
  const request = await prepareRequest({ offer, user, samples, keys, encryption, answerKey });
  note('keeping');
  // Chance decides now, before there is anything to know.
  const look = alwaysLook || isLookDue(DEFAULT_LOOKS, systemRandomness);
  await jobNotes(vault).write(request.job, { trust, quoted, look, ...(meter && { meter: meter.verdict }) });
  await requestDocuments(vault).save({ request, offer, answerSecret: answer?.secretKey });
  return { job: request.job, keysWereMade: keys.made };
});
