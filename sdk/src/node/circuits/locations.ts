import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where circuits, compiler and built artifacts live; the defaults are this repository's own. */
export interface Locations {
  readonly root: string;
  readonly circuits: string;
  readonly circomlib: string;
  readonly compiler: string;
  readonly cache: string;
}

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

export function defaultLocations(root = ROOT): Locations {
  return {
    root,
    circuits: join(root, 'circuits'),
    circomlib: join(root, 'node_modules/circomlib'),
    compiler: join(root, 'node_modules/circom2'),
    // TACIT_CACHE lets several checkouts, or CI runs, share what they built.
    cache: resolve(process.env.TACIT_CACHE ?? join(root, 'build/circuits')),
  };
}
