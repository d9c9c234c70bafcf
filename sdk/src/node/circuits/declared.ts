// Which circuits there are here: those of circuits.json, and shapes that somebody uses for data of their own.
import { join } from 'node:path';
import { parseShapeName, type Shape } from '../../numeric/index.ts';
import { type CircuitsFile, readCircuitsFile } from './circuits-file.ts';
import type { Locations } from './locations.ts';

/** Names of further shapes, with commas between: a shape's name says all of it, so nothing else need be declared. */
const FURTHER = 'TACIT_CIRCUITS';

export function declaredCircuits(
  { circuits: folder }: Pick<Locations, 'circuits'>,
  further: string = process.env[FURTHER] ?? '',
): CircuitsFile {
  const file = readCircuitsFile(join(folder, 'circuits.json'));
  const names = further.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  // Without a prototype: nobody declared a circuit "constructor".
  const circuits: Record<string, Shape> = Object.create(null);
  for (const name of names) circuits[name] = parseShapeName(name);
  return { ...file, circuits: Object.assign(circuits, file.circuits) };
}
