// What the creator of a split model could see, and what blurring costs: trained networks, cut at each place, under blurs of
// growing deviation. The table of docs/PROTOCOL.md is one of its runs.
import { parseArgs } from 'node:util';
import { blurredValues, blurValues, cutNetwork, evaluateNetwork, type Meter, meterOf, type Network } from '@tacit/sdk';
import { CLASSES, type Images, imageAt, loadImages, meanImage, SIDE } from './networks/images.ts';
import { NETWORK_NAMES } from './networks/recipes.ts';
import { trainedNetwork } from './networks/trained.ts';
import { seededRandomness } from './support/seeded-randomness.ts';

const HELP = `node scripts/boot.mjs scripts/split-meter.ts [options]

Trains the networks of handwritten digits if need be, cuts them, and runs the inversion attack on blurred intermediates.

  --images <n>     held-out images to attack; one of each digit by default
  --classify <n>   held-out images to classify; all 1000 by default
  --json           one line of JSON for each row
  --help           show this`;

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: String(CLASSES) },
    classify: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** In units of the intermediate's own root mean square. */
const DEVIATIONS = [0, 0.03, 0.1, 0.3, 1, 3] as const;
const CUTS: Readonly<Record<string, readonly number[]>> = { 'digits-mlp': [1, 2], 'digits-cnn': [2, 4] };
const image = { channels: 1, height: SIDE, width: SIDE };

const average = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;

/** One of each digit, then one more of each. */
function chosen({ labels }: Images, count: number): number[] {
  const places = Array.from({ length: CLASSES }, (_, digit) => [...labels.keys()].filter((i) => labels[i] === digit));
  return Array.from({ length: count }, (_, k) => places[k % CLASSES]?.[Math.floor(k / CLASSES)] as number);
}

const { train, test } = loadImages();
const mean = meanImage(train);
const sampleAt = (index: number): number[] => [...imageAt(test, index)];

interface Blurring {
  readonly head: Network;
  readonly deviation: number;
  /** So that nothing is clipped: the noise alone is looked at. */
  readonly clip: number;
}

function blurred({ head, deviation, clip }: Blurring, sample: readonly number[], seed: number): ArrayLike<number> {
  const exact = evaluateNetwork(head, sample);
  if (deviation === 0) return exact;
  return blurredValues(blurValues(exact, { clip, deviation }, seededRandomness(seed)));
}

function accuracy(blurring: Blurring, tail: Network, count: number): number {
  const wide: Network = { ...tail, range: 2 ** 31 };
  const right = Array.from({ length: count }, (_, i) => {
    const outputs = evaluateNetwork(wide, Array.from(blurred(blurring, sampleAt(i), i)));
    return Number(outputs.indexOf(Math.max(...outputs)) === test.labels[i]);
  });
  return average(right);
}

async function attack(blurring: Blurring, count: number): Promise<Meter[]> {
  const meters: Meter[] = [];
  for (const index of chosen(test, count)) {
    const sample = sampleAt(index);
    const seen = blurred(blurring, sample, index);
    const options = { deviation: blurring.deviation, minimum: 0, maximum: 1, mean, image };
    meters.push(await meterOf(blurring.head, { sample, seen }, options));
  }
  return meters;
}

async function report(name: string, network: Network, cut: number): Promise<void> {
  const { head, tail } = cutNetwork(network, cut);
  const values0 = Array.from({ length: 50 }, (_, i) => evaluateNetwork(head, sampleAt(i))).flat();
  const size = Math.sqrt(average(values0.map((value) => value * value)));
  const clip = 2 * Math.max(...values0.map(Math.abs));
  for (const part of DEVIATIONS) {
    const blurring = { head, deviation: part * size, clip };
    const start = performance.now();
    const meters = await attack(blurring, Number(values.images));
    const seconds = (performance.now() - start) / 1000 / meters.length;
    const row = {
      ...{ network: name, cut, width: tail.inputs, size, part, deviation: blurring.deviation },
      psnr: average(meters.map(({ psnr }) => psnr)),
      ssim: average(meters.map(({ ssim }) => ssim ?? 0)),
      mse: average(meters.map(({ mse }) => mse)),
      guess: average(meters.map(({ guess }) => guess)),
      verdicts: (['open', 'partly', 'hidden'] as const).map(
        (one) => meters.filter(({ verdict }) => verdict === one).length,
      ),
      accuracy: accuracy(blurring, tail, Number(values.classify)),
      seconds,
    };
    if (values.json) console.log(JSON.stringify(row));
    else {
      const { psnr, ssim, mse, guess, verdicts } = row;
      const figures = [part, psnr.toFixed(1), ssim.toFixed(2), (mse / guess).toFixed(2), verdicts.join('/')];
      console.log([name, cut, tail.inputs, ...figures, (100 * row.accuracy).toFixed(1), seconds.toFixed(1)].join('\t'));
    }
  }
}

if (values.help) console.log(HELP);
else {
  if (!values.json)
    console.log('network\tcut\twidth\tdeviation\tPSNR\tSSIM\tmse/guess\topen/partly/hidden\tright %\ts');
  for (const name of NETWORK_NAMES) {
    const { network } = trainedNetwork(name);
    for (const cut of CUTS[name] ?? []) await report(name, network, cut);
  }
}
