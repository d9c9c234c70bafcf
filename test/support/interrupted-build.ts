// A process of its own, for tests that kill it: builds one shape and says on stdout how far it is.
import { parseShapeName } from '@tacit/sdk';
import { buildCircuit, defaultLocations, readCircuitsFile } from '@tacit/sdk/node';

const [shape = '', cache = ''] = process.argv.slice(2);
const locations = { ...defaultLocations(), cache };
const file = readCircuitsFile(`${locations.circuits}/circuits.json`);
await buildCircuit({
  locations,
  file,
  shape: parseShapeName(shape),
  onProgress: ({ stage }) => console.log(stage),
});
console.log('built');
