// Words of lines about models, predictions, proofs and files.
import type { LineId } from './report.ts';

interface LineWords {
  /** `#` stands for the line's number. */
  readonly title: string;
  readonly holds: string;
  readonly fails: string;
}

export type LinesInWords = Partial<Record<LineId, LineWords>>;

export const MODEL_LINES: LinesInWords = {
  listing: {
    title: 'The entry is what its id says',
    holds: 'The id is the hash of everything that the publisher said.',
    fails: 'What the registry says does not hash to the model’s id.',
  },
  lineage: {
    title: 'It comes from that round',
    holds: 'The round ended with this very model, under this circuit, and its task’s coordinator published it.',
    fails: 'The round that it names did not end with this model.',
  },
  weights: {
    title: 'What is served are the proven weights',
    holds: 'The file that the entry names is made of the weights that were proven.',
    fails: 'The file that the entry names holds other weights than were proven.',
  },
  licence: {
    title: 'The licence is there',
    holds: 'The store has the text, and it hashes to the entry’s CID.',
    fails: 'The store’s text is not the one that the entry names.',
  },
  document: {
    title: 'The description is there',
    holds: 'The store has it, it hashes to the entry’s CID, and it reads as an offer’s description.',
    fails: 'The store’s description is not the one that the entry names.',
  },
  parents: {
    title: 'Ancestor #',
    holds: 'The model that it names as its origin is in the registry.',
    fails: 'There is no such model in the registry.',
  },
};

export const JOB_LINES: LinesInWords = {
  'job-id': {
    title: 'The prediction is what its id says',
    holds: 'The id is the hash of who asked, which offer, and which request.',
    fails: 'What the contract says does not hash to the prediction’s id.',
  },
  'offer-id': {
    title: 'The offer is what its id says',
    holds: 'The id is the hash of its model, its creator and its terms.',
    fails: 'The terms do not hash to the offer’s id.',
  },
  offer: {
    title: 'The offer does not contradict itself',
    holds:
      'Its description and its network hash to what the terms name, and the plan that follows is the one that is paid for.',
    fails: 'Its description, its network and its terms do not fit together.',
  },
  request: {
    title: 'The request is for this job',
    holds:
      'The request’s file hashes to what stands on chain, and was made for this chain, offer, person and number of samples.',
    fails: 'The request’s file is another one, or was made for another job.',
  },
  keys: {
    title: 'The public keys are whole',
    holds: 'The keys that workers evaluate with are there, hash to the request, and have the form that they must have.',
    fails: 'The keys are others than the request names, or not of the right form.',
  },
  ciphertexts: {
    title: 'The encrypted values are whole',
    holds:
      'They are there, hash to the request, and have the form that they must have. Nobody but the asker can read them.',
    fails: 'They are others than the request names, or not of the right form.',
  },
  commitment: {
    title: 'Answer # was fixed beforehand',
    holds: 'The worker had committed to this very result before anybody showed one: it copied nobody’s.',
    fails: 'The worker’s result is not what it had committed to.',
  },
  agreement: {
    title: 'Enough workers agree on step #',
    holds: 'As many workers as the asker wanted came to the same result, to the last bit.',
    fails: 'Fewer workers agree than the asker wanted.',
  },
  result: {
    title: 'The result is there',
    holds: 'The store has it, it hashes to what was agreed on, and is as long as the plan says.',
    fails: 'The store’s result is another than was agreed on.',
  },
  evaluation: {
    title: 'The same result, computed again',
    holds: 'This page evaluated the model on the encrypted values itself and got the same bytes.',
    fails: 'This page got another result than the workers agreed on. If the job can still be contested, contest it.',
  },
};

export const FILE_LINES: LinesInWords = {
  form: {
    title: 'It is well-formed',
    holds: 'Every field is there, and nothing else; each number is written in its one way.',
    fails: 'It is cut short, changed, or of another kind than it looks.',
  },
  'proof-key': {
    title: 'Its key is on this chain',
    holds: 'The registry of circuits has the key under which the proof claims to be.',
    fails: 'No circuit that is registered on this chain has this key.',
  },
  context: {
    title: 'The proof is bound to its commitment',
    holds:
      'Its context follows from the key, the number that its verifier chose, and the commitment: it cannot be shown again for another.',
    fails: 'Its context does not follow from what it should: the proof may have been made for something else.',
  },
  equation: {
    title: 'The proof holds',
    holds: 'The equation of five pairings comes out, for exactly these public numbers.',
    fails: 'The equation does not come out: this proof shows nothing.',
  },
  opening: {
    title: 'The opening fits',
    holds: 'The update that was sent along opens the commitment. Whoever has this file knows the update.',
    fails: 'The update that was sent along does not open the commitment.',
  },
  'of-what': { title: 'What it is about', holds: 'It is what you expect.', fails: 'It is not what you expect.' },
  digest: {
    title: 'Its name by content',
    holds: 'Whoever has these bytes gets this CID; one bit changed gives another.',
    fails: 'The bytes do not hash to this CID.',
  },
  blocks: {
    title: 'Every block hashes to its name',
    holds: 'All blocks in the archive are what their CIDs say, and make one whole.',
    fails: 'A block is not what its CID says.',
  },
  stored: {
    title: 'A store has it',
    holds: 'One of this page’s stores gave every block of it, and each was hashed here.',
    fails: 'The store gave other bytes than were asked for. They were not used.',
  },
  mentioned: {
    title: 'The chain knows it',
    holds: 'A contract names this very hash.',
    fails: 'No contract names this hash.',
  },
  'known-root': {
    title: 'A round came to these weights',
    holds: 'The hash of the weights is that of a model on chain.',
    fails: 'No round on this network came to these weights: the file was changed, or comes from elsewhere.',
  },
  'receipt-field': {
    title: 'Field # of the receipt',
    holds: 'The chain says the same.',
    fails: 'The chain says something else.',
  },
};
