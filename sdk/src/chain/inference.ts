// The contract InferenceMarket: offers, jobs, and the workers who evaluate them.
export * from './inference/calls.ts';
export * from './inference/history.ts';
export * from './inference/ids.ts';
export * from './inference/listing.ts';
export * from './inference/phases.ts';
export * from './inference/pool.ts';
export * from './inference/reads.ts';
export * from './inference/types.ts';
