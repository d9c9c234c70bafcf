// What a network may be. Everything that plans, evaluates or travels has passed here.
import { encryptedError, type ProtocolError } from '../errors/index.ts';
import type { ConvolutionLayer, DenseLayer, Layer, Network, PolynomialLayer } from './types.ts';

export const NETWORK_LIMITS = {
  layers: 16,
  /** Values between two layers. */
  values: 2 ** 16,
  /** Of all layers together. */
  weights: 2 ** 22,
  /** Products of weights and values, of all layers together: a small kernel has many. */
  products: 2 ** 24,
  /** Of every number, up or down. */
  magnitude: 2 ** 32,
} as const;

const invalid = (why: string, details?: Record<string, string | number>): ProtocolError =>
  encryptedError('NETWORK_INVALID', `this is no network: ${why}`, details);

export const isWhole = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;

/** Height and width of each map of a convolution's output. */
export function outputSize(layer: ConvolutionLayer): { readonly height: number; readonly width: number } {
  const along = (size: number): number => Math.floor((size + 2 * layer.padding - layer.kernel) / layer.stride) + 1;
  return { height: along(layer.height), width: along(layer.width) };
}

/** Values before each layer, and last the network's outputs. */
export function sizesOf({ inputs, layers }: Pick<Network, 'inputs' | 'layers'>): number[] {
  const sizes = [inputs];
  for (const layer of layers) sizes.push(sizeAfter(layer, sizes.at(-1) as number));
  return sizes;
}

function sizeAfter(layer: Layer, before: number): number {
  if (layer.kind === 'dense') return layer.outputs;
  if (layer.kind !== 'convolution') return before;
  const { height, width } = outputSize(layer);
  return layer.maps * height * width;
}

type NumberCheck = (value: unknown) => boolean;

/** -0 is refused: it has another spelling and the same meaning. */
const numberCheck = (whole: boolean): NumberCheck =>
  function accepts(value) {
    if (typeof value !== 'number' || !(Math.abs(value) <= NETWORK_LIMITS.magnitude)) return false;
    return !Object.is(value, -0) && (!whole || Number.isInteger(value));
  };

function checkArray(array: unknown, length: number, layer: number, accepts: NumberCheck): void {
  if (!(array instanceof Float64Array)) throw invalid('weights and biases are arrays of doubles', { layer });
  if (array.length !== length) throw invalid('weights or biases are not as many as the layer has', { layer });
  for (let i = 0; i < length; i++) {
    if (!accepts(array[i])) throw invalid('a weight or bias is no number that it may have (-0 is none)', { layer });
  }
}

function checkDense(layer: DenseLayer, before: number, at: number, accepts: NumberCheck): void {
  if (layer.inputs !== before) throw invalid('a layer does not take what the one before it gives', { layer: at });
  if (!isWhole(layer.outputs, 1, NETWORK_LIMITS.values)) throw invalid('a layer has no such size', { layer: at });
  if (layer.inputs * layer.outputs > NETWORK_LIMITS.weights) throw invalid('a layer is too large', { layer: at });
  checkArray(layer.weights, layer.inputs * layer.outputs, at, accepts);
  checkArray(layer.bias, layer.outputs, at, accepts);
}

function checkConvolution(layer: ConvolutionLayer, before: number, at: number, accepts: NumberCheck): void {
  const { channels, height, width, kernel, stride, padding, maps } = layer;
  for (const size of [channels, height, width, kernel, stride, maps]) {
    if (!isWhole(size, 1, NETWORK_LIMITS.values)) throw invalid('a layer has no such size', { layer: at });
  }
  if (!isWhole(padding, 0, kernel - 1)) throw invalid('padding is less than the kernel', { layer: at });
  if (kernel > Math.min(height, width) + 2 * padding) throw invalid('a kernel is larger than its image', { layer: at });
  if (channels * height * width !== before) {
    throw invalid('a layer does not take what the one before it gives', { layer: at });
  }
  if (sizeAfter(layer, before) > NETWORK_LIMITS.values) throw invalid('a layer is too large', { layer: at });
  if (maps * channels * kernel ** 2 > NETWORK_LIMITS.weights) throw invalid('a layer is too large', { layer: at });
  checkArray(layer.weights, maps * channels * kernel ** 2, at, accepts);
  checkArray(layer.bias, maps, at, accepts);
}

function checkPolynomial({ coefficients }: PolynomialLayer, at: number, accepts: NumberCheck): void {
  if (!Array.isArray(coefficients) || coefficients.length !== 3) {
    throw invalid('a polynomial has three coefficients', { layer: at });
  }
  for (let i = 0; i < 3; i++) {
    if (!accepts(coefficients[i])) throw invalid('a coefficient is no number that it may have', { layer: at });
  }
}

function checkLayer(layer: Layer, before: number, at: number, accepts: NumberCheck): void {
  switch (layer?.kind) {
    case 'dense':
      checkDense(layer, before, at, accepts);
      return;
    case 'convolution':
      checkConvolution(layer, before, at, accepts);
      return;
    case 'polynomial':
      checkPolynomial(layer, at, accepts);
      return;
    case 'square':
      return;
    default:
      throw invalid('a layer is dense, convolution, square or polynomial', { layer: at });
  }
}

/** NETWORK_INVALID unless every shape fits and every number is finite, bounded and, where promised, whole. */
export function checkNetwork(network: Network): Network {
  if (typeof network !== 'object' || network === null) throw invalid('it is no object');
  const { arithmetic, inputs, range, layers } = network;
  if (arithmetic !== 'float' && arithmetic !== 'integer') throw invalid('its arithmetic is float or integer');
  if (!isWhole(inputs, 1, NETWORK_LIMITS.values)) throw invalid('it has no such number of inputs');
  const accepts = numberCheck(arithmetic === 'integer');
  if (!accepts(range) || !(range > 0)) throw invalid('its range is no positive number that it may have');
  if (!Array.isArray(layers) || layers.length < 1 || layers.length > NETWORK_LIMITS.layers) {
    throw invalid(`it has 1 to ${NETWORK_LIMITS.layers} layers`);
  }
  let [before, weights, products] = [inputs, 0, 0];
  layers.forEach((layer, at) => {
    checkLayer(layer, before, at, accepts);
    const after = sizeAfter(layer, before);
    if ('weights' in layer) {
      weights += layer.weights.length;
      products += layer.kind === 'dense' ? layer.weights.length : (after / layer.maps) * layer.weights.length;
    }
    before = after;
  });
  if (weights > NETWORK_LIMITS.weights || products > NETWORK_LIMITS.products) throw invalid('it is too large');
  return network;
}

/** SAMPLE_INVALID unless it is as many numbers within the range as the network takes; whole ones for integers. */
export function checkSample({ arithmetic, inputs, range }: Network, sample: readonly number[]): void {
  const refuse = (why: string): ProtocolError => encryptedError('SAMPLE_INVALID', `this is no sample: ${why}`);
  if (!Array.isArray(sample) || sample.length !== inputs) throw refuse(`the network takes ${inputs} values`);
  for (let i = 0; i < inputs; i++) {
    const value: unknown = sample[i];
    if (typeof value !== 'number' || !(Math.abs(value) <= range)) {
      throw refuse(`value ${i} is no number within ${range} of zero`);
    }
    if (arithmetic === 'integer' && !Number.isInteger(value)) throw refuse(`value ${i} is not whole`);
  }
}
