export * from './commitment/index.ts';
export * from './data/index.ts';
export * from './errors/index.ts';
export * from './hashing/index.ts';
export * from './numeric/index.ts';
export * from './proving/index.ts';
export * from './sharing/index.ts';
