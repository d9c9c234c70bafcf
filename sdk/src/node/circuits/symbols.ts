import { readFileSync } from 'node:fs';
import { provingError } from '../../errors/index.ts';
import type { Circuit } from '../../proving/circuit.ts';
import type { CircuitsFile } from './circuits-file.ts';

/** Where each named signal of the main component stands in the witness. */
function readWires(path: string): Map<string, number> {
  const wires = new Map<string, number>();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [, wire, , name] = line.split(',');
    // Public signals come first in the file, before the components' thousands of lines.
    if (name?.startsWith('main.') && !name.slice(5).includes('.')) wires.set(name.slice(5), Number(wire));
  }
  return wires;
}

/**
 * Circom orders public signals by their declaration in the template, whatever the main says. A verifier that
 * counted otherwise would check another statement, so the compiler's own symbol table has the last word.
 */
export function checkSignalOrder(path: string, circuit: Circuit, file: CircuitsFile): void {
  const wires = readWires(path);
  const [vector, ...scalars] = file.committedSignals;
  const expected = [
    ...file.publicSignals,
    ...Array.from({ length: circuit.format.updateElements }, (_, j) => `${vector}[${j}]`),
    ...scalars,
  ];
  expected.forEach((name, i) => {
    if (wires.get(name) !== i + 1) {
      throw provingError(
        'BUILD_FAILED',
        `signal ${name} is wire ${wires.get(name)}, where circuits.json puts it at ${i + 1}`,
      );
    }
  });
}
