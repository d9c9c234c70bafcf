// Reading what somebody wants to publish, as strictly as whoever will use it.
import {
  circuitNamed,
  encodeModel,
  fetchModel,
  networkOfWeights,
  ProtocolError,
  parseModel,
  parseNetwork,
  training,
} from '@tacit/sdk';
import { type Hex, sha256 } from 'viem';
import type { Network } from '../../../app/network.ts';
import { circuitNameIn, networkFacts, type Source, sourceKind } from '../source.ts';
import { modelArtifacts, registeredId } from './circuits.ts';

async function openWeights(network: Network, bytes: Uint8Array): Promise<Source> {
  const { name, format } = circuitNamed(circuitNameIn(bytes));
  const { weights, root } = parseModel({ name, format }, bytes);
  const circuit = await registeredId(network, name);
  const facts = networkFacts(networkOfWeights(format, weights));
  const about = { kind: 'weights', bytes, digest: sha256(bytes), circuit: name, learner: format.kind } as const;
  return { ...about, ...facts, ...(circuit && { listed: { circuit, root } }) };
}

/** A file that was dropped: a model as `model download` writes it, or a network. */
export async function openFile(network: Network, bytes: Uint8Array): Promise<Source> {
  if (sourceKind(bytes) === 'weights') return await openWeights(network, bytes);
  return { kind: 'network', bytes, digest: sha256(bytes), ...networkFacts(parseNetwork(bytes)) };
}

/** The model after a finalised round, under the root that the chain has for it. */
export async function openRound(
  network: Network,
  { task, round }: { readonly task: Hex; readonly round: number },
): Promise<Source> {
  const { reader, chainId, blobs: store, fromBlock } = network;
  const contract = network.contract('Training');
  const [created, state] = await Promise.all([
    training.findTerms(reader, contract, task, { fromBlock }),
    training.readTask(reader, contract, task),
  ]);
  if (!created) throw new ProtocolError('MODEL_UNAVAILABLE', "the task's creation is not among the node's events");
  const { circuit } = created.terms;
  const artifacts = await modelArtifacts(network, circuit, state.keyHash);
  const place = { chainId, contract, task, round: BigInt(round) };
  const { weights, root } = await fetchModel(reader, { ...place, artifacts, store, fromBlock });
  const { name, format } = artifacts.circuit;
  const facts = networkFacts(networkOfWeights(format, weights));
  const bytes = encodeModel(name, weights);
  return {
    ...{ kind: 'weights', bytes, digest: sha256(bytes), circuit: name, learner: format.kind },
    ...facts,
    listed: { circuit, root },
    origin: { task, round },
  };
}
