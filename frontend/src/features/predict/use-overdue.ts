// What anybody may do for a job once those whose task it is have had their time.
import { inference } from '@tacit/sdk';
import { useEffect, useState } from 'react';
import type { JobView } from './job-view.ts';

const PATIENCE_MS = 12_000;

export function useOverdue(job: inference.Job, now: JobView['now']): inference.JobNudge | undefined {
  const due = now && inference.dueNudge(job, now);
  const what = due && `${due} ${job.step} ${job.phase} ${job.drawBlock}`;
  const [overdue, setOverdue] = useState<string>();
  useEffect(() => {
    if (what === undefined) return;
    const timer = setTimeout(() => setOverdue(what), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [what]);
  return what !== undefined && overdue === what ? due : undefined;
}
