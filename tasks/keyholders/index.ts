import { emptyTask, task } from 'hardhat/config';
import type { TaskDefinition } from 'hardhat/types/tasks';
import { deploymentOption, fromOption, jsonFlag, passphraseFileOption, textOption } from '../support/options.ts';

const contract = textOption('keyholders', 'The address of Keyholders; from the record of deploy when it is left out');
const amount = textOption('amount', 'As in 1ether, "0.5 ether", 20gwei or 500000 (wei)');
const to = textOption('to', 'Who receives it; the account itself when it is left out');
const terms = textOption('task', "The hash of the task's terms: 0x and 64 hex digits");
const locker = textOption('locker', 'The address of the contract that runs the task');

export const keyholderTasks: TaskDefinition[] = [
  emptyTask('keyholders', "Keys and stakes of those whom trainers' updates are shared among").build(),

  task(['keyholders', 'keygen'], 'Make a key and write it to a file that only you can read')
    .addOption(textOption('out', 'The file; it must not exist'))
    .addOption(passphraseFileOption)
    .addFlag({ name: 'plain', description: 'Write the key unprotected, for tests and local networks' })
    .addFlag(jsonFlag)
    .setAction(() => import('./keygen.ts'))
    .build(),

  task(['keyholders', 'wallet'], 'Seal the private key of an account that a worker signs with in a file')
    .addOption(textOption('out', 'The file; it must not exist'))
    .addOption(textOption('privateKeyFile', 'A file with the private key; a new one is drawn when it is left out'))
    .addOption(passphraseFileOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./wallet.ts'))
    .build(),

  task(['keyholders', 'register'], 'Register a key for the account, for ever, with a proof that you have its secret')
    .addOption(textOption('key', 'The file that keygen wrote'))
    .addOption(passphraseFileOption)
    .addOption(textOption('stake', 'Ether to stake at once, as in 1ether; nothing when it is left out'))
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./register.ts'))
    .build(),

  task(['keyholders', 'deposit'], "Add to the account's stake")
    .addOption(amount)
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./deposit.ts'))
    .build(),

  task(['keyholders', 'unbond'], 'Take free stake out of service; it can be withdrawn after a delay')
    .addOption(amount)
    .addFlag({ name: 'cancel', description: 'Take everything that unbonds back into service instead' })
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./unbond.ts'))
    .build(),

  task(['keyholders', 'withdraw'], 'Pay out what has unbonded')
    .addOption(to)
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./withdraw.ts'))
    .build(),

  task(['keyholders', 'claim'], "Pay out what others' slashed stakes brought the account")
    .addOption(to)
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./claim.ts'))
    .build(),

  task(['keyholders', 'accept'], 'Sign that a task may lock a part of the stake; sends nothing')
    .addOption(terms)
    .addOption(locker)
    .addOption(amount)
    .addOption(textOption('deadline', 'Until when it may be used: 2h, 7d, 2026-12-01T10:00Z or seconds since 1970'))
    .addOption(textOption('owner', 'Whose stake: a contract that trusts the account; the account when it is left out'))
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./accept.ts'))
    .build(),

  task(['keyholders', 'revoke'], 'Make an acceptance worthless, unless the task came first')
    .addOption(terms)
    .addOption(locker)
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./revoke.ts'))
    .build(),

  task(['keyholders', 'show'], 'Show key, stake and claims of an account (exit code 1: it has no key)')
    .addOption(textOption('owner', 'Whose; the account of --from when it is left out'))
    .addOption(terms)
    .addOption(locker)
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./show.ts'))
    .build(),
];
