// Whether somebody may upload something, told from the request's headers alone: nobody's body is read for nothing.
import {
  MAX_UPLOAD_SECONDS,
  parseAuthorization,
  pinError,
  storageError,
  type UploadAuthorization,
  uploadTypedData,
} from '@tacit/sdk';
import { recoverTypedDataAddress } from 'viem';

export interface UploadRules {
  readonly audience: string;
  readonly uploaders: ReadonlySet<string> | 'any';
  readonly maxCarBytes: number;
}

/** Seconds that a client's clock may be ahead of ours. */
const SKEW = 60;

function checkTime(expires: number): void {
  const now = Date.now() / 1000;
  if (expires <= now) throw storageError('UPLOAD_EXPIRED', 'the time to upload is over', { expires });
  if (expires > now + MAX_UPLOAD_SECONDS + SKEW) {
    throw storageError('UPLOAD_INVALID', `an upload is signed for at most ${MAX_UPLOAD_SECONDS} seconds`, { expires });
  }
}

/**
 * Reads and checks the header `Authorization`. Signatures of accounts with a key alone: a contract's would need a chain.
 * A signature for another node recovers to some other address, so both are UPLOAD_NOT_SIGNED.
 */
export async function authorise(header: string | undefined, rules: UploadRules): Promise<UploadAuthorization> {
  const upload = parseAuthorization(header);
  const { address, cid, size, expires, signature } = upload;
  if (size > rules.maxCarBytes) {
    throw storageError('CAR_TOO_LARGE', `a CAR has at most ${rules.maxCarBytes} bytes here, not ${size}`, { size });
  }
  checkTime(expires);
  if (rules.uploaders !== 'any' && !rules.uploaders.has(address)) {
    throw pinError('UPLOADER_REFUSED', `${address} may not upload to this node`);
  }
  const typedData = uploadTypedData({ audience: rules.audience, cid, size, expires });
  const signer = await recoverTypedDataAddress({ ...typedData, signature }).catch(() => undefined);
  if (signer?.toLowerCase() === address) return upload;
  const message = `the upload is not signed by ${address} for ${rules.audience}`;
  throw storageError('UPLOAD_NOT_SIGNED', message, { address });
}
