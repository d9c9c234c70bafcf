import { FIELD_ORDER } from '../hashing/index.ts';

/** Whether a value is a canonical field element: Poseidon would take v + r for v. */
export const isElement = (value: unknown): value is bigint =>
  typeof value === 'bigint' && value >= 0n && value < FIELD_ORDER;
