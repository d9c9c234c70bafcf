// Networks that were trained once, kept under the hash of all that made them.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { encodeNetwork, type Network, parseNetwork } from '@tacit/sdk';
import { defaultLocations } from '@tacit/sdk/node';
import { CLASSES, loadImages } from './images.ts';
import { type Measures, type NetworkName, trainNetwork } from './recipes.ts';
import type { Progress } from './train.ts';

export interface TrainedNetwork extends Measures {
  readonly name: NetworkName;
  readonly network: Network;
  /** The network's bytes, as `model publish` takes them. */
  readonly file: string;
  readonly sha256: string;
  /** Of training, whenever that was. */
  readonly seconds: number;
}

const locate = createRequire(import.meta.url).resolve;

/** What has a part in a network's bytes: the digits, and every line that trains or writes. */
function fingerprint(): string {
  const paths = [
    ...['images.ts', 'layers.ts', 'recipes.ts', 'train.ts'].map((name) => join(import.meta.dirname, name)),
    join(import.meta.dirname, '../support/seeded-randomness.ts'),
    join(defaultLocations().root, 'sdk/src/encrypted/network-bytes.ts'),
    ...Array.from({ length: CLASSES }, (_, digit) => locate(`mnist/src/digits/${digit}.json`)),
  ];
  const hash = createHash('sha256');
  for (const path of paths) hash.update(createHash('sha256').update(readFileSync(path)).digest());
  return hash.digest('hex').slice(0, 16);
}

/** A reader in another process sees the whole file or none. */
function writeWhole(path: string, content: Uint8Array | string): void {
  const draft = `${path}.${process.pid}.draft`;
  writeFileSync(draft, content);
  renameSync(draft, path);
}

function readTrained(name: NetworkName, file: string): TrainedNetwork | undefined {
  if (!existsSync(`${file}.json`)) return undefined;
  const bytes = new Uint8Array(readFileSync(file));
  const report = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as Measures & { sha256: string; seconds: number };
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== report.sha256) return undefined;
  return { ...report, name, file, network: parseNetwork(bytes) };
}

/** From the cache, or trained now. */
export function trainedNetwork(
  name: NetworkName,
  options: { readonly onEpoch?: (progress: Progress) => void; readonly again?: boolean } = {},
): TrainedNetwork {
  const folder = join(defaultLocations().cache, 'networks', fingerprint());
  const file = join(folder, `${name}.network`);
  const known = options.again ? undefined : readTrained(name, file);
  if (known) return known;
  const start = performance.now();
  const { network, measures } = trainNetwork(name, loadImages(), options.onEpoch);
  const seconds = (performance.now() - start) / 1000;
  const bytes = encodeNetwork(network);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  mkdirSync(folder, { recursive: true });
  writeWhole(file, bytes);
  writeWhole(`${file}.json`, JSON.stringify({ ...measures, seconds, sha256 }));
  return { ...measures, name, network, file, sha256, seconds };
}
