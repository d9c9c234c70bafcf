import { type Clients, keyholders } from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import { type FormEvent, useState } from 'react';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { TextField } from '../../ui/Field.tsx';
import { durationText } from '../../ui/text.ts';
import { readAmount } from './amounts.ts';
import type { DeskProps } from './desk.ts';
import { provePossessionIn } from './use-key.ts';
import { useSend } from './use-send.ts';
import { KEYHOLDER_WORDS } from './words.ts';

interface Props extends Pick<DeskProps, 'account' | 'stake'> {
  readonly vault: Vault;
  readonly onDone: () => void;
}

/** The key, with a proof that its owner has it, and the first stake: one transaction. */
export function RegisterKey({ account, stake, vault, onDone }: Props) {
  const { chainId, currency, contract } = useNetwork();
  const [text, setText] = useState('');
  const amount = readAmount(text);
  const register = async (clients: Clients, wei: bigint) => {
    const registry = contract('Keyholders');
    const proof = await provePossessionIn(vault, { chainId, contract: registry });
    return await keyholders.registerMember(clients, registry, { ...proof, stake: wei });
  };
  const registering = useSend<bigint>(account, register, onDone);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (amount !== undefined) registering.mutate(amount);
  };
  return (
    <Card title="Register the key with a stake" lead="The key belongs to your account for ever; the stake stays yours.">
      <form className="max-w-xl space-y-4" onSubmit={submit}>
        <TextField
          label="Stake"
          inputMode="decimal"
          unit={currency}
          placeholder="2"
          hint={`Paid into the contract. A task that you accept locks a part of it; what is free can be taken out, after ${durationText(stake.delay)}.`}
          error={text !== '' && amount === undefined ? 'An amount above zero, such as 2 or 0.5.' : undefined}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <Button look="primary" type="submit" busy={registering.isPending} disabled={amount === undefined}>
          {registering.isPending ? 'Waiting for the wallet and the chain' : 'Register and pay in'}
        </Button>
        {registering.error && <FailureNotice error={registering.error} words={KEYHOLDER_WORDS} />}
      </form>
    </Card>
  );
}
