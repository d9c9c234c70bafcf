import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { AccountGate } from '../../app/AccountGate.tsx';
import { useNetwork } from '../../app/network.ts';
import { buttonClasses } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { ClaimCard } from './ClaimCard.tsx';
import { JobsTable } from './JobsTable.tsx';
import { KeptNotice } from './KeptNotice.tsx';
import type { Hex } from './orders.ts';
import { jobsQuery } from './queries.ts';
import { useKeptRequests } from './use-kept-requests.ts';
import { PREDICT_WORDS } from './words.ts';

function Jobs({ user }: { readonly user: Hex }) {
  const network = useNetwork();
  const asked = useQuery(jobsQuery(network, user));
  const kept = useKeptRequests();
  if (asked.isPending) return <Loading label="Looking for your predictions on the chain" lines={5} />;
  if (asked.error) {
    return <FailureNotice error={asked.error} words={PREDICT_WORDS} onRetry={() => void asked.refetch()} />;
  }
  const unsent = (kept.requests ?? []).filter(({ job }) => !asked.data.some(({ id }) => id === job));
  return (
    <div className="space-y-6">
      <ClaimCard account={user} />
      <KeptNotice kept={kept} />
      {asked.data.length + unsent.length === 0 ? (
        <Empty
          title="You have asked for no prediction yet"
          actions={
            <Link to="/predict" className={buttonClasses('primary')}>
              Choose a model
            </Link>
          }
        >
          What you ask for appears here, from the chain and from this browser.
        </Empty>
      ) : (
        <JobsTable jobs={asked.data} unsent={unsent} kept={kept.requests} />
      )}
    </div>
  );
}

export function JobsPage() {
  return (
    <>
      <PageHeader
        title="My predictions"
        lead="Everything that your account has asked for. A result opens only in the browser that encrypted the request."
      />
      <AccountGate why="To see what your account has asked for, connect its wallet.">
        {({ address }) => <Jobs key={address} user={address} />}
      </AccountGate>
    </>
  );
}
