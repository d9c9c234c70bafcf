export { loadArtifacts, localArtifacts } from './circuits/artifacts.ts';
export { constraintBreakdown } from './circuits/breakdown.ts';
export { type BuildProgress, buildCircuit, FILES, type Manifest, readManifest } from './circuits/build.ts';
export { type CircuitsFile, parseCircuitsFile, readCircuitsFile } from './circuits/circuits-file.ts';
export { declareCircuit, generatedFiles, writeGeneratedFiles } from './circuits/generate.ts';
export { defaultLocations, type Locations } from './circuits/locations.ts';
export { mainSource } from './circuits/main-source.ts';
export { readKeyFile, writeKeyFile } from './key-file.ts';
export { makeDevelopmentKey } from './keys/development-key.ts';
export { type Release, type ReleaseScope, recordRelease } from './release-record.ts';
export {
  formatBytes,
  formatDuration,
  type Output,
  type Progress,
  paint,
  startProgress,
  withProgress,
} from './terminal.ts';
