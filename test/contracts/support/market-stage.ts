// A market with a published model, and accounts that play the parts: creator, user, and workers who say what they are told.
import { type Clients, inference, models } from '@tacit/sdk';
import { type Address, getAddress, type Hex, parseEther, zeroHash } from 'viem';
import type { Chain } from './chain.ts';
import { startChain } from './chain.ts';

export const PRICE = 1000n;
export const LEAST_STAKE = parseEther('1');
export const UNBONDING_DELAY = 3600n;

export interface Player extends Clients {
  readonly address: Address;
}

export const hashOf = (byte: number): Hex => `0x${byte.toString(16).padStart(2, '0').repeat(32)}`;

export const TERMS: inference.OfferTerms = {
  mode: 'encrypted',
  steps: 1,
  mostSamples: 10,
  commitSeconds: 120,
  revealSeconds: 90,
  contestSeconds: 300,
  handOverSeconds: 0,
  answerSeconds: 0,
  workerFee: 7n,
  bond: 10n ** 15n,
  offerCid: hashOf(0xcd),
};

export const SPLIT_TERMS: inference.OfferTerms = { ...TERMS, mode: 'split', handOverSeconds: 600, answerSeconds: 700 };

export interface MarketStage {
  readonly viem: Chain['viem'];
  readonly client: Awaited<ReturnType<Chain['viem']['getPublicClient']>>;
  readonly chainId: number;
  readonly market: Address;
  readonly registry: Address;
  readonly players: readonly Player[];
  readonly creator: Player;
  readonly user: Player;
  /** All others. */
  readonly workers: readonly Player[];
  readonly model: Hex;
  mine(blocks?: number): Promise<void>;
  /** Moves the clock so far on, with a block. */
  pass(seconds: number | bigint): Promise<void>;
}

/** A listing of a network that has no circuit. */
export const listingOf = (specCid: Hex, price = PRICE): models.Listing => ({
  circuit: zeroHash,
  root: 0n,
  weightsCid: hashOf(0x11),
  specCid,
  licenceCid: hashOf(0x22),
  price,
  splitPoints: 0,
  parents: [],
});

async function deploy({ viem }: Pick<MarketStage, 'viem'>): Promise<{ registry: Address; market: Address }> {
  const steps = await viem.deployContract('JobSteps');
  // No model here was trained, or has a circuit: nobody asks for the contracts that know of these.
  const nobody = getAddress(hashOf(0x44).slice(0, 42));
  const registry = await viem.deployContract('ModelRegistry', [nobody, nobody]);
  const libraries = { JobSteps: steps.address };
  const market = await viem.deployContract('InferenceMarket', [registry.address, LEAST_STAKE, UNBONDING_DELAY], {
    libraries,
  });
  return { registry: registry.address, market: market.address };
}

export async function openMarket(): Promise<MarketStage> {
  const { viem } = await startChain();
  const client = await viem.getPublicClient();
  const test = await viem.getTestClient();
  const wallets = await viem.getWalletClients();
  const { registry, market } = await deploy({ viem });
  const players: readonly Player[] = wallets.map((walletClient) => {
    return { publicClient: client, walletClient, address: getAddress(walletClient.account.address) };
  });
  const [creator, user, ...workers] = players as readonly [Player, Player, ...Player[]];
  const { id: model } = await models.publish(creator, registry, listingOf(hashOf(0x33)));
  const mine = (blocks = 1) => test.mine({ blocks });
  return {
    ...{ viem, client, chainId: await client.getChainId(), market, registry, players, creator, user, workers, model },
    mine,
    pass: async (seconds) => {
      await test.increaseTime({ seconds: Number(seconds) });
      await mine();
    },
  };
}

/** The first so many workers stake, and can be drawn. */
export async function joinWorkers({ market, workers }: MarketStage, count: number): Promise<readonly Player[]> {
  for (const [i, worker] of workers.slice(0, count).entries()) {
    await inference.join(worker, market, { url: `https://worker-${i}.example`, stake: LEAST_STAKE });
  }
  return workers.slice(0, count);
}

/** Those who sit on a job's panel and have not said anything. */
export async function drawnOf({ client, market, players }: MarketStage, job: Hex): Promise<Player[]> {
  const panel = await inference.readPanel(client, market, job);
  const seated = panel.filter(({ status }) => status === 'drawn').map(({ worker }) => worker);
  return seated.map((worker) => players.find(({ address }) => address === worker) as Player);
}

/** Fills the panel. */
export async function drawPanel(stage: MarketStage, job: Hex): Promise<Player[]> {
  const { drawBlock } = await inference.readJob(stage.client, stage.market, job);
  const now = await stage.client.getBlockNumber({ cacheTime: 0 });
  if (now <= drawBlock) await stage.mine(Number(drawBlock - now) + 1);
  await inference.draw(stage.user, stage.market, job);
  return await drawnOf(stage, job);
}

export const saltOf = (worker: Player): Hex => `0x${worker.address.slice(2).toLowerCase().padStart(64, '7')}`;

/** Everybody on the panel commits to what `say` tells, and then reveals it. */
export async function evaluateAs(
  { client, market }: MarketStage,
  job: Hex,
  { panel, say }: { readonly panel: readonly Player[]; readonly say: (worker: Player, index: number) => Hex },
): Promise<void> {
  const { step } = await inference.readJob(client, market, job);
  const said = panel.map((worker, i) => ({ worker, result: say(worker, i), salt: saltOf(worker) }));
  for (const { worker, result, salt } of said) {
    const commitment = inference.hashResult({ job, step, worker: worker.address, result, salt });
    await inference.commit(worker, market, { job, commitment });
  }
  for (const { worker, result, salt } of said) await inference.reveal(worker, market, { job, result, salt });
}
