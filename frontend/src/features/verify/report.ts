// What a verification found: lines, each with a verdict, grouped by what they are about. It says codes; words follow from them.

/** `unchecked`: nothing speaks against it, and nothing here can show it. `not-yet`: there is nothing to check so far. */
export const VERDICTS = ['holds', 'fails', 'unchecked', 'not-yet'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A hash or a number that a line rests on. */
export interface ReportFact {
  readonly of: string;
  readonly value: string;
}

export interface ReportLine {
  readonly id: LineId;
  /** Which one, where a section has several of a kind; counted from 1. */
  readonly n?: number;
  readonly verdict: Verdict;
  /** The code of what went wrong, or of what is missing. */
  readonly why?: string;
  readonly facts: readonly ReportFact[];
}

export interface ReportSection {
  readonly kind: SectionKind;
  /** What it is about: a trainer, a task, a file. */
  readonly about?: string;
  /** Of which round it is. */
  readonly round?: string;
  readonly lines: readonly ReportLine[];
}

export const SECTION_KINDS = [
  ...(['network', 'transaction', 'task', 'key', 'round', 'update', 'end'] as const),
  ...(['model', 'offer', 'job', 'proof', 'file'] as const),
] as const;
export type SectionKind = (typeof SECTION_KINDS)[number];

export type LineId =
  | ('chain' | 'transaction')
  | ('terms' | 'registry' | 'key' | 'ceremony')
  | ('seed' | 'log' | 'included')
  | ('submission' | 'trainer' | 'signature' | 'ephemeral' | 'envelope' | 'step' | 'counted')
  | ('sum' | 'keyholder-sum' | 'opened-sum' | 'finalisation' | 'new-root' | 'model-bytes' | 'computed')
  | ('listing' | 'lineage' | 'parents' | 'weights' | 'document' | 'licence')
  | (
      | 'job-id'
      | 'request'
      | 'offer-id'
      | 'offer'
      | 'keys'
      | 'ciphertexts'
      | 'commitment'
      | 'agreement'
      | 'result'
      | 'evaluation'
    )
  | ('form' | 'proof-key' | 'context' | 'equation' | 'opening' | 'of-what' | 'proof-mentioned')
  | ('digest' | 'blocks' | 'stored' | 'mentioned' | 'known-root' | 'receipt-field');

export interface Report {
  readonly sections: readonly ReportSection[];
  /** Somewhere in it a key was used whose secrets everybody knows. */
  readonly development: boolean;
}

export interface Counts extends Readonly<Record<Verdict, number>> {}

export function countVerdicts({ sections }: Pick<Report, 'sections'>): Counts {
  const counts = { holds: 0, fails: 0, unchecked: 0, 'not-yet': 0 };
  for (const { lines } of sections) for (const { verdict } of lines) counts[verdict]++;
  return counts;
}
