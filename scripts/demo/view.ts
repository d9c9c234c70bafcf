// What a person sees of the training while it runs: one line that moves, and one for each thing that is done.
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
  onPhase(phase: string): void;
  end(): void;
}

const PHASES: Readonly<Record<string, string>> = {
  'share-demands': 'keyholders check their shares; who lacks bytes demands them',
  'share-answers': 'demanded bytes are shown',
  'share-complaints': 'bad shares are shown',
  freezable: 'the set of trainers is frozen',
  aggregation: 'keyholders post sums of their shares',
};

/** Follows one round. `expected` is the number of steps that the round's trainers prove. */
export function viewRound(tally: Tally, expected: () => number): RoundView {
  let [proven, updates, note] = [0, 0, 'trainers fetch the model'];
  let progress: Progress | undefined = startProgress('  training', { patience: 0, interval: 5000 });
  const show = (): void => progress?.update(proven / expected(), note);
  show();
  return {
    onEvent(event) {
      if (event.kind === 'step') {
        tally.proofMs.push(event.ms);
        proven++;
        note = `${proven} of ${expected()} steps proven, ${updates} updates on chain`;
      }
      if (event.kind === 'submitted') {
        updates++;
        tally.gas.push(BigInt(event.gas));
        tally.bytes.push(event.envelopeBytes + event.transactionBytes);
        note = `${proven} of ${expected()} steps proven, ${updates} updates on chain`;
      }
      show();
    },
    onPhase(phase) {
      note = PHASES[phase] ?? note;
      if (phase !== 'training') proven = expected();
      show();
    },
    end() {
      progress?.end('done');
      progress = undefined;
    },
  };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

export const describeScore = ({ classes }: Pick<DemoData, 'classes'>, score: number): string =>
  classes ? `held-out accuracy ${percent(score)}` : `held-out error ${score.toFixed(4)}`;

export function summarise(tally: Tally): { proofSeconds: number; gasPerUpdate: number; bytesPerTrainer: number } {
  const mean = (values: readonly number[]): number =>
    values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    proofSeconds: Number((median(tally.proofMs) / 1000).toFixed(3)),
    gasPerUpdate: Math.round(mean(tally.gas.map(Number))),
    bytesPerTrainer: Math.round(mean(tally.bytes)),
  };
}

export interface RoundLine {
  readonly round: number;
  readonly included: number;
  readonly excluded: number;
  readonly proofs: number;
  readonly milliseconds: number;
  readonly loss: number;
  readonly score: string;
}

export function sayRound(say: Say, line: RoundLine): void {
  const who = `${line.included} updates${line.excluded > 0 ? `, ${line.excluded} excluded and slashed` : ''}`;
  const proofs = `${line.proofs} proofs verified on chain`;
  say(`  ${who}; ${proofs}; ${formatDuration(line.milliseconds)} ${paint('green', '✓')}`);
  say(paint('bold', `  mean proven loss ${line.loss.toFixed(4)}, ${line.score}`));
}
