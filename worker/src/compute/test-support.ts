// A small network, a user with keys, and what a pool is given of them.
import { encodeNetwork, type Network, nameBlob, openEncryption, type ParameterName, planOf } from '@tacit/sdk';
import type { EvaluationWork, Named } from './thread-pool.ts';

export const named = async (bytes: Uint8Array): Promise<Named> => ({
  name: (await nameBlob(bytes)).digest,
  bytes: async () => bytes,
});

/** Dense, square, dense; weights that anybody can write down. */
export function smallNetwork(inputs = 16, hidden = 8, outputs = 4): Network {
  const weights = (count: number, by: number) =>
    Float64Array.from({ length: count }, (_, i) => ((i * by) % 13) / 8 - 0.75);
  return {
    arithmetic: 'float',
    inputs,
    range: 1,
    layers: [
      { kind: 'dense', inputs, outputs: hidden, weights: weights(inputs * hidden, 5), bias: weights(hidden, 3) },
      { kind: 'square' },
      { kind: 'dense', inputs: hidden, outputs, weights: weights(hidden * outputs, 7), bias: weights(outputs, 2) },
    ],
  };
}

export const samplesFor = ({ inputs }: Network, count: number): number[][] =>
  Array.from({ length: count }, (_, k) =>
    Array.from({ length: inputs }, (_, i) => (((i + 3 * k) * 7) % 17) / 17 - 0.5),
  );

export type User = Awaited<ReturnType<typeof openUser>>;

/** Somebody with keys of one parameter set. */
export async function openUser(parameters: ParameterName = 'dense-8192') {
  const encryption = await openEncryption(parameters);
  const keys = encryption.createKeys();
  const workFor = async (network: Network, samples: readonly (readonly number[])[], stepSeconds = 1) => {
    const plan = planOf(network, { parameters, stepSeconds });
    const input = encryption.encrypt(plan, keys.secretKey, samples);
    const { network: _, ...facts } = plan;
    const work: EvaluationWork = {
      parameters,
      stepSeconds,
      network: await named(encodeNetwork(network)),
      plan: facts,
      keys: await named(keys.evaluationKeys),
      step: 0,
      samples: samples.length,
      input,
    };
    const decrypt = (result: Uint8Array): number[][] => encryption.decrypt(plan, keys.secretKey, result);
    return { plan, work, decrypt };
  };
  return { encryption, keys, workFor };
}

/** A program for a thread that says how it was asked, and does as the step tells it. */
export const playedThread = (body: string): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort } from 'node:worker_threads';
      const cache = { keys: [], networks: [] };
      const reply = (result) => parentPort.postMessage({ kind: 'evaluated', result, cache });
      parentPort.on('message', (request) => { ${body} });
    `)}`,
  );
