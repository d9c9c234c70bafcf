import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { AccountGate } from '../../app/AccountGate.tsx';
import { useNetwork } from '../../app/network.ts';
import { VaultGate } from '../../app/VaultGate.tsx';
import { buttonClasses } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Steps } from '../../ui/Steps.tsx';
import { journeyOf } from './journey.ts';
import type { Hex } from './orders.ts';
import { offerTermsQuery } from './queries.ts';
import { SendCard } from './SendCard.tsx';
import type { KeptJob } from './use-kept-job.ts';

interface Props {
  readonly id: Hex;
  readonly kept: KeptJob;
}

function Found({ id, kept }: Props) {
  const { summary, note, isLoading, vault } = kept;
  const offer = useQuery({ ...offerTermsQuery(useNetwork(), summary?.offer ?? '0x'), enabled: summary !== undefined });
  if (isLoading) return <Loading label="Looking into the vault" lines={3} />;
  if (!summary || !note || !vault) {
    return (
      <Empty
        title="Neither the chain nor this browser knows this prediction"
        actions={
          <Link to="/jobs" className={buttonClasses('plain')}>
            My predictions
          </Link>
        }
      >
        It may be of another network, or of a request that another browser keeps and has not sent.
      </Empty>
    );
  }
  const steps = journeyOf({ job: null, isSplit: summary.split, act: 'send', opened: false });
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      {offer.data ? (
        <SendCard {...{ id, summary, note, vault }} terms={offer.data.terms} />
      ) : (
        <Loading label="Reading the offer" lines={4} />
      )}
      <Card title="The way">
        <Steps label="The way of this prediction" steps={steps} />
      </Card>
    </div>
  );
}

/** A job that the chain does not know: a request that is encrypted and kept, and not sent yet. */
export function KeptOnly(props: Props) {
  return (
    <AccountGate why="This prediction is not on the chain yet. To find it in this browser, connect the wallet that encrypted it.">
      {() => <VaultGate what="Your request and the key that opens its result">{() => <Found {...props} />}</VaultGate>}
    </AccountGate>
  );
}
