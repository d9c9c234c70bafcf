import type { Vault } from '@tacit/sdk/browser';
import { Link } from '@tanstack/react-router';
import { useChainNow } from '../../app/chain-clock.ts';
import { useNetwork } from '../../app/network.ts';
import { TimeLeft } from '../../app/TimeLeft.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { type Fact, Facts } from '../../ui/Facts.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { amountText, durationText } from '../../ui/text.ts';
import type { TaskState } from './committee-tasks.ts';
import type { DeskProps } from './desk.ts';
import { warningText } from './request-words.ts';
import { isBlocked, warningsAbout } from './requests.ts';
import { useAcceptance } from './use-acceptance.ts';
import { KEYHOLDER_WORDS } from './words.ts';

function factsOf({ terms, coordinator, index }: TaskState, amount: (wei: bigint) => string): Fact[] {
  const { amounts, times, work, committee, threshold } = terms;
  const disputes = times.demands + times.answers + times.complaints;
  const count = committee.length;
  return [
    { label: 'Who asks', value: <Hash value={coordinator} of="the coordinator" /> },
    {
      label: 'The committee',
      value: `You are number ${index} of ${count}`,
      hint: `Any ${threshold} together open a sum.`,
    },
    {
      label: 'Locked of your stake',
      value: amount(amounts.keyholderStake),
      hint: 'Free again when the task is closed.',
    },
    {
      label: 'What you may earn',
      value: amount((amounts.keyholderReward * BigInt(work.rounds)) / BigInt(count)),
      hint: `Your part of ${amount(amounts.keyholderReward)} a round, for ${work.rounds === 1 ? 'one round' : `${work.rounds} rounds`}.`,
    },
    {
      label: 'Absence costs',
      value: `${amount(amounts.absencePenalty)} a round`,
      hint: 'A wrong sum, or one that you do not show, costs all that is locked.',
    },
    {
      label: 'To check shares',
      value: durationText(disputes),
      hint: 'After the training of each round: demands, answers and complaints.',
    },
    { label: 'To publish your sum', value: durationText(times.aggregation), hint: 'From the freeze on.' },
    { label: 'The task ends', value: <TimeLeft until={times.endsAt} />, hint: 'At the latest.' },
  ];
}

interface Props extends Pick<DeskProps, 'account' | 'stake'> {
  readonly task: TaskState;
  readonly vault: Vault;
}

/** One task that asks this keyholder: its terms in words, warnings, and the acceptance. */
export function RequestCard({ account, stake, task, vault }: Props) {
  const { currency } = useNetwork();
  const amount = (wei: bigint) => amountText(wei, currency);
  const now = useChainNow() ?? 0;
  const warnings = warningsAbout({ terms: task.terms, now, free: stake.member?.free });
  const { isSigned, accept, revoke } = useAcceptance(account, vault, task);
  const error = accept.error ?? revoke.error;
  const over = now > task.terms.times.startsAt;
  return (
    <Card
      title={
        <>
          Task <Hash value={task.task} of="the task’s id" />
        </>
      }
      lead={
        over ? (
          'Its time to start is over: it can no longer be accepted.'
        ) : (
          <>
            To be accepted: <TimeLeft until={task.terms.times.startsAt} />
          </>
        )
      }
      actions={
        <Link
          to="/tasks/$task"
          params={{ task: task.task }}
          className="text-sm text-accent underline underline-offset-2"
        >
          Everything about it
        </Link>
      }
    >
      <Facts facts={factsOf(task, amount)} />
      {warnings.length > 0 && !over && (
        <div className="mt-5">
          <Notice tone="warn" title="Before you accept">
            {warnings.map((warning) => (
              <p key={warning.kind}>{warningText(warning, amount)}</p>
            ))}
          </Notice>
        </div>
      )}
      <div className="mt-5 flex flex-wrap items-center gap-3">
        <Button
          look="primary"
          busy={accept.isPending}
          disabled={over || isBlocked(warnings)}
          onClick={() => accept.mutate()}
        >
          {accept.isPending
            ? 'Waiting for the wallet and the chain'
            : isSigned
              ? 'Show the signature'
              : 'Accept the task'}
        </Button>
        {isSigned && (
          <Button look="danger" busy={revoke.isPending} onClick={() => revoke.mutate()}>
            Take the signature back
          </Button>
        )}
        <p className="min-w-0 flex-1 basis-60 text-sm text-soft">
          {isSigned
            ? 'You have signed, and the contract has not seen it. Showing it locks the stake; taking it back costs a transaction and is for good.'
            : 'Two requests of your wallet: a signature over these terms, and the transaction that shows it.'}
        </p>
      </div>
      {error && (
        <div className="mt-4">
          <FailureNotice error={error} words={KEYHOLDER_WORDS} />
        </div>
      )}
    </Card>
  );
}
