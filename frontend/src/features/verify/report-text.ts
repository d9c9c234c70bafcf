// A report as a whole: its verdict in words, and as a file.
import { lineText, lineTitle, sectionTitle } from './line-words.ts';
import { type Counts, countVerdicts, type Report } from './report.ts';
import { whyText } from './why-words.ts';

export type Outcome = 'holds' | 'partly' | 'fails' | 'nothing';

export function outcomeOf({ holds, fails, unchecked, 'not-yet': notYet }: Counts): Outcome {
  if (fails > 0) return 'fails';
  if (holds === 0) return 'nothing';
  return unchecked + notYet > 0 ? 'partly' : 'holds';
}

const lines = (count: number): string => `${count} ${count === 1 ? 'line' : 'lines'}`;

export interface Summary {
  readonly tone: 'good' | 'warn' | 'bad' | 'info';
  readonly title: string;
  readonly text: string;
}

const TITLES = {
  holds: ['good', 'Everything holds'],
  partly: ['good', 'What could be checked holds'],
  fails: ['bad', 'Something does not hold'],
  nothing: ['info', 'Nothing could be shown'],
} as const;

/** In words, for who reads no further. */
export function summarise(report: Report): Summary {
  const counts = countVerdicts(report);
  const outcome = outcomeOf(counts);
  const [tone, title] = TITLES[outcome];
  const { holds, fails, unchecked, 'not-yet': notYet } = counts;
  const parts = [
    fails > 0 && `${lines(fails)} ${fails === 1 ? 'fails' : 'fail'}`,
    `${lines(holds)} ${holds === 1 ? 'holds' : 'hold'}`,
    unchecked > 0 && `${unchecked} cannot be checked here`,
    notYet > 0 && `${notYet} ${notYet === 1 ? 'is' : 'are'} not due yet`,
  ].filter(Boolean);
  return { tone: tone === 'good' && report.development ? 'warn' : tone, title, text: `${parts.join(', ')}.` };
}

export const STAGES: Readonly<Record<string, string>> = {
  chain: 'Asking the chain',
  key: 'Checking the key, point by point',
  log: 'Reading all submissions',
  proofs: 'Checking proofs',
  end: 'Checking the round’s end',
  round: 'Checking round after round',
  model: 'Checking the model',
  job: 'Checking the prediction',
  download: 'Fetching bytes, and hashing them',
  evaluation: 'Evaluating on the encrypted values',
  file: 'Hashing the file',
  mentions: 'Looking for the hash on chain',
};

export interface ReportDocument {
  readonly format: 'tacit verification 1';
  readonly chainId: number;
  /** What was pasted, or the file's name. */
  readonly of: string;
  readonly checkedAt: string;
  readonly developmentKey: boolean;
  readonly counts: Counts;
  readonly sections: readonly unknown[];
}

/** With the words beside the codes: whoever reads the file has no page at hand. */
export function documentOf(
  report: Report,
  place: { readonly chainId: number; readonly of: string; readonly at: Date },
): ReportDocument {
  return {
    format: 'tacit verification 1',
    chainId: place.chainId,
    of: place.of,
    checkedAt: place.at.toISOString(),
    developmentKey: report.development,
    counts: countVerdicts(report),
    sections: report.sections.map((section) => ({
      title: sectionTitle(section),
      ...(section.about !== undefined && { about: section.about }),
      lines: section.lines.map(({ id, n, verdict, why, facts }) => ({
        id,
        title: lineTitle(id, n),
        verdict,
        words: [lineText(id, verdict), whyText(why)].filter(Boolean).join(' '),
        ...(why !== undefined && { code: why }),
        facts: Object.fromEntries(facts.map(({ of, value }) => [of, value])),
      })),
    })),
  };
}
