// A dense layer over inputs that repeat: one product, in which each block of slots holds the weights of one output, and
// sums within the blocks. An output stands at the beginning of its block, and rubbish behind it.
import { fold, type Machine } from './machine.ts';
import { packSlots, valueAt } from './packing.ts';
import type { PlaintextSource, RowStage, Stage } from './stage.ts';

function rows({ input, output, map, matrix, slots }: RowStage, ciphertext: number): Float64Array {
  const plain = new Float64Array(slots);
  for (let slot = 0; slot < slots; slot += input.stride) {
    const row = valueAt(output, ciphertext, Math.floor(slot / output.stride));
    const value = valueAt(input, 0, slot / input.stride);
    if (row !== undefined && value !== undefined) plain[slot] = matrix[row * map.inputs + value] as number;
  }
  return plain;
}

export function* rowPlaintexts(stage: RowStage): Generator<PlaintextSource> {
  const { output, map, slots } = stage;
  for (let at = 0; at < output.ciphertexts; at++) {
    yield { name: `${at}`, use: 'factor', slots: () => rows(stage, at) };
    const bias = (): Float64Array => packSlots(output, at, slots, (value) => map.bias[value] as number);
    yield { name: `bias ${at}`, use: 'bias', slots: bias };
  }
}

export function runRows<Cipher>(
  machine: Machine<Cipher>,
  stage: Stage & RowStage,
  inputs: readonly Cipher[],
): Cipher[] {
  const input = inputs[0] as Cipher;
  machine.enter(input);
  const outputs = Array.from({ length: stage.output.ciphertexts }, (_, at) => {
    const row = machine.accumulate(undefined, input, stage, `${at}`) ?? machine.zero(input, stage);
    machine.leave(row);
    if (!stage.late) machine.rescale(row, stage);
    fold(machine, row, stage.input.stride, stage.output.stride);
    if (stage.late) machine.rescale(row, stage);
    machine.addPlain(row, stage, `bias ${at}`);
    return row;
  });
  machine.free(input);
  return outputs;
}
