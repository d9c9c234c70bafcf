// Every kind of stage: its plaintexts, and how it runs.
import { diagonalPlaintexts, runDiagonals } from './diagonals.ts';
import { kernelPlaintexts, runKernels } from './kernels.ts';
import type { Machine } from './machine.ts';
import { packSlots } from './packing.ts';
import { rowPlaintexts, runRows } from './rows.ts';
import type { PlaintextSource, Stage, StageLayout } from './stage.ts';

export function plaintextsOf(stage: StageLayout): Iterable<PlaintextSource> {
  switch (stage.method) {
    case 'diagonals':
      return diagonalPlaintexts(stage);
    case 'rows':
      return rowPlaintexts(stage);
    case 'kernels':
      return kernelPlaintexts(stage);
    case 'square':
      return Array.from({ length: stage.takes }, (_, at) => ({
        name: `shift ${at}`,
        use: 'shift' as const,
        slots: () => packSlots(stage.input, at, stage.slots, () => stage.shift),
      }));
  }
}

const present = new WeakMap<StageLayout, ReadonlySet<string>>();

/** Names of the plaintexts that are not all zero: SEAL multiplies by no others, and nobody needs to. */
export function presentPlaintexts(stage: StageLayout): ReadonlySet<string> {
  const known = present.get(stage);
  if (known) return known;
  const names = new Set<string>();
  for (const { name, slots } of plaintextsOf(stage)) if (slots().some((value) => value !== 0)) names.add(name);
  present.set(stage, names);
  return names;
}

/** Takes its inputs: they are not to be used afterwards. */
export function runStage<Cipher>(machine: Machine<Cipher>, stage: Stage, inputs: readonly Cipher[]): Cipher[] {
  switch (stage.method) {
    case 'diagonals':
      return runDiagonals(machine, stage, inputs);
    case 'rows':
      return runRows(machine, stage, inputs);
    case 'kernels':
      return runKernels(machine, stage, inputs);
    case 'square':
      inputs.forEach((cipher, at) => {
        if (stage.shift !== 0) machine.addPlain(cipher, stage, `shift ${at}`);
        machine.square(cipher, stage);
      });
      return [...inputs];
  }
}
