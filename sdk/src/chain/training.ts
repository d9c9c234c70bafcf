// The contract Training: tasks, rounds and disputes.
export * from './training/admission.ts';
export * from './training/calls.ts';
export * from './training/listing.ts';
export * from './training/phases.ts';
export * from './training/reads.ts';
export * from './training/submitted.ts';
export * from './training/terms.ts';
export * from './training/typed-data.ts';
export * from './training/types.ts';
