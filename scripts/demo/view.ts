// What a person sees of the training while it runs: one line that moves, and one for each thing that is done.
import { training } from '@tacit/sdk';
import { formatDuration, type Progress, paint, startProgress } from '@tacit/sdk/node';
import type { DemoData } from './dataset.ts';
import type { TrainerEvent } from './trainer-events.ts';

export type Say = (line?: string) => void;

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** What the trainers reported, for the summary. */
export interface Tally {
  proofMs: number[];
  /** Of whole transactions, one for each update. */
  gas: bigint[];
  /** Of envelope and transaction, one for each update. */
  bytes: number[];
}

export interface RoundView {
  onEvent(event: TrainerEvent): void;
  onPhase(phase: training.RoundPhase, round: training.Round): void;
  /** `round` as it came to be, if it did. */
  end(round?: training.Round): void;
}

/** A round as a person follows it: three things, one after the other. */
const STAGES = ['training', 'shares', 'sums'] as const;
type Stage = (typeof STAGES)[number];

const NOTES: Readonly<Partial<Record<training.RoundPhase, string>>> = {
  training: 'the seed is drawn',
  'share-demands': 'keyholders check their shares, and demand bytes that they lack',
  'share-answers': 'demanded bytes are shown',
  'share-complaints': 'bad shares are shown',
  undelivered: 'whose bytes nobody has is excluded',
  freezable: 'the set of trainers is frozen',
  aggregation: 'keyholders post the sums of their shares',
};

function stageOf(phase: training.RoundPhase): Stage {
  if (phase === 'training') return 'training';
  return phase.startsWith('share-') || phase === 'undelivered' || phase === 'freezable' ? 'shares' : 'sums';
}

export const count = (number: number): string => number.toLocaleString('en');
export const plural = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

export interface RoundViewOptions {
  readonly say: Say;
  readonly tally: Tally;
  /** Proven by each trainer. */
  readonly steps: number;
  readonly trainers: number;
  readonly threshold: number;
  readonly keyholders: number;
}

/** Follows one round: a moving line for what is going on, and a line that stays for each stage. */
export function viewRound({ say, tally, steps, trainers, threshold, keyholders }: RoundViewOptions): RoundView {
  const gas: bigint[] = [];
  let [proven, stage, began] = [0, 'training' as Stage, performance.now()];
  let progress: Progress | undefined;
  const expected = trainers * steps;
  const title = (name: Stage): string => `  ${name.padEnd(9)}`;
  const open = (next: Stage): void => {
    [stage, began] = [next, performance.now()];
    progress = startProgress(`  ${next}`, { patience: 0, interval: 10_000 });
  };
  const close = (facts: string): void => {
    progress?.end('silent');
    progress = undefined;
    say(`${title(stage)} ${facts} (${formatDuration(performance.now() - began)})`);
  };
  const closeStage = (round: training.Round): void => {
    const [submitted, excluded] = [round.submitted, round.excluded].map((set) => training.indicesOf(set).length);
    const [updates, thrown] = [submitted ?? 0, excluded ?? 0];
    if (stage === 'training') {
      const each =
        gas.length === 0
          ? ''
          : `, ${count(Math.round(Number(gas.reduce((a, b) => a + b) / BigInt(gas.length))))} gas each`;
      close(`${plural(updates, 'update')}, ${count(updates * steps)} proven steps verified on chain${each}`);
    } else if (stage === 'shares') {
      close(thrown === 0 ? 'checked, all are right' : `checked; ${plural(thrown, 'trainer')} excluded and slashed`);
    } else {
      const posted = training.indicesOf(round.posted).length;
      close(`${posted} of ${keyholders} posted, ${threshold} needed; the next model is proven and verified`);
    }
  };
  const show = (note: string): void => progress?.update(stage === 'training' ? proven / expected : undefined, note);
  const work = (): string => `${proven} of ${expected} steps proven, ${plural(gas.length, 'update')} on chain`;
  return {
    onEvent(event) {
      if (event.kind === 'step') {
        tally.proofMs.push(event.ms);
        proven++;
      }
      if (event.kind === 'submitted') {
        gas.push(BigInt(event.gas));
        tally.gas.push(BigInt(event.gas));
        tally.bytes.push(event.envelopeBytes + event.transactionBytes);
      }
      if (stage === 'training') show(work());
    },
    onPhase(phase, round) {
      const next = stageOf(phase);
      if (!progress) open(next);
      while (stage !== next && STAGES.indexOf(stage) < STAGES.indexOf(next)) {
        closeStage(round);
        open(STAGES[STAGES.indexOf(stage) + 1] as Stage);
      }
      show(NOTES[phase] ?? '');
    },
    end(round) {
      if (round?.status === 'finalised') closeStage(round);
      else progress?.end('silent');
      progress = undefined;
    },
  };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const bareScore = ({ classes }: Pick<DemoData, 'classes'>, score: number): string =>
  classes ? percent(score) : score.toFixed(4);

export const describeScore = ({ classes }: Pick<DemoData, 'classes'>, score: number): string =>
  `held-out ${classes ? 'accuracy' : 'error'} ${bareScore({ ...(classes && { classes }) }, score)}`;

export function summarise(tally: Tally): { proofSeconds: number; gasPerUpdate: number; bytesPerTrainer: number } {
  const mean = (values: readonly number[]): number =>
    values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    proofSeconds: Number((median(tally.proofMs) / 1000).toFixed(3)),
    gasPerUpdate: Math.round(mean(tally.gas.map(Number))),
    bytesPerTrainer: Math.round(mean(tally.bytes)),
  };
}

export interface Scores {
  readonly proven: number;
  readonly federated: number;
  readonly centralised: number;
}

/** What a round came to, beside floats on the same rows so far. */
export function sayRound(say: Say, data: DemoData, loss: number, scores: Scores): void {
  const others = `in floats ${bareScore(data, scores.federated)}, by one who has all rows ${bareScore(data, scores.centralised)}`;
  say(paint('bold', `  mean proven loss ${loss.toFixed(4)}; ${describeScore(data, scores.proven)} (${others})`));
}
