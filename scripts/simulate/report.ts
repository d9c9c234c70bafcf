// What a person reads of a simulation.
import { formatBytes, formatDuration } from '@tacit/sdk/node';
import type { Measure } from './measures.ts';
import type { SimulationPlan } from './options.ts';
import type { SimulationRow } from './simulation.ts';

type Show = (row: SimulationRow) => string;

const count = (value: number): string => Math.round(value).toLocaleString('en');
const shown = (name: Measure, format: (value: number) => string): Show => {
  return ({ measured }) => {
    const value = measured[name];
    return value === null ? '–' : format(value);
  };
};
const gas = (name: Measure): Show => shown(name, count);
const bytes = (name: Measure): Show => shown(name, (value) => formatBytes(Math.round(value)));
const time = (name: Measure): Show =>
  shown(name, (value) => (value < 1000 ? `${value.toFixed(1)} ms` : formatDuration(value)));

/** One line of the table for each, one column for each simulation. */
const LINES: readonly (readonly [string, Show] | string)[] = [
  ['weights', (row) => count(row.weights)],
  ['trainers', (row) => count(row.trainers)],
  ['tasks', (row) => count(row.tasks)],
  'of each trainer',
  ['steps, shares and envelope', time('updateMs')],
  ["a step's proof by snarkjs (sample)", time('proofMs')],
  ['bytes of the envelope', bytes('envelopeBytes')],
  ['bytes on chain, sent alone', bytes('callBytes')],
  ['bytes on chain, relayed', bytes('relayedBytes')],
  ['gas to enrol, once', gas('enrolGas')],
  ['gas of an update, sent alone', gas('updateGas')],
  ['gas of an update, relayed', gas('relayedGas')],
  ['a keyholder: open and check', time('openMs')],
  ['gas of a complaint', gas('complaintGas')],
  'of each round of a task',
  ['gas to freeze', gas('freezeGas')],
  ["gas of a keyholder's sum", gas('sumGas')],
  ['reading the log', time('readLogMs')],
  ['recovering the sum', time('recoverMs')],
  ['the last proof, by snarkjs', time('finalProofMs')],
  ['gas to finalise', gas('finaliseGas')],
  ['gas to settle', gas('settleGas')],
  'of the simulation',
  ['step proofs by snarkjs', ({ tally }) => count(tally.stepsProven)],
  ['step proofs from the trapdoor', ({ tally }) => count(tally.stepsForged)],
  ['last proofs by snarkjs', ({ tally }) => count(tally.finalisationsProven)],
  ['trainers away', ({ tally }) => count(tally.absent)],
  ['trainers excluded', ({ tally }) => count(tally.excluded)],
  ['mean proven loss, first round', ({ losses }) => (losses[0] as number).toFixed(4)],
  ['mean proven loss, last round', ({ losses }) => (losses.at(-1) as number).toFixed(4)],
  ['exact average', ({ exact }) => (exact ? 'yes' : 'NO')],
  ['took', ({ seconds }) => formatDuration(1000 * seconds)],
];

/** A table for a terminal: the simulations side by side, circuit above circuit. */
export function formatTable(rows: readonly SimulationRow[]): string {
  const parts = [...new Set(rows.map(({ circuit }) => circuit))].map((circuit) => {
    const own = rows.filter((row) => row.circuit === circuit);
    const cells = LINES.map((line) => (typeof line === 'string' ? [line] : [`  ${line[0]}`, ...own.map(line[1])]));
    const first = Math.max(...cells.map(([title]) => (title as string).length));
    const widths = own.map((_, k) => Math.max(...cells.map((line) => (line[k + 1] ?? '').length)));
    const text = cells.map(([title, ...values]) =>
      [(title as string).padEnd(first), ...values.map((value, k) => value.padStart(widths[k] as number))].join('  '),
    );
    return [circuit, ...text].join('\n');
  });
  return parts.join('\n\n');
}

const sum = (rows: readonly SimulationRow[], pick: (row: SimulationRow) => number): number =>
  rows.reduce((total, row) => total + pick(row), 0);

/** What was real and what was not, in words. */
export function describeReality(plan: SimulationPlan, rows: readonly SimulationRow[]): string[] {
  const proven = sum(rows, ({ tally }) => tally.stepsProven);
  const forged = sum(rows, ({ tally }) => tally.stepsForged);
  const last = sum(rows, ({ tally }) => tally.finalisationsProven);
  return [
    `Real: every step, commitment, share, envelope, opening and check, every call, on contracts as they are deployed.`,
    `Proofs: ${proven} steps and ${last} ends of rounds by snarkjs; ${forged} steps from the public trapdoor of the development`,
    `key, which proves nothing. The contracts verified all ${proven + forged + last} alike, and each costs the same gas.`,
    `Not here: envelopes were handed over in memory, and ${plan.members} keyholders and all trainers were one process.`,
    ...(rows.some(({ tasks }) => tasks > 1)
      ? [
          'A task takes at most 256 trainers: more of them were several tasks, with a model each and the same keyholders.',
        ]
      : []),
    'Every model is the exact federated average of its included trainers, computed apart with big integers.',
  ];
}
