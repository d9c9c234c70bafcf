// What every card that stands for the next act is given.
import type { inference } from '@tacit/sdk';
import type { Act, JobView } from './job-view.ts';
import type { Hex } from './orders.ts';
import type { KeptJob } from './use-kept-job.ts';

export interface ActProps {
  readonly id: Hex;
  readonly job: inference.Job;
  readonly act: Act;
  readonly isUser: boolean;
  readonly isSplit: boolean;
  readonly hasDissent: boolean;
  readonly kept: KeptJob;
  readonly refusal: string;
  readonly now: JobView['now'];
  readonly onOpened: () => void;
}
