export type { KeepRequestOptions, RequestSecret, SavedRequest } from '../protocol/inference/saved-request.ts';
export type { Release, ReleaseScope } from '../protocol/release-document.ts';
export type { SealingOptions, SealingSecret } from '../protocol/sealed-format.ts';
export type { DocumentStore } from './documents.ts';
export { type FetchedArtifactsOptions, fetchedArtifacts } from './fetched-artifacts.ts';
export { type IndexedDbStoreOptions, indexedDbStore } from './indexed-db-store.ts';
export {
  type KeptKey,
  type KeyBackup,
  type KeyholderKeys,
  type KeyholderKeysOptions,
  keyholderKeys,
} from './keyholder-key.ts';
export { type MemoryDocuments, memoryDocuments } from './memory-documents.ts';
export { askToPersist, storageRoom } from './persistent-storage.ts';
export { type ReleaseRecords, type ReleaseRound, releaseRecords } from './release-records.ts';
export {
  type KeptRequestSummary,
  type KeptRequests,
  type RequestDocumentsOptions,
  requestDocuments,
} from './request-documents.ts';
export { openSealedBytes, sealBytes } from './sealed-bytes.ts';
export type { SealedDocuments } from './sealed-documents.ts';
export { type TrainerTask, trainerDocuments } from './trainer-documents.ts';
export { uploadSigner } from './upload-key.ts';
export { type KeptUserKeys, type OpenUserKeysOptions, openUserKeys } from './user-keys.ts';
export { type OpenVaultOptions, openVault, type PortableVault, type Vault, vaultOf } from './vault.ts';
export {
  destroyVault,
  type VaultKind,
  type VaultOwner,
  type VaultPlace,
  vaultExists,
  vaultKeyTypedData,
  vaultKind,
} from './vault-key.ts';
