// What codes mean around a prediction, and what to do next. Exhaustive by type: a new code without words does not compile.
import type { EncryptedErrorCode, InferenceErrorCode } from '@tacit/sdk';
import type { Words, WordsByCode } from '../../ui/failures.ts';

const INFERENCE: Readonly<Record<InferenceErrorCode, Words>> = {
  OFFER_INVALID: {
    title: 'This offer contradicts itself',
    next: 'Its creator published files that do not fit together. Choose another offer; nothing was sent or paid.',
  },
  OFFER_UNAVAILABLE: {
    title: 'The files of this offer cannot be found',
    next: 'No pin node of this page has them. Try later, or ask the creator to store them again.',
  },
  EVALUATION_UNKNOWN: {
    title: 'This offer is for another version of Tacit',
    next: 'Its results would have other bytes than this page can check. Reload the page for a newer version, or choose another offer.',
  },
  REQUEST_DOCUMENT_INVALID: {
    title: 'The request is not what the offer asks for',
    next: 'It was not sent. Start again from the offer.',
  },
  DESCRIPTION_INVALID: {
    title: 'These values do not fit the offer',
    next: 'Check that every value is a number, that there are as many as the offer wants, and not too many rows.',
  },
  BLOB_REFUSED: {
    title: 'The stored bytes are not what their hash promises',
    next: 'Nothing of them was used. Whoever stored them made a mistake; start a new request.',
  },
  BLOB_UNAVAILABLE: {
    title: 'The bytes cannot be found',
    next: 'No pin node of this page has them now. Try again in a minute; nothing is lost.',
  },
  COST_EXCEEDED: {
    title: 'The price has risen since it was shown',
    next: 'Nothing was paid. Look at the new price, and go on only if you agree with it.',
  },
  REQUEST_FOREIGN: {
    title: 'The request was made for another offer or network',
    next: 'It cannot be sent here. Open the network that it was made for, or start again from the offer.',
  },
  JOB_UNDECIDED: {
    title: 'The job is not that far yet',
    next: 'Results are read only when a job is closed. Wait until it is; this page follows it.',
  },
  JOB_REFUSED: {
    title: 'The workers agree that the request is unusable',
    next: 'Its bytes were not those of the plan. The creator’s price came back to you; the workers’ fees did not. Start a new request with fresh keys.',
  },
  JOB_UNSERVED: {
    title: 'The job ended without a result',
    next: 'What nobody earned came back to you: claim it under “My predictions”, and ask again if you want to.',
  },
  HANDOVER_UNAVAILABLE: {
    title: 'What was handed over cannot be found',
    next: 'No pin node of this page has it now. Try again in a minute; nothing is lost.',
  },
  OFFER_NOT_OWN: {
    title: 'This offer belongs to somebody else',
    next: 'Choose in your wallet the account that made it.',
  },
  TAIL_MISFIT: {
    title: 'The last layers do not fit the first ones',
    next: 'The creator’s files belong to different models. Choose another offer.',
  },
  JOB_MISMATCH: {
    title: 'The job on the chain is not this request',
    next: 'Nothing was opened. Look at “My predictions” for the job that you mean.',
  },
};

const ENCRYPTED: Readonly<Record<EncryptedErrorCode, Words>> = {
  NETWORK_INVALID: {
    title: 'The model’s file is damaged or of another kind',
    next: 'Choose another offer; nothing was sent or paid.',
  },
  PLAN_IMPOSSIBLE: {
    title: 'The model cannot be computed on encrypted values',
    next: 'It goes deeper than ciphertexts carry, or its noise would hide too little. Choose another offer.',
  },
  PARAMETERS_UNKNOWN: {
    title: 'The offer wants an encryption that this page does not know',
    next: 'Reload the page for a newer version, or choose another offer.',
  },
  SAMPLE_INVALID: {
    title: 'These values do not fit the model',
    next: 'Check that every value is a number and that none is missing.',
  },
  KEYS_REFUSED: {
    title: 'Your encryption keys are damaged',
    next: 'Make fresh ones: requests that were made before keep their own.',
  },
  CIPHERTEXT_REFUSED: {
    title: 'The encrypted values are damaged',
    next: 'They were not sent. Encrypt again.',
  },
  RESULT_REFUSED: {
    title: 'What the workers agreed on is no result',
    next: 'It does not decrypt to anything. Do not rely on it; ask again with more workers.',
  },
  SECRET_KEY_INVALID: {
    title: 'The key that opens this result is damaged',
    next: 'Without it nobody can read the result. Ask again.',
  },
  HANDOVER_REFUSED: {
    title: 'The creator could not read what was handed over',
    next: 'Or its key, or its answer, is of no use. There is no prediction for this job; choose another offer.',
  },
  SEAL_FAILED: {
    title: 'The encryption library failed',
    next: 'Close other tabs to free memory, reload, and try again.',
  },
  SEAL_UNAVAILABLE: {
    title: 'This browser cannot encrypt for predictions',
    next: 'It needs WebAssembly with exceptions: use a Chrome, Edge, Firefox or Safari of 2025 or later.',
  },
};

