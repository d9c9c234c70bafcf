import { durationText, timeText } from '../ui/text.ts';
import { useSecondsLeft } from './chain-clock.ts';

/** How long until an instant of the chain's clock. */
export function TimeLeft({ until, over = 'over' }: { readonly until: number; readonly over?: string }) {
  const left = useSecondsLeft(until);
  return (
    <time dateTime={new Date(until * 1000).toISOString()} title={timeText(until)}>
      {left === undefined ? '…' : left === 0 ? over : `${durationText(left)} left`}
    </time>
  );
}
