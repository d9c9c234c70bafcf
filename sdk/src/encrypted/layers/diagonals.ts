// A dense layer over packed inputs: few rotations of the input, few of the sums, powers of two throughout.
import { fold, type Machine } from './machine.ts';
import { packSlots, padded, valueAt } from './packing.ts';
import type { DiagonalStage, PlaintextSource, Stage } from './stage.ts';

const nameOf = (ciphertext: number, giant: number, baby: number): string => `${ciphertext}.${giant}.${baby}`;

/** W[o][value at position + r], turned back by what the sum is rotated later on. */
function diagonal(stage: DiagonalStage, ciphertext: number, giant: number, baby: number): Float64Array {
  const { input, matrix, map, slots, babies } = stage;
  const positions = slots / input.stride;
  const turned = giant * babies;
  const plain = new Float64Array(slots);
  for (let at = 0; at < positions; at++) {
    const position = (at + positions - (turned % positions)) % positions;
    const output = position % input.period;
    const value = valueAt(input, ciphertext, (position + turned + baby) % positions);
    if (output < map.outputs && value !== undefined) {
      plain[at * input.stride] = matrix[output * map.inputs + value] as number;
    }
  }
  return plain;
}

export function* diagonalPlaintexts(stage: DiagonalStage): Generator<PlaintextSource> {
  const { input, output, babies, giants, map, slots } = stage;
  for (let ciphertext = 0; ciphertext < input.ciphertexts; ciphertext++) {
    for (let giant = 0; giant < giants; giant++) {
      for (let baby = 0; baby < babies; baby++) {
        const name = nameOf(ciphertext, giant, baby);
        yield { name, use: 'factor', slots: () => diagonal(stage, ciphertext, giant, baby) };
      }
    }
  }
  yield { name: 'bias', use: 'bias', slots: () => packSlots(output, 0, slots, (value) => map.bias[value] as number) };
}

export function runDiagonals<Cipher>(
  machine: Machine<Cipher>,
  stage: Stage & DiagonalStage,
  inputs: readonly Cipher[],
): Cipher[] {
  const { input, babies, giants, slots } = stage;
  const turned = inputs.map((cipher) => {
    const all = [cipher];
    while (all.length < babies) all.push(machine.rotate(all.at(-1) as Cipher, input.stride));
    for (const each of all) machine.enter(each);
    return all;
  });
  let sum: Cipher | undefined;
  for (let giant = giants - 1; giant >= 0; giant--) {
    if (sum !== undefined) {
      const next: Cipher = machine.rotate(sum, input.stride * babies);
      machine.free(sum);
      sum = next;
    }
    let inner: Cipher | undefined;
    turned.forEach((all, ciphertext) => {
      all.forEach((cipher, baby) => {
        inner = machine.accumulate(inner, cipher, stage, nameOf(ciphertext, giant, baby));
      });
    });
    if (inner === undefined) continue;
    machine.leave(inner);
    if (!stage.late) machine.rescale(inner, stage);
    if (sum === undefined) sum = inner;
    else {
      machine.add(sum, inner);
      machine.free(inner);
    }
  }
  if (sum === undefined) {
    sum = machine.zero(turned[0]?.[0] as Cipher, stage);
    machine.leave(sum);
    if (!stage.late) machine.rescale(sum, stage);
  }
  for (const cipher of turned.flat()) machine.free(cipher);
  fold(machine, sum, input.stride * input.period, slots);
  if (stage.late) machine.rescale(sum, stage);
  machine.addPlain(sum, stage, 'bias');
  return [sum];
}

/** Rotations of the input cost more than those of the sums, which have a prime less. */
export function splitDiagonals(
  diagonals: number,
  ciphertexts: number,
  seconds: { readonly baby: number; readonly giant: number },
): { readonly babies: number; readonly giants: number } {
  let best = { babies: 1, giants: diagonals };
  const cost = ({ babies, giants }: typeof best): number =>
    (babies - 1) * ciphertexts * seconds.baby + (giants - 1) * seconds.giant;
  for (let babies = 2; babies <= padded(diagonals); babies *= 2) {
    const split = { babies, giants: diagonals / babies };
    if (cost(split) < cost(best)) best = split;
  }
  return best;
}
