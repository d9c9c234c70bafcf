// `npm run shots`: pictures of every page over a network on which all there is to see has happened.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inference, multiplierOf, nearestLearningRate, type ReadClient } from '@tacit/sdk';
import { startProgress } from '@tacit/sdk/node';
import { THEMES } from '../test/browser/support/axe.ts';
import type { ThemeName } from '../test/browser/support/open-page.ts';
import { LOOKERS, type Looker, type Places, takeScreens } from '../test/browser/support/screens.ts';
import { openStack, type Stack } from '../test/browser/support/stack.ts';
import { type DemoData, loadData } from './demo/dataset.ts';
import { keepOpen } from './demo/open-task.ts';
import { type DemoOptions, readOptions } from './demo/options.ts';
import { predictEncrypted } from './demo/prediction.ts';
import { runSession } from './demo/session.ts';
import { ROOT } from './support/repository.ts';
import { seededRandomness } from './support/seeded-randomness.ts';

const HELP = `npm run shots -- [options]

Opens a local network, trains a round, predicts a row, and writes pictures of all pages into build/shots.

  --only A,B       parts of routes                     (all)
  --looker A,B     visitor, member or offline          (all)
  --theme A,B      light or dark                       (both)
  --help
`;

const DEMO = ['--trainers', '3', '--keyholders', '3', '--threshold', '2', '--rounds', '1', '--steps', '1'];
/** Predictions take the account that lies behind the user's; guests begin with it. */
const MEMBER = 1;

interface Ended {
  readonly places: Places;
  stop(): Promise<void>;
}

/** Somebody's training, prediction and open task, without a word of it. */
async function play(stack: Stack, data: DemoData, options: DemoOptions): Promise<Ended> {
  const { network } = stack;
  const say = (): void => {};
  const session = await runSession(options, data, network, say);
  await session.stop();
  const round = Number(session.rounds.at(-1)?.round);
  const serving = await predictEncrypted(network, data, { weights: session.model, round, samples: 1, say });
  const open = await keepOpen(network, data, options, say);
  const client = network.chain.client as unknown as ReadClient;
  const { jobs } = await inference.listJobs(client, network.contracts.market, { fromBlock: 0n });
  const [job, offer] = [jobs[0]?.id ?? '', serving.offer];
  const places = { task: network.task.id, round: String(round), model: offer.offer.model, offer: offer.id, job };
  return {
    places,
    async stop() {
      await open.stop();
      await serving.stop();
    },
  };
}

const listOf = <T extends string>(text: string | undefined, all: readonly T[]): readonly T[] =>
  text === undefined ? all : (text.split(',') as T[]).filter((part) => all.includes(part));

function readArguments() {
  const text = { type: 'string' } as const;
  return parseArgs({ options: { only: text, looker: text, theme: text, help: { type: 'boolean' } } }).values;
}

async function shoot(): Promise<void> {
  const values = readArguments();
  if (values.help) return void console.log(HELP);
  const folder = join(ROOT, 'build/shots');
  if (values.only === undefined) rmSync(folder, { recursive: true, force: true });
  const options = readOptions(DEMO) as DemoOptions;
  const data = await loadData(options, seededRandomness(options.seed));
  const { trainers, keyholders, threshold, steps, rounds } = options;
  const multiplier = multiplierOf(data.format, nearestLearningRate(data.format, 1));
  const progress = startProgress('taking pictures', { patience: 0 });
  const sizes = { trainers, keyholders, threshold, steps, rounds, multiplier, minTrainers: 3 };
  const stack = await openStack({ circuit: data.circuit, ...sizes });
  try {
    const ended = await play(stack, data, options);
    const files = await takeScreens(stack, {
      folder,
      places: ended.places,
      account: stack.network.guestAccount(MEMBER),
      lookers: listOf<Looker>(values.looker, LOOKERS),
      themes: listOf<ThemeName>(values.theme, THEMES),
      ...(values.only === undefined ? {} : { only: values.only.split(',') }),
      onShot: (file) => progress.update(undefined, file.slice(folder.length + 1)),
    });
    await ended.stop();
    progress.end('done');
    console.log(`${files.length} pictures in build/shots`);
  } finally {
    progress.end('silent');
    await stack.stop();
  }
}

await shoot();
