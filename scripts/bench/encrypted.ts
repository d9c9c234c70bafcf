// What a prediction on encrypted inputs costs, in rotations of the same parameters and the same run.
import {
  type DenseLayer,
  type Encryption,
  type Network,
  openEncryption,
  type ParameterName,
  type Plan,
  planOf,
  type UserKeys,
} from '@tacit/sdk';
import { formatBytes } from '@tacit/sdk/node';
import { imageAt, loadImages } from '../networks/images.ts';
import { trainedNetwork } from '../networks/trained.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { interleave, median, range } from './measure.ts';
import { openRotations, type Rotations } from './rotations.ts';

/** Rotations that one measurement has; outputs that the plain way is measured on, of all. */
const TURNS = 8;
const NAIVE = { measured: 4, outputs: 64 };

type Act = 'rotate' | 'evaluate' | 'encrypt' | 'decrypt' | 'createKeys' | 'loadKeys' | 'prepare' | 'naive';

export interface EncryptedTimes {
  readonly title: string;
  readonly plan: Plan;
  /** Medians in ms, and how far the runs lay apart. */
  readonly ms: Readonly<Record<Exclude<Act, 'naive'>, number>> & { readonly naive?: number };
  readonly spread: Readonly<Record<'rotate' | 'evaluate', string>>;
}

function randomDense(inputs: number, outputs: number, seed: number): DenseLayer {
  const { next } = seededRandomness(seed);
  const values = (count: number, most: number) => Float64Array.from({ length: count }, () => most * (2 * next() - 1));
  const weights = values(inputs * outputs, 1.7 / Math.sqrt(inputs));
  return { kind: 'dense', inputs, outputs, weights, bias: values(outputs, 0.1) };
}

interface Contest {
  readonly title: string;
  readonly network: Network;
  readonly parameters: ParameterName;
  readonly naive?: true;
}

const floats = (layers: Network['layers']): Network => ({ arithmetic: 'float', inputs: 784, range: 1, layers });
const square = { kind: 'square' } as const;

const contests = (): Contest[] => [
  {
    title: 'dense 784 x 64, square, dense 64 x 32',
    network: floats([randomDense(784, 64, 1), square, randomDense(64, 32, 2)]),
    parameters: 'dense-8192',
  },
  {
    title: 'dense 784 x 64 alone',
    network: floats([randomDense(784, 64, 1)]),
    parameters: 'dense-8192',
    naive: true,
  },
  {
    title: 'MNIST: dense 784 x 64, square, dense 64 x 10',
    network: trainedNetwork('digits-mlp').network,
    parameters: 'dense-8192',
  },
  {
    title: 'MNIST: convolution 5 x 5 / 2, square, dense 845 x 100, square, dense 100 x 10',
    network: trainedNetwork('digits-cnn').network,
    parameters: 'deep-8192',
  },
];

/** All that a user and a worker do with one sample, each by itself. */
function actsOf(encryption: Encryption, plan: Plan, sample: readonly number[]) {
  const user: UserKeys = encryption.createKeys();
  const keys = encryption.loadKeys(user.evaluationKeys);
  const prepared = encryption.prepare(plan);
  const request = encryption.encrypt(plan, user.secretKey, [sample]);
  const run = () =>
    plan.steps.reduce<Uint8Array>((bytes, _, step) => encryption.evaluate(prepared, keys, step, bytes), request);
  const response = run();
  return {
    evaluate: async () => run(),
    encrypt: async () => encryption.encrypt(plan, user.secretKey, [sample]),
    decrypt: async () => encryption.decrypt(plan, user.secretKey, response),
    createKeys: async () => encryption.createKeys(),
    loadKeys: async () => encryption.loadKeys(user.evaluationKeys).dispose(),
    prepare: async () => encryption.prepare(plan).dispose(),
  };
}

async function timeOne(contest: Contest, rotations: Rotations, runs: number): Promise<EncryptedTimes> {
  const plan = planOf(contest.network, { parameters: contest.parameters });
  const encryption = await openEncryption(contest.parameters);
  const sample = Array.from(imageAt(loadImages().test, 0));
  if (contest.naive) rotations.lowerNaive(plan.steps[0]?.input.level ?? 1);
  const times = await interleave(
    {
      rotate: async () => {
        for (let turn = 0; turn < TURNS; turn++) rotations.rotate();
      },
      ...actsOf(encryption, plan, sample),
      naive: async () => (contest.naive ? rotations.naive(NAIVE.measured) : undefined),
    },
    runs,
  );
  encryption.dispose();
  const each = times.rotate.map((ms) => ms / TURNS);
  const ms = {
    rotate: median(each),
    evaluate: median(times.evaluate),
    encrypt: median(times.encrypt),
    decrypt: median(times.decrypt),
    createKeys: median(times.createKeys),
    loadKeys: median(times.loadKeys),
    prepare: median(times.prepare),
    ...(contest.naive && { naive: (median(times.naive) * NAIVE.outputs) / NAIVE.measured }),
  };
  return { title: contest.title, plan, ms, spread: { rotate: range(each), evaluate: range(times.evaluate) } };
}

