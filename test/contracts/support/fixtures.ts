import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Artifacts,
  addOpenings,
  aggregate,
  type Claim,
  circuitNamed,
  commit,
  decodeCommitment,
  decodeProof,
  FIELD_ORDER,
  type FinaliseWitness,
  g1ToAffine,
  meanMultiplier,
  type Opening,
  type ProvenStep,
  parseCommitment,
  proveFinalisation,
  proveStep,
  standaloneContext,
  statementFrom,
  toWord,
  unpackUpdate,
  type VerificationKey,
  verifyProof,
} from '@tacit/sdk';
import { localArtifacts } from '@tacit/sdk/node';
import { outsideSubgroup } from '../../../sdk/src/commitment/test-support.ts';
import { developmentTrapdoor } from '../../../sdk/src/node/keys/trapdoor.ts';
import { randomStepWitness, randomWeights, seededRandomness } from '../../support/random-step.ts';
import { claimOf, realProver } from '../../support/real-proofs.ts';
import { cancellingPairs, forgeries, groupAttacks } from './attacks.ts';
import { DEVELOPMENT, expectedCircuitId, keyArgument, metadataOf, type Words, wordsOf } from './encoding.ts';
import { sharingFixture } from './sharing-fixture.ts';

/*
 * What the Solidity tests read: test/vectors/solidity. Proofs are made at random, so they are kept while they verify
 * under the present key; everything else follows from them.
 */

export const FIXTURE_CIRCUIT = 'logistic-4x3-b8';
const TRAINERS = 3;
const ABOUT = 'Written by scripts/solidity-fixtures.ts; do not edit. Words of a proof: A, B (EIP-197), C, D.';

/** Three steps from one model, and the finalisation of their sum: words as contracts take them. */
export interface Proven {
  readonly steps: readonly Words[];
  readonly finalisation: Words;
}

/** Contexts bind D, as every real one does. */
const contextOf = (key: VerificationKey, epoch: number) => (commitment: Claim['commitment']) =>
  standaloneContext(key.hash, { nonce: 2026n, step: 0, epoch }, commitment);

function openingOf({ circuit }: Artifacts, weights: readonly number[], steps: readonly ProvenStep[]): FinaliseWitness {
  const centred = (element: bigint) => (element > FIELD_ORDER / 2n ? element - FIELD_ORDER : element);
  const updates = steps.map(({ opening }) => unpackUpdate(circuit.format, opening.packedUpdate.map(centred)));
  return {
    weights,
    sum: weights.map((_, i) => updates.reduce((sum, update) => sum + (update[i] as number), 0)),
    multiplier: meanMultiplier(steps.length),
    lossSum: steps.reduce((sum, { opening }) => sum + opening.loss, 0n),
    blind: steps.reduce((sum, { opening }) => (sum + opening.blind) % FIELD_ORDER, 0n),
  };
}

/** A round, proven with the real circuit. */
export async function proveRound(artifacts: Artifacts, trainers = TRAINERS): Promise<Claim[]> {
  const { circuit, verificationKey: key } = artifacts;
  const weights = randomWeights(circuit.format, seededRandomness(5).next, 0.1);
  const steps: ProvenStep[] = [];
  for (let trainer = 0; trainer < trainers; trainer++) {
    const { witness } = await randomStepWitness(circuit.format, { random: seededRandomness(100 + trainer) });
    const own = { ...witness, weights, multiplier: 5 };
    steps.push(await proveStep({ artifacts, prover: realProver, witness: own, context: contextOf(key, trainer) }));
  }
  const witness = openingOf(artifacts, weights, steps);
  const last = await proveFinalisation({ artifacts, prover: realProver, witness, context: contextOf(key, trainers) });
  return [...steps, last].map(claimOf);
}

const bytesOf = (words: readonly bigint[]): Uint8Array => Uint8Array.from(words.flatMap((word) => [...toWord(word)]));

export const claimFrom = ({ proof, pubs }: Words): Claim => ({
  proof: decodeProof(bytesOf(proof.slice(0, 8))),
  commitment: decodeCommitment(bytesOf(proof.slice(8))),
  statement: statementFrom(pubs),
});

