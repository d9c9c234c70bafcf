import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { assertRefused } from '../../../../test/support/refusals.ts';
import { temporaryFolder } from '../../../../test/support/temporary.ts';
import { circuitNamed } from '../../proving/circuit.ts';
import { readCircuitsFile } from './circuits-file.ts';
import { defaultLocations } from './locations.ts';
import { checkSignalOrder } from './symbols.ts';

const circuit = circuitNamed('logistic-4x3-b8');
const file = readCircuitsFile(join(defaultLocations().circuits, 'circuits.json'));
const NAMES = [
  ...file.publicSignals,
  ...Array.from({ length: circuit.format.updateElements }, (_, j) => `packedUpdate[${j}]`),
  'loss',
  'blind',
];
const folder = temporaryFolder();

/** A symbol file as circom writes it: label, wire, component, name. */
function symbolFile(names: readonly string[]): string {
  const lines = names.map((name, i) => `${i + 1},${i + 1},299,main.${name}`);
  const others = ['main.mode', 'main.indexBit[0]', 'main.statement.params', 'main.clamp[0].loss'];
  const rest = others.map((name, i) => `${names.length + 1 + i},${names.length + 1 + i},12,${name}`);
  const path = join(folder, 'circuit.sym');
  writeFileSync(path, `${[...lines, ...rest].join('\n')}\n`);
  return path;
}
const check = (names: readonly string[]) => checkSignalOrder(symbolFile(names), circuit, file);
const refuse = (names: readonly string[]) =>
  assertRefused('BUILD_FAILED', () => check(names), /where circuits\.json puts it at/);

describe('checkSignalOrder', () => {
  it('accepts the order of circuits.json', () => check(NAMES));

  it('refuses every exchange of two public signals (INV-18)', () => {
    for (let i = 0; i < NAMES.length; i++) {
      for (let j = 0; j < i; j++) refuse(NAMES.with(i, NAMES[j] as string).with(j, NAMES[i] as string));
    }
  });

  it('refuses a signal that is missing, doubled, optimised away or in front of the others', () => {
    NAMES.forEach((name, i) => {
      refuse(NAMES.toSpliced(i, 1));
      refuse(NAMES.with(i, `${name}s`));
      refuse(NAMES.toSpliced(i, 0, name));
    });
    refuse(['mode', ...NAMES]);
    refuse([]);
    const path = symbolFile(NAMES);
    writeFileSync(path, '4,-1,299,main.params\n', { flag: 'a' });
    assertRefused('BUILD_FAILED', () => checkSignalOrder(path, circuit, file), /params is wire -1/);
  });

  it('does not take a signal of a component for one of main', () => {
    refuse(NAMES.map((name) => `step.${name}`));
  });
});