const MARKET: WordsByCode = {
  ARGUMENT_INVALID: {
    title: 'This address leads to nothing',
    next: 'It may have been cut off where it was copied. Choose an offer, or look under “My predictions”.',
  },
  JOB_UNKNOWN: {
    title: 'There is no such prediction on this network',
    next: 'Check the address, or look under “My predictions”. A request that was never paid is on the chain for nobody.',
  },
  OFFER_UNKNOWN: {
    title: 'There is no such offer on this network',
    next: 'Check the address, or choose an offer from the list.',
  },
  OFFER_IS_WITHDRAWN: {
    title: 'Its creator has withdrawn this offer',
    next: 'Nothing was paid. Choose another one.',
  },
  MODEL_NOT_OFFERED: {
    title: 'The model is withdrawn',
    next: 'Nothing was paid. Choose another offer.',
  },
  PAYMENT_DIFFERS: {
    title: 'The price changed while you signed',
    next: 'Nothing was paid. Look at the new price and try again.',
  },
  SAMPLES_REFUSED: {
    title: 'The offer does not take so many samples at once',
    next: 'Ask for fewer rows in one request.',
  },
  TRUST_REFUSED: {
    title: 'The market does not take this choice of workers',
    next: 'More than half of the workers must agree, and there can be four at most.',
  },
  DURATION_REFUSED: {
    title: 'The market does not take a job of that length',
    next: 'Nothing was paid. The offer’s phases are too long; choose another one.',
  },
  PHASE_DIFFERS: {
    title: 'The job has moved on meanwhile',
    next: 'Somebody was quicker, or the time is over. This page shows where it is now.',
  },
  TOO_LATE: { title: 'The time for that is over', next: 'The job goes on by itself. This page shows where it is now.' },
  TOO_EARLY: { title: 'It is too early for that', next: 'Wait for the next block, then try again.' },
  DRAW_TOO_EARLY: {
    title: 'The block that draws the workers is not there yet',
    next: 'Wait for one or two more blocks, then try again.',
  },
  NOBODY_TO_DRAW: {
    title: 'No worker is free',
    next: 'Wait until one is. If none comes before the deadline, your payment comes back whole.',
  },
  MAY_NOT_ACCEPT: {
    title: 'It cannot be accepted yet',
    next: 'A worker that came to another result may still contest. Wait until its time is over.',
  },
  MAY_NOT_CONTEST: {
    title: 'It cannot be contested',
    next: 'A step is contested once, by the user or by a worker whose result lost.',
  },
  NOT_USER_OF: {
    title: 'This prediction was asked for by another account',
    next: 'Choose in your wallet the account that paid for it.',
  },
  NOTHING_CLAIMABLE: { title: 'There is nothing to claim', next: 'It was paid out already, or nothing came back yet.' },
  JOB_ALREADY_REQUESTED: {
    title: 'This request is paid already',
    next: 'Reload: the page goes on with the job that there is.',
  },
};

const KEPT: WordsByCode = {
  KEPT_REQUEST_MISSING: {
    title: 'This browser does not keep this request',
    next: 'Its result opens only in the browser that encrypted it. The chain still shows what becomes of it.',
  },
  KEPT_REQUEST_INVALID: {
    title: 'What this browser keeps of the request is damaged',
    next: 'Its result can no longer be opened here. Start a new request if you need the prediction.',
  },
  KEPT_REQUEST_EXISTS: { title: 'This request is kept already', next: 'Find it under “My predictions”.' },
  KEPT_KEYS_INVALID: {
    title: 'The encryption keys in this browser are damaged',
    next: 'Make fresh ones: requests that were made before keep their own.',
  },
  DOCUMENT_INVALID: {
    title: 'A sealed record of this browser is damaged',
    next: 'Somebody changed this site’s storage, or a disk failed. Start a new request.',
  },
  JOB_BUSY: {
    title: 'Another tab is busy with this prediction',
    next: 'Go on there, or close that tab and try again here.',
  },
  PAYMENT_ASKED: {
    title: 'Your wallet was asked to pay for this meanwhile',
    next: 'Nothing was discarded. Look in your wallet whether you confirmed it, then decide.',
  },
  IMAGE_UNREADABLE: {
    title: 'This file is no image that the browser can read',
    next: 'Use a PNG, JPEG or WebP file.',
  },
  IMAGE_TOO_LARGE: { title: 'This image is too large', next: 'Use one of at most 50 megapixels and 25 MB.' },
  CSV_COLUMNS_MISSING: {
    title: 'The file’s columns do not fit the offer',
    next: 'It needs columns with the offer’s names, or exactly as many columns of numbers as the offer takes.',
  },
};

export const PREDICT_WORDS: WordsByCode = { ...INFERENCE, ...ENCRYPTED, ...MARKET, ...KEPT };
