// What an uploader signs for a pin node (EIP-712), and the header that carries it. Keys stay with whoever has them.
import type { Address, Hex } from 'viem';
import { storageError } from '../errors/index.ts';
import { parseCid } from './blocks.ts';

/** One CAR, for one pin node, until one moment. */
export interface Upload {
  /** The pin node's public origin, such as `https://pin.example`: a signature for one node is worth nothing at another. */
  readonly audience: string;
  /** The CAR's root. */
  readonly cid: string;
  /** Bytes of the CAR. */
  readonly size: number;
  /** Seconds since 1970; the pin node accepts nothing later, and nothing that ends more than an hour ahead. */
  readonly expires: number;
}

/** What the header says. Whoever reads it knows the audience: itself. */
export interface UploadAuthorization extends Omit<Upload, 'audience'> {
  readonly address: Address;
  readonly signature: Hex;
}

export const MAX_UPLOAD_SECONDS = 3600;

export const uploadTypedData = ({ audience, cid, size, expires }: Upload) =>
  ({
    domain: { name: 'Tacit Pin Node', version: '1' },
    types: {
      Upload: [
        { name: 'audience', type: 'string' },
        { name: 'cid', type: 'string' },
        { name: 'size', type: 'uint64' },
        { name: 'expires', type: 'uint64' },
      ],
    },
    primaryType: 'Upload',
    message: { audience, cid, size: BigInt(size), expires: BigInt(expires) },
  }) as const;

export type UploadTypedData = ReturnType<typeof uploadTypedData>;

/** An account of viem's that has its key, or anything else that signs typed data. */
export interface UploadSigner {
  readonly address: Address;
  signTypedData(data: UploadTypedData): Promise<Hex>;
}

/** Signs an upload, and gives the value of its header `Authorization`. */
export type Authorise = (upload: Upload) => Promise<string>;

export const authoriseWith =
  (signer: UploadSigner): Authorise =>
  async (upload) => {
    const signature = await signer.signTypedData(uploadTypedData(upload));
    return formatAuthorization({ ...upload, address: signer.address, signature });
  };

const SCHEME = 'Tacit ';
/** Twice what the fields need. */
const MAX_HEADER = 1024;

/** `Tacit ` and the base64url, without padding, of the fields as JSON: in this order and without a space. */
export function formatAuthorization({ address, cid, size, expires, signature }: UploadAuthorization): string {
  const fields = { address: address.toLowerCase(), cid, size, expires, signature: signature.toLowerCase() };
  return SCHEME + btoa(JSON.stringify(fields)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

const matches = (value: unknown, pattern: RegExp): value is Hex => typeof value === 'string' && pattern.test(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

/** Reads such a header from anybody. There is one spelling of each, so no two of them say the same. */
export function parseAuthorization(header: unknown): UploadAuthorization {
  const fields = readFields(header);
  const { address, cid, size, expires, signature } = fields;
  const fits =
    matches(address, /^0x[0-9a-f]{40}$/) &&
    matches(signature, /^0x[0-9a-f]{130}$/) &&
    isCount(size) &&
    isCount(expires) &&
    typeof cid === 'string';
  if (!fits)
    throw storageError('UPLOAD_INVALID', 'a field of the upload is missing or no address, number or signature');
  const authorization = { address, cid: parseCid(cid).toString(), size, expires, signature };
  if (formatAuthorization(authorization) === header) return authorization;
  throw storageError('UPLOAD_INVALID', 'the upload is not signed in the one spelling that is read');
}

function readFields(header: unknown): Readonly<Record<string, unknown>> {
  if (typeof header !== 'string' || header === '') {
    throw storageError('UPLOAD_NOT_SIGNED', 'an upload needs the header Authorization');
  }
  if (header.length > MAX_HEADER || !/^Tacit [\w-]+$/.test(header)) {
    throw storageError('UPLOAD_INVALID', 'the header Authorization is not "Tacit" and its base64url');
  }
  try {
    const json: unknown = JSON.parse(atob(header.slice(SCHEME.length).replaceAll('-', '+').replaceAll('_', '/')));
    if (typeof json === 'object' && json !== null) return json as Record<string, unknown>;
  } catch {}
  throw storageError('UPLOAD_INVALID', 'the header Authorization holds no JSON');
}
