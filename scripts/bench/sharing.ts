// What sharing an update with a committee costs, for sizes of models of which most have no circuit yet: values of a real
// packing under bases that belong to no key.
import { pippenger } from '@noble/curves/abstract/curve.js';
import { bn254 } from '@noble/curves/bn254.js';
import {
  checkShare,
  checkShares,
  commitVector,
  type Deal,
  dealShares,
  digestEnvelope,
  encodeEnvelope,
  type G1Point,
  generateKeyPair,
  hashCiphertext,
  hashDeal,
  hashShares,
  hashToG1,
  MAX_ENVELOPE_BYTES,
  multiScalar,
  openSealed,
  packSlots,
  proveEphemeral,
  recoverSum,
  type Submission,
  sealShares,
  sumCommitments,
  sumVectors,
  systemRandomness,
  toField,
} from '@tacit/sdk';
import { formatBytes } from '@tacit/sdk/node';
import { buildBn128 } from 'ffjavascript';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { interleave, median } from './measure.ts';

export const SIZES: readonly number[] = [1_000, 10_000, 100_000];
export const MEMBERS = 5;
export const THRESHOLD = 3;
/** Trainers that a keyholder checks at once. */
export const TOGETHER = 32;

/** As logistic-64x10-b16 has them; every circuit packs six. */
const PACKING = { slots: 6, bits: 39, largest: 8 * 491_520 };
const SCOPE = { chainId: 1n, contract: `0x${'11'.repeat(20)}`, keyHash: 1n, task: 1n, round: 1n } as const;
const TRAINER = `0x${'22'.repeat(20)}` as const;
const G1 = bn254.G1.Point;

/** Points of unknown logarithm; that they are in arithmetic progression would break binding, and costs no time. */
function makeBases(count: number): G1Point[] {
  const [first, step] = ['first', 'step'].map((name) => hashToG1(new TextEncoder().encode(name), 'TACIT-BENCH'));
  const bases: G1Point[] = [];
  for (let point = first as G1Point; bases.length < count; point = point.add(step as G1Point)) {
    bases.push(G1.fromAffine(point.toAffine()));
  }
  return bases;
}

/** packedUpdate, loss and blind of eight steps as large as can be. */
function makeValues(weights: number): bigint[] {
  const random = seededRandomness(weights);
  const update = Array.from({ length: weights }, () => Math.round((2 * random.next() - 1) * PACKING.largest));
  const packed = packSlots(update, PACKING.slots, PACKING.bits).map(toField);
  return [...packed, 123_456n, toField(BigInt(`0x${Buffer.from(systemRandomness.bytes(48)).toString('hex')}`))];
}

interface Sent {
  readonly submission: Submission;
  readonly values: readonly bigint[];
  readonly sealed: readonly Uint8Array[];
  readonly shares: readonly (readonly bigint[])[];
  readonly blocks: readonly Uint8Array[];
}

interface Setting {
  readonly bases: readonly G1Point[];
  readonly keys: readonly ReturnType<typeof generateKeyPair>[];
  readonly values: readonly bigint[];
}

/** One block for all, as the protocol has it; where that is over the limit, one for each member. */
function makeBlocks(deal: bigint, sealed: readonly Uint8Array[]): Uint8Array[] {
  const fits = sealed.reduce((sum, { length }) => sum + length, 0) < MAX_ENVELOPE_BYTES - 1024;
  return fits ? [encodeEnvelope({ deal, sealed })] : sealed.map((one) => encodeEnvelope({ deal, sealed: [one] }));
}

/** All that a trainer does between its last step and its first proof, with the SDK's own functions. */
function share({ bases, keys, values }: Setting): Sent {
  const committee = { members: MEMBERS, threshold: THRESHOLD };
  const { D, C, shares } = dealShares({ bases, values, committee, randomness: systemRandomness });
  const { secretKey: ephemeralKey, publicKey: E } = generateKeyPair(systemRandomness);
  const deal: Deal = { scope: SCOPE, trainer: TRAINER, D: [D], E, C };
  const sealed = sealShares({ deal, ephemeralKey, publicKeys: keys.map(({ publicKey }) => publicKey), shares });
  const blocks = makeBlocks(hashDeal(deal), sealed);
  const submission: Submission = {
    deal,
    proofOfE: proveEphemeral(deal, ephemeralKey, systemRandomness),
    ctHashes: sealed.map(hashCiphertext),
    cidDigest: blocks.map(digestEnvelope)[0] as bigint,
  };
  hashShares(submission);
  return { submission, values, sealed, shares, blocks };
}

