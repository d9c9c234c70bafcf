import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandomness } from '../../../test/support/random-step.ts';
import { type Action, decide } from './decide.ts';
import type { Hex, ReleaseState, RoundState, State } from './state.ts';

/*
 * A chain that grows and loses blocks, a member that stops anywhere and comes back, with its disk or an old copy of it: not
 * the real ones, but all that a decision can see of them. What a walk looks for is a second set.
 */
const TRAINERS = 4;
/** Blocks on top after which a walk that honours finality takes nothing back. */
const FINALITY = 3;

const hexOf = (text: string): Hex => `0x${Buffer.from(text).toString('hex').padEnd(64, '0')}`;
const setName = (set: readonly number[]): Hex => hexOf(`set ${set.join()}`);

interface Block {
  readonly status: 'open' | 'frozen' | 'finalised';
  readonly included: readonly number[];
  readonly mine: boolean;
}

type Shares = RoundState['trainers'][number]['share'][];

interface World {
  chain: Block[];
  /** On the disk. */
  record: ReleaseState | undefined;
  shares: Shares;
  stored: boolean;
}

interface Rules {
  /** Whether blocks that are final stay. */
  readonly finalityHolds: boolean;
  /** Whether the disk may come back from before a release. */
  readonly backups: boolean;
}

const headOf = ({ chain }: World): Block => chain.at(-1) as Block;
const finalOf = ({ chain }: World): Block | undefined => chain.at(-1 - FINALITY);

function roundOf(world: World, random: () => number): RoundState {
  const { status, included, mine } = headOf(world);
  const final = finalOf(world);
  const frozenLog = setName(included);
  const phases = ['aggregation', 'aggregation', 'aggregation', 'sum-demands', 'settleable'] as const;
  return {
    round: 1,
    status,
    phase: status === 'open' ? 'share-complaints' : (phases[Math.floor(random() * phases.length)] as 'aggregation'),
    until: 1000,
    seconds: 600,
    phaseMs: 10_000,
    frozenLog,
    freezeFinal: final !== undefined && final.status !== 'open' && setName(final.included) === frozenLog,
    ...(world.record && { release: world.record }),
    trainers: Array.from({ length: TRAINERS }, (_, position) => ({
      trainer: hexOf(`trainer ${position}`),
      position,
      sharesHash: hexOf(`shares ${position}`),
      included: included.includes(position),
      share: world.shares[position] as Shares[number],
      hasEnvelope: true,
      demands: [],
    })),
    posted: mine
      ? [
          {
            member: 1,
            digest: frozenLog,
            bytes: world.stored ? 'right' : 'missing',
            missing: { attempts: 1, forMs: 9, retryInMs: 9 },
            demanded: false,
            answered: false,
            faulty: false,
            knownMs: 0,
          },
        ]
      : [],
    enoughMs: 0,
  };
}

const stateOf = (round: RoundState): State => ({
  head: { number: 1n, hash: hexOf('head'), time: 500 },
  time: 500,
  me: { index: 1, balance: 1n },
  policy: { finalise: true, housekeeping: false, staggerMs: 0, finaliseStaggerMs: 0, patienceMs: 0 },
  task: {
    task: hexOf('task'),
    status: 'running',
    threshold: 2,
    members: 3,
    demandBond: 0n,
    closable: false,
    closableMs: 0,
    model: { status: 'found', retryInMs: 0, announced: true, knownMs: 0 },
  },
  rounds: [round],
});

interface Walk {
  readonly released: Set<Hex>;
  readonly beforeFinality: number;
  readonly decisions: number;
  readonly conflicts: number;
}

/** As `recordRelease` does it: the same again, or for ever no. */
function record(world: World, release: ReleaseState): boolean {
  world.record ??= release;
  return world.record.frozenLog === release.frozenLog && world.record.digest === release.digest;
}

