// What states, refusals and rules of a training mean, for somebody who has never seen a proof.
import type { TrainEvent, WaitingFor } from '@tacit/sdk';
import type { WordsByCode } from '../../ui/failures.ts';
import type { ChoiceFault } from './column-choice.ts';
import type { FileSummary } from './file-summary.ts';
import type { RuleName } from './policy-rules.ts';

export const TRAIN_WORDS: WordsByCode = {
  TRAINING_UNKNOWN: {
    title: 'Nothing of this training is kept in this browser',
    next: 'Rows and unfinished updates stay where you enrolled. Open this page there, with the same account.',
  },
  ROWS_KEPT: {
    title: 'Other rows are kept for this task already',
    next: 'Enrol with those, or remove them here first.',
  },
  TRAINING_BUSY: {
    title: 'Another tab of this browser is enrolling with these rows, or training',
    next: 'Nothing was removed. Go on there, or close that tab and try again here.',
  },
  ENROLMENT_ASKED: {
    title: 'Your wallet was asked to enrol with these rows meanwhile',
    next: 'Nothing was removed. Look in your wallet whether you confirmed it; then remove them again if you still want to.',
  },
  DATASET_MISMATCH: {
    title: 'These are not the rows that you enrolled with',
    next: 'An enrolment cannot change its rows. Go on in the browser that you enrolled in.',
  },
  DATASET_INVALID: {
    title: 'The rows that were kept cannot be used',
    next: 'They may be of another version of this page. If you are not enrolled yet, choose the file again.',
  },
  DOCUMENT_INVALID: {
    title: 'Something that was kept here is damaged',
    next: 'It was changed outside of this page, so it is not used. If an update was sent already, leave the round to itself.',
  },
  JOURNAL_INVALID: {
    title: 'What was kept of this training is of another version of the page',
    next: 'Open the version of the page that you began with, or read the round on the task’s page.',
  },
  POLICY_UNMET: {
    title: 'The task does not meet what you agreed to',
    next: 'Nothing was sent. Look at what the task promises, and accept it rule by rule if you want to.',
  },
  COMMITTEE_KEYS_CHANGED: {
    title: 'The keyholders have other keys than before',
    next: 'Do not train here: somebody may want to read your update. Tell the coordinator.',
  },
  KEY_MISMATCH: {
    title: 'This page has another key than the task',
    next: 'Proofs made with it would be refused. Tell whoever runs this page which task it was.',
  },
  ARTIFACT_MISSING: {
    title: 'This page does not have the circuit of this task',
    next: 'Use a copy of the page that has it, or ask whoever runs this one to add it.',
  },
  WITNESS_REFUSED: {
    title: 'The circuit refuses these rows',
    next: 'Nothing was sent. Please report it: rows that were accepted before must be provable.',
  },
  TRAINER_STATE_INVALID: {
    title: 'What is kept of this round contradicts itself',
    next: 'Another update of this round has left this browser. To be safe, leave the round to itself.',
  },
  TASK_FULL: { title: 'The task has as many trainers as it takes', next: 'Look for another task.' },
  NOT_ADMITTED: {
    title: 'This account is not on the task’s list',
    next: 'Choose the account that the coordinator has listed, or ask to be added to a new task.',
  },
  ADMISSION_LIST_INVALID: {
    title: 'That is no list of trainers',
    next: 'It has one address a line. Ask the coordinator for the file that the task was created with.',
  },
  ADMISSION_LIST_OTHER: {
    title: 'That is another task’s list',
    next: 'The list must be the very one that this task was created with. Ask the coordinator for it.',
  },
  ACCOUNT_NOT_LISTED: {
    title: 'Your account is not on this list',
    next: 'Choose the account that is listed, in your wallet.',
  },
  CSV_EMPTY: { title: 'The file has no rows', next: 'Choose a CSV file with a header and rows below it.' },
  CSV_MALFORMED: {
    title: 'A row does not fit the others',
    next: 'Mend the line that is named here in the file, and choose it again.',
  },
  CSV_TOO_LARGE: { title: 'The file is too large', next: 'A million rows, or fifty million cells, are the most.' },
  CSV_VALUE_INVALID: {
    title: 'A cell is not a number where one is needed',
    next: 'Mend the cell that is named here, or leave its column out.',
  },
  COLUMN_DUPLICATE: { title: 'Two columns have one name', next: 'Give each column a name of its own, and try again.' },
  TARGET_INVALID: {
    title: 'The answers do not fit the model',
    next: 'A class is a word or a whole number, and there must be as many classes as the model tells apart.',
  },
  CLASS_UNKNOWN: {
    title: 'The file has a class that is not named',
    next: 'Name it as one of the outputs, or leave its rows out of the file.',
  },
  TOO_FEW_ROWS: {
    title: 'There are too few complete rows',
    next: 'One batch must be full. Add rows, or let gaps be filled with the mean.',
  },
  VAULT_LOCKED: {
    title: 'The training stopped, and what was done is kept',
    next: 'The vault was closed, or the wallet changed its account or network. Open the vault again to go on.',
  },
};

