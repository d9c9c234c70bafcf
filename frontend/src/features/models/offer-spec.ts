// What a publisher decided, checked: from here on it is the same for an estimate and for the real thing.
import {
  circuitNamed,
  cutNetwork,
  type DescribedOffer,
  type Description,
  describeOffer,
  encodeNetwork,
  type InputDescription,
  type Network,
  type OfferConditions,
  type OutputDescription,
  offerOfTrained,
  ProtocolError,
  parseModel,
  parseNetwork,
  type Standardisation,
} from '@tacit/sdk';
import type { Hex } from 'viem';
import type { Source } from './source.ts';

export interface TrainedReading {
  readonly kind: 'weights';
  readonly names?: readonly string[] | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly standardisation?: Standardisation | undefined;
}

export interface NetworkReading {
  readonly kind: 'network';
  readonly description: Description;
}

export interface SplitSpec {
  /** Layers that workers evaluate. */
  readonly cut: number;
  readonly clip: number;
  readonly deviation: number;
}

export interface OfferSpec {
  readonly reading: TrainedReading | NetworkReading;
  readonly price: bigint;
  readonly licence: string;
  readonly conditions: OfferConditions;
  readonly split?: SplitSpec | undefined;
}

interface Offered {
  readonly network: Network;
  readonly input: InputDescription;
  readonly output: OutputDescription;
}

function offeredOf({ bytes, circuit }: Source, { reading }: OfferSpec): Offered {
  if (reading.kind === 'network') return { network: parseNetwork(bytes), ...reading.description };
  if (circuit === undefined) throw new ProtocolError('MODEL_INVALID', 'these weights are of no circuit');
  const { name, format } = circuitNamed(circuit);
  const { weights } = parseModel({ name, format }, bytes);
  return offerOfTrained(format, weights, reading);
}

export interface PreparedOffer {
  readonly described: DescribedOffer;
  /** Of a split model: the layers that stay with its creator, as a file. */
  readonly tail?: Uint8Array;
}

/** The offer's document and network, checked as a user will check them. `creatorKey` is what a split one is sealed to. */
export async function prepareOffer(
  source: Source,
  spec: OfferSpec,
  creatorKey: Hex | undefined,
): Promise<PreparedOffer> {
  const { network, ...reading } = offeredOf(source, spec);
  const { mostSamples } = spec.conditions;
  if (!spec.split) return { described: await describeOffer({ network, ...reading, mostSamples }) };
  if (creatorKey === undefined) throw new ProtocolError('CREATOR_KEY_MISSING', 'a split model needs a creator key');
  const { cut, clip, deviation } = spec.split;
  const { head, tail } = cutNetwork(network, cut);
  const split = { creatorKey, width: tail.inputs, blur: { clip, deviation } };
  const described = await describeOffer({ network: head, ...reading, split, mostSamples });
  return { described, tail: encodeNetwork(tail) };
}

/** Bit i: the model may be cut after layer i, counted from 0. */
export const splitPointsOf = (split: SplitSpec | undefined): number =>
  split && split.cut <= 32 ? 2 ** (split.cut - 1) : 0;
