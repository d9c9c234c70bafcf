// Begins what only this keyholder can do, one thing after the other, while its owner lets it.
import { useEffect, useRef } from 'react';
import { type Deed, dutiesOf, nameOfDeed } from './duties.ts';
import type { RoundReport } from './round-report.ts';
import type { RoundWork } from './use-round.ts';

/** What was refused in the wallet, or failed, is not begun again by itself. */
function nextDeed(report: RoundReport, begun: ReadonlySet<string>): Deed | undefined {
  if (report.beforeRecords) return undefined;
  return dutiesOf(report).duties.find(({ deed, whose }) => whose === 'mine' && !begun.has(nameOfDeed(deed)))?.deed;
}

export function useAttendance(work: RoundWork, isOn: boolean): void {
  const begun = useRef(new Set<string>());
  const { report, isSettled, look, perform } = work;
  const looked = useRef(false);
  useEffect(() => {
    if (!isOn) {
      begun.current.clear();
      looked.current = false;
      return;
    }
    if (!looked.current) {
      looked.current = true;
      if (!report) look();
    }
    if (!report || !isSettled) return;
    const deed = nextDeed(report, begun.current);
    if (!deed) return;
    begun.current.add(nameOfDeed(deed));
    perform(deed);
  }, [isOn, report, isSettled, look, perform]);
}
