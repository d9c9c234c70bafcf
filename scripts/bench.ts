// Measures proving and verifying and writes docs/BENCHMARKS.md. Not a test: nothing fails on a slow machine.
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { circuitNamed, LOSS_BITS } from '@tacit/sdk';
import { defaultLocations, formatBytes } from '@tacit/sdk/node';
import { encryptedSection, timeEncrypted } from './bench/encrypted.ts';
import { type CircuitTimes, timeCircuits, timeVerifier, type VerifierTimes } from './bench/proving.ts';
import { sharingSection, timeCommitments, timeSharing } from './bench/sharing.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '20' }, print: { type: 'boolean' }, help: { type: 'boolean' } },
});
if (values.help) {
  console.log('npm run bench -- [--runs 20] [--print]\nWrites docs/BENCHMARKS.md; with --print, prints it instead.');
  process.exit(0);
}
const runs = Number(values.runs);
const locations = defaultLocations();

type Snapshot = Record<string, { constraints: number; parts: Record<string, number> }>;
const snapshot: Snapshot = JSON.parse(readFileSync(join(locations.root, 'snapshots/circuits.json'), 'utf8'));

/** Bits that the sum's slots need beyond those of a step. */
function bitsOfSumAlone(name: string): number {
  const f = circuitNamed(name).format;
  const cells = f.batch * (f.inputs * f.xBits + f.outputs * (f.yBits + f.forwardBits));
  return f.weights * (f.slotBits - f.weightBits) + LOSS_BITS - cells;
}
const extraBits = bitsOfSumAlone('logistic-64x10-b16').toLocaleString('en');

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const PARTS: Record<string, string> = {
  bitPool: 'bits of weights, data and forward values (or of the sum), shared by both modes',
  roots: 'roots before and after',
  leaf: "the batch's leaf",
  merklePath: 'Merkle path, 4096 leaves',
  products: 'products, forward and gradient from one each',
  productCorrections: 'their corrections',
  clamp: 'clamp',
  errors: 'scaled and squared errors',
  forwardGate: 'forward gate',
  packing: 'packing and mode',
  statement: 'params and the rest',
};

function constraintTable(): string {
  const names = Object.keys(snapshot);
  const rows = Object.entries(PARTS).map(([part, label]) => [
    label,
    ...names.map((name) => snapshot[name]?.parts[part] ?? 0),
  ]);
  return table(
    ['part', ...names],
    [...rows, ['**total**', ...names.map((name) => `**${snapshot[name]?.constraints}**`)]],
  );
}

function provingTable(times: readonly CircuitTimes[]): string {
  const base = times.find(({ name }) => name === 'linear-16x4-b8')?.fullProve ?? 1;
  return table(
    [
      'circuit',
      'constraints',
      'ours / fullProve',
      'fullProve / that of linear-16x4-b8',
      'witness / proving',
      'our median (range), ms',
      'proving key',
    ],
    times.map((t) => [
      t.name,
      t.constraints,
      (t.ours / t.fullProve).toFixed(2),
      (t.fullProve / base).toFixed(2),
      (t.witness / t.prove).toFixed(2),
      `${t.ours.toFixed(0)} (${t.spread})`,
      formatBytes(t.provingKeyBytes),
    ]),
  );
}

function setupTable(times: readonly CircuitTimes[]): string {
  const base = times.find(({ name }) => name === 'linear-16x4-b8')?.fullProve ?? 1;
  return table(
    ['circuit', 'compile / a proof of linear-16x4-b8', 'key / the same', 'compile + key, s'],
    times.map((t) => [
      t.name,
      (t.compileMs / base).toFixed(1),
      (t.keyMs / base).toFixed(1),
      ((t.compileMs + t.keyMs) / 1000).toFixed(1),
    ]),
  );
}

function verifyingTable({ single, snarkjs, batches }: VerifierTimes): string {
  return table(
    ['check', 'per proof, ms', 'per proof / single'],
    [
      ['five pairings with D, single', single.toFixed(1), '1.00'],
      ["snarkjs' groth16.verify, all signals public", snarkjs.toFixed(1), (snarkjs / single).toFixed(2)],
      ...batches.map(({ proofs, perProof }) => [
        `batch of ${proofs}`,
        perProof.toFixed(1),
        (perProof / single).toFixed(2),
      ]),
    ],
  );
}

const circuits = await timeCircuits(
  (name) => (name === 'linear-16x4-b8' ? runs : Math.max(3, Math.round(runs / 4))),
  (name) => console.error(`timing ${name}`),
);
console.error('timing the verifier');
const verifier = await timeVerifier(runs);
const few = Math.max(3, Math.round(runs / 4));
const sharing = await timeSharing(few, (weights) => console.error(`timing sharing of ${weights} weights`));
const commitments = await timeCommitments(few);
const encrypted = await timeEncrypted(runs, (title) => console.error(`timing encrypted ${title}`));
const proof = circuits.find(({ name }) => name === 'linear-16x4-b8')?.ours ?? Number.NaN;

const text = `# Benchmarks

Written by \`npm run bench\`; constraint counts come from \`snapshots/circuits.json\`, which CI compares.
Machine: ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} threads, ${formatBytes(totalmem())} of memory,
Node ${process.version}. The cores are shared, so seconds are noise: contestants run in turn (A B A B ...) in one process and the
ratios of their medians are what to compare (${runs} runs of linear-16x4-b8, a quarter of that of the others).

## Where every constraint goes

Non-linear constraints after \`--O2\`; no linear one is left. The parts are computed from the shape
(\`sdk/src/node/circuits/breakdown.ts\`) and a test holds their sum against the compiler's count.

${constraintTable()}

What keeps the counts low:

* The update needs no rounding: weights have enough fractional bits that \`-multiplier * sum(x * e)\` is already at their scale.
* One product \`x * (w + s)\` serves the forward pass and the gradient.
* One pool of bits serves both modes; only the equations that read it are gated. Finalising is free while a step's bits dominate, and
  costs ${extraBits} bits in \`logistic-64x10-b16\`, where the slots of the sum (39 a weight) outweigh them.
* A finalisation decodes \`multiplier * sum\` as it is packed; a weight is range-checked once, before the step.
* The wall that keeps weights in range is linear in their two top bits: no constraint.

## Proving

\`ours\` is the whole path from integers to a decoded proof: range and root checks, advice, commitment D, witness, proof.
\`fullProve\` is snarkjs 0.7.6 on the same inputs, files and threads.

${provingTable(circuits)}

## Set-up

Times of the build that made the cached artifacts, one after the other or two at a time.

${setupTable(circuits)}

## Verifying (in JavaScript)

${verifyingTable(verifier)}

Proofs have 256 bytes (A, B, C) and 64 for the commitment D; compressed 128 and 32.

${sharingSection(table, sharing, commitments, proof)}
${encryptedSection(table, encrypted)}`;
if (values.print) console.log(text);
else {
  writeFileSync(join(locations.root, 'docs/BENCHMARKS.md'), text);
  console.log('written: docs/BENCHMARKS.md');
}
