import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Address } from 'viem';
import { useAddress } from '../../app/account.ts';
import { useChainNow } from '../../app/chain-clock.ts';
import { useNetwork } from '../../app/network.ts';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { amountText } from '../../ui/text.ts';
import { Action } from './Action.tsx';
import { type ActionName, act, closeBlocked, collectBlocked, stopBlocked } from './actions.ts';
import { type OwnPart, ownPart, type TaskState } from './queries.ts';
import { type Role, rolesOf } from './stages.ts';
import type { TaskSummary } from './summary.ts';

interface Props {
  readonly summary: TaskSummary;
  readonly state: TaskState;
}

const ROLE_VERBS: Readonly<Record<Role, string>> = {
  any: 'look at',
  coordinator: 'coordinate',
  trainer: 'train in',
  keyholder: 'hold a key of',
};

function Actions({ summary, state, account, part }: Props & { readonly account: Address; readonly part: OwnPart }) {
  const network = useNetwork();
  const now = useChainNow() ?? 0;
  const roles = rolesOf(summary, account);
  const place = { contract: network.contract('Training'), task: summary.task, bond: 0n };
  const run = (name: ActionName) => (clients: Parameters<typeof act>[1]) => act(name, clients, place);
  const situation = { ...state, now };
  const money = (wei: bigint): string => amountText(wei, network.currency);
  const { enrolment, owed } = part;
  return (
    <div>
      {roles.includes('trainer') && (
        <Action
          title="Collect what you earned"
          label="Collect"
          blocked={collectBlocked(situation, enrolment)}
          run={run('collect')}
        >
          Credits your share of paid rounds, and your deposit of {money(enrolment.deposit)} once nothing can be due from
          it any more.
        </Action>
      )}
      <Action
        title="Withdraw"
        label={`Withdraw ${money(owed)}`}
        blocked={owed === 0n ? 'Nothing is owed to you.' : undefined}
        run={run('withdraw')}
      >
        Sends all that this contract owes you, from all tasks, to your account.
      </Action>
      {roles.includes('coordinator') && (
        <Action
          title="Stop the task"
          label="Stop it"
          look="danger"
          warning="This cannot be taken back: the task takes no further round, whoever is enrolled."
          blocked={stopBlocked(situation)}
          run={run('stop')}
        >
          No further rounds. What is left of the rewards comes back to you when the task is closed.
        </Action>
      )}
      {(roles.length > 0 || closeBlocked(situation) === undefined) && (
        <Action title="Close the task" label="Close it" blocked={closeBlocked(situation)} run={run('close')}>
          Anybody may, once it is over: frees the keyholders’ stakes, and credits the coordinator with the{' '}
          {money(state.task.pool)} that {state.task.pool === 0n ? 'are' : 'is'} left.
        </Action>
      )}
    </div>
  );
}

function useOwnPart({ summary, state }: Props, account: Address) {
  const now = useChainNow() ?? 0;
  const { data: part, error } = useQuery(ownPart(useNetwork(), summary.task, account));
  const roles = rolesOf(summary, account);
  const concerns =
    roles.length > 0 || closeBlocked({ ...state, now }) === undefined || (part !== undefined && part.owed > 0n);
  // What was done stays in sight when nothing is left to be done.
  const [hasConcerned, setHasConcerned] = useState(false);
  if (concerns && !hasConcerned) setHasConcerned(true);
  return { part, error, roles, isShown: concerns || hasConcerned };
}

function OwnCard({ account, ...props }: Props & { readonly account: Address }) {
  const { part, error, roles, isShown } = useOwnPart(props, account);
  if (!isShown) return null;
  const words = roles.map((role) => ROLE_VERBS[role]);
  return (
    <Card title="Your part" lead={roles.length > 0 ? `You ${words.join(', and ')} this task.` : undefined}>
      {error && <FailureNotice error={error} />}
      {part && <Actions {...props} account={account} part={part} />}
    </Card>
  );
}

/** What the connected account is in this task, and can do about it. */
export function TaskOwn(props: Props) {
  const account = useAddress();
  return account ? <OwnCard key={account} {...props} account={account} /> : null;
}
