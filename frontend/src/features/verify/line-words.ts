// What each line of a report says to a person: what was checked, and what it means that it holds or does not.
import { FILE_LINES, JOB_LINES, type LinesInWords, MODEL_LINES } from './more-line-words.ts';
import type { LineId, ReportSection, SectionKind, Verdict } from './report.ts';

const NETWORK: LinesInWords = {
  chain: {
    title: 'The right chain',
    holds: 'The node is on this page’s chain. Everything below is of this block or a later one.',
    fails: 'This was made for another chain or contract than this page looks at.',
  },
  transaction: {
    title: 'The transaction did something here',
    holds: 'One of Tacit’s contracts logged what it did; that is what is checked below.',
    fails: 'None of Tacit’s contracts logged anything in it: it is about something else.',
  },
};

const TASK: LinesInWords = {
  terms: {
    title: 'The task is what its id says',
    holds: 'The id is the hash of all its terms, so no term was changed after keyholders agreed to them.',
    fails: 'The terms that the node shows do not hash to the task’s id: they are not the ones that were agreed to.',
  },
  key: {
    title: 'The key is the chain’s',
    holds:
      'This page took the key’s file from the site, hashed every point of it, and got the hash that the contract verifies with.',
    fails: 'The key’s file of this site is not the key on chain. No proof can be checked with it.',
  },
  registry: {
    title: 'The circuit is the one of that name',
    holds: 'The registry’s id follows from the key and the sizes that this page’s own code has for the circuit.',
    fails: 'The registry says other sizes, or another origin, than belong to the circuit of this name.',
  },
  ceremony: {
    title: 'Nobody knows the key’s secrets',
    holds: 'The ceremony’s transcript shows it.',
    fails: 'The ceremony’s transcript does not fit the key.',
  },
};

const ROUND: LinesInWords = {
  seed: {
    title: 'Nobody chose the seed',
    holds: 'The seed that picks each step’s rows is the hash of a block that did not exist when the round was opened.',
    fails: 'The seed is not the hash of the block that it should be.',
  },
  log: {
    title: 'No submission is missing',
    holds: 'All submissions that the node shows, hashed one after the other, give the log that the contract keeps.',
    fails: 'The submissions that the node shows do not make the contract’s log: some are left out or changed.',
  },
  included: {
    title: 'Who counts is settled',
    holds: 'The set of trainers that was frozen is those who submitted, less those who were excluded.',
    fails: 'The frozen set is not that of the submissions in the log.',
  },
  submission: {
    title: 'The transaction brought this update',
    holds: 'What stands in the transaction hashes to what the contract logged for this trainer.',
    fails: 'What stands there does not hash to what was logged.',
  },
  trainer: {
    title: 'The trainer is enrolled',
    holds: 'It committed to its data, by one hash, before the round: the proofs are about that data alone.',
    fails: 'This address is not enrolled in the task.',
  },
  signature: {
    title: 'The trainer signed it',
    holds: 'The signature is by the key of the trainer’s address.',
    fails: 'The signature is not the trainer’s.',
  },
  ephemeral: {
    title: 'The sealing key is the trainer’s own',
    holds: 'It proved that it knows the key under which it sealed shares for keyholders.',
    fails: 'The proof of the sealing key does not hold: somebody may have copied it.',
  },
  envelope: {
    title: 'The sealed shares are there',
    holds: 'The store has the envelope; it hashes to the CID on chain and holds one sealed share for each keyholder.',
    fails: 'The store’s bytes are not the envelope that the chain names. They were not used.',
  },
  step: {
    title: 'Proof of step #',
    holds:
      'It shows one exact training step, from the model before to the model after, on the rows that the seed picked, and binds the sealed update.',
    fails: 'The proof does not hold for what the chain says of this step.',
  },
  counted: {
    title: 'It counts in the round',
    holds: 'The contract took it, and it is in the round’s sum.',
    fails: 'It is not in the round’s sum.',
  },
};

const END: LinesInWords = {
  sum: {
    title: 'The contract’s sum is of these updates',
    holds: 'The commitments of all updates that count add up to the one that the contract keeps.',
    fails: 'The commitments do not add up to the one that the contract keeps.',
  },
  'keyholder-sum': {
    title: 'Sum of keyholder #',
    holds: 'Its bytes hash to what it posted, and fit the commitments of all trainers.',
    fails: 'What it posted, or what the store has for it, does not fit the trainers’ commitments.',
  },
  'opened-sum': {
    title: 'The sum opens, and nobody’s own update',
    holds:
      'Enough keyholders’ sums give one sum of all updates. It opens the contract’s commitment, with the loss that was proven.',
    fails: 'The keyholders’ sums do not open the contract’s commitment.',
  },
  'new-root': {
    title: 'The new model’s hash is on chain',
    holds: 'The event that ended the round and the contract’s state say the same model and loss.',
    fails: 'The event that ended the round says another model or loss than the contract’s state.',
  },
  finalisation: {
    title: 'Proof of the new model',
    holds: 'It shows that the new model is the old one moved by the mean of all updates, for the contract’s own sum.',
    fails: 'The proof does not hold for the contract’s sum, set of trainers and beneficiary.',
  },
  'model-bytes': {
    title: 'The model’s weights are the proven ones',
    holds: 'The store’s file hashes to its CID, and its weights to the hash that was proven.',
    fails: 'The store’s file is not the model that was proven. It was not used.',
  },
  computed: {
    title: 'The same model, computed again',
    holds: 'This page added the opened mean to the old weights itself, and got the model that was proven.',
    fails: 'The old weights and the opened mean do not give the model that was proven.',
  },
};

const WORDS: LinesInWords = { ...NETWORK, ...TASK, ...ROUND, ...END, ...MODEL_LINES, ...JOB_LINES, ...FILE_LINES };

export const lineTitle = (id: LineId, n?: number): string => (WORDS[id]?.title ?? id).replace('#', String(n ?? 1));

/** In a sentence or two; what is missing, or why it cannot be checked, is told beside it. */
export function lineText(id: LineId, verdict: Verdict): string {
  const words = WORDS[id];
  if (verdict === 'holds') return words?.holds ?? '';
  return verdict === 'fails' ? (words?.fails ?? '') : '';
}

const short = (hash: string): string => (hash.length <= 18 ? hash : `${hash.slice(0, 8)}…${hash.slice(-6)}`);

const TITLES: Readonly<Record<SectionKind, string>> = {
  network: 'Where this page looks',
  transaction: 'The transaction',
  task: 'The task',
  key: 'The key behind the proofs',
  round: 'The round',
  update: 'The update',
  end: 'How the round ended',
  model: 'The model',
  offer: 'The offer',
  job: 'The prediction',
  proof: 'The proof',
  file: 'The file',
};

/** No two sections of a report have one title. */
export function sectionTitle({ kind, about, round }: Pick<ReportSection, 'kind' | 'about' | 'round'>): string {
  if (round === undefined) return TITLES[kind];
  if (kind === 'round') return `Round ${round}`;
  if (kind === 'end') return `How round ${round} ended`;
  return about === undefined ? TITLES[kind] : `Round ${round}: the update of ${short(about)}`;
}
