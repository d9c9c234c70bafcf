// Writes snapshots/circuits.json: what each declared circuit costs, as the compiler counts. --check compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { circuitOf } from '@tacit/sdk';
import { constraintBreakdown, defaultLocations, localArtifacts, readCircuitsFile } from '@tacit/sdk/node';

const check = process.argv.includes('--check');
const locations = defaultLocations();
const path = join(locations.root, 'snapshots/circuits.json');
const file = readCircuitsFile(join(locations.circuits, 'circuits.json'));
const source = localArtifacts({ locations, file });

const entries: [string, object][] = [];
for (const [name, shape] of Object.entries(file.circuits)) {
  const { manifest } = await source.build(shape);
  const { format, committedSignals } = circuitOf(shape);
  entries.push([
    name,
    {
      constraints: manifest.constraints,
      linear: manifest.linear,
      wires: manifest.wires,
      publicInputs: manifest.publicInputs,
      committed: committedSignals,
      weights: format.weights,
      parts: constraintBreakdown(format),
    },
  ]);
}
const text = `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
if (!check) {
  writeFileSync(path, text);
  console.log('written: snapshots/circuits.json');
} else if (readFileSync(path, 'utf8') !== text) {
  console.error('snapshots/circuits.json is out of date; look at the difference and run: npm run snapshots');
  process.exitCode = 1;
}
