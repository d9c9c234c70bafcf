import type { ContractErrorCode } from './generated/error-codes.ts';
import { ROUND_STATUSES, TASK_STATUSES, TERMS_FAULTS } from './training/types.ts';

/** What to do next, for the refusals that people meet. Whole sentences; they follow the description of the error. */
export const NEXT_STEPS: Readonly<Partial<Record<ContractErrorCode, string>>> = {
  ACCEPTANCE_EXPIRED: 'Ask the keyholder to sign again with a later deadline.',
  ACCEPTANCE_NOT_SIGNED: 'Sign exactly these values, for this contract and this chain.',
  ACCEPTANCE_SPENT: 'An acceptance serves once; a new task needs other terms.',
  ALREADY_DEMANDED: 'Wait for the answer.',
  ALREADY_ENROLLED: 'A trainer enrols in a task once.',
  ALREADY_SUBMITTED: 'A round takes one update of a trainer; the next round takes another.',
  AMOUNT_IS_ZERO: 'Give an amount above zero.',
  BASES_FOREIGN: "Use the committed bases of the task's own key.",
  CIPHERTEXT_LIST_FOREIGN: "Bring the hashes of all members' ciphertexts, as the envelope has them.",
  CIRCUIT_ALREADY_REGISTERED: 'It can be used as it is.',
  CIRCUIT_NOT_REGISTERED: 'Register the key first.',
  DATASET_REFUSED: 'Give at least as many batches as the task asks for, and 4096 at most.',
  DEMANDS_OPEN: 'Exclude those who did not answer, or return the demands about those who are excluded.',
  DEVELOPMENT_KEY_STAKED: 'Use a key from a ceremony, or a local chain.',
  FINALISATION_REFUSED: 'Prove it for the frozen set, the present model and this beneficiary.',
  FROZEN_LOG_DIFFERS: 'Release nothing: the node that named this set is on another fork.',
  HISTORY_MISSING: 'Draw the seed within 256 blocks on this chain.',
  KEY_ALREADY_REGISTERED: 'Make a key of your own: a key belongs to one owner for ever.',
  KEY_NOT_ON_CURVE: 'Make a new key; this one is damaged.',
  KEY_PAIRING_FAILED: 'The key is damaged, or no key of this protocol.',
  LOG_NOT_GATHERED: 'Gather the rest of the log first.',
  MEMBER_ALREADY_REGISTERED: 'A key stays for ever; use another account for another key.',
  MEMBER_NOT_REGISTERED: 'Register a key for this account first.',
  MODEL_UNKNOWN: 'models list shows those that are published.',
  NOTHING_CLAIMABLE: 'Nothing was slashed in favour of this account, or it was claimed before.',
  NOTHING_OWED: 'Collect first; rounds pay once they are settled.',
  NOTHING_TO_COLLECT:
    'Settle the last rounds first; a deposit comes back once the trainer has left, or the task is closed.',
  NOTHING_UNBONDING: 'Start unbonding first.',
  NOT_ADMITTED: 'Ask the coordinator for the list of admitted trainers, and show your place on it.',
  NOT_COORDINATOR: 'Only the account that proposed the task can.',
  NOT_COORDINATOR_OF: 'Only the account that proposed the task can publish what it trained.',
  NOT_ENROLLED: 'Enrol first.',
  NOT_INVITED: 'Whoever enrols is invited from the next round on.',
  NOT_IN_COMMITTEE: "Only the task's own keyholders can.",
  NOT_IN_LOG: 'Read the round anew: the path leads from the hashes before a submission to those after it.',
  POSSESSION_NOT_PROVEN: 'Make the proof for this key, this account, this contract and this chain.',
  PROOFS_REFUSED: 'Prepare the update anew: for this round, this account, its seed and the present model.',
  RECIPIENT_IS_ZERO: 'Name a recipient.',
  ROUNDS_UNSETTLED: 'Settle every round first.',
  ROUND_NOT_IN_STATUS: 'training show says what can be done now.',
  ROUND_UNDER_WAY: 'Freeze and finalise it first.',
  SEED_LOST: 'Freeze the round, which voids it, and open another.',
  SEED_TOO_EARLY: 'Wait for a few blocks.',
  STAKE_NOT_FREE: 'Deposit more, or wait until a lock is released.',
  SUM_ALREADY_POSTED: 'A member posts one sum of a round.',
  SUM_NOT_POSTED: 'There is nothing to demand or to prove wrong.',
  TASK_EXISTS: 'Choose another salt.',
  TASK_FULL: 'Wait until a trainer leaves.',
  TASK_NOT_IN_STATUS: 'training show says what can be done now.',
  TASK_NOT_OVER: 'Wait for its end; between two rounds its coordinator can end it.',
  TERMS_REFUSED: 'Change that part of the terms.',
  TOO_EARLY: 'Try again then.',
  TOO_LATE: 'training show says what can be done now.',
  TRAINERS_TOO_FEW: 'Wait until more have enrolled.',
  TRAINER_HOLDS_KEY: 'Whoever holds a key of a task cannot train in it; use another account.',
  UNBONDING_NOT_OVER: 'Wait until the delay is over.',
  UPDATE_NOT_SIGNED: "Sign this update with the trainer's own account, for this contract and this chain.",
  VALUE_NOT_EXACT: 'Send exactly what is expected.',
};

/** Names of arguments that are amounts in wei; the sentence for a person has them in ether. */
export const AMOUNTS: ReadonlySet<string> = new Set(['amount', 'balance', 'free', 'held', 'needed', 'sent', 'stake']);
/** Names of arguments that are seconds since 1970. */
export const TIMES: ReadonlySet<string> = new Set(['availableFrom', 'deadline', 'time']);

/** Where a name alone does not say what a number is. */
export const TIMES_OF: Readonly<Partial<Record<ContractErrorCode, readonly string[]>>> = {
  TOO_EARLY: ['from'],
  TOO_LATE: ['until'],
};
export const AMOUNTS_OF: Readonly<Partial<Record<ContractErrorCode, readonly string[]>>> = {
  VALUE_NOT_EXACT: ['expected'],
};

/** Arguments that number the names of an enum. */
export const NAMES_OF: Readonly<Partial<Record<ContractErrorCode, Readonly<Record<string, readonly string[]>>>>> = {
  ROUND_NOT_IN_STATUS: { actual: ROUND_STATUSES },
  TASK_NOT_IN_STATUS: { actual: TASK_STATUSES, expected: TASK_STATUSES },
  TERMS_REFUSED: { fault: TERMS_FAULTS },
};