export const RETRY_WORDS: Readonly<Record<string, string>> = {
  STORE_UNREACHABLE: 'The pin node, which stores sealed updates, does not answer.',
  STORE_LIED: 'The pin node gave other bytes than were asked for. They were not used.',
  MODEL_UNAVAILABLE: 'The current model cannot be had yet.',
  NETWORK_UNREACHABLE: 'The chain’s node does not answer.',
  RPC_FAILED: 'The chain’s node could not answer.',
  TRANSACTION_PENDING: 'The transaction is not mined yet.',
};

export const WAITING_WORDS: Readonly<Record<WaitingFor, { readonly title: string; readonly meaning: string }>> = {
  committee: {
    title: 'Waiting for the keyholders',
    meaning: 'Every keyholder of the task has to accept it before anybody can enrol.',
  },
  round: {
    title: 'Waiting for the next round',
    meaning: 'Anybody may open it once enough trainers are enrolled. Leave this tab open: it begins by itself.',
  },
  seed: {
    title: 'Waiting for the round’s draw',
    meaning: 'Which of your batches are used is drawn from a block to come, so that nobody can choose them.',
  },
  freeze: {
    title: 'Your update is in. Waiting for the others',
    meaning: 'Leave the tab open: if a keyholder asks for its share again, the page answers.',
  },
  finality: {
    title: 'Waiting until the chain is certain',
    meaning: 'What could still be asked of you is kept until no block of this round can be taken back.',
  },
  finalisation: {
    title: 'The keyholders add up',
    meaning: 'Each adds the shares it has. Only the sum over all trainers is opened, and becomes the next model.',
  },
};

export const MODEL_WORDS: Readonly<Record<Extract<TrainEvent, { kind: 'model' }>['source'], string>> = {
  zeros: 'It is the first one: all zeros.',
  announced: 'Fetched, and checked against the root on chain.',
  rebuilt: 'Made again from the keyholders’ sums, and checked against the root on chain.',
};

interface RuleWords {
  readonly demands: string;
  /** What it means that the task does not. */
  readonly unmet: string;
}

export const RULE_WORDS: Readonly<Record<RuleName, RuleWords>> = {
  minThreshold: {
    demands: 'At least 2 keyholders are needed to open a sum',
    unmet: 'One keyholder alone could open every trainer’s update, yours included.',
  },
  minMembers: {
    demands: 'At least 3 keyholders',
    unmet: 'With so few, losing one may stop the task, and few have to agree to break privacy.',
  },
  minTrainers: {
    demands: 'A sum is over 3 trainers or more',
    unmet: 'A sum over two hides little: each of the two can subtract its own update and see the other’s.',
  },
  allowOpenAdmission: {
    demands: 'Trainers are on a list that the coordinator answers for',
    unmet:
      'Anybody can enrol under many names. All other trainers may be one person, and then the sum shows your update.',
  },
};

export function faultText(fault: ChoiceFault, { columns }: FileSummary): string {
  const nameOf = (column: number): string => columns[column]?.name ?? '';
  switch (fault.what) {
    case 'inputs':
      return `The model takes ${fault.wanted} inputs, and ${fault.found} are chosen.`;
    case 'answers':
      return `The model needs ${fault.wanted} column${fault.wanted === 1 ? '' : 's'} to predict, and ${fault.found} are chosen.`;
    case 'no-number':
      return `“${nameOf(fault.column)}” holds texts, where numbers are needed.`;
    case 'class-empty':
      return 'Every output needs the name of its class.';
    case 'class-twice':
      return `The class “${fault.name}” stands twice.`;
    case 'class-unknown':
      return `The file holds “${fault.name}”, which no output stands for.`;
  }
}

export const ENDED_WORDS = {
  rounds: 'All rounds that were asked for are done.',
  task: 'The task is over. Collect what is yours on the task’s page.',
  expelled: 'This account has left the task, or was excluded from it.',
} as const;
