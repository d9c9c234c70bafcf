export { COORDINATE_ORDER, FIELD_ORDER, fromWord, parseField, toField, toWord } from './field.ts';
export { hashVector, poseidon } from './poseidon.ts';
export { type Randomness, randomField, systemRandomness } from './randomness.ts';