/** The claims of a file, or undefined when there is none or it is of another key. */
export function readClaims(path: string, key: VerificationKey): Claim[] | undefined {
  try {
    const { proofs, pubs } = JSON.parse(readFileSync(path, 'utf8')) as { proofs: string[][]; pubs: string[][] };
    const claims = proofs.map((proof, i) =>
      claimFrom({ proof: proof.map(BigInt), pubs: (pubs[i] as string[]).map(BigInt) }),
    );
    return claims.length === TRAINERS + 1 && claims.every((claim) => verifyProof(key, claim)) ? claims : undefined;
  } catch {
    return undefined;
  }
}

/** Flat lists of decimal words, which is what a Solidity test can parse. */
const flat = (points: readonly object[]): string[] => points.flatMap((point) => Object.values(point).map(String));

function keyFixture({ circuit, verificationKey: key }: Artifacts) {
  const { alpha, beta, gamma, delta, eta, ...bases } = keyArgument(key);
  const points = { alpha: [alpha], beta: [beta], gamma: [gamma], delta: [delta], eta: [eta], ...bases };
  const { x, y } = outsideSubgroup();
  return {
    about: ABOUT,
    ...Object.fromEntries(Object.entries(points).map(([name, list]) => [name, flat(list)])),
    keyHash: `0x${key.hash.toString(16).padStart(64, '0')}`,
    ...metadataOf(circuit),
    circuitId: expectedCircuitId(key, metadataOf(circuit), DEVELOPMENT),
    outsideSubgroup: [x.c1, x.c0, y.c1, y.c0].map(String),
  };
}

const decimals = (words: readonly Words[]) => ({
  proofs: words.map(({ proof }) => proof.map(String)),
  pubs: words.map(({ pubs }) => pubs.map(String)),
});

function attackFixture(key: VerificationKey, claims: readonly Claim[], forged: readonly Claim[]) {
  const [first, second] = claims as [Claim, Claim];
  const attacks = groupAttacks(key, first, second);
  const pairs = cancellingPairs(first, second);
  return {
    about: ABOUT,
    names: attacks.map(({ name }) => name),
    accepted: attacks.map(({ accepted }) => accepted),
    ...decimals(attacks),
    cancelling: {
      names: pairs.map(({ name }) => name),
      ...decimals(pairs.flatMap((pair) => pair.claims.map(wordsOf))),
    },
    forged: decimals(forged.map(wordsOf)),
  };
}

function pedersenFixture() {
  const inputs: Opening[] = [
    { value: 42n, blinding: 7n },
    { value: 0n, blinding: 1n },
    { value: FIELD_ORDER - 1n, blinding: FIELD_ORDER - 1n },
    { value: 2n ** 200n, blinding: 0n },
  ];
  const openings = [...inputs, addOpenings(inputs)];
  const commitments = inputs.map(({ value, blinding }) => commit(value, { blinding }).commitment);
  const points = [...commitments, aggregate(commitments)].map((text) => g1ToAffine(parseCommitment(text)));
  return {
    about: 'Written by scripts/solidity-fixtures.ts; do not edit. The last commitment is the sum of the others.',
    values: openings.map(({ value }) => String(value)),
    blindings: openings.map(({ blinding }) => String(blinding)),
    commitments: flat(points),
  };
}

/** JSON with a list of plain values on one line, so that a proof is a line. */
const formatFixture = (file: object): string =>
  JSON.stringify(file, null, 1).replaceAll(/\[[^[\]{}]*\]/g, (list) => list.replaceAll(/\s*\n\s*/g, ''));

/** Every file of test/vectors/solidity by name. Proofs are taken from the folder when they are still good. */
export async function makeFixtures(folder: string): Promise<Record<string, string>> {
  const source = localArtifacts();
  const artifacts = await source.load(FIXTURE_CIRCUIT);
  const { verificationKey: key } = artifacts;
  const claims = readClaims(join(folder, 'proofs.json'), key) ?? (await proveRound(artifacts));
  const r1cs = readFileSync(join(source.directoryOf(circuitNamed(FIXTURE_CIRCUIT).format), 'circuit.r1cs'));
  const forged = forgeries(key, developmentTrapdoor(r1cs));
  const files = {
    'key.json': keyFixture(artifacts),
    'proofs.json': { about: `${ABOUT} The last finalises the others.`, ...decimals(claims.map(wordsOf)) },
    'attacks.json': attackFixture(key, claims, forged),
    'pedersen.json': pedersenFixture(),
    'sharing.json': sharingFixture(),
  };
  const texts = Object.entries(files).map(([name, file]) => [name, `${formatFixture(file)}\n`]);
  return Object.fromEntries(texts);
}
