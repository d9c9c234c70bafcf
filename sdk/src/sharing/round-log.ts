import { sharingError } from '../errors/index.ts';
import { encodeScope, type RoundScope } from './transcript.ts';
import { type Address, encodeAddress, encodeNumber, hashName, hashWords } from './words.ts';

/*
 * What the chain keeps of a round's submissions: one hash, into which each sharesHash is drawn in the order of their
 * arrival. Its end and the set of those who stay name the included set, which finalisations and sums are bound to.
 */

const LOG = hashName('tacit.log');
const FROZEN = hashName('tacit.frozen');
const BATCH = hashName('tacit.batch');
/** Trainers are bits of a word, so an index has eight bits. */
const MOST_TRAINERS = 256;

/**
 * keccak256(dom("tacit.log"), chainId, contract, keyHash, task, round): 6 words. The log of a round to which nobody
 * has submitted.
 */
export const emptyLog = (scope: RoundScope): bigint => hashWords(LOG, encodeScope(scope));

/** keccak256(dom("tacit.log"), log, sharesHash): 3 words, one submission more. */
export const appendLog = (log: bigint, sharesHash: bigint): bigint =>
  hashWords(LOG, [encodeNumber(log, 'the log'), encodeNumber(sharesHash, 'the hash of the shares')]);

/**
 * keccak256(dom("tacit.frozen"), log, included): 3 words. Bit i of the third says that the trainer with index i
 * submitted and was not excluded. This is `frozenLog` of a finalisation.
 */
export function freezeLog(log: bigint, included: Iterable<number>): bigint {
  let set = 0n;
  for (const index of included) {
    if (!Number.isInteger(index) || index < 0 || index >= MOST_TRAINERS) {
      throw sharingError('INDEX_INVALID', `a trainer's index is a whole number from 0 to ${MOST_TRAINERS - 1}`);
    }
    set |= 1n << BigInt(index);
  }
  return hashWords(FROZEN, [encodeNumber(log, 'the log'), encodeNumber(set, 'the included set')]);
}

/** Which step of whom, in which round. The contract and chain are in `task`, which hashes them. */
export interface BatchChoice {
  /** Hash of a block that nobody knew when the round was opened. */
  readonly seed: bigint;
  readonly task: bigint;
  readonly round: bigint;
  readonly trainer: Address;
  /** From 0. */
  readonly step: number;
  /** How many batches the trainer enrolled with. */
  readonly batches: number;
}

/**
 * keccak256(dom("tacit.batch"), seed, task, round, trainer, s) mod batches, s counted from 0: 6 words. The batch that
 * a step must use.
 */
export function batchIndex({ seed, task, round, trainer, step, batches }: BatchChoice): number {
  if (!Number.isSafeInteger(step) || step < 0 || !Number.isSafeInteger(batches) || batches < 1) {
    throw sharingError('INDEX_INVALID', 'steps count from 0, and a trainer has at least one batch');
  }
  const hash = hashWords(BATCH, [
    encodeNumber(seed, 'the seed'),
    encodeNumber(task, 'the task'),
    encodeNumber(round, 'the round'),
    encodeAddress(trainer, 'the trainer'),
    encodeNumber(BigInt(step), 'the step'),
  ]);
  return Number(hash % BigInt(batches));
}
