// One look at the market, and what follows from it.
import { formatAmount, type inference, inferenceMarketAbi, requireChain } from '@tacit/sdk';
import { formatEther } from 'viem';
import { trackAttempts } from '../watching/attempts.ts';
import { type Carried, carryOut } from '../watching/carry-out.ts';
import { openEventFeed } from '../watching/event-feed.ts';
import { type Finality, type Heads, readHeads } from '../watching/heads.ts';
import type { LookReport } from '../watching/look-loop.ts';
import { perform } from './act.ts';
import { type Action, type Decision, decide, type Wait } from './decide.ts';
import { classify } from './errors.ts';
import { forgetWorks, workName } from './memory.ts';
import { isOverFor, type ObservedMarket, observe, seatOf, subjectFor, toState } from './observe.ts';
import type { Tools } from './parts.ts';
import type { Hex } from './state.ts';

export interface PassOptions {
  readonly tools: Tools;
  readonly finality: Finality;
  readonly wallClock: () => number;
  readonly isStopping: () => boolean;
}

/** Waits that an operator should know of. */
const SICK_WAITS: readonly Wait[] = ['stake', 'slashed', 'commitment-unknown'];

/** What only this worker can do, and loses by not doing in time. */
const URGENT: readonly Action['kind'][] = ['reveal', 'commit', 'decline'];

const nameOf = (action: Action): string => Object.values(action).map(String).join(' ');

function factsOf(account: Hex, heads: Heads, market: ObservedMarket, { actions, waits }: Decision, carried: Carried) {
  const { worker, claimable } = market.me;
  const seats = actions.some(({ kind }) => kind === 'pause' || URGENT.includes(kind));
  return {
    block: heads.head.number,
    time: heads.time,
    jobs: market.jobs.length,
    stake: formatAmount(worker?.stake ?? 0n),
    drawable: worker?.drawable ?? false,
    claimable: formatAmount(claimable),
    /** Each costs its bond if nobody is there to show it. */
    commitments: market.jobs.filter(({ panel }) => seatOf(panel, account)?.status === 'committed').length,
    idle: !carried.blocked && carried.done === 0 && !waits.includes('work') && !waits.includes('turn'),
    /** Nothing is left that only this worker can do, and must. */
    quiet: !seats,
    waiting: waits.join(' '),
  };
}

/** Once for each time that it begins: it lasts until an operator has done something. */
function openAdvice({ log, market, account }: Tools) {
  let said = '';
  return ({ waits }: Decision, { me }: ObservedMarket): void => {
    const now = waits.filter((wait) => ['stake', 'paused', 'slashed', 'commitment-unknown'].includes(wait)).join(' ');
    if (now === said) return;
    said = now;
    const facts = { market, account };
    if (now.includes('stake')) {
      const least = formatAmount(me.leastStake);
      log.error('stake-missing', { ...facts, least, advice: 'npx hardhat compute join, or set compute.stakeWei' });
    }
    if (now.includes('paused')) log.warn('paused', { ...facts, advice: 'npx hardhat compute resume' });
    if (now.includes('slashed')) {
      log.error('result-lost', { ...facts, advice: 'find out why, then npx hardhat compute join' });
    }
    if (now.includes('commitment-unknown')) log.error('commitment-unknown', facts);
  };
}

/** What this worker still has to evaluate, if anything. */
const stepUnderWay = (job: inference.Job, seat: inference.Seat | undefined): string | undefined =>
  seat?.status === 'drawn' || seat?.status === 'committed' ? workName(job) : undefined;

/** The newest block, and the market as it is there: read once for each block, unless something was done. */
function openView({ tools, finality, wallClock }: PassOptions) {
  const { clients, market, fromBlock, metrics, memory, log, account } = tools;
  const client = clients.publicClient;
  const source = { abi: inferenceMarketAbi, address: market };
  const feed = openEventFeed({ client, source, fromBlock, subjectOf: subjectFor(account) });
  let seen: { readonly head: Hex; readonly market: ObservedMarket } | undefined;

  async function readOn(): Promise<Heads> {
    const heads = await readHeads(client, finality, wallClock());
    if (await feed.sync(heads)) {
      metrics.reorganisations.add();
      log.warn('chain-reorganised', { block: heads.head.number });
      for (const job of memory.jobs.values()) job.seen.clear();
      seen = undefined;
    }
    metrics.block.set(Number(heads.head.number));
    return heads;
  }

  return {
    async look(): Promise<{ readonly heads: Heads; readonly market: ObservedMarket }> {
      const heads = await readOn();
      if (seen?.head === heads.head.hash) return { heads, market: seen.market };
      const found = await observe(tools, heads, feed);
      const open = new Map(found.jobs.map(({ id, job, panel }) => [id, stepUnderWay(job, seatOf(panel, account))]));
      forgetWorks(memory, open);
      await tools.kept.forget(isOverFor(feed, heads));
      metrics.jobs.set(found.jobs.length);
      metrics.claimable.set(Number(formatEther(found.me.claimable)));
      seen = { head: heads.head.hash, market: found };
      return { heads, market: found };
    },
    forget(): void {
      seen = undefined;
    },
  };
}

/** Opens what lasts from one look to the next, and gives the look itself. */
export function openPass(options: PassOptions): () => Promise<LookReport> {
  const { tools, isStopping } = options;
  const { clients, metrics, log, signal } = tools;
  const view = openView(options);
  const attempts = trackAttempts({ now: tools.now, firstMs: tools.retryMs });
  const advise = openAdvice(tools);
  let checked = false;

  return async () => {
    const leaving = isStopping();
    if (!checked) await requireChain(clients.publicClient, tools.chainId);
    checked = true;
    const { heads, market } = await view.look();
    const decision = decide(toState(tools, { heads, market, stopping: leaving }));
    advise(decision, market);
    const carried = await carryOut(decision.actions, {
      perform: (action) => perform(tools, market, action),
      factsOf: (action) => ({ action: action.kind, ...('job' in action && { job: action.job }) }),
      onError: (code) => metrics.errors.add(1, { code }),
      isUrgent: ({ kind }) => URGENT.includes(kind),
      ...{ nameOf, classify, attempts, signal, log },
    });
    if (carried.done > 0 || carried.failed.length > 0) view.forget();
    metrics.load.set(tools.work.pool.load());
    const sick = decision.waits.some((wait) => SICK_WAITS.includes(wait));
    return {
      ok: !sick && !attempts.sick() && !carried.failed.some(({ lasting }) => lasting),
      busy: carried.done > 0,
      lastError: carried.failed.at(-1)?.code,
      facts: { ...factsOf(tools.account, heads, market, decision, carried), leaving },
    };
  };
}
