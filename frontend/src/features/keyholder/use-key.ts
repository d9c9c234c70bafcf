// The key in the vault, by what its worker tells of it.
import { type keyholders, ProtocolError } from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Address } from 'viem';
import { useChainNow } from '../../app/chain-clock.ts';
import { useNetwork } from '../../app/network.ts';
import { runJob } from '../../workers/run-job.ts';
import { untilLocked } from '../../workers/until-locked.ts';
import { keyholderScope } from './queries.ts';
import type { KeyAnswer, KeyDeed, KeyOrder, KeySummary, Possession } from './work/key-order.ts';

const startWorker = (): Worker =>
  new Worker(new URL('../../workers/keyholder-key.worker.ts', import.meta.url), { type: 'module' });

async function runKeyJob(vault: Vault, order: Omit<KeyOrder, 'vault'>, signal?: AbortSignal): Promise<KeyAnswer> {
  const whole = { ...order, vault: vault.portable() };
  const work = (ending: AbortSignal) =>
    runJob<KeyOrder, never, KeyAnswer>({ worker: startWorker(), order: whole, signal: ending });
  return await untilLocked(vault, work, signal);
}

const wrong = () => new ProtocolError('WORKER_ANSWER_INVALID', 'the worker answered something else than it was asked');

/** The public half, and whether it is backed up. Nothing of the secret is in it. */
export function useKeySummary(vault: Vault | undefined) {
  const network = useNetwork();
  const account = (vault?.account ?? '0x') as Address;
  return useQuery({
    queryKey: [...keyholderScope(network, account), 'key'],
    enabled: vault !== undefined,
    queryFn: async ({ signal }): Promise<KeySummary | null> => {
      if (!vault) throw wrong();
      const answer = await runKeyJob(vault, { now: 0, deed: { kind: 'read' } }, signal);
      if (answer.kind === 'key') return answer.key ?? null;
      throw wrong();
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Does one thing with the key. Passphrases go to the worker, and are kept nowhere: no mutation remembers them. */
export function useKeyDeed(vault: Vault) {
  const network = useNetwork();
  const queries = useQueryClient();
  const now = useChainNow();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const perform = async (deed: KeyDeed): Promise<KeyAnswer | undefined> => {
    setBusy(true);
    setError(undefined);
    try {
      const answer = await runKeyJob(vault, { now: now ?? Math.floor(Date.now() / 1000), deed });
      const queryKey = [...keyholderScope(network, vault.account), 'key'];
      if (answer.kind === 'key') queries.setQueryData(queryKey, answer.key ?? null);
      return answer;
    } catch (failure) {
      setError(failure);
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, perform };
}

export async function provePossessionIn(
  vault: Vault,
  place: { readonly chainId: number; readonly contract: Address },
): Promise<Possession> {
  const answer = await runKeyJob(vault, { now: 0, deed: { kind: 'possess', ...place } });
  if (answer.kind === 'possession') return answer.possession;
  throw wrong();
}

export type Registered = 'no' | 'this' | 'another';

/** Whether the account has a key registered, and whether it is this one. */
export const registrationOf = (
  member: keyholders.Member | undefined,
  key: KeySummary | null | undefined,
): Registered => {
  if (!member) return 'no';
  return key && key.point.x === member.key.x && key.point.y === member.key.y ? 'this' : 'another';
};