export async function timeEncrypted(runs: number, onContest: (title: string) => void): Promise<EncryptedTimes[]> {
  const results: EncryptedTimes[] = [];
  const opened = new Map<ParameterName, Rotations>();
  for (const contest of contests()) {
    onContest(contest.title);
    const { parameters } = contest;
    const plan = planOf(contest.network, { parameters });
    const rotations = opened.get(parameters) ?? (await openRotations(plan.parameters));
    opened.set(parameters, rotations);
    results.push(await timeOne(contest, rotations, runs));
  }
  return results;
}

type Table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) => string;

function costTable(table: Table, times: readonly EncryptedTimes[]): string {
  return table(
    [
      'evaluation of one sample',
      'parameters',
      'evaluation / a rotation',
      'rotations in it',
      'ms (range)',
      'a rotation, ms',
    ],
    times.map(({ title, plan, ms, spread }) => [
      title,
      plan.parameters.name,
      (ms.evaluate / ms.rotate).toFixed(1),
      plan.steps.reduce((sum, { operations }) => sum + operations.rotations, 0),
      `${ms.evaluate.toFixed(0)} (${spread.evaluate})`,
      ms.rotate.toFixed(1),
    ]),
  );
}

function restTable(table: Table, times: readonly EncryptedTimes[]): string {
  return table(
    ['ms', 'all keys', 'encrypt', 'decrypt', 'load keys', 'encode weights'],
    times.map(({ title, ms }) => [
      title,
      ...[ms.createKeys, ms.encrypt, ms.decrypt, ms.loadKeys, ms.prepare].map((value) => value.toFixed(1)),
    ]),
  );
}

function byteTable(table: Table, times: readonly EncryptedTimes[]): string {
  return table(
    ['bytes', 'keys, once', 'request, a sample', 'response, a sample'],
    times.map(({ title, plan }) => [title, ...[plan.keyBytes, plan.requestBytes, plan.responseBytes].map(formatBytes)]),
  );
}

function naiveLine(times: readonly EncryptedTimes[]): string {
  const one = times.find(({ ms }) => ms.naive !== undefined);
  if (one?.ms.naive === undefined) return '';
  const ratio = (one.ms.naive / one.ms.evaluate).toFixed(0);
  return `The plain way, a product and ten rotations for every output, takes ${(one.ms.naive / 1000).toFixed(2)} s for 784 x 64: ${ratio} times as long as
the same layer here, on as many primes (measured on ${NAIVE.measured} outputs of ${NAIVE.outputs}, times ${NAIVE.outputs / NAIVE.measured}; and its results would still lie in ${NAIVE.outputs} ciphertexts).`;
}

const PEERS: readonly (readonly string[])[] = [
  ['LoLa, MNIST CNN', '2.2 s', 'arXiv 1812.10659; 2.0 to 2.2 s in the README of microsoft/CryptoNets'],
  ['TenSEAL, MNIST CNN', 'below 1 s', 'arXiv 2104.03152, abstract'],
  [
    'Concrete ML, MNIST fully connected',
    '3.5 to 12 s',
    'a notebook in the documentation of zama-ai/concrete-ml, by release',
  ],
  ['Concrete ML, CNN on 8 x 8 digits', '2.6 to 7.4 s', 'another notebook there, by release'],
];

export function encryptedSection(table: Table, times: readonly EncryptedTimes[]): string {
  return `## Predicting on encrypted inputs

One thread, SEAL 4.1.2 in WebAssembly. Times are of one sample, with all checks of bytes, reading and writing of ciphertexts. A
rotation is SEAL's alone, of a fresh ciphertext of the same parameters, between the others in the same run: other machines will have
other milliseconds, and about the same ratios. Rotations on lower levels are cheaper than that one.

${costTable(table, times)}

${naiveLine(times)}

${restTable(table, times)}

${byteTable(table, times)}

Published for comparison, not run here: other machines, and other networks of the same kind. Do not rank finely.

${table(
  ['system', 'an image', 'source'],
  PEERS.map((peer) => [...peer]),
)}
`;
}
