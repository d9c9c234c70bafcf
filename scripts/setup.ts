// Compiles every declared circuit and makes its development key, two at a time; nothing to do the second time.
import { availableParallelism } from 'node:os';
import { circuitOf, type Shape } from '@tacit/sdk';
import {
  type BuildProgress,
  defaultLocations,
  formatDuration,
  localArtifacts,
  readCircuitsFile,
  startProgress,
} from '@tacit/sdk/node';

/** Larger circuits first: the last one to end decides how long all of it takes. */
const bySize = (a: Shape, b: Shape): number => b.inputs * b.outputs * b.batch - a.inputs * a.outputs * a.batch;

/** Sets up all circuits of circuits.json; says on stderr what it does when that takes time. */
export async function setUp({ quiet = false }: { quiet?: boolean } = {}): Promise<void> {
  const locations = defaultLocations();
  const file = readCircuitsFile(`${locations.circuits}/circuits.json`);
  const waiting = Object.values(file.circuits).sort(bySize);
  const total = waiting.length;
  const active = new Map<string, BuildProgress>();
  const start = performance.now();
  let done = 0;

  const title = 'setting up circuits and development keys';
  const progress = startProgress(title, { patience: quiet ? 10_000 : 500 });
  const show = (): void => {
    const notes = [...active.values()].map(({ circuit, stage, fraction }) => {
      const percent = fraction === undefined ? '' : ` ${Math.floor(fraction * 100)} %`;
      return stage === 'compile' ? `compiling ${circuit}` : `key of ${circuit}${percent}`;
    });
    progress.update(undefined, `${done} of ${total} ready${notes.length > 0 ? `; ${notes.join(', ')}` : ''}`);
  };
  const onProgress = (step: BuildProgress): void => {
    active.set(step.circuit, step);
    show();
  };
  const source = localArtifacts({ locations, file, onProgress });
  const work = async (): Promise<void> => {
    for (let shape = waiting.shift(); shape; shape = waiting.shift()) {
      await source.build(shape);
      active.delete(circuitOf(shape).name);
      done++;
      show();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
    progress.end('done');
  } catch (error) {
    progress.end('failed');
    throw error;
  }
  if (!quiet)
    console.error(`${total} circuits and development keys ready (${formatDuration(performance.now() - start)})`);
}

if (import.meta.main) await setUp();
