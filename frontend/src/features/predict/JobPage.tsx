import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useNetwork } from '../../app/network.ts';
import { Badge } from '../../ui/Badge.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { stateTone, stateWords } from './job-view.ts';
import { KeptOnly } from './KeptOnly.tsx';
import { OnChain } from './OnChain.tsx';
import type { Hex } from './orders.ts';
import { jobQuery } from './queries.ts';
import { useKeptJob } from './use-kept-job.ts';
import { PREDICT_WORDS } from './words.ts';

function Body({ id }: { readonly id: Hex }) {
  const job = useQuery(jobQuery(useNetwork(), id));
  const kept = useKeptJob(id);
  if (job.isPending) return <Loading label="Asking the chain" lines={6} />;
  if (job.error) return <FailureNotice error={job.error} words={PREDICT_WORDS} onRetry={() => void job.refetch()} />;
  if (kept.error !== undefined) return <FailureNotice error={kept.error} words={PREDICT_WORDS} />;
  return job.data === null ? <KeptOnly id={id} kept={kept} /> : <OnChain id={id} first={job.data} kept={kept} />;
}

export function JobPage() {
  const { job: id } = useParams({ from: '/jobs/$job' });
  const job = useQuery(jobQuery(useNetwork(), id as Hex));
  return (
    <>
      <PageHeader
        title="Prediction"
        trail={
          <Link to="/jobs" className="text-accent underline underline-offset-2">
            My predictions
          </Link>
        }
        actions={job.data && <Badge tone={stateTone(job.data)}>{stateWords(job.data)}</Badge>}
      />
      <Body key={id} id={id as Hex} />
    </>
  );
}
