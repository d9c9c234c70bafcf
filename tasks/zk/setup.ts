import { runTask } from '../support/run-task.ts';
import {
  checkShape,
  declareCircuit,
  defaultLocations,
  type Kind,
  localArtifacts,
  provingError,
  readCircuitsFile,
  type Shape,
  shapeName,
} from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';
import { buildProgress } from './build-progress.ts';

interface Arguments {
  readonly circuit: string | undefined;
  readonly kind: string | undefined;
  readonly in: string | undefined;
  readonly out: string | undefined;
  readonly batch: string | undefined;
  readonly json: boolean;
}

function readCount(text: string | undefined, option: string): number {
  if (text === undefined)
    throw taskError('FIELD_MISSING', `--${option} is missing: a shape has --kind --in --out --batch`);
  if (!/^[1-9]\d{0,5}$/.test(text)) throw taskError('REQUEST_INVALID', `--${option} must be a whole number from 1 up`);
  return Number(text);
}

function newShape(options: Arguments): Shape | undefined {
  const { kind, in: inputs, out, batch } = options;
  if (kind === undefined && inputs === undefined && out === undefined && batch === undefined) return undefined;
  if (options.circuit !== undefined) throw taskError('FIELD_REPEATED', 'give either --circuit or a shape, not both');
  if (kind === undefined) throw taskError('FIELD_MISSING', '--kind is missing: linear or logistic');
  return checkShape({
    kind: kind as Kind,
    inputs: readCount(inputs, 'in'),
    outputs: readCount(out, 'out'),
    batch: readCount(batch, 'batch'),
  });
}

export default async function setupTask(options: Arguments): Promise<void> {
  const progress = buildProgress();
  await runTask(options, async () => {
    const locations = defaultLocations();
    const shape = newShape(options);
    if (shape) declareCircuit(locations, shape);
    const file = readCircuitsFile(`${locations.circuits}/circuits.json`);
    const name = shape ? shapeName(shape) : options.circuit;
    const shapes = name === undefined ? Object.values(file.circuits) : [file.circuits[name]];
    const source = localArtifacts({ file, onProgress: progress.onProgress });
    const built = [];
    for (const wanted of shapes) {
      if (!wanted) {
        throw provingError(
          'CIRCUIT_UNKNOWN',
          `circuit "${name}" is not declared; declare it with --kind --in --out --batch`,
        );
      }
      const { directory, manifest } = await source.build(wanted);
      built.push({ name: manifest.circuit, constraints: manifest.constraints, key: manifest.keyProvenance, directory });
    }
    return {
      json: { circuits: built },
      text: built.map((c) => `${c.name}: ${c.constraints} constraints, ${c.key} key in ${c.directory}`).join('\n'),
    };
  });
  progress.end();
}
