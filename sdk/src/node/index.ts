export { loadArtifacts, localArtifacts } from './circuits/artifacts.ts';
export { constraintBreakdown } from './circuits/breakdown.ts';
export { type BuildProgress, buildCircuit, FILES, type Manifest, readManifest } from './circuits/build.ts';
export { type CircuitsFile, parseCircuitsFile, readCircuitsFile } from './circuits/circuits-file.ts';
export { declaredCircuits } from './circuits/declared.ts';
export { declareCircuit, generatedFiles, writeGeneratedFiles } from './circuits/generate.ts';
export { defaultLocations, type Locations } from './circuits/locations.ts';
export { mainSource } from './circuits/main-source.ts';
export { createCreatorKey, readCreatorKey } from './creator-key.ts';
export { type DurableFileOptions, removeDurably, writeDurableFile } from './durable-file.ts';
export { type InferenceKeys, type InferenceKeysOptions, openInferenceKeys } from './inference-keys.ts';
export { readKeyFile, writeKeyFile } from './key-file.ts';
export { makeDevelopmentKey } from './keys/development-key.ts';
export { type OwnerFileRefusal, readOwnerFile } from './owner-file.ts';
export { type PassphraseSource, readPassphraseFile } from './passphrase.ts';
export { type Release, type ReleaseScope, readRelease, recordRelease } from './release-record.ts';
export {
  keepHandOver,
  noteSince,
  type RequestSecret,
  readRequest,
  readRequestSecret,
  type SavedRequest,
  type SaveRequestOptions,
  saveRequest,
} from './request-folder.ts';
export {
  readSealedFile,
  type SealingOptions,
  type SealingSecret,
  writeSealedFile,
} from './sealed-file.ts';
export { type FindTaskArtifactsOptions, findTaskArtifacts } from './task-artifacts.ts';
export {
  formatBytes,
  formatDuration,
  type Output,
  type Progress,
  paint,
  startProgress,
  withProgress,
} from './terminal.ts';
export { openTrainerFolder, type TrainerFolderOptions, type TrainerSecret } from './trainer/trainer-folder.ts';
export { type CreateWalletOptions, createWalletFile, readWalletFile } from './wallet-file.ts';
