// A network to be offered, out of a file with its description, or out of a trained model.
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { describeKey } from '../circuits/own-key.ts';
import { requireField } from '../support/fields.ts';
import { readBytes } from '../support/files.ts';
import { readJson } from '../support/json-io.ts';
import {
  type InputDescription,
  MAX_NETWORK_BYTES,
  type models,
  type Network,
  type OutputDescription,
  offerOfTrained,
  parseDescription,
  parseNetwork,
  parseStandardisation,
  type Standardisation,
} from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';
import { digestOf, readModel } from '../training/model-file.ts';
import { loadArtifacts } from '../training/own-circuit.ts';
import { circuitIn } from './evaluate.ts';
import { fetchTaskModel, type ModelArguments } from './task-model.ts';

export interface NetworkArguments extends ModelArguments {
  readonly networkFile: string | undefined;
  readonly description: string | undefined;
  readonly model: string | undefined;
  readonly labels: string | undefined;
  readonly standardisation: string | undefined;
}

export interface FoundNetwork {
  readonly network: Network;
  readonly input: InputDescription;
  readonly output: OutputDescription;
  /** What the registry knows of a model that was trained here. */
  readonly listing: Pick<models.Listing, 'circuit' | 'root' | 'weightsCid'>;
  readonly origin?: { readonly task: `0x${string}`; readonly round: number };
}

const NO_HASH = `0x${'0'.repeat(64)}` as const;

/** `{"input": {...}, "output": {...}}`, read as strictly as users do. */
async function readDescription(path: string): Promise<Pick<FoundNetwork, 'input' | 'output'>> {
  const json = (await readJson({ input: path, limit: 2 ** 18 })) as Partial<FoundNetwork> | null;
  if (json?.input && json.output && Object.keys(json).length === 2) return parseDescription(json);
  throw taskError('MODEL_FILE_INVALID', `${path} has not exactly the fields input and output`);
}

async function ofFile(options: NetworkArguments, path: string): Promise<FoundNetwork> {
  if (options.standardisation !== undefined) {
    const message = 'a network of a file is standardised by its description: input.features and output.targets';
    throw taskError('REQUEST_INVALID', message);
  }
  const description = await readDescription(String(requireField(options, 'description')));
  const bytes = await readBytes(path, MAX_NETWORK_BYTES);
  const listing = { circuit: NO_HASH, root: 0n, weightsCid: digestOf(bytes) };
  return { ...description, network: parseNetwork(bytes), listing };
}

type Trained = Parameters<typeof offerOfTrained>[0];

async function readStandardisation(path: string | undefined): Promise<Standardisation | undefined> {
  if (path === undefined || path === 'none') return undefined;
  return parseStandardisation(await readJson({ input: path, limit: 2 ** 20 }));
}

async function ofWeights(format: Trained, weights: readonly number[], { labels, ...options }: NetworkArguments) {
  const standardisation = await readStandardisation(options.standardisation);
  return offerOfTrained(format, weights, { labels: labels?.split(','), standardisation });
}

async function ofModelFile(options: NetworkArguments, path: string): Promise<FoundNetwork> {
  const artifacts = await loadArtifacts(options.circuit ?? (await circuitIn(path)));
  const { weights, root, cid } = await readModel(artifacts, path);
  const { id: circuit } = describeKey(artifacts.circuit, artifacts.verificationKey);
  const offered = await ofWeights(artifacts.circuit.format, weights, options);
  return { ...offered, listing: { circuit, root, weightsCid: cid ?? NO_HASH } };
}

async function ofTask(options: NetworkArguments, hre: HardhatRuntimeEnvironment): Promise<FoundNetwork> {
  const { task, artifacts, model, round } = await fetchTaskModel(options, hre);
  const { id: circuit } = describeKey(artifacts.circuit, artifacts.verificationKey);
  const offered = await ofWeights(artifacts.circuit.format, model.weights, options);
  const listing = { circuit, root: model.root, weightsCid: model.cid ?? NO_HASH };
  return { ...offered, listing, origin: { task: task as `0x${string}`, round: Number(round) } };
}

/** The network that the options name in one of three ways. */
export async function readNetwork(options: NetworkArguments, hre: HardhatRuntimeEnvironment): Promise<FoundNetwork> {
  const { networkFile, model, task } = options;
  if ([networkFile, model, task].filter((one) => one !== undefined).length !== 1) {
    throw taskError(
      'FIELD_MISSING',
      'give one of --network-file FILE, --model FILE (as model download writes it) and --task ID',
    );
  }
  if (networkFile !== undefined) return await ofFile(options, networkFile);
  return model === undefined ? await ofTask(options, hre) : await ofModelFile(options, model);
}
