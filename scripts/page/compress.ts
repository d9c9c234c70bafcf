// Text and WebAssembly of a built page, compressed ahead: a server only chooses.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';

export const ENCODINGS = { br: '.br', gzip: '.gz' } as const;

const COMPRESSIBLE: ReadonlySet<string> = new Set(['.js', '.css', '.svg', '.json', '.wasm', '.txt', '.map']);
/** Below this the header costs more than the body saves. */
const LEAST_BYTES = 1024;

const squeeze = {
  // Better qualities take ten times as long for some percent, and workers come to ten megabytes.
  br: (bytes: Buffer) => promisify(brotliCompress)(bytes, { params: { [zlib.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 }),
};

/** Every file under a folder, relative to it, with forward slashes, in a stable order. */
export const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();

async function compressFile(from: string, to: string, path: string): Promise<void> {
  const bytes = readFileSync(join(from, path));
  if (!COMPRESSIBLE.has(extname(path)) || bytes.length < LEAST_BYTES) return;
  mkdirSync(dirname(join(to, path)), { recursive: true });
  for (const name of ['br', 'gzip'] as const) {
    const smaller = await squeeze[name](bytes);
    if (smaller.length < bytes.length) writeFileSync(join(to, path + ENCODINGS[name]), smaller);
  }
}

export async function compressFiles(from: string, to: string): Promise<void> {
  mkdirSync(to, { recursive: true });
  await Promise.all(filesUnder(from).map((path) => compressFile(from, to, path)));
}
