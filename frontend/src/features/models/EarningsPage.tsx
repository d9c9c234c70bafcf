import type { Clients } from '@tacit/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Address } from 'viem';
import { AccountGate } from '../../app/AccountGate.tsx';
import { useNetwork } from '../../app/network.ts';
import { useVault } from '../../app/vault-context.ts';
import { buttonClasses } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { AwaitingCard } from './AwaitingCard.tsx';
import { CreatorKeyCard } from './CreatorKeyCard.tsx';
import { EarningsSummary } from './EarningsSummary.tsx';
import { awaiting, isOwn, ownMarket } from './earnings-queries.ts';
import { OwnJobsCard } from './OwnJobsCard.tsx';
import { OwnModelsCard } from './OwnModelsCard.tsx';
import { OwnOffersCard } from './OwnOffersCard.tsx';
import { catalogue } from './queries.ts';
import { MODEL_WORDS } from './words.ts';

function Dashboard({ account, clients }: { readonly account: Address; readonly clients: Clients }) {
  const network = useNetwork();
  const { vault } = useVault();
  const listed = useQuery(catalogue(network));
  const market = useQuery(ownMarket(network, account));
  const failed = [listed, market].find(({ error, data }) => error && !data);
  if (failed) return <FailureNotice error={failed.error} words={MODEL_WORDS} onRetry={() => void failed.refetch()} />;
  if (!listed.data || !market.data) return <Loading label="Reading your models" lines={6} />;
  const own = listed.data.filter(({ publisher }) => isOwn(publisher, account));
  const { offers, jobs } = market.data;
  if (own.length === 0) {
    return (
      <Empty
        title="This account has published no model"
        actions={
          <Link to="/publish" className={buttonClasses('primary')}>
            Publish a model
          </Link>
        }
      >
        Once it has, the jobs that others ask of it and what they pay appear here.
      </Empty>
    );
  }
  const due = awaiting(jobs);
  const hasSplit = offers.some(({ terms, withdrawn }) => terms.mode === 'split' && !withdrawn);
  return (
    <>
      {due.length > 0 && <AwaitingCard jobs={due} clients={clients} />}
      <EarningsSummary account={account} jobs={jobs} />
      <OwnModelsCard models={own} />
      <OwnOffersCard
        offers={offers}
        withdrawnModels={new Set(own.filter(({ withdrawn }) => withdrawn).map(({ id }) => id))}
      />
      <OwnJobsCard jobs={jobs} />
      {hasSplit && vault && <CreatorKeyCard vault={vault} />}
    </>
  );
}

export function EarningsPage() {
  return (
    <>
      <PageHeader
        title="My models"
        lead="What you have published, what others ask of it, and what you earned."
        actions={
          <Link to="/publish" className={buttonClasses()}>
            Publish a model
          </Link>
        }
      />
      <div className="space-y-6">
        <AccountGate why="Your models are those of your account: connect its wallet.">
          {({ address, clients }) => <Dashboard key={address} account={address} clients={clients} />}
        </AccountGate>
      </div>
    </>
  );
}
