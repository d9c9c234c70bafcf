// Accepting a task: a signature over its terms, kept until it is shown to the contract by a transaction.
import { keyholders, training } from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNetwork } from '../../app/network.ts';
import type { TaskState } from './committee-tasks.ts';
import { keptNotes, type SignedAcceptance } from './kept-notes.ts';
import { keyholderScope } from './queries.ts';
import { deadlineOf } from './requests.ts';
import type { ReadyAccount } from './use-send.ts';

export function useAcceptance(account: ReadyAccount, vault: Vault, { task, terms }: TaskState) {
  const network = useNetwork();
  const queries = useQueryClient();
  const { clients, address: owner } = account;
  const [locker, registry] = [network.contract('Training'), network.contract('Keyholders')];
  const notes = keptNotes(vault);
  const scope = keyholderScope(network, owner);
  const kept = useQuery({
    queryKey: [...scope, 'acceptance', task],
    queryFn: async (): Promise<SignedAcceptance | null> => (await notes.readAcceptance(task)) ?? null,
  });
  const again = () => queries.invalidateQueries({ queryKey: scope });
  const sign = async (): Promise<SignedAcceptance> => {
    const [amount, deadline] = [terms.amounts.keyholderStake, deadlineOf(terms)];
    const acceptance = { owner, locker, terms: task, amount, deadline };
    const signature = await keyholders.signAcceptance(clients.walletClient, {
      ...acceptance,
      verifyingContract: registry,
    });
    const signed = { deadline: deadline.toString(), signature };
    await notes.keepAcceptance(task, signed);
    await queries.invalidateQueries({ queryKey: [...scope, 'acceptance', task] });
    return signed;
  };
  const accept = useMutation({
    mutationFn: async () => {
      const { deadline, signature } = (await notes.readAcceptance(task)) ?? (await sign());
      const { hash } = await training.accept(clients, locker, { task, owner, deadline: BigInt(deadline), signature });
      await notes.dropAcceptance(task);
      return hash;
    },
    onSettled: again,
  });
  const revoke = useMutation({
    mutationFn: async () => {
      const { hash } = await keyholders.revoke(clients, registry, { locker, terms: task });
      await notes.dropAcceptance(task);
      return hash;
    },
    onSettled: again,
  });
  return { isSigned: Boolean(kept.data), accept, revoke };
}
