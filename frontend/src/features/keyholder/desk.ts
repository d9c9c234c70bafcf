// What every tab of the desk is given.
import type { TaskState } from './committee-tasks.ts';
import type { StakeView } from './queries.ts';
import type { ReadyAccount } from './use-send.ts';

export interface DeskProps {
  readonly account: ReadyAccount;
  readonly stake: StakeView;
  /** That name the account, newest first. */
  readonly tasks: readonly TaskState[];
}
