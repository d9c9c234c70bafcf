// What codes mean to a keyholder, and what to do next.
import type { WordsByCode } from '../../ui/failures.ts';

const BACKUP: WordsByCode = {
  SEALED_FILE_INVALID: {
    title: 'The backup does not open',
    next: 'The passphrase is wrong, or the file is damaged or no backup of a key. Try the passphrase again, letter by letter.',
  },
  PASSPHRASE_MISSING: {
    title: 'The backup is sealed',
    next: 'Enter the passphrase that it was made with.',
  },
  SEALING_SECRET_INVALID: {
    title: 'An empty passphrase protects nothing',
    next: 'Choose one of at least twelve characters.',
  },
  KEY_FILE_INVALID: {
    title: 'This file is no key',
    next: 'Choose the file that this page, or a keyholder’s program, wrote as the key’s backup.',
  },
  BACKUP_DIFFERS: {
    title: 'This is the backup of another key',
    next: 'Choose the file that was downloaded last from here, or download it again.',
  },
  BACKUP_MISSING: {
    title: 'The key was not backed up yet',
    next: 'Download the backup and open it once here. Without it a lost browser costs the stake.',
  },
};

const KEY: WordsByCode = {
  KEYHOLDER_KEY_EXISTS: {
    title: 'There is a key here already',
    next: 'This browser keeps one key for an account. Use another account for another key.',
  },
  KEYHOLDER_KEY_MISSING: {
    title: 'There is no key in this browser',
    next: 'Go to the tab “Key” and make one, or bring yours back from its backup.',
  },
  KEYHOLDER_KEY_INVALID: {
    title: 'The key that is kept here is damaged',
    next: 'Bring it back from its backup, in another browser profile if need be.',
  },
  KEY_NOT_REGISTERED: {
    title: 'The key in this browser is not the one that your account registered',
    next: 'Bring the registered key here from its backup, or go on where that key works.',
  },
  KEY_ALREADY_REGISTERED: {
    title: 'This key is registered already',
    next: 'A key belongs to one account for ever. Choose the account that registered it.',
  },
  MEMBER_ALREADY_REGISTERED: {
    title: 'Your account has a key already',
    next: 'An account has one key for ever. Bring that key here from its backup.',
  },
  STAKE_NOT_FREE: {
    title: 'So much of your stake is not free',
    next: 'What tasks have locked becomes free when they are closed. Choose a smaller amount.',
  },
  NOTHING_UNBONDING: { title: 'Nothing is being taken out', next: 'Start with taking a part of your free stake out.' },
  NOTHING_CLAIMABLE: {
    title: 'There is nothing to claim',
    next: 'It was claimed already, or no stake was slashed in your favour.',
  },
  NOTHING_OWED: { title: 'Nothing is owed to your account', next: 'It was paid out already.' },
  ACCEPTANCE_SPENT: {
    title: 'This acceptance cannot be used any more',
    next: 'It was shown already, or you took it back. A task that you refused once cannot be accepted later.',
  },
  ACCEPTANCE_EXPIRED: {
    title: 'The task’s time to start is over',
    next: 'It can no longer be accepted. Its coordinator has to propose another one.',
  },
  TASK_NOT_IN_STATUS: {
    title: 'The task is no longer in that state',
    next: 'It has started, or ended, meanwhile. The page reads it again by itself.',
  },
  UNBONDING_NOT_OVER: {
    title: 'The delay is not over yet',
    next: 'Come back at the time that is shown: the stake stays where it is until then.',
  },
};

const ROUND: WordsByCode = {
  CHAIN_MOVED: {
    title: 'The round has changed since you looked',
    next: 'Nothing was sent. The page looks again by itself; decide by what it shows then.',
  },
  RECORDS_UNKNOWN: {
    title: 'This set was frozen before your key worked in this browser',
    next: 'Open the publishing again, and say whether the key has published a sum of this round elsewhere.',
  },
  WORKPLACE_ELSEWHERE: {
    title: 'Your key does not work in this page',
    next: 'Nothing was sent. Say above where it works: one key works in one place.',
  },
  FREEZE_NOT_FINAL: {
    title: 'The freeze of this round is not final yet',
    next: 'Nothing was sent. Wait until the network cannot take the freeze back; the page shows when.',
  },
  RELEASE_CONFLICT: {
    title: 'You released a sum of another set of this round before',
    next: 'Nothing was sent. A second one would show the difference: somebody’s own update. This round has had its only sum.',
  },
  RELEASE_RECORD_INVALID: {
    title: 'The record of what you released is damaged',
    next: 'Nothing was sent. Nobody knows what was released of this round, so nothing more may be.',
  },
  SHARES_INCOMPLETE: {
    title: 'A share is missing, or is not right',
    next: 'A sum over fewer would be wrong, and cost your stake. Check the shares again: somebody may have shown the missing one.',
  },
  SUM_NOT_OPENED: {
    title: 'Too few right sums are there',
    next: 'The next model needs as many as the threshold says. Wait for others, or demand a missing sum.',
  },
  LOG_INCOMPLETE: {
    title: 'The node leaves something out',
    next: 'What it shows does not add up to what the contract has. Try again; if it goes on, the page’s node is faulty.',
  },
  TERMS_FOREIGN: {
    title: 'The node says something else of the task than its terms do',
    next: 'Nothing was done. The node of this page is faulty or lies: tell whoever runs it.',
  },
  NOT_A_MEMBER: { title: 'This account is not in the committee', next: 'Choose the account that accepted the task.' },
  ALREADY_EXCLUDED: {
    title: 'Somebody else was faster',
    next: 'The trainer is excluded already. There is nothing left to do.',
  },
  ALREADY_DEMANDED: {
    title: 'It is demanded already',
    next: 'Wait until somebody shows it, or until the time for that is over.',
  },
  SUM_ALREADY_POSTED: { title: 'Your sum is posted already', next: 'There is nothing left to do.' },
  TOO_LATE: { title: 'The time for that is over', next: 'Look at the round’s phase: something else may be due now.' },
  TOO_EARLY: { title: 'It is not time for that yet', next: 'Wait until the phase before it is over.' },
  CIRCUIT_MISMATCH: {
    title: 'This page has another circuit than the task',
    next: 'Nothing was done. Use a copy of the page that has the task’s circuit.',
  },
  ARTIFACT_MISSING: {
    title: 'The task’s circuit is not on this site',
    next: 'Shares are checked against its numbers. Use a copy of the page that has the circuit, or run a keyholder’s program.',
  },
  MODEL_UNAVAILABLE: {
    title: 'The present model is nowhere to be found',
    next: 'Somebody who has it can put it back. Another keyholder may finalise the round meanwhile.',
  },
  CANCELLED: {
    title: 'You stopped it',
    next: 'Begin again whenever you like. What your wallet has sent already goes on.',
  },
  SUM_ALREADY_DEMANDED: {
    title: 'It is demanded already',
    next: 'Wait until somebody shows it, or the time for that is over.',
  },
  SUM_ALREADY_FAULTY: {
    title: 'It is proven wrong already',
    next: 'Somebody else was faster. There is nothing left to do.',
  },
  ROUND_NOT_IN_STATUS: {
    title: 'The round is no longer in that state',
    next: 'Somebody was faster. Nothing was sent; the page reads the round again by itself.',
  },
  STORE_MISSING: {
    title: 'This page knows no storage',
    next: 'Whoever runs it must name a pin node in its config. Nothing was sent.',
  },
};

export const KEYHOLDER_WORDS: WordsByCode = { ...BACKUP, ...KEY, ...ROUND };
