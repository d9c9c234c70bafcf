import { inference } from '@tacit/sdk';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useAddress } from '../../app/account.ts';
import { useNetwork } from '../../app/network.ts';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Steps } from '../../ui/Steps.tsx';
import { ActCard } from './ActCard.tsx';
import { ClaimCard } from './ClaimCard.tsx';
import { JobFacts } from './JobFacts.tsx';
import { JobLog } from './JobLog.tsx';
import { nextAct } from './job-view.ts';
import { journeyOf } from './journey.ts';
import type { Hex } from './orders.ts';
import { PanelCard } from './PanelCard.tsx';
import { offerTermsQuery, panelQuery, poolQuery } from './queries.ts';
import { useFollowedJob } from './use-followed-job.ts';
import type { KeptJob } from './use-kept-job.ts';
import { PREDICT_WORDS } from './words.ts';

interface Props {
  readonly id: Hex;
  readonly first: inference.Job;
  readonly kept: KeptJob;
}

/** A job that the chain knows, for whoever looks; what its user can do, for its user alone. */
export function OnChain({ id, first, kept }: Props) {
  const network = useNetwork();
  const address = useAddress();
  const [opened, setOpened] = useState(false);
  const view = useFollowedJob(id, { ready: true, fromBlock: network.fromBlock });
  const job = view.job ?? first;
  const offer = useQuery(offerTermsQuery(network, job.offer));
  const panel = useQuery(panelQuery(network, id));
  const pool = useQuery(poolQuery(network));
  if (!offer.data || !pool.data || !panel.data || kept.isLoading) {
    const error = offer.error ?? pool.error ?? panel.error;
    return error ? (
      <FailureNotice error={error} words={PREDICT_WORDS} />
    ) : (
      <Loading label="Reading the job" lines={6} />
    );
  }
  const isSplit = offer.data.terms.mode === 'split';
  const { steps } = offer.data.terms;
  const { refusal } = pool.data;
  const hasDissent = inference.hasDissent(panel.data);
  const act = nextAct({ job, isSplit, steps, refusal, hasDissent, note: kept.note });
  const isUser = address?.toLowerCase() === job.user.toLowerCase();
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="min-w-0 space-y-6">
        {view.error !== undefined && <FailureNotice error={view.error} words={PREDICT_WORDS} />}
        {view.retrying !== undefined && (
          <Notice tone="warn" title="The network does not answer at the moment">
            <p>This page tries again by itself. The job goes on without it.</p>
          </Notice>
        )}
        <ActCard
          {...{ id, job, act, isUser, isSplit, hasDissent, kept, refusal }}
          now={view.now}
          onOpened={() => setOpened(true)}
        />
        {isUser && job.phase === 'closed' && <ClaimCard account={job.user} />}
        <PanelCard panel={panel.data} job={job} />
        <JobLog events={view.events} />
        <JobFacts id={id} job={job} />
      </div>
      <Card title="The way" className="lg:sticky lg:top-20">
        <Steps label="The way of this prediction" steps={journeyOf({ job, isSplit, act, opened })} />
      </Card>
    </div>
  );
}
