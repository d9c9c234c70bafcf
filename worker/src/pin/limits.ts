// What a pin node grants to whom it does not know. Memory is bounded by what uploads announce, and by responses times a block.
import { MAX_BLOCK_BYTES } from '@tacit/sdk';

export const LIMITS = {
  uploads: 64,
  /** All uploads at once, counted in largest CARs. */
  uploadCars: 4,
  responses: 128,
  connections: 512,
  headerBytes: 8192,
  headerMs: 10_000,
  /** Of a connection on which nothing moves. */
  idleMs: 60_000,
  /** 256 KiB each make 1 GiB: enough for all importers' chunks, and little for a database. */
  blocks: 4096,
  blockBytes: MAX_BLOCK_BYTES,
  /** What a stopping node leaves to uploads under way. */
  stopMs: 5000,
} as const;

const SLOWEST_BYTES_PER_SECOND = 64 * 1024;

/** Whoever is slower holds a place that others wait for. */
export const transferMs = (bytes: number): number => 20_000 + Math.ceil((bytes / SLOWEST_BYTES_PER_SECOND) * 1000);

const DISK_BLOCK = 4096;
/** What a block takes on a disk: files come in whole units. */
export const diskBytes = (bytes: number): number => Math.max(1, Math.ceil(bytes / DISK_BLOCK)) * DISK_BLOCK;
