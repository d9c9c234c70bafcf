export { type FetchedArtifactsOptions, fetchedArtifacts } from './fetched-artifacts.ts';
