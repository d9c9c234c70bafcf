// CAR, version 1: a header with one root, then the blocks. What is read from anybody is verified before it is a DAG.
import * as dagCbor from '@ipld/dag-cbor';
import { varint } from 'multiformats';
import type { CID } from 'multiformats/cid';
import { storageError } from '../errors/index.ts';
import { CID_BYTES, codecOf, isBlock, linksOf, MAX_BLOCK_BYTES, readCid } from './blocks.ts';
import type { Block, Dag } from './types.ts';

export interface CarLimits {
  /** Bytes of the whole CAR. */
  readonly maxBytes?: number;
  readonly maxBlocks?: number;
  /** Bytes of all blocks that are not raw: reading them takes time, and files need few. */
  readonly maxNodeBytes?: number;
  /** Blocks on the longest way from the root to a leaf, both included: others walk a DAG by recursion. */
  readonly maxDepth?: number;
}

export const CAR_LIMITS: Required<CarLimits> = {
  maxBytes: 64 * 2 ** 20,
  maxBlocks: 2 ** 16,
  maxNodeBytes: 4 * 2 ** 20,
  maxDepth: 32,
};

/** The bytes of a header behind its root: the head of seven letters, "version", and 1. */
const AFTER_ROOT = 9;
/** The header of a CAR with this root: DAG-CBOR has one encoding of it. */
const headerOf = (root: CID): Uint8Array => Uint8Array.from(dagCbor.encode({ roots: [root], version: 1 }));
const lengthPrefix = (length: number): Uint8Array =>
  varint.encodeTo(length, new Uint8Array(varint.encodingLength(length)));

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The same DAG always gives the same bytes. */
export function encodeCar({ root, blocks }: Dag): Uint8Array<ArrayBuffer> {
  const header = headerOf(root);
  const sections = blocks.flatMap(({ cid, bytes }) => [lengthPrefix(CID_BYTES + bytes.length), cid.bytes, bytes]);
  return join([lengthPrefix(header.length), header, ...sections]);
}

const invalid = (message: string, at: number) =>
  storageError('CAR_INVALID', `${message}, at byte ${at} of a CAR`, { at });

/** A length and where it ends; what it measures lies within the bytes. */
function readLength(bytes: Uint8Array, at: number): { start: number; end: number } {
  let length = 0;
  let size = 0;
  try {
    // Four bytes of a varint say 256 MiB: nothing that we read is as long.
    [length, size] = varint.decode(bytes.subarray(at, at + 4));
  } catch {
    throw invalid('no length', at);
  }
  const start = at + size;
  if (length > bytes.length - start) throw invalid('it is cut short', at);
  return { start, end: start + length };
}

function readHeader(bytes: Uint8Array): { root: CID; end: number } {
  const { start, end } = readLength(bytes, 0);
  // Where the CID lies follows from the one right encoding; comparing refuses everything else.
  const root = tryReadCid(bytes.subarray(start, end), end - start - CID_BYTES - AFTER_ROOT, start);
  const expected = headerOf(root);
  if (expected.length !== end - start || !expected.every((byte, k) => byte === bytes[start + k])) {
    throw invalid('the header is not that of version 1 with one root', start);
  }
  return { root, end };
}

function tryReadCid(bytes: Uint8Array, at: number, offset: number): CID {
  try {
    if (at >= 0) return readCid(bytes, at);
  } catch {}
  throw invalid('no CID of version 1 with sha2-256, raw, dag-pb or dag-cbor', offset);
}

function* readBlocks(bytes: Uint8Array, from: number): Generator<Block> {
  for (let at = from; at < bytes.length; ) {
    const { start, end } = readLength(bytes, at);
    const cid = tryReadCid(bytes.subarray(start, end), 0, start);
    const block = { cid, bytes: bytes.subarray(start + CID_BYTES, end) };
    if (block.bytes.length > MAX_BLOCK_BYTES) {
      throw storageError('BLOCK_TOO_LARGE', `a block has at most ${MAX_BLOCK_BYTES} bytes, not ${block.bytes.length}`);
    }
    yield block;
    at = end;
  }
}

/**
 * Reads a CAR from anybody: exactly one root, every block hashing to its CID, none twice, and all that the root leads to
 * and nothing else. The result's bytes are views of the CAR's.
 */
export async function decodeCar(bytes: Uint8Array, limits: CarLimits = {}): Promise<Dag> {
  const { maxBytes, maxBlocks, maxNodeBytes, maxDepth } = { ...CAR_LIMITS, ...limits };
  if (!(bytes instanceof Uint8Array)) throw storageError('CAR_INVALID', 'a CAR is bytes');
  if (bytes.length > maxBytes) {
    throw storageError('CAR_TOO_LARGE', `a CAR has at most ${maxBytes} bytes here, not ${bytes.length}`);
  }
  const { root, end } = readHeader(bytes);
  const blocks = new Map<string, Block>();
  let nodeBytes = 0;
  for (const block of readBlocks(bytes, end)) {
    const key = block.cid.toString();
    if (codecOf(block.cid) !== 'raw') nodeBytes += block.bytes.length;
    if (nodeBytes > maxNodeBytes) {
      throw storageError('CAR_TOO_LARGE', `the blocks with links have more than ${maxNodeBytes} bytes`);
    }
    if (blocks.has(key)) throw storageError('CAR_INVALID', `the block ${key} comes twice`, { cid: key });
    if (blocks.size === maxBlocks) throw storageError('CAR_TOO_LARGE', `a CAR has at most ${maxBlocks} blocks here`);
    if (!(await isBlock(block))) {
      throw storageError('CAR_INVALID', `the bytes of the block ${key} do not hash to its CID`, { cid: key });
    }
    blocks.set(key, block);
  }
  checkDag(root, blocks, maxDepth);
  return { root, blocks: [...blocks.values()] };
}

/** Complete, without strays, and not too deep. Hashes allow no cycle, so whatever nothing leads to is a root. */
function checkDag(root: CID, blocks: ReadonlyMap<string, Block>, maxDepth: number): void {
  const links = new Map<string, string[]>();
  const waiting = new Map<string, number>();
  for (const [key, block] of blocks) {
    const targets = linksOf(block).map(String);
    const missing = targets.find((target) => !blocks.has(target));
    if (missing) throw storageError('DAG_INCOMPLETE', `the CAR leaves out the block ${missing}`, { cid: missing });
    for (const target of targets) waiting.set(target, (waiting.get(target) ?? 0) + 1);
    links.set(key, targets);
  }
  const rootKey = root.toString();
  if (!blocks.has(rootKey)) throw storageError('DAG_INCOMPLETE', 'the CAR leaves out its root', { cid: rootKey });
  for (const key of blocks.keys()) {
    if (key !== rootKey && !waiting.has(key)) {
      throw storageError('CAR_INVALID', `the root does not lead to the block ${key}`, { cid: key });
    }
  }
  let level = [rootKey];
  // A block joins the level after the last of those that lead to it: levels count the longest way.
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > maxDepth) throw storageError('CAR_INVALID', `the DAG is deeper than ${maxDepth} blocks`);
    const next: string[] = [];
    for (const target of level.flatMap((key) => links.get(key) ?? [])) {
      const left = (waiting.get(target) ?? 0) - 1;
      waiting.set(target, left);
      if (left === 0) next.push(target);
    }
    level = next;
  }
}
