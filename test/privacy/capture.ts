// Looks for secrets in what left a process: logs, files, packets.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addPattern, emptyIndex, findPatterns, type PatternIndex } from './capture-patterns.ts';
import { addRow, emptyRows, findRows, type RowIndex } from './capture-rows.ts';

/*
 * What it can find: a number or a row of features as it is, in the renderings of capture-patterns.ts and capture-rows.ts, at any
 * place in a stream, also where the stream came in pieces. What it cannot: anything compressed or encrypted. A run whose
 * channels are meant to be in clear must be captured in clear for a finding of nothing to mean something; `Capture.streams`
 * says how much there was.
 */

export interface Finding {
  readonly secret: string;
  /** How it was written: 'hex', 'base64', 'decimal' … */
  readonly rendering: string;
  readonly stream: string;
  readonly offset: number;
}

export interface Capture {
  /** A share's element, a blind, a salt, a key: a number of at least 2^64, or its bytes tell nothing. */
  hideNumber(name: string, value: bigint): void;
  /** A line of features or targets, raw, standardised or quantised; false if it is too short to be told from chance. */
  hideRow(name: string, row: readonly number[]): boolean;
  /** More of a stream: a connection in one direction, a file, a log. */
  add(stream: string, bytes: Uint8Array | string): void;
  /** All files below a folder, each a stream of its own. */
  addFolder(folder: string): void;
  streams(): ReadonlyMap<string, number>;
  secrets(): number;
  find(): Finding[];
}

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

function findIn(stream: string, bytes: Uint8Array, patterns: PatternIndex, rows: RowIndex): Finding[] {
  const found = [...findPatterns(patterns, bytes), ...findRows(rows, bytes)];
  return found.map((one) => ({ ...one, stream }));
}

export function startCapture(): Capture {
  const [patterns, rows] = [emptyIndex(), emptyRows()];
  const streams = new Map<string, Uint8Array[]>();
  const secrets = new Set<string>();
  const add = (stream: string, bytes: Uint8Array | string): void => {
    const pieces = streams.get(stream) ?? [];
    streams.set(stream, pieces);
    pieces.push(typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : Uint8Array.from(bytes));
  };
  return {
    hideNumber(name, value) {
      addPattern(patterns, name, value);
      secrets.add(name);
    },
    hideRow(name, row) {
      if (!addRow(rows, name, row)) return false;
      addPattern(patterns, name, row);
      secrets.add(name);
      return true;
    },
    add,
    addFolder(folder) {
      for (const path of filesBelow(folder)) add(path, readFileSync(path));
    },
    streams: () =>
      new Map([...streams].map(([name, pieces]) => [name, pieces.reduce((sum, { length }) => sum + length, 0)])),
    secrets: () => secrets.size,
    find: () => [...streams].flatMap(([name, pieces]) => findIn(name, Buffer.concat(pieces), patterns, rows)),
  };
}
