import { keyholders, training } from '@tacit/sdk';
import { useChainNow } from '../../app/chain-clock.ts';
import { useNetwork } from '../../app/network.ts';
import { TimeLeft } from '../../app/TimeLeft.tsx';
import { Card } from '../../ui/Card.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { amountText, durationText } from '../../ui/text.ts';
import type { DeskProps } from './desk.ts';
import { Sender } from './Sender.tsx';

function StakeFacts({ stake: { member, owed, claimable } }: DeskProps) {
  const { currency } = useNetwork();
  const amount = (wei: bigint) => amountText(wei, currency);
  if (!member) return null;
  const { stake, free, locked, unbonding, availableFrom } = member;
  return (
    <Card title="Your stake">
      <Facts
        columns={3}
        facts={[
          { label: 'In all', value: amount(stake) },
          { label: 'Locked by tasks', value: amount(locked), hint: 'Free again when the tasks are closed.' },
          { label: 'Free', value: amount(free), hint: 'For further tasks, or to be taken out.' },
          {
            label: 'Being taken out',
            value: amount(unbonding),
            hint: unbonding > 0n && <TimeLeft until={Number(availableFrom)} over="Can be paid out" />,
          },
          { label: 'Earned', value: amount(owed), hint: 'By settled rounds, and by faults that you proved.' },
          { label: 'From others’ lost stakes', value: amount(claimable) },
        ]}
      />
    </Card>
  );
}

function Unbonding({ account, stake }: DeskProps) {
  const { currency, contract } = useNetwork();
  const now = useChainNow();
  const { member, delay } = stake;
  const registry = contract('Keyholders');
  if (!member) return null;
  const ready = member.unbonding > 0n && now !== undefined && now >= Number(member.availableFrom);
  return (
    <>
      {member.free > 0n && (
        <Sender
          account={account}
          title="Take free stake out"
          label="Start taking out"
          unit={currency}
          send={(clients, amount) => keyholders.startUnbonding(clients, registry, amount)}
        >
          It serves no task any more from now on, and can be paid out {durationText(delay)} later. The time starts anew
          for all that is already being taken out.
        </Sender>
      )}
      {ready && (
        <Sender
          account={account}
          title="Pay out"
          label={`Pay out ${amountText(member.unbonding, currency)}`}
          send={(clients) => keyholders.withdraw(clients, registry, account.address)}
        >
          The delay is over. It goes to your account.
        </Sender>
      )}
      {member.unbonding > 0n && (
        <Sender
          account={account}
          title="Leave it in after all"
          label="Stop taking out"
          send={(clients) => keyholders.cancelUnbonding(clients, registry)}
        >
          {amountText(member.unbonding, currency)} become free stake again at once.
        </Sender>
      )}
    </>
  );
}

/** What is locked, what is free, and what comes back when. */
export function StakeTab(props: DeskProps) {
  const { account, stake } = props;
  const { currency, contract } = useNetwork();
  const registry = contract('Keyholders');
  if (!stake.member) {
    return (
      <Empty title="There is no stake yet">
        A stake is paid in with the registration of a key, in the tab “Key”. Tasks lock a part of it, and it comes back
        when they are closed.
      </Empty>
    );
  }
  return (
    <div className="space-y-6">
      <StakeFacts {...props} />
      <Card title="Move money">
        <div>
          {stake.owed > 0n && (
            <Sender
              account={account}
              title="Have your earnings paid out"
              label={`Pay out ${amountText(stake.owed, currency)}`}
              send={(clients) => training.withdraw(clients, contract('Training'), account.address)}
            >
              What rounds have earned you goes to your account.
            </Sender>
          )}
          {stake.claimable > 0n && (
            <Sender
              account={account}
              title="Claim your part of others’ lost stakes"
              label={`Claim ${amountText(stake.claimable, currency)}`}
              send={(clients) => keyholders.claim(clients, registry, account.address)}
            >
              It goes to your account.
            </Sender>
          )}
          <Sender
            account={account}
            title="Pay more in"
            label="Pay in"
            unit={currency}
            send={(clients, amount) => keyholders.deposit(clients, registry, amount)}
          >
            It becomes free stake at once: more tasks can be accepted with it.
          </Sender>
          <Unbonding {...props} />
        </div>
      </Card>
    </div>
  );
}
