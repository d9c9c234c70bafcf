// A network as bytes with one spelling, so that their SHA-256 names it: a line of JSON, then all weights and biases,
// layer by layer, as little-endian doubles.
import { encryptedError, type ProtocolError } from '../errors/index.ts';
import { checkNetwork, NETWORK_LIMITS } from './network.ts';
import type { ConvolutionLayer, Layer, Network } from './types.ts';

const FORMAT = 'tacit network 1';
/** Of the line of JSON. */
const MAX_HEADER_BYTES = 2 ** 14;
export const MAX_NETWORK_BYTES = MAX_HEADER_BYTES + 8 * (NETWORK_LIMITS.weights + NETWORK_LIMITS.values);
const NEWLINE = 0x0a;

const bad = (why: string): ProtocolError => encryptedError('NETWORK_INVALID', `these bytes are no network: ${why}`);

const CONVOLUTION_FIELDS = ['channels', 'height', 'width', 'kernel', 'stride', 'padding', 'maps'] as const;
type Header = Readonly<Record<string, unknown>>;

function headerOf(layer: Layer): Header {
  switch (layer.kind) {
    case 'dense':
      return { kind: 'dense', inputs: layer.inputs, outputs: layer.outputs };
    case 'convolution':
      return { kind: 'convolution', ...Object.fromEntries(CONVOLUTION_FIELDS.map((name) => [name, layer[name]])) };
    case 'polynomial':
      return { kind: 'polynomial', coefficients: layer.coefficients };
    case 'square':
      return { kind: 'square' };
  }
}

const arraysOf = (layer: Layer): readonly Float64Array[] => ('weights' in layer ? [layer.weights, layer.bias] : []);

function write({ arithmetic, inputs, range, layers }: Network): Uint8Array {
  const header = { format: FORMAT, arithmetic, inputs, range, layers: layers.map(headerOf) };
  const line = new TextEncoder().encode(`${JSON.stringify(header)}\n`);
  const arrays = layers.flatMap(arraysOf);
  const bytes = new Uint8Array(line.length + 8 * arrays.reduce((sum, { length }) => sum + length, 0));
  bytes.set(line);
  const view = new DataView(bytes.buffer);
  let at = line.length;
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++, at += 8) view.setFloat64(at, array[i] as number, true);
  }
  if (bytes.length > MAX_NETWORK_BYTES) throw bad(`they would be more than ${MAX_NETWORK_BYTES}`);
  return bytes;
}

/** The bytes of a network. -0 is not among a network's numbers: `checkNetwork`. */
export const encodeNetwork = (network: Network): Uint8Array => write(checkNetwork(network));

function readHeader(line: Uint8Array): Header {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line));
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Header;
  } catch {
    // Told below: why a parser stopped is nothing that anybody can act upon.
  }
  throw bad('they do not begin with a line of JSON');
}

type Take = (count: unknown) => Float64Array;

/** Doubles one after the other; never more than there are, however large a header says they are. */
function takeFrom(bytes: Uint8Array, from: number): Take {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = from;
  return (count) => {
    if (!Number.isSafeInteger(count) || (count as number) < 0 || (count as number) > (bytes.length - at) / 8) {
      throw bad('weights are missing');
    }
    const array = Float64Array.from({ length: count as number }, (_, i) => view.getFloat64(at + 8 * i, true));
    at += 8 * array.length;
    return array;
  };
}

function readLayer(json: unknown, take: Take): Layer {
  const header: Header = Object.assign(Object.create(null), typeof json === 'object' ? json : {});
  switch (header.kind) {
    case 'dense': {
      const { inputs, outputs } = header as { inputs: number; outputs: number };
      return { kind: 'dense', inputs, outputs, weights: take(inputs * outputs), bias: take(outputs) };
    }
    case 'convolution': {
      const sizes = Object.fromEntries(CONVOLUTION_FIELDS.map((name) => [name, header[name]]));
      const { maps, channels, kernel } = sizes as unknown as ConvolutionLayer;
      const weights = take(maps * channels * kernel ** 2);
      return { kind: 'convolution', ...sizes, weights, bias: take(maps) } as ConvolutionLayer;
    }
    case 'polynomial':
      return { kind: 'polynomial', coefficients: header.coefficients as [number, number, number] };
    case 'square':
      return { kind: 'square' };
    default:
      throw bad('a layer is of no known kind');
  }
}

/** Reads exactly what `encodeNetwork` writes. */
export function parseNetwork(bytes: Uint8Array): Network {
  if (!(bytes instanceof Uint8Array)) throw bad('they are no bytes');
  if (bytes.length > MAX_NETWORK_BYTES) throw bad(`they are more than ${MAX_NETWORK_BYTES}`);
  const end = bytes.subarray(0, MAX_HEADER_BYTES).indexOf(NEWLINE);
  if (end < 0) throw bad('they do not begin with a line of JSON');
  const header = readHeader(bytes.subarray(0, end));
  if (header.format !== FORMAT) throw bad(`their format is not "${FORMAT}"`);
  if (!Array.isArray(header.layers)) throw bad('they list no layers');
  const take = takeFrom(bytes, end + 1);
  const layers = header.layers.map((layer: unknown) => readLayer(layer, take));
  const { arithmetic, inputs, range } = header as unknown as Network;
  const network = checkNetwork({ arithmetic, inputs, range, layers });
  const written = write(network);
  if (written.length !== bytes.length || written.some((byte, i) => byte !== bytes[i])) {
    throw bad('they are not written as a network is, to the byte');
  }
  return network;
}
