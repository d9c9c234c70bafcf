// Public bytes on disk, by CID: what was fetched once is here after a restart, also when the store is not.
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BlobReader, digestSum, fromWord } from '@tacit/sdk';

/** A reader that asks the folder first and keeps what the other one gives. */
export async function cachedReader(
  folder: string,
  reader: BlobReader,
  { maxBytes = 2 ** 30 }: { readonly maxBytes?: number } = {},
): Promise<BlobReader> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let drafts = 0;
  let used = await measure(folder);

  /** The least recently used go first. */
  async function makeRoom(): Promise<void> {
    const files = await Promise.all((await readdir(folder)).map((name) => describe(folder, name)));
    for (const { path, bytes } of files.sort((a, b) => a.usedAt - b.usedAt)) {
      if (used <= maxBytes * 0.9) return;
      await rm(path, { force: true });
      used -= bytes;
    }
  }

  async function keep(path: string, bytes: Uint8Array): Promise<void> {
    const draft = `${path}.${process.pid}-${++drafts}.draft`;
    await writeFile(draft, bytes);
    await rename(draft, path);
    used += bytes.length;
    if (used > maxBytes) await makeRoom();
  }

  return {
    name: reader.name,
    async getBlock(cid, options) {
      const path = join(folder, cid.toString());
      const kept = await readFile(path).catch(() => undefined);
      if (kept && isOf(cid.multihash.digest, kept)) {
        await utimes(path, new Date(), new Date()).catch(() => undefined);
        return new Uint8Array(kept);
      }
      const bytes = await reader.getBlock(cid, options);
      // A full disk costs a repetition, and nothing else.
      if (bytes) await keep(path, bytes).catch(() => undefined);
      return bytes;
    },
  };
}

/** A disk may lie as well as a store. */
const isOf = (digest: Uint8Array, bytes: Uint8Array): boolean => digestSum(bytes) === fromWord(digest);

async function describe(folder: string, name: string) {
  const path = join(folder, name);
  const found = await stat(path).catch(() => undefined);
  return { path, bytes: found?.size ?? 0, usedAt: found?.mtimeMs ?? 0 };
}

async function measure(folder: string): Promise<number> {
  const names = await readdir(folder);
  // Of a process that ended while it wrote.
  await Promise.all(
    names.filter((name) => name.endsWith('.draft')).map((name) => rm(join(folder, name), { force: true })),
  );
  const files = await Promise.all(names.map((name) => describe(folder, name)));
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
