// Circuits as far as a model's weights need them: the shape and the verification key, a few kilobytes, and no proving key.
import {
  type Artifacts,
  circuitIdOf,
  circuitMetadata,
  circuitNamed,
  errorCode,
  ProtocolError,
  parseVerificationKey,
  provenanceArgument,
  readCircuit,
  readCircuitClaims,
  type VerificationKey,
} from '@tacit/sdk';
import type { Hex } from 'viem';
import type { Network } from '../../../app/network.ts';

const MAX_KEY_BYTES = 2 ** 26;

/** The site's copy of a circuit's key; undefined if the site has none. KEY_MISMATCH where it is of another circuit. */
async function fetchKey({ site }: Network, name: string, signal?: AbortSignal): Promise<VerificationKey | undefined> {
  const circuit = circuitNamed(name);
  const response = await fetch(`${site.circuits}${name}/verification-key.json`, signal ? { signal } : {});
  if (!response.ok || response.headers.get('content-type')?.startsWith('text/html')) return undefined;
  const text = await response.text();
  if (text.length > MAX_KEY_BYTES) throw new ProtocolError('KEY_MISMATCH', `the site's key of ${name} is too large`);
  const key = parseVerificationKey(JSON.parse(text), circuit.statementSignals);
  if (key.circuit === name && key.committedBases.length === circuit.committedSignals) return key;
  throw new ProtocolError('KEY_MISMATCH', `the site's key is none of ${name}`);
}

/** The id under which the registry has a circuit, if the site has its key and the chain knows it. */
export async function registeredId(network: Network, name: string): Promise<Hex | undefined> {
  const key = await fetchKey(network, name);
  if (!key) return undefined;
  const circuit = circuitNamed(name);
  const { statementSignals } = circuit;
  const provenance = provenanceArgument(key.provenance);
  const id = circuitIdOf({ keyHash: key.hash, statementSignals, metadata: circuitMetadata(circuit), provenance });
  try {
    await readCircuit(network.reader, network.contract('CircuitRegistry'), id);
    return id;
  } catch (error) {
    if (errorCode(error) === 'CIRCUIT_NOT_REGISTERED') return undefined;
    throw error;
  }
}

/** What a circuit's registrant calls it: a name of ours, which says its shape. */
export async function circuitNameOf(network: Network, id: Hex): Promise<string> {
  const { name } = await readCircuitClaims(network.reader, network.contract('CircuitRegistry'), id);
  return circuitNamed(name).name;
}

/** Enough to check a model, and to make it again of the sums that keyholders posted; nothing can be proven with it. */
export async function modelArtifacts(
  network: Network,
  id: Hex,
  keyHash: Hex,
  signal?: AbortSignal,
): Promise<Artifacts> {
  const name = await circuitNameOf(network, id);
  const verificationKey = await fetchKey(network, name, signal);
  if (!verificationKey) throw new ProtocolError('ARTIFACT_MISSING', `this page has no copy of the circuit ${name}`);
  if (verificationKey.hash !== BigInt(keyHash)) {
    throw new ProtocolError('KEY_MISMATCH', `the page's key of ${name} is not the one of the task`);
  }
  const none = new Uint8Array();
  return { circuit: circuitNamed(name), wasm: none, provingKey: none, verificationKey, constraints: 0 };
}
