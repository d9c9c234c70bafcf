// Looks at one round in a worker, and does what is due, one thing after the other.
import { ProtocolError } from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { AccountState } from '../../app/account.ts';
import { useNetwork } from '../../app/network.ts';
import { type AskWallet, runJob } from '../../workers/run-job.ts';
import { untilLocked } from '../../workers/until-locked.ts';
import type { LiveRound, TaskState } from './committee-tasks.ts';
import { type Deed, isUnsettled } from './duties.ts';
import { placeOf } from './place.ts';
import { keyholderScope } from './queries.ts';
import type { RoundReport } from './round-report.ts';
import type { RoundAnswer, RoundNote, RoundOrder } from './work/order.ts';

export interface RoundAccess {
  readonly account: Extract<AccountState, { kind: 'ready' }>;
  readonly vault: Vault | undefined;
  readonly task: TaskState;
  readonly live: LiveRound;
}

const AGAIN_MS = 6000;

const startWorker = (): Worker =>
  new Worker(new URL('../../workers/keyholder-round.worker.ts', import.meta.url), { type: 'module' });

/** What makes another look worth it. */
const fingerprintOf = ({ round, now }: LiveRound): string =>
  [
    ...[round.log, round.status, now.phase, round.settled],
    ...[round.excluded, round.openDemands, round.posted, round.demanded, round.answered, round.faulty],
  ].join(' ');

function useJob({ account, vault, task, live }: RoundAccess) {
  const network = useNetwork();
  const [note, setNote] = useState<RoundNote>();
  const run = async (job: { readonly deed?: Deed; readonly signal: AbortSignal }): Promise<RoundAnswer> => {
    if (!vault) throw new ProtocolError('VAULT_LOCKED', 'the vault is closed');
    const { circuit, threshold, committee } = task.terms;
    const order: RoundOrder = {
      place: placeOf(network, account.address),
      vault: vault.portable(),
      ...{ task: task.task, round: live.number },
      terms: { circuit, threshold, committee },
      ...(job.deed && { deed: job.deed }),
    };
    const wallet = account.clients.walletClient;
    const askWallet: AskWallet = (request) => wallet.request(request as Parameters<typeof wallet.request>[0]);
    const work = (signal: AbortSignal) =>
      runJob<RoundOrder, RoundNote, RoundAnswer>({ worker: startWorker(), order, onNote: setNote, askWallet, signal });
    return await untilLocked(vault, work, job.signal).finally(() => setNote(undefined));
  };
  return { note, run };
}

export interface RoundWork {
  readonly report: RoundReport | undefined;
  /** Whether the report is of the round as it is, and nothing is under way. */
  readonly isSettled: boolean;
  readonly looking: {
    readonly isOn: boolean;
    readonly isFirst: boolean;
    readonly note: RoundNote | undefined;
    readonly error: unknown;
  };
  readonly doing: {
    readonly deed: Deed | undefined;
    readonly note: RoundNote | undefined;
    readonly error: unknown;
    readonly failed: Deed | undefined;
  };
  look(): void;
  perform(deed: Deed): void;
  cancel(): void;
}

function useDeeds(access: RoundAccess) {
  const queries = useQueryClient();
  const network = useNetwork();
  const { note, run } = useJob(access);
  const stopping = useRef<AbortController>(undefined);
  const mutation = useMutation({
    mutationFn: (deed: Deed) => {
      stopping.current = new AbortController();
      return run({ deed, signal: stopping.current.signal });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keyholderScope(network, access.account.address) }),
  });
  return {
    note,
    mutation,
    cancel: () => stopping.current?.abort(new ProtocolError('CANCELLED', 'stopped by its owner')),
  };
}

/** Nothing is opened before somebody asks for the first look; from then on the round is followed. */
export function useRound(access: RoundAccess): RoundWork {
  const { account, vault, task, live } = access;
  const network = useNetwork();
  const [wanted, setWanted] = useState(false);
  const looks = useJob(access);
  const deeds = useDeeds(access);
  const query = useQuery({
    queryKey: [
      ...keyholderScope(network, account.address),
      'look',
      task.task,
      String(live.number),
      fingerprintOf(live),
      // A look that is under way when the vault is closed has nobody who waits for it any more, and is cancelled.
      vault ? 'open' : 'closed',
    ],
    enabled: wanted && vault !== undefined,
    queryFn: async ({ signal }) => {
      const answer = await looks.run({ signal });
      if (answer.kind === 'looked') return answer.report;
      throw new ProtocolError('WORKER_ANSWER_INVALID', 'the worker did something else than it was asked');
    },
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) => (state.data && isUnsettled(state.data) ? AGAIN_MS : false),
    placeholderData: keepPreviousData,
  });
  const { mutation } = deeds;
  return {
    report: query.data,
    isSettled: query.isSuccess && !query.isPlaceholderData && !query.isFetching && !mutation.isPending,
    looking: { isOn: query.isFetching, isFirst: query.data === undefined, note: looks.note, error: query.error },
    doing: {
      deed: mutation.isPending ? mutation.variables : undefined,
      note: deeds.note,
      error: mutation.error,
      failed: mutation.isError ? mutation.variables : undefined,
    },
    look: () => (wanted ? void query.refetch() : setWanted(true)),
    perform: mutation.mutate,
    cancel: deeds.cancel,
  };
}
