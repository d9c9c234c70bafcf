import { emptyTask, task } from 'hardhat/config';
import type { TaskDefinition } from 'hardhat/types/tasks';
import { marketOption } from '../infer/contract.ts';
import { deploymentOption, fromOption, jsonFlag, passphraseFileOption, textOption } from '../support/options.ts';

const to = textOption('to', 'Who gets the ether; the account when it is left out');

export const computeTasks: TaskDefinition[] = [
  emptyTask('compute', 'The stake of a worker that evaluates models on encrypted inputs').build(),

  task(['compute', 'join'], 'Stake ether to be drawn for jobs; also stakes more, tells of a new URL, and resumes')
    .addOption(textOption('stake', 'As in "0.1 ether"; nothing when it is left out'))
    .addOption(textOption('url', "Where the worker's HTTP API is, for large uploads; binds nobody"))
    .addOption(marketOption)
    .addOption(fromOption)
    .addOption(passphraseFileOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./join.ts'))
    .build(),

  task(['compute', 'pause'], 'Be drawn no more; seats that are filled stay')
    .addOption(marketOption)
    .addOption(fromOption)
    .addOption(passphraseFileOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./pause.ts'))
    .build(),

  task(['compute', 'resume'], 'Be drawn again: after a pause, or after the worker kept silent and was taken out')
    .addOption(marketOption)
    .addOption(fromOption)
    .addOption(passphraseFileOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./resume.ts'))
    .build(),

  task(['compute', 'leave'], 'Take free stake out of service, to withdraw it after a delay')
    .addOption(textOption('amount', 'How much, as in "0.1 ether"; all that is free when it is left out'))
    .addOption(marketOption)
    .addOption(fromOption)
    .addOption(passphraseFileOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./leave.ts'))
    .build(),

  task(['compute', 'withdraw'], 'Withdraw everything that has unbonded')
    .addOption(to)
    .addOption(marketOption)
    .addOption(fromOption)
    .addOption(passphraseFileOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./withdraw.ts'))
    .build(),

  task(['compute', 'claim'], 'Claim what the account earned, or got back: fees, prices, refunds and deposits')
    .addOption(to)
    .addOption(marketOption)
    .addOption(fromOption)
    .addOption(passphraseFileOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./claim.ts'))
    .build(),

  task(['compute', 'show'], 'Show a worker: its stake, what it may claim, its jobs (exit code 1: it never joined)')
    .addOption(textOption('worker', 'Whose; the account of --from when it is left out'))
    .addOption(textOption('fromBlock', 'Where to begin reading events: the block of the deployment, or 0'))
    .addOption(marketOption)
    .addOption(fromOption)
    .addOption(passphraseFileOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./show.ts'))
    .build(),
];