function walk(seed: number, { finalityHolds, backups }: Rules): Walk {
  const { next: random } = seededRandomness(seed);
  const pick = (count: number): number => Math.floor(random() * count);
  const everybody = Array.from({ length: TRAINERS }, (_, i) => i);
  const world: World = {
    chain: [{ status: 'open', included: everybody, mine: false }],
    record: undefined,
    shares: everybody.map(() => 'unknown'),
    stored: false,
  };
  const released = new Set<Hex>();
  let [beforeFinality, decisions, conflicts, everFinal] = [0, 0, 0, 1];
  const mine = (changes: Partial<Block>) => void world.chain.push({ ...headOf(world), ...changes });

  function chainMoves(): void {
    const { status, included } = headOf(world);
    const way = pick(5);
    if (way === 0 && status === 'open' && included.length > 2) {
      mine({ included: included.filter((one) => one !== included[pick(included.length)]) });
    } else if (way === 1 && status === 'open') mine({ status: 'frozen' });
    else if (way === 2 && status === 'frozen') mine({ status: 'finalised' });
    else if (way === 3) {
      const least = finalityHolds ? everFinal : 1;
      world.chain = world.chain.slice(0, Math.max(least, world.chain.length - pick(FINALITY + 4)));
    } else mine({});
    everFinal = Math.max(everFinal, world.chain.length - FINALITY);
  }

  function act(action: Action): void {
    if (action.kind === 'fetch-envelopes' || action.kind === 'check-shares') {
      const outcomes = ['fetched', 'missing', 'right', 'right', 'right'] as const;
      world.shares = world.shares.map((share) => (share === 'right' ? share : outcomes[pick(5)])) as Shares;
    }
    if (
      action.kind === 'adopt-release' &&
      !record(world, { frozenLog: setName(headOf(world).included), digest: setName(headOf(world).included) })
    )
      conflicts++;
    if (action.kind === 'publish-sum') released.add(action.frozenLog);
    if (action.kind !== 'release-sum') return;
    const { status, included } = finalOf(world) ?? { status: 'open', included: [] };
    if (status === 'open' || setName(included) !== action.frozenLog) beforeFinality++;
    // Dies before it has recorded anything; or has recorded it and dies; or has released it, and its transaction is lost.
    const dies = pick(6);
    if (dies === 0) return;
    if (!record(world, { frozenLog: action.frozenLog, digest: action.frozenLog })) {
      conflicts++;
      return;
    }
    if (dies === 1) return;
    released.add(action.frozenLog);
    world.stored = pick(3) > 0;
    if (dies > 2) mine({ mine: true });
  }

  for (let step = 0; step < 60; step++) {
    chainMoves();
    if (pick(12) === 0) world.shares = world.shares.map(() => 'unknown');
    if (backups && pick(12) === 0) world.record = undefined;
    const { actions, waits } = decide(stateOf(roundOf(world, random)));
    decisions++;
    assert.ok(actions.length + waits.length > 0, 'a round that is not over is waited for, or something is due');
    for (const action of actions) act(action);
  }
  return { released, beforeFinality, decisions, conflicts };
}

describe('two thousand walks over forks, restarts and lost transactions', () => {
  const walkAll = (rules: Rules) => Array.from({ length: 2000 }, (_, seed) => walk(seed, rules));

  it('release one set at most, and nothing before its freeze is final', () => {
    const walks = walkAll({ finalityHolds: true, backups: false });
    assert.ok(walks.every(({ released }) => released.size <= 1));
    assert.ok(walks.every(({ beforeFinality }) => beforeFinality === 0));
    // Without releases, and without trouble, they would show nothing.
    assert.ok(walks.filter(({ released }) => released.size === 1).length > 500);
  });

  it('release one set at most when the disk is older than the release, as long as finality holds', () => {
    const walks = walkAll({ finalityHolds: true, backups: true });
    assert.ok(walks.every(({ released }) => released.size <= 1));
    assert.ok(walks.every(({ conflicts }) => conflicts === 0));
  });

  it('release one set at most when even final blocks are taken back, as long as the disk remembers', () => {
    const walks = walkAll({ finalityHolds: false, backups: false });
    assert.ok(walks.every(({ released }) => released.size <= 1));
  });

  it('would release two if neither held: so the walks are hard enough', () => {
    const walks = walkAll({ finalityHolds: false, backups: true });
    assert.ok(walks.some(({ released }) => released.size > 1));
  });
});
