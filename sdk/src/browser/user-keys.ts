// A user's keys for encrypted predictions, in their vault: made once for a parameter set, and then for every request, so that
// ten megabytes are sent to workers once.
import type { ParameterName, UserKeys } from '../encrypted/index.ts';
import { browserError, errorCode } from '../errors/index.ts';
import type { Vault } from './vault.ts';

export interface OpenUserKeysOptions {
  readonly parameters: ParameterName;
  /** Makes keys where there are none yet; in a worker. */
  readonly create: () => UserKeys | Promise<UserKeys>;
  /** Makes new keys in any case. Requests that were made with the old ones keep their own copy of them. */
  readonly fresh?: boolean;
}

export interface KeptUserKeys extends UserKeys {
  /** Whether they were made just now. */
  readonly made: boolean;
}

const LENGTH_BYTES = 4;

/** Both halves in one document, the secret one behind its length: neither is ever there without the other. */
function encodeKeys({ secretKey, evaluationKeys }: UserKeys): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES + secretKey.length + evaluationKeys.length);
  new DataView(bytes.buffer).setUint32(0, secretKey.length);
  bytes.set(secretKey, LENGTH_BYTES);
  bytes.set(evaluationKeys, LENGTH_BYTES + secretKey.length);
  return bytes;
}

function decodeKeys(bytes: Uint8Array): UserKeys {
  const start = LENGTH_BYTES + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  return { secretKey: bytes.slice(LENGTH_BYTES, start), evaluationKeys: bytes.slice(start) };
}

/** The keys for a parameter set; made, and kept, if there are none. KEPT_KEYS_INVALID for what is damaged. */
export async function openUserKeys(vault: Vault, options: OpenUserKeysOptions): Promise<KeptUserKeys> {
  const { parameters, create, fresh = false } = options;
  const documents = vault.documents('user-keys');
  const read = async (): Promise<UserKeys | undefined> => {
    const bytes = await documents.read(parameters).catch((error: unknown) => {
      if (errorCode(error) !== 'DOCUMENT_INVALID') throw error;
      throw browserError('KEPT_KEYS_INVALID', 'the keys that are kept here are damaged: make fresh ones');
    });
    return bytes && decodeKeys(bytes);
  };
  const kept = fresh ? undefined : await read();
  if (kept) return { ...kept, made: false };
  const keys = await create();
  if (fresh) await documents.replace(parameters, encodeKeys(keys));
  // Another page was quicker: its keys count.
  else if (!(await documents.create(parameters, encodeKeys(keys)))) return await openUserKeys(vault, options);
  return { ...keys, made: true };
}