const must = (ok: boolean): void => {
  if (!ok) throw new Error('the benchmark measured something that failed');
};

/** The second member's part of one trainer, or of many at once: open, and check. */
function receive({ bases, keys }: Setting, { submission, sealed }: Sent, trainers: number): void {
  const index = 2;
  const terms = { bases, threshold: THRESHOLD, index };
  const { D, C } = submission.deal;
  const dealt = Array.from({ length: trainers }, () => {
    const { secretKey } = keys[index - 1] as (typeof keys)[number];
    const opened = { submission, index, ciphertext: sealed[index - 1] as Uint8Array, length: bases.length };
    return { D: D[0] as G1Point, C, share: openSealed({ ...opened, secretKey }) };
  });
  const [first] = dealt as [(typeof dealt)[number]];
  must(trainers === 1 ? checkShare({ ...terms, ...first }) : checkShares(terms, dealt, systemRandomness));
}

/** What comes before the proof of the next model, from t posted sums of two trainers. */
function recover({ bases }: Setting, { submission, shares, values }: Sent): void {
  const { D, C } = submission.deal;
  const dealt = { D: D[0] as G1Point, C };
  const posted = shares.slice(0, THRESHOLD).map((own, k) => ({ index: k + 1, share: sumVectors([own, own]) }));
  const S = recoverSum({ bases, threshold: THRESHOLD, ...sumCommitments([dealt, dealt]) }, posted);
  must(S.every((element, l) => element === toField(2n * (values[l] as bigint))));
}

export interface SharingTimes {
  readonly weights: number;
  readonly elements: number;
  readonly client: number;
  readonly alone: number;
  /** Of TOGETHER trainers, one. */
  readonly together: number;
  readonly recover: number;
  readonly blocks: number;
  readonly bytes: number;
}

export async function timeSharing(runs: number, onSize: (weights: number) => void): Promise<SharingTimes[]> {
  const results: SharingTimes[] = [];
  for (const weights of SIZES) {
    onSize(weights);
    const values = makeValues(weights);
    const keys = Array.from({ length: MEMBERS }, () => generateKeyPair(systemRandomness));
    const setting: Setting = { bases: makeBases(values.length), keys, values };
    const sent = share(setting);
    const times = await interleave(
      {
        client: async () => share(setting),
        alone: async () => receive(setting, sent, 1),
        together: async () => receive(setting, sent, TOGETHER),
        recover: async () => recover(setting, sent),
      },
      runs,
    );
    results.push({
      weights,
      elements: values.length,
      client: median(times.client),
      alone: median(times.alone),
      together: median(times.together) / TOGETHER,
      recover: median(times.recover),
      blocks: sent.blocks.length,
      bytes: sent.blocks.reduce((sum, { length }) => sum + length, 0),
    });
  }
  return results;
}

export interface ContestTimes {
  readonly points: number;
  readonly ours: number;
  readonly noble: number;
  readonly wasm: number;
}

/** One vector commitment, by three programs. */
export async function timeCommitments(runs: number): Promise<ContestTimes[]> {
  const curve = await buildBn128();
  const results: ContestTimes[] = [];
  for (const weights of SIZES) {
    const count = makeValues(weights).length;
    const points = makeBases(count);
    const scalars = points.map(() => toField(BigInt(`0x${Buffer.from(systemRandomness.bytes(48)).toString('hex')}`)));
    const [wasmPoints, wasmScalars] = [new Uint8Array(64 * count), new Uint8Array(32 * count)];
    points.forEach(({ X, Y }, i) => {
      wasmPoints.set(curve.G1.fromObject([X, Y]), 64 * i);
      wasmScalars.set(littleEndian(scalars[i] as bigint), 32 * i);
    });
    must(multiScalar(points, scalars).equals(pippenger(G1, points, scalars)));
    const { X, Y } = G1.fromAffine(commitVector(points, scalars).toAffine());
    const wasmSum = curve.G1.toAffine(await curve.G1.multiExpAffine(wasmPoints, wasmScalars));
    must(Buffer.compare(wasmSum, curve.G1.fromObject([X, Y])) === 0);
    const times = await interleave(
      {
        ours: async () => multiScalar(points, scalars),
        noble: async () => pippenger(G1, points, scalars),
        wasm: () => curve.G1.multiExpAffine(wasmPoints, wasmScalars),
      },
      runs,
    );
    results.push({ points: count, ours: median(times.ours), noble: median(times.noble), wasm: median(times.wasm) });
  }
  await curve.terminate();
  return results;
}

