import { emptyTask, task } from 'hardhat/config';
import type { TaskDefinition } from 'hardhat/types/tasks';
import { deploymentOption, fromOption, jsonFlag, passphraseFileOption, textOption } from '../support/options.ts';
import { gatewayOption, kuboOption, pinOption } from '../support/storage.ts';
import { marketOption } from './contract.ts';

const offer = textOption('offer', "The offer's id: 0x and 64 hex digits; model offers lists them");
const samples = textOption('samples', 'A JSON file with a list of samples, each a list of numbers; - for stdin');
const csv = textOption('csv', 'Instead, a CSV file');
const rows = textOption('rows', 'Its rows, as in 3, 1-5 or 1,4,9; all of them when they are left out');
const target = textOption('target', 'A column of it that is no input: what is to be predicted');
const standardisation = textOption(
  'standardisation',
  "A JSON file with the means and deviations of the model's trainers, where the offer does not have them",
);
const out = textOption('out', 'The folder for the request, which must not exist: it opens the result');
const keys = textOption(
  'keys',
  'The folder with your keys, made when they are not there; in your home when it is left out',
);
const freshKeys = {
  name: 'freshKeys',
  description: 'Make new keys: requests with the old ones belong together',
} as const;
const workers = textOption('workers', 'How many workers evaluate, 1 to 4; 1 when it is left out');
const agreeing = textOption('agreeing', 'How many equal results decide; more than half when it is left out');
const request = textOption('request', 'The folder that infer encrypt or infer run wrote');
const mostCost = textOption('mostCost', 'The most to pay, as in "0.01 ether"; what is shown when it is left out');
const duration = textOption('duration', 'How long the job may take, as in 2h; time for everything when it is left out');
const yes = { name: 'yes', description: 'Do not ask before paying' } as const;
const job = textOption('job', "The job's id: 0x and 64 hex digits");

export const inferTasks: TaskDefinition[] = [
  emptyTask('infer', 'Predictions on encrypted inputs').build(),

  task(['infer', 'encrypt'], 'Encrypt samples for an offer into a folder; shows bytes and cost, and sends nothing')
    .addOption(offer)
    .addOption(samples)
    .addOption(csv)
    .addOption(rows)
    .addOption(target)
    .addOption(standardisation)
    .addOption(out)
    .addOption(keys)
    .addFlag(freshKeys)
    .addOption(workers)
    .addOption(agreeing)
    .addOption(pinOption)
    .addOption(gatewayOption)
    .addOption(kuboOption)
    .addOption(marketOption)
    .addOption(fromOption)
    .addOption(passphraseFileOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./encrypt.ts'))
    .build(),

  task(['infer', 'request'], 'Upload an encrypted request and pay for its job; again after a crash, and nothing twice')
    .addOption(request)
    .addOption(workers)
    .addOption(agreeing)
    .addOption(mostCost)
    .addOption(duration)
    .addFlag(yes)
    .addOption(pinOption)
    .addOption(gatewayOption)
    .addOption(kuboOption)
    .addOption(marketOption)
    .addOption(fromOption)
    .addOption(passphraseFileOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./request.ts'))
    .build(),

  task(['infer', 'run'], 'All in one: encrypt, pay, follow the job, and show its result')
    .addOption(offer)
    .addOption(samples)
    .addOption(csv)
    .addOption(rows)
    .addOption(target)
    .addOption(standardisation)
    .addOption(out)
    .addOption(textOption('request', 'Instead of an offer and samples: a folder, to go on with its request'))
    .addOption(keys)
    .addFlag(freshKeys)
    .addOption(workers)
    .addOption(agreeing)
    .addOption(mostCost)
    .addOption(duration)
    .addOption(textOption('looks', 'How often to evaluate again and compare, in percent of all jobs; 12.5 if left out'))
    .addOption(textOption('patience', 'Seconds after which you do what nobody else did; 20 when it is left out'))
    .addOption(textOption('poll', 'Seconds between two looks at the chain; 2 when it is left out'))
    .addFlag(yes)
    .addOption(pinOption)
    .addOption(gatewayOption)
    .addOption(kuboOption)
    .addOption(marketOption)
    .addOption(fromOption)
    .addOption(passphraseFileOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./run.ts'))
    .build(),

  task(['infer', 'show'], 'Show a job (exit code 1: it ended without a result)')
    .addOption(job)
    .addOption(request)
    .addOption(marketOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./show.ts'))
    .build(),

  task(['infer', 'contest'], 'Evaluate again, and contest the result if it is another (exit code 1: it is the same)')
    .addOption(request)
    .addFlag(yes)
    .addOption(marketOption)
    .addOption(fromOption)
    .addOption(passphraseFileOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./contest.ts'))
    .build(),

  task(['infer', 'accept'], 'Wait no longer for anybody to contest: everybody is paid')
    .addOption(job)
    .addOption(marketOption)
    .addOption(fromOption)
    .addOption(passphraseFileOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./accept.ts'))
    .build(),

  task(['infer', 'hand-over'], 'Split: show what the creator could see, and hand the blurred intermediate over to it')
    .addOption(request)
    .addFlag(yes)
    .addOption(pinOption)
    .addOption(gatewayOption)
    .addOption(kuboOption)
    .addOption(marketOption)
    .addOption(fromOption)
    .addOption(passphraseFileOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./hand-over.ts'))
    .build(),

  task(['infer', 'decrypt'], "Open the result of a closed job, or the creator's answer")
    .addOption(request)
    .addOption(pinOption)
    .addOption(gatewayOption)
    .addOption(kuboOption)
    .addOption(marketOption)
    .addOption(fromOption)
    .addOption(passphraseFileOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./decrypt.ts'))
    .build(),
];
