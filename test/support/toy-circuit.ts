import { FIELD_ORDER } from '@tacit/sdk';

/** A linear combination: coefficient by wire. */
export type Combination = Readonly<Record<number, bigint>>;
export type Row = readonly [Combination, Combination, Combination];

export interface ToyR1cs {
  readonly wires: number;
  readonly publicSignals: number;
  readonly rows: readonly Row[];
}

const u32 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
};

export const littleEndian = (value: bigint): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));

const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

/** iden3's container: a tag, a version, then numbered sections with their lengths. */
export function sectionFile(
  tag: string,
  version: number,
  sections: readonly (readonly [number, Uint8Array])[],
): Uint8Array {
  const parts = sections.flatMap(([id, bytes]) => [u32(id), u32(bytes.length), u32(0), bytes]);
  return joined(new TextEncoder().encode(tag), u32(version), u32(sections.length), ...parts);
}

const encodeCombination = (terms: Combination): Uint8Array[] => [
  u32(Object.keys(terms).length),
  ...Object.entries(terms).flatMap(([wire, value]) => [u32(Number(wire)), littleEndian(value)]),
];

export const r1csHeader = ({ wires, publicSignals, rows }: ToyR1cs, prime = FIELD_ORDER): Uint8Array => {
  const inputs = Math.floor(publicSignals / 2);
  const counts = [wires, publicSignals - inputs, inputs, wires - publicSignals - 1];
  return joined(u32(32), littleEndian(prime), ...counts.map(u32), u32(wires), u32(0), u32(rows.length));
};

export const r1csBody = ({ rows }: ToyR1cs): Uint8Array => joined(...rows.flat().flatMap(encodeCombination));

/** A constraint file as circom writes it. */
export const r1csFile = (toy: ToyR1cs): Uint8Array =>
  sectionFile('r1cs', 1, [
    [1, r1csHeader(toy)],
    [2, r1csBody(toy)],
    [3, joined(...Array.from({ length: toy.wires }, (_, i) => joined(u32(i), u32(0))))],
  ]);

/** A witness file as the witness calculator writes it. */
export const witnessFile = (values: readonly bigint[]): Uint8Array =>
  sectionFile('wtns', 2, [
    [1, joined(u32(32), littleEndian(FIELD_ORDER), u32(values.length))],
    [2, joined(...values.map(littleEndian))],
  ]);

/** Wires: 1 | s0..s4 (stated) | m, blind (committed) | a. m = a^3 and s0 = a^2, in `rows` constraints or more. */
export function toyCircuit(rows = 2): ToyR1cs {
  const own: Row[] = [
    [{ 8: 1n }, { 8: 1n }, { 1: 1n }],
    [{ 8: 1n }, { 1: 1n }, { 6: 1n }],
  ];
  const idle: Row = [{ 0: 3n, 8: FIELD_ORDER - 1n }, { 0: 1n }, { 0: 3n, 8: FIELD_ORDER - 1n }];
  return { wires: 9, publicSignals: 7, rows: [...own, ...new Array<Row>(rows - 2).fill(idle)] };
}

export const STATED = [9n, 5n, 6n, 7n, 8n] as const;

/** a = 3: states 9 and four free values, commits to 27 under this blind. */
export const toyWitness = (blind = 1234n): bigint[] => [1n, ...STATED, 27n, blind, 3n];
