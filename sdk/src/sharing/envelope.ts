import * as dagCbor from '@ipld/dag-cbor';
import { sha256 } from '@noble/hashes/sha2.js';
import { CID } from 'multiformats/cid';
import * as Digest from 'multiformats/hashes/digest';
import { sharingError } from '../errors/index.ts';
import { fromWord, toWord } from '../hashing/index.ts';
import { checkCommittee } from './committee.ts';

/** All sealed shares of one deal, as one IPLD block: { v: 1, deal: bytes(32), sealed: [bytes(32 L), …] }. */
export interface Envelope {
  /** `hashDeal`. */
  readonly deal: bigint;
  /** Of members 1..n. */
  readonly sealed: readonly Uint8Array[];
}

/** n and L: they are known before an envelope is, and determine its length to the byte. */
export interface EnvelopeSize {
  readonly members: number;
  readonly length: number;
}

/**
 * Blocks travel whole. Helia resets a Bitswap stream at messages above 2 MiB (`maxIncomingMessageSize`), and other
 * nodes refuse blocks above 1 MiB unless told otherwise.
 */
export const MAX_ENVELOPE_BYTES = 2 ** 20;

const VERSION = 1;
const SHA2_256 = 0x12;
const DEAL_BYTES = 32;

/** Bytes of CBOR's shortest head for a length or count (RFC 8949, section 4.2.1, which DAG-CBOR requires). */
const headBytes = (count: number): number => (count < 24 ? 1 : count < 2 ** 8 ? 2 : count < 2 ** 16 ? 3 : 5);

/** Where the fields lie. The keys' order is DAG-CBOR's, shorter ones first: v, deal, sealed. */
function layOut({ members, length }: EnvelopeSize): {
  dealAt: number;
  sealedAt: number;
  stride: number;
  total: number;
} {
  checkCommittee({ members, threshold: 1 });
  if (!Number.isSafeInteger(length) || length < 1) {
    throw sharingError('VECTOR_INVALID', 'a sealed share has at least one word');
  }
  // Map of three; "v" and 1; "deal" and the head of 32 bytes.
  const dealAt = 1 + 2 + 1 + 5 + headBytes(DEAL_BYTES);
  const sealedAt = dealAt + DEAL_BYTES + 7 + headBytes(members);
  const stride = headBytes(32 * length) + 32 * length;
  return { dealAt, sealedAt, stride, total: sealedAt + members * stride };
}

/** The length of every envelope for so many members and values. */
export function envelopeBytes(size: EnvelopeSize): number {
  const { total } = layOut(size);
  if (total <= MAX_ENVELOPE_BYTES) return total;
  throw sharingError('ENVELOPE_TOO_LARGE', `an envelope holds ${MAX_ENVELOPE_BYTES} bytes, not ${total}`, { total });
}

export function encodeEnvelope({ deal, sealed }: Envelope): Uint8Array {
  const words = (sealed[0]?.length ?? 0) / 32;
  if (sealed.some((bytes) => bytes.length !== 32 * words)) {
    throw sharingError('ENVELOPE_INVALID', 'sealed shares have whole words, and all equally many');
  }
  envelopeBytes({ members: sealed.length, length: words });
  const parts = sealed.map((bytes) => Uint8Array.from(bytes));
  // Plain bytes: under Node the encoder hands out a Buffer, whose `slice` is no copy.
  return Uint8Array.from(dagCbor.encode({ v: VERSION, deal: toWord(deal), sealed: parts }));
}

/**
 * Reads an envelope from anybody. n and L leave one place for every field, and DAG-CBOR one encoding for every value:
 * so the fields are cut out, and the bytes must be what encoding them gives. No length, count, tag or nesting in
 * untrusted bytes is ever followed, and there is nothing but the three fields.
 */
export function decodeEnvelope(bytes: Uint8Array, size: EnvelopeSize): Envelope {
  const total = envelopeBytes(size);
  if (!(bytes instanceof Uint8Array) || bytes.length !== total) {
    throw sharingError('ENVELOPE_INVALID', `this envelope must have ${total} bytes`, { expected: total });
  }
  const { dealAt, sealedAt, stride } = layOut(size);
  const deal = fromWord(bytes, dealAt);
  const sealed = Array.from({ length: size.members }, (_, k) => {
    const end = sealedAt + (k + 1) * stride;
    return Uint8Array.from(bytes.subarray(end - 32 * size.length, end));
  });
  const canonical = encodeEnvelope({ deal, sealed });
  if (canonical.every((byte, at) => byte === bytes[at])) return { deal, sealed };
  throw sharingError('ENVELOPE_INVALID', 'these bytes are not the canonical encoding of an envelope');
}

/** What the chain keeps: the SHA-256 of the envelope's bytes. */
export const digestEnvelope = (bytes: Uint8Array): bigint => fromWord(sha256(bytes));

/** CIDv1, dag-cbor, sha2-256: by which the envelope is fetched, made from what the chain keeps. */
export const cidFromDigest = (cidDigest: bigint): CID =>
  CID.createV1(dagCbor.code, Digest.create(SHA2_256, toWord(cidDigest)));
