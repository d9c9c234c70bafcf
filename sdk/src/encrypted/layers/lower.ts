// A network as what ciphertexts can do: linear maps and squares, one after the other. Polynomials of degree two become a
// square of shifted values, and what they scale and add goes into the maps around them, where it costs nothing.
import { outputSize, sizesOf } from '../network.ts';
import { eachTap } from '../reference.ts';
import type { ConvolutionLayer, DenseLayer, Network } from '../types.ts';

/** Either a matrix or a convolution; the bias has one value for each output, also of a convolution. */
export interface LinearMap {
  readonly inputs: number;
  readonly outputs: number;
  readonly bias: Float64Array;
  /** `matrix[output * inputs + input]` */
  readonly matrix?: Float64Array;
  readonly convolution?: ConvolutionLayer;
}

export type Operation =
  | { readonly kind: 'linear'; readonly map: LinearMap; readonly layer: number }
  /** (value + shift)^2 */
  | { readonly kind: 'square'; readonly shift: number; readonly layer: number };

/** `scale * value + shift` */
export interface Affine {
  readonly scale: number;
  readonly shift: number;
}

export interface Lowered {
  readonly inputs: number;
  readonly range: number;
  /** The user adds this before it encrypts. */
  readonly inputShift: number;
  readonly operations: readonly Operation[];
  readonly outputs: number;
  /** The user does this after it decrypts. */
  readonly output: Affine;
}

/** Every weight of one output. */
export function eachWeight(map: LinearMap, output: number, visit: (weight: number, input: number) => void): void {
  const { convolution, matrix, inputs } = map;
  if (convolution) eachTap(convolution, output, visit);
  else if (matrix) for (let i = 0; i < inputs; i++) visit(matrix[output * inputs + i] as number, i);
}

/** A convolution as the matrix that it is. */
export function matrixOf(map: LinearMap): Float64Array {
  if (map.matrix) return map.matrix;
  const matrix = new Float64Array(map.inputs * map.outputs);
  for (let output = 0; output < map.outputs; output++) {
    eachWeight(map, output, (weight, input) => {
      matrix[output * map.inputs + input] = weight;
    });
  }
  return matrix;
}

/** The layer as it acts on values before `affine`. */
function foldedMap(layer: DenseLayer | ConvolutionLayer, inputs: number, outputs: number, affine: Affine): LinearMap {
  const weights = affine.scale === 1 ? layer.weights : layer.weights.map((weight) => weight * affine.scale);
  const area = layer.kind === 'dense' ? 1 : outputs / layer.maps;
  const plain: LinearMap = {
    inputs,
    outputs,
    bias: Float64Array.from({ length: outputs }, (_, output) => layer.bias[Math.floor(output / area)] as number),
    ...(layer.kind === 'dense' ? { matrix: layer.weights } : { convolution: layer }),
  };
  if (affine.shift !== 0) {
    for (let output = 0; output < outputs; output++) {
      let sum = 0;
      eachWeight(plain, output, (weight) => {
        sum += weight;
      });
      plain.bias[output] = (plain.bias[output] as number) + sum * affine.shift;
    }
  }
  if (layer.kind === 'dense') return { ...plain, matrix: weights };
  return { ...plain, convolution: { ...layer, weights } };
}

/** Adds to the values that the last operation gives, where that is for nothing. */
function shiftInto(operations: Operation[], shift: number): boolean {
  const last = operations.at(-1);
  if (last?.kind !== 'linear') return false;
  operations[operations.length - 1] = {
    ...last,
    map: { ...last.map, bias: last.map.bias.map((bias) => bias + shift) },
  };
  return true;
}

export function lower(network: Network): Lowered {
  const sizes = sizesOf(network);
  const operations: Operation[] = [];
  let inputShift = 0;
  let affine: Affine = { scale: 1, shift: 0 };
  network.layers.forEach((layer, at) => {
    if (layer.kind === 'dense' || layer.kind === 'convolution') {
      const map = foldedMap(layer, sizes[at] as number, sizes[at + 1] as number, affine);
      operations.push({ kind: 'linear', map, layer: at });
      affine = { scale: 1, shift: 0 };
      return;
    }
    const [c0, c1, c2] = layer.kind === 'square' ? [0, 0, 1] : layer.coefficients;
    const square = c2 * affine.scale * affine.scale;
    const linear = (2 * c2 * affine.shift + c1) * affine.scale;
    const constant = c0 + affine.shift * (c1 + c2 * affine.shift);
    if (square === 0) {
      affine = { scale: linear, shift: constant };
      return;
    }
    const shift = linear / (2 * square);
    const folded = operations.length > 0 && shiftInto(operations, shift);
    if (operations.length === 0) inputShift += shift;
    operations.push({ kind: 'square', shift: folded || operations.length === 0 ? 0 : shift, layer: at });
    affine = { scale: square, shift: constant - square * shift * shift };
  });
  const outputs = sizes.at(-1) as number;
  return { inputs: network.inputs, range: network.range, inputShift, operations, outputs, output: affine };
}

/** Height times width of each map of a convolution's output. */
export function areaOf(convolution: ConvolutionLayer): number {
  const { height, width } = outputSize(convolution);
  return height * width;
}

/** Weights of all convolutions behind other layers, as the matrices that they are evaluated as. */
export function matrixWeights(network: Network): number {
  const sizes = sizesOf(network);
  const matrices = network.layers.map((layer, at) =>
    layer.kind === 'convolution' && at > 0 ? (sizes[at] as number) * (sizes[at + 1] as number) : 0,
  );
  return matrices.reduce((sum, weights) => sum + weights, 0);
}

/** Convolutions behind another operation as matrices: only a user can lay out patches. */
export function withMatrices(lowered: Lowered): Lowered {
  const operations = lowered.operations.map((operation, at): Operation => {
    if (at === 0 || operation.kind !== 'linear' || !operation.map.convolution) return operation;
    const { inputs, outputs, bias } = operation.map;
    return { ...operation, map: { inputs, outputs, bias, matrix: matrixOf(operation.map) } };
  });
  return { ...lowered, operations };
}
