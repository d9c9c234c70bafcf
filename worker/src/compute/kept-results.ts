// The results that this worker found, on disk before they are committed to: whoever committed must be able to reveal, also
// when the bytes that the result was made of are nowhere any more.
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeDurably, writeDurableFile } from '@tacit/sdk/node';
import type { Hex } from './state.ts';

/** One evaluation: on another fork the same step may have another input. */
export interface StepName {
  readonly job: Hex;
  readonly step: number;
  /** The result of the step before; zero at first. */
  readonly input: Hex;
}

export interface KeptResults {
  get(step: StepName): Hex | undefined;
  /** On disk when it resolves. */
  put(step: StepName, result: Hex): Promise<void>;
  /** Forgets those of jobs that are over for good, and of no others: a node that lags behind does not know a job yet. */
  forget(isOver: (job: Hex) => boolean): Promise<void>;
}

const NAME = /^(0x[0-9a-f]{64})-(\d{1,3})$/;
const RESULT = /^(0x[0-9a-f]{64}) (0x[0-9a-f]{64})\n$/;

const nameOf = ({ job, step }: StepName): string => `${job}-${step}`;

interface Kept {
  readonly input: Hex;
  readonly result: Hex;
}

/** A file that is none of ours is as good as none: the result is found anew. */
export async function openKeptResults(folder: string): Promise<KeptResults> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kept = new Map<string, Kept>();
  for (const name of (await readdir(folder)).filter((each) => NAME.test(each))) {
    const [, input, result] = RESULT.exec(await readFile(join(folder, name), 'utf8')) ?? [];
    if (input && result) kept.set(name, { input: input as Hex, result: result as Hex });
  }
  const get = (step: StepName): Hex | undefined => {
    const found = kept.get(nameOf(step));
    return found?.input === step.input ? found.result : undefined;
  };
  return {
    get,
    async put(step, result) {
      if (get(step) === result) return;
      const name = nameOf(step);
      await writeDurableFile(join(folder, name), `${step.input} ${result}\n`, { replace: true });
      kept.set(name, { input: step.input, result });
    },
    async forget(isOver) {
      for (const name of [...kept.keys()]) {
        const [, job] = NAME.exec(name) ?? [];
        if (!isOver(job as Hex)) continue;
        await removeDurably(join(folder, name));
        kept.delete(name);
      }
    },
  };
}
