import { DEFAULT_TRUST, type inference } from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';
import { readCount } from './contract.ts';

export interface TrustArguments {
  readonly workers: string | undefined;
  readonly agreeing: string | undefined;
}

const MOST_WORKERS = 4;

/** More than half of the workers must agree; as many as that when it is not said. */
export function readTrust(options: TrustArguments): inference.Trust {
  const workers = readCount(options.workers ?? `${DEFAULT_TRUST.workers}`, 'workers', { least: 1, most: MOST_WORKERS });
  const least = Math.floor(workers / 2) + 1;
  const agreeing = options.agreeing === undefined ? least : readCount(options.agreeing, 'agreeing', { least: 1 });
  if (agreeing >= least && agreeing <= workers) return { workers, agreeing };
  throw taskError('REQUEST_INVALID', `--agreeing must be from ${least} to ${workers}: more than half of the workers`);
}
