import assert from 'node:assert/strict';
import {
  type BrowserErrorCode,
  type ChainErrorCode,
  type CommitmentErrorCode,
  type ContractErrorCode,
  type DataErrorCode,
  type EncryptedErrorCode,
  errorCode,
  type InferenceErrorCode,
  type NodeErrorCode,
  type NumericErrorCode,
  ProtocolError,
  type ProvingErrorCode,
  type SharingErrorCode,
  type StorageErrorCode,
} from '@tacit/sdk';

export type Code =
  | BrowserErrorCode
  | ChainErrorCode
  | CommitmentErrorCode
  | ContractErrorCode
  | DataErrorCode
  | EncryptedErrorCode
  | InferenceErrorCode
  | NodeErrorCode
  | NumericErrorCode
  | ProvingErrorCode
  | SharingErrorCode
  | StorageErrorCode;

function check(code: Code, error: unknown, about: RegExp | undefined): ProtocolError {
  assert.equal(errorCode(error), code, error instanceof Error ? error.stack : String(error));
  assert.ok(error instanceof ProtocolError);
  // One clear line, as a task prints it.
  assert.match(error.shortMessage, /^[^\n]{8,400}$/);
  if (about) assert.match(error.shortMessage, about);
  return error;
}

/** `act` throws with this code; `about` looks at the sentence where one code covers several rules. */
export function assertRefused(code: Code, act: () => unknown, about?: RegExp): ProtocolError {
  let result: unknown;
  try {
    result = act();
  } catch (error) {
    return check(code, error, about);
  }
  return assert.fail(`${code} was expected, but it was accepted: ${typeof result}`);
}

export async function assertRejected(code: Code, promise: Promise<unknown>, about?: RegExp): Promise<ProtocolError> {
  try {
    await promise;
  } catch (error) {
    return check(code, error, about);
  }
  return assert.fail(`${code} was expected, but it was accepted`);
}
