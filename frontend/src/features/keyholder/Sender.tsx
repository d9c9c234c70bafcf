import { type Clients, errorCode } from '@tacit/sdk';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Hex } from 'viem';
import { Button } from '../../ui/Button.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { readAmount } from './amounts.ts';
import { type ReadyAccount, useSend } from './use-send.ts';
import { KEYHOLDER_WORDS } from './words.ts';

interface Props {
  readonly account: ReadyAccount;
  readonly title: string;
  /** What it does, and which money moves. */
  readonly children: ReactNode;
  readonly label: string;
  /** With an amount that the person enters, in this unit. */
  readonly unit?: string;
  readonly send: (clients: Clients, amount: bigint) => Promise<{ readonly hash: Hex }>;
}

/** One transaction, with or without an amount: what it means, the button, and what came of it. */
export function Sender({ account, title, children, label, unit, send }: Props) {
  const [text, setText] = useState('');
  const amount = unit === undefined ? 0n : readAmount(text);
  const sending = useSend<bigint>(account, send, () => setText(''));
  // Sent and not mined: a second one would pay twice.
  const isPending = errorCode(sending.error) === 'TRANSACTION_PENDING';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (amount !== undefined) sending.mutate(amount);
  };
  return (
    <form onSubmit={submit} className="border-b border-line py-5 first:pt-0 last:border-0 last:pb-0">
      <h3 className="text-base">{title}</h3>
      <div className="mt-1 max-w-prose text-sm text-soft">{children}</div>
      <div className="mt-3 flex flex-wrap items-end gap-3">
        {unit !== undefined && (
          <div className="w-52">
            <TextField
              label="Amount"
              inputMode="decimal"
              unit={unit}
              error={
                text !== '' && amount === undefined ? 'An amount above zero, with a point and no comma.' : undefined
              }
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
          </div>
        )}
        <Button type="submit" busy={sending.isPending} disabled={amount === undefined || isPending}>
          {sending.isPending ? 'Waiting for the wallet and the chain' : label}
        </Button>
      </div>
      <div aria-live="polite" className="mt-2 text-sm empty:hidden">
        {sending.data && (
          <>
            Done: <Hash value={sending.data} of="the transaction" />
          </>
        )}
      </div>
      {sending.error && (
        <div className="mt-3">
          <FailureNotice error={sending.error} words={KEYHOLDER_WORDS} />
        </div>
      )}
    </form>
  );
}
