import {
  authoriseWith,
  fileDag,
  firstOf,
  gatewayReader,
  kuboStore,
  parseCid,
  pinNodeStore,
  readFile,
} from '@tacit/sdk';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';

const fileOf = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, at) => (at * 2654435761) >>> 13);
const codeOf = (error: unknown): string => (error as { code?: string }).code ?? String(error);

/** Builds a file's DAG, uploads it to a pin node or a Kubo node, and reads it back from there. */
async function store(kind: 'pin' | 'kubo', url: string, size: number): Promise<{ cid: string; same: boolean }> {
  const file = fileOf(size);
  const authorise = authoriseWith(privateKeyToAccount(generatePrivateKey()));
  const target = kind === 'pin' ? pinNodeStore({ url, authorise }) : kuboStore({ url });
  const dag = await fileDag(file);
  await target.put(dag);
  const back = await readFile(target, dag.root, { limit: size });
  return { cid: dag.root.toString(), same: back?.length === size && file.every((byte, at) => byte === back[at]) };
}

/** Bytes read, or the code of what went wrong. */
async function read(urls: readonly string[], cid: string, timeoutMs: number): Promise<number | string> {
  try {
    const readers = urls.map((url) => gatewayReader(url, { timeoutMs }));
    return (await readFile(firstOf(readers), parseCid(cid), { limit: 2 ** 24 }))?.length ?? 'absent';
  } catch (error) {
    return codeOf(error);
  }
}

Object.assign(window, { storage: { store, read } });
