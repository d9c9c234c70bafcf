// What a worker keeps from one look at the market to the next. All of it can be made again.
import type { inference } from '@tacit/sdk';
import type { Search } from '../watching/search.ts';
import type { Hex } from './state.ts';

export interface WorkMemory {
  status: 'running' | 'missing' | 'done' | 'hopeless';
  /** Ends it when nobody waits for it any more. */
  readonly abort: AbortController;
  /** Why it is hopeless, or what is missing. */
  code?: string;
  result?: Hex;
  search?: Search;
  startedMs: number;
}

export interface JobMemory {
  /** By step and input: on another fork the same step may have another one. */
  readonly works: Map<string, WorkMemory>;
  /** When something was first seen, by a name of it. */
  readonly seen: Map<string, number>;
}

export interface Memory {
  readonly jobs: Map<Hex, JobMemory>;
  /** What was said when it was made is said for ever. */
  readonly offers: Map<Hex, inference.Offer>;
  rules?: { readonly refusal: Hex; readonly leastStake: bigint };
  readonly conflicts: Set<string>;
}

export const newMemory = (): Memory => ({ jobs: new Map(), offers: new Map(), conflicts: new Set() });

export function jobMemory({ jobs }: Memory, job: Hex): JobMemory {
  const found = jobs.get(job) ?? { works: new Map(), seen: new Map() };
  jobs.set(job, found);
  return found;
}

export const workName = ({ step, input }: { readonly step: number; readonly input: Hex }): string => `${step} ${input}`;

/** Whatever nobody waits for any more is forgotten, and ended if it is still being evaluated. */
export function forgetWorks(memory: Memory, underWay: ReadonlyMap<Hex, string | undefined>): void {
  for (const [job, { works }] of memory.jobs) {
    for (const [name, { abort, status }] of works) {
      if (underWay.get(job) === name || (status !== 'running' && underWay.has(job))) continue;
      abort.abort();
      works.delete(name);
    }
    if (!underWay.has(job)) memory.jobs.delete(job);
  }
}
