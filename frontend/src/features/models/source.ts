// What somebody publishes: a model that was trained here, its file, or a network of their own.
import { type Format, type Layer, type Network, ProtocolError, parseShapeName, shapeName, sizesOf } from '@tacit/sdk';
import type { Hex } from 'viem';

export interface Source {
  /** `weights`: a model of a circuit of this protocol. `network`: layers of any kind. */
  readonly kind: 'weights' | 'network';
  /** As it was read, and as it is published where it is. */
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes: names them where their length would not tell two models apart. */
  readonly digest: Hex;
  readonly inputs: number;
  readonly outputs: number;
  /** In words, in order. */
  readonly layers: readonly string[];
  /** Values after each layer. */
  readonly sizes: readonly number[];
  readonly arithmetic: Network['arithmetic'];
  readonly range: number;
  /** Of weights: what they are of. */
  readonly circuit?: string;
  readonly learner?: Format['kind'];
  /** As the registry takes them; without a circuit that is registered there is neither. */
  readonly listed?: { readonly circuit: Hex; readonly root: bigint };
  /** The round that proved it. */
  readonly origin?: { readonly task: Hex; readonly round: number };
}

function layerWords(layer: Layer, outputs: number): string {
  switch (layer.kind) {
    case 'dense':
      return `fully connected, ${layer.inputs} to ${layer.outputs} values`;
    case 'convolution':
      return `convolution, ${layer.maps} maps of ${layer.kernel}×${layer.kernel}, ${outputs} values`;
    case 'square':
      return `square of each of ${outputs} values`;
    case 'polynomial':
      return `polynomial of each of ${outputs} values`;
  }
}

/** What there is to say of a network without showing a weight. */
export function networkFacts(
  network: Network,
): Pick<Source, 'inputs' | 'outputs' | 'layers' | 'sizes' | 'arithmetic' | 'range'> {
  const [, ...sizes] = sizesOf(network);
  const { inputs, arithmetic, range } = network;
  const layers = network.layers.map((layer, at) => layerWords(layer, sizes[at] as number));
  return { inputs, outputs: sizes.at(-1) as number, layers, sizes, arithmetic, range };
}

const FORMATS: readonly (readonly [RegExp, Source['kind']])[] = [
  [/^\{"format":"tacit model 1"/, 'weights'],
  [/^\{"format":"tacit network 1"/, 'network'],
];

/** Both formats have one spelling, and say in their first bytes what they are. */
export function sourceKind(bytes: Uint8Array): Source['kind'] {
  const start = new TextDecoder().decode(bytes.subarray(0, 64));
  const found = FORMATS.find(([pattern]) => pattern.test(start));
  if (found) return found[1];
  throw new ProtocolError('MODEL_FILE_UNKNOWN', 'the file begins neither as a model nor as a network of Tacit does');
}

/** The circuit that a model's file says it is of; everything else in it is read strictly afterwards. */
export function circuitNameIn(bytes: Uint8Array): string {
  const start = new TextDecoder().decode(bytes.subarray(0, 200));
  const [, name] = /"circuit":"([a-z0-9-]{1,64})"/.exec(start) ?? [];
  if (name !== undefined) return shapeName(parseShapeName(name));
  throw new ProtocolError('MODEL_INVALID', 'the file does not say which circuit it is of');
}
