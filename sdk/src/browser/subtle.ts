// What is awkward about WebCrypto.

/** WebCrypto takes no memory that threads share; ours never is, but types cannot know. */
export const ownBytes = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);

/** The plaintext, or undefined if it is not authentic. */
export async function decryptWith(
  key: CryptoKey,
  parameters: AesGcmParams,
  ciphertext: Uint8Array,
): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt(parameters, key, ownBytes(ciphertext)));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'OperationError') return undefined;
    throw error;
  }
}
