// A node of a UnixFS file, read strictly: a dag-pb block whose Data is the protobuf of specs.ipfs.tech/unixfs.
import { varint } from 'multiformats';
import type { CID } from 'multiformats/cid';
import { storageError } from '../errors/index.ts';
import { decodeDagPb, linksOf } from './blocks.ts';
import type { Block } from './types.ts';

export interface FilePart {
  readonly cid: CID;
  /** Bytes of the file below. */
  readonly size: number;
}

export interface FileNode {
  /** All bytes of the file below, this node's own first. */
  readonly size: number;
  readonly data: Uint8Array;
  readonly parts: readonly FilePart[];
}

/** Numbers of the protobuf's fields; those of directories are not among them. */
const FIELDS = { type: 1, data: 2, fileSize: 3, blockSizes: 4, mode: 7, mtime: 8 } as const;
const RAW = 0;
const FILE = 2;
const [VARINT, BYTES] = [0, 2];

type Field = readonly [number: number, value: number | Uint8Array];

/** The protobuf's fields as they come: numbers and rows of bytes, nothing else is in the specification. */
function* readFields(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const number = (): number => {
    const [value, size] = varint.decode(bytes, at);
    at += size;
    if (!Number.isSafeInteger(value)) throw new RangeError('too large');
    return value;
  };
  while (at < bytes.length) {
    const key = number();
    const wire = key % 8;
    if (wire !== VARINT && wire !== BYTES) throw new RangeError('no such wire type');
    const value = number();
    if (wire === BYTES && value > bytes.length - at) throw new RangeError('cut short');
    yield [Math.floor(key / 8), wire === VARINT ? value : bytes.subarray(at, at + value)];
    if (wire === BYTES) at += value;
  }
}

interface FileFields {
  readonly type: number;
  readonly data: Uint8Array;
  readonly fileSize: number;
  readonly blockSizes: readonly number[];
}

function readUnixFs(bytes: Uint8Array): FileFields {
  const once = new Map<number, number | Uint8Array>();
  const blockSizes: number[] = [];
  for (const [number, value] of readFields(bytes)) {
    if (number === FIELDS.blockSizes) blockSizes.push(Number(value));
    else if (once.has(number) || !Object.values<number>(FIELDS).includes(number)) throw new RangeError('field');
    else once.set(number, value);
  }
  const [type, fileSize] = [once.get(FIELDS.type), once.get(FIELDS.fileSize)];
  const data = once.get(FIELDS.data) ?? new Uint8Array(0);
  const typed = typeof type === 'number' && typeof fileSize === 'number' && typeof data !== 'number';
  if (!typed || !blockSizes.every(Number.isSafeInteger)) throw new RangeError('field of a wrong type');
  return { type, data, fileSize, blockSizes };
}

/** BLOCK_INVALID for directories, symbolic links and shards, and for sizes that do not add up. */
export function readFileNode(block: Block): FileNode {
  const invalid = () =>
    storageError('BLOCK_INVALID', `${block.cid} is no file of UnixFS, or its sizes do not add up`, {
      cid: block.cid.toString(),
    });
  // Of the codecs that are read here alone.
  const links = linksOf(block);
  const { Data } = decodeDagPb(block);
  let fields: FileFields;
  try {
    fields = readUnixFs(Data ?? new Uint8Array(0));
  } catch {
    throw invalid();
  }
  const { type, data, fileSize, blockSizes } = fields;
  const parts = blockSizes.map((size, k) => ({ cid: links[k] as CID, size }));
  const total = blockSizes.reduce((sum, size) => sum + size, data.length);
  // Parts without bytes would make a long way of a short file.
  const fits = links.length === blockSizes.length && blockSizes.every((size) => size > 0) && total === fileSize;
  if (!fits || (type !== FILE && type !== RAW)) throw invalid();
  return { size: fileSize, data, parts };
}
