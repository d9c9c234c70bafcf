// A first convolution: the user lays out its patches, so that a product for each place of the kernel is all it takes.
import { eachTap } from '../reference.ts';
import type { ConvolutionLayer } from '../types.ts';
import { areaOf } from './lower.ts';
import { fold, type Machine } from './machine.ts';
import { packSlots, valueAt } from './packing.ts';
import type { KernelStage, PlaintextSource, Stage } from './stage.ts';

const convolutionOf = ({ map }: KernelStage): ConvolutionLayer => map.convolution as ConvolutionLayer;

export const tapsOf = ({ channels, kernel }: ConvolutionLayer): number => channels * kernel * kernel;

/** The place of the kernel and the output that a slot of an input is for. */
function placeAt(
  stage: KernelStage,
  ciphertext: number,
  slot: number,
): { readonly tap: number; readonly output: number } | undefined {
  const { copies, output, slots } = stage;
  const taps = tapsOf(convolutionOf(stage));
  const groups = Math.ceil(taps / copies);
  const tap = (ciphertext % groups) * copies + Math.floor((slot * copies) / slots);
  const value = valueAt(output, Math.floor(ciphertext / groups), slot);
  return tap < taps && value !== undefined ? { tap, output: value } : undefined;
}

/** What the user encrypts. */
export function patches(stage: KernelStage, ciphertext: number, sample: ArrayLike<number>): Float64Array {
  const convolution = convolutionOf(stage);
  const packed = new Float64Array(stage.slots);
  const found = new Map<number, Float64Array>();
  const patchOf = (output: number): Float64Array => {
    const known = found.get(output);
    if (known) return known;
    const patch = new Float64Array(tapsOf(convolution));
    eachTap(convolution, output, (_, input, tap) => {
      patch[tap] = sample[input] as number;
    });
    found.set(output, patch);
    return patch;
  };
  for (let slot = 0; slot < stage.slots; slot++) {
    const place = placeAt(stage, ciphertext, slot);
    if (place) packed[slot] = patchOf(place.output)[place.tap] as number;
  }
  return packed;
}

function kernel(stage: KernelStage, ciphertext: number): Float64Array {
  const convolution = convolutionOf(stage);
  const area = areaOf(convolution);
  const plain = new Float64Array(stage.slots);
  for (let slot = 0; slot < stage.slots; slot++) {
    const place = placeAt(stage, ciphertext, slot);
    if (!place) continue;
    const map = Math.floor(place.output / area);
    plain[slot] = convolution.weights[map * tapsOf(convolution) + place.tap] as number;
  }
  return plain;
}

export function* kernelPlaintexts(stage: KernelStage): Generator<PlaintextSource> {
  const { output, map, slots, takes } = stage;
  for (let at = 0; at < takes; at++) yield { name: `${at}`, use: 'factor', slots: () => kernel(stage, at) };
  for (let at = 0; at < output.ciphertexts; at++) {
    const bias = (): Float64Array => packSlots(output, at, slots, (value) => map.bias[value] as number);
    yield { name: `bias ${at}`, use: 'bias', slots: bias };
  }
}

export function runKernels<Cipher>(
  machine: Machine<Cipher>,
  stage: Stage & KernelStage,
  inputs: readonly Cipher[],
): Cipher[] {
  const groups = stage.takes / stage.output.ciphertexts;
  for (const cipher of inputs) machine.enter(cipher);
  const outputs = Array.from({ length: stage.output.ciphertexts }, (_, at) => {
    let sum: Cipher | undefined;
    for (let group = 0; group < groups; group++) {
      const input = at * groups + group;
      sum = machine.accumulate(sum, inputs[input] as Cipher, stage, `${input}`);
    }
    sum ??= machine.zero(inputs[at * groups] as Cipher, stage);
    machine.leave(sum);
    if (!stage.late) machine.rescale(sum, stage);
    fold(machine, sum, stage.slots / stage.copies, stage.slots);
    if (stage.late) machine.rescale(sum, stage);
    machine.addPlain(sum, stage, `bias ${at}`);
    return sum;
  });
  for (const cipher of inputs) machine.free(cipher);
  return outputs;
}
