// Warnings about a request, in words.
import { durationText } from '../../ui/text.ts';
import type { RequestWarning } from './requests.ts';

export function warningText(warning: RequestWarning, amount: (wei: bigint) => string): string {
  switch (warning.kind) {
    case 'not-registered':
      return 'Your account has no key registered. Do that first, in the tab “Key”.';
    case 'stake-short':
      return `Your free stake is ${amount(warning.missing)} short. Pay more in first, in the tab “Stake”.`;
    case 'start-soon':
      return `It must be accepted within ${durationText(warning.seconds)}, by all of the committee, or it never starts.`;
    case 'aggregation-short':
      return `Sums must be published within ${durationText(warning.seconds)} of a freeze, and only of a freeze that is final: on Ethereum that takes up to 20 minutes. Where it takes longer than this phase, you lose the absence penalty in every round.`;
    case 'phase-short':
      return `Some of your duties must be done within ${durationText(warning.seconds)}. A page is open only while you look: for such a task run the keyholder’s program.`;
  }
}
