export { type Codec, cidOf, codecOf, isBlock, linksOf, MAX_BLOCK_BYTES, parseCid } from './blocks.ts';
export { CAR_LIMITS, type CarLimits, decodeCar, encodeCar } from './car.ts';
export { blockDag, CHUNK_BYTES, fileDag } from './dag.ts';
export type { EndpointOptions } from './endpoint.ts';
export { type FirstOfOptions, firstOf, type StoreFailure } from './first-of.ts';
export { gatewayReader } from './gateway-reader.ts';
export { type KuboOptions, kuboStore } from './kubo-store.ts';
export { type MemoryStore, memoryStore } from './memory-store.ts';
export { type PinNodeOptions, pinNodeStore } from './pin-node-store.ts';
export { type PinningServiceOptions, pinningService } from './pinning-service.ts';
export { type ReadFileOptions, readFile } from './read-file.ts';
export { type ReplicatedOptions, replicatedStore } from './replicated-store.ts';
export type { RetryOptions } from './retries.ts';
export type { BlobKeeper, BlobReader, BlobStore, Block, Dag, StoreOptions } from './types.ts';
export {
  type Authorise,
  authoriseWith,
  formatAuthorization,
  MAX_UPLOAD_SECONDS,
  parseAuthorization,
  type Upload,
  type UploadAuthorization,
  type UploadSigner,
  type UploadTypedData,
  uploadTypedData,
} from './upload.ts';