const littleEndian = (value: bigint): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));

/** A member's block at the limit holds this many weights; a block for all members, 1/n of it. */
const mostWeights = (members: number): number =>
  (Math.floor((MAX_ENVELOPE_BYTES - 64) / members / 32) - 3) * PACKING.slots;

const count = (value: number): string => value.toLocaleString('en');
const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(milliseconds < 100 ? 3 : 2);

type Table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) => string;

/** The section of docs/BENCHMARKS.md; `proof` is the time of a proof of linear-16x4-b8 in the same run. */
export function sharingSection(
  table: Table,
  times: readonly SharingTimes[],
  contest: readonly ContestTimes[],
  proof: number,
): string {
  const ratio = (milliseconds: number): string => (milliseconds / proof).toFixed(2);
  const timeTable = table(
    [
      'weights',
      'elements',
      'client, s',
      'keyholder, a trainer alone, s',
      `… one of ${TOGETHER}, s`,
      'recovering the sum, s',
      'client / a proof',
      'one of many / a proof',
    ],
    times.map((t) => [
      count(t.weights),
      count(t.elements),
      seconds(t.client),
      seconds(t.alone),
      seconds(t.together),
      seconds(t.recover),
      ratio(t.client),
      ratio(t.together),
    ]),
  );
  const byteTable = table(
    ['weights', 'update in 32-bit numbers', 'sealed for five', 'blocks', 'sealed / (n · update)'],
    times.map((t) => [
      count(t.weights),
      formatBytes(4 * t.weights),
      formatBytes(t.bytes),
      t.blocks,
      (t.bytes / (4 * t.weights * MEMBERS)).toFixed(3),
    ]),
  );
  const contestTable = table(
    ['points', "noble's Pippenger / ours", 'ffjavascript (wasm, threads) / ours', 'ours, s'],
    contest.map((t) => [count(t.points), (t.noble / t.ours).toFixed(2), (t.wasm / t.ours).toFixed(2), seconds(t.ours)]),
  );
  return `## Sharing with a committee

n = ${MEMBERS} keyholders, t = ${THRESHOLD}. *Client* is all that a trainer does between its last step and its first proof: D, C_1 to C_${THRESHOLD - 1},
shares, sealing, hashes, proof of e, envelope. *Keyholder* is opening a trainer's share and checking it, alone or together
with others in one random combination (the same share ${TOGETHER} times over). *Recovering* is interpolating S and opening the sum of D with it; the proof
that ends a round comes on top. A *proof* is one of \`linear-16x4-b8\` in the same run. The values are packed six to an
element, as all circuits pack them; the bases are points of no key, as there is no circuit of these sizes.

${timeTable}

${byteTable}

An envelope is one block of at most ${formatBytes(MAX_ENVELOPE_BYTES)}: ${count(mostWeights(MEMBERS))} weights for five members. Beyond that the protocol has no
envelope yet; the last row measures a block for each member, which would do up to ${count(mostWeights(1))} weights.

Published for comparison, per client at 100,000 weights with 16-bit inputs, on an i7-8550U (arXiv 2311.15310, as a third party
reports it; not run here): RiseFL 9.3 s, ACORN 261 s, RoFL 502 s, EIFFeL 1,536 s. These include a proof that the update is
bounded. Here the proofs of the steps bound it. They are not part of these times, and no circuit has so many weights. The
processors differ too.

One vector commitment, random scalars. Ours is synchronous, on one thread and without WebAssembly, so that it is the same everywhere:

${contestTable}
`;
}
