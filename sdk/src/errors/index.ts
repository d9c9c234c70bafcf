export { type ChainErrorCode, chainError } from './chain.ts';
export { type CommitmentErrorCode, commitmentError } from './commitment.ts';
export { type DataErrorCode, dataError } from './data.ts';
export { type NumericErrorCode, numericError } from './numeric.ts';
export { type RoundErrorCode, roundError } from './protocol.ts';
export { errorCode, ProtocolError } from './protocol-error.ts';
export { type ProvingErrorCode, provingError } from './proving.ts';
export { type SharingErrorCode, sharingError } from './sharing.ts';
export { type StorageErrorCode, storageError } from './storage.ts';
