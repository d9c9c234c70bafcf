// Whom a person believes: so many workers, of whom so many must agree.
import type { inference } from '@tacit/sdk';

export interface TrustChoice {
  readonly id: string;
  readonly trust: inference.Trust;
  readonly title: string;
  /** What it takes to be told a wrong result. */
  readonly meaning: string;
}

const choice = (workers: number, agreeing: number, title: string, meaning: string): TrustChoice => ({
  id: `${agreeing}-of-${workers}`,
  trust: { workers, agreeing },
  title,
  meaning,
});

const CHOICES: readonly TrustChoice[] = [
  choice(
    1,
    1,
    'One worker',
    'The cheapest. If it lies, you are told a wrong result, unless somebody computes it again: then it loses its bond.',
  ),
  choice(
    2,
    2,
    'Two workers, and both must agree',
    'Both must tell the same lie. If they differ, more workers are drawn and decide.',
  ),
  choice(
    3,
    2,
    'Three workers, and two must agree',
    'Two must tell the same lie. One that fails or lies delays nothing, and loses its bond.',
  ),
  choice(
    3,
    3,
    'Three workers, and all must agree',
    'All three must tell the same lie. If one differs, more workers are drawn and decide.',
  ),
  choice(4, 3, 'Four workers, and three must agree', 'Three must tell the same lie.'),
];

/** What the market allows; the first is what is chosen unless somebody chooses. */
export const trustChoices = (mostWorkers: number): readonly TrustChoice[] =>
  CHOICES.filter(({ trust }) => trust.workers <= mostWorkers);
