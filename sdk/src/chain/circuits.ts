// Calls of the contract CircuitRegistry, and a verifying key as it takes one.
import {
  type Address,
  type ContractFunctionReturnType,
  encodeAbiParameters,
  type Hex,
  isHex,
  keccak256,
  numberToHex,
  parseAbiParameters,
  zeroHash,
} from 'viem';
import { chainError } from '../errors/index.ts';
import type { Clients, ReadClient } from './clients.ts';
import { type ContractEvent, findEvent } from './events.ts';
import { circuitRegistryAbi } from './generated/circuit-registry.ts';
import type { PointArgument } from './keyholders.ts';
import { query } from './read.ts';
import { type SendOptions, type Sent, transact } from './write.ts';

const abi = circuitRegistryAbi;

/** A point of G2 as EIP-197 has it: imaginary parts first. */
export interface G2Argument {
  readonly xImaginary: bigint;
  readonly xReal: bigint;
  readonly yImaginary: bigint;
  readonly yReal: bigint;
}

/** `ICircuitRegistry.VerifyingKey`. */
export interface KeyArgument {
  readonly alpha: PointArgument;
  readonly beta: G2Argument;
  readonly gamma: G2Argument;
  readonly delta: G2Argument;
  readonly eta: G2Argument;
  readonly statementBases: readonly PointArgument[];
  readonly plainBases: readonly PointArgument[];
  readonly committedBases: readonly PointArgument[];
}

interface Fq2 {
  readonly c0: bigint;
  readonly c1: bigint;
}
interface G2Coordinates {
  readonly x: Fq2;
  readonly y: Fq2;
}

/** A key by its points' coordinates: `affineKey` makes it of a verification key. */
export interface KeyCoordinates {
  readonly alpha: PointArgument;
  readonly beta: G2Coordinates;
  readonly gamma: G2Coordinates;
  readonly delta: G2Coordinates;
  readonly eta: G2Coordinates;
  readonly statementBases: readonly PointArgument[];
  readonly plainBases: readonly PointArgument[];
  readonly committedBases: readonly PointArgument[];
}

const g2Argument = ({ x, y }: G2Coordinates): G2Argument => ({
  xImaginary: x.c1,
  xReal: x.c0,
  yImaginary: y.c1,
  yReal: y.c0,
});

export const keyArgument = (key: KeyCoordinates): KeyArgument => ({
  alpha: key.alpha,
  beta: g2Argument(key.beta),
  gamma: g2Argument(key.gamma),
  delta: g2Argument(key.delta),
  eta: g2Argument(key.eta),
  statementBases: key.statementBases,
  plainBases: key.plainBases,
  committedBases: key.committedBases,
});

/** `ICircuitRegistry.Metadata`: what a registrant says of the circuit. */
export interface CircuitMetadata {
  readonly name: string;
  /** The most steps that one trainer may sum in a round; 0 for a circuit that trains nothing. */
  readonly maxSteps: number;
  readonly batch: number;
  readonly outputs: number;
  readonly errorFraction: number;
}

/** Of a `Circuit`, which holds more. */
export const circuitMetadata = ({
  name,
  format: { maxSteps, batch, outputs, errorFraction },
}: {
  readonly name: string;
  readonly format: Omit<CircuitMetadata, 'name'>;
}): CircuitMetadata => ({ name, maxSteps, batch, outputs, errorFraction });

/** `ICircuitRegistry.Provenance`. */
export interface ProvenanceArgument {
  readonly development: boolean;
  readonly transcriptHash: Hex;
  readonly transcriptCid: Hex;
}

function readWord(value: string, what: string): Hex {
  if (isHex(value) && value.length === 66) return value;
  throw chainError('ARGUMENT_INVALID', `${what} must be 0x and 64 hex digits`);
}

/** Where a key says that it comes from. */
export function provenanceArgument(
  provenance:
    | { readonly kind: 'development' }
    | { readonly kind: 'ceremony'; readonly transcriptHash: string; readonly transcriptCid: string },
): ProvenanceArgument {
  if (provenance.kind === 'development') {
    return { development: true, transcriptHash: zeroHash, transcriptCid: zeroHash };
  }
  return {
    development: false,
    transcriptHash: readWord(provenance.transcriptHash, "the transcript's hash"),
    transcriptCid: readWord(provenance.transcriptCid, "the digest of the transcript's CID"),
  };
}

/** What an id binds (docs/PROTOCOL.md, section 11). */
export interface CircuitClaims {
  /** A verification key's `hash`. */
  readonly keyHash: bigint;
  /** Public signals that a verifier knows. */
  readonly statementSignals: number;
  readonly metadata: CircuitMetadata;
  readonly provenance: ProvenanceArgument;
}

const ID_PARAMETERS = parseAbiParameters([
  'bytes32 keyHash, uint32 statementSignals, Metadata metadata, Provenance provenance',
  'struct Metadata { string name; uint32 maxSteps; uint32 batch; uint32 outputs; uint8 errorFraction; }',
  'struct Provenance { bool development; bytes32 transcriptHash; bytes32 transcriptCid; }',
]);

/** The id that a client expects, from its own copy of everything; no chain is asked. */
export const circuitIdOf = ({ keyHash, statementSignals, metadata, provenance }: CircuitClaims): Hex =>
  keccak256(
    encodeAbiParameters(ID_PARAMETERS, [numberToHex(keyHash, { size: 32 }), statementSignals, metadata, provenance]),
  );

export type RegisteredCircuit = ContractFunctionReturnType<typeof abi, 'view', 'circuit'>;

/** Refuses an unknown id (CIRCUIT_NOT_REGISTERED). */
export const readCircuit = (client: ReadClient, address: Address, id: Hex): Promise<RegisteredCircuit> =>
  query(client, { abi, address, functionName: 'circuit', args: [id] });

/** What the registrant claims; nothing here was checked by anybody. */
export async function readCircuitClaims(
  client: ReadClient,
  address: Address,
  id: Hex,
): Promise<{ name: string; provenance: ProvenanceArgument }> {
  const [name, provenance] = await query(client, { abi, address, functionName: 'claimsOf', args: [id] });
  return { name, provenance };
}

export const readDevelopmentAllowed = (client: ReadClient, address: Address): Promise<boolean> =>
  query(client, { abi, address, functionName: 'DEVELOPMENT_ALLOWED' });

export interface CircuitRegistration {
  readonly key: KeyArgument;
  readonly metadata: CircuitMetadata;
  readonly provenance: ProvenanceArgument;
}

export type CircuitRegistered = ContractEvent<typeof abi, 'CircuitRegistered'>;

/** Writes a key, once and for ever; `id` is what the contract calls it. */
export async function registerCircuit(
  clients: Clients,
  address: Address,
  { key, metadata, provenance }: CircuitRegistration,
  options: SendOptions = {},
): Promise<Sent<typeof abi> & { readonly id: Hex }> {
  const sent = await transact(
    clients,
    { abi, address, functionName: 'register', args: [key, metadata, provenance] },
    options,
  );
  return { ...sent, id: findEvent(sent.events, 'CircuitRegistered')?.args.id ?? sent.result };
}
