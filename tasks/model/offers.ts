import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { type MarketArguments, openMarket, readCount, readHash } from '../infer/contract.ts';
import { planFacts } from '../infer/plan-rows.ts';
import { type Outcome, runTask } from '../support/run-task.ts';
import {
  type BlobReader,
  errorCode,
  type FetchedOffer,
  fetchOffer,
  formatAmount,
  formatBytes,
  formatDuration,
  inference,
  type ReadClient,
  readPrice,
  withProgress,
} from '../support/sdk.ts';
import { openReaderIfAny, type StorageArguments } from '../support/storage.ts';
import { table } from '../support/table.ts';

interface Arguments extends MarketArguments, StorageArguments {
  readonly model: string | undefined;
  readonly fromBlock: string | undefined;
}

interface Look {
  readonly client: ReadClient;
  readonly chainId: number;
  readonly market: `0x${string}`;
  readonly store: BlobReader;
}

/** An offer's plan, or the code of what is wrong with it: anybody can make an offer of anything. */
async function look({ client, chainId, market, store }: Look, id: `0x${string}`): Promise<FetchedOffer | string> {
  try {
    return await fetchOffer(client, { chainId, market, id, store });
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return code;
  }
}

async function describe(looking: Look, listed: inference.ListedOffer) {
  const { id, model, creator, terms } = listed;
  const found = await look(looking, id);
  const facts = { id, model, creator, terms };
  const short = [id, terms.mode];
  if (typeof found === 'string') return { facts: { ...facts, refused: found }, row: [...short, found] };
  const { plan } = found;
  const price = await readPrice(looking.client, found);
  const row = [
    ...short,
    `${formatAmount(price)} + ${formatAmount(terms.workerFee * BigInt(terms.steps))} a worker`,
    `${formatBytes(plan.requestBytes)} up, ${formatBytes(plan.responseBytes)} down`,
    `about ${formatDuration(1000 * plan.seconds)}`,
    `${plan.network.inputs} inputs, ${found.document.output.count} ${found.document.output.kind}`,
  ];
  return {
    facts: { ...facts, price, plan: planFacts(plan), input: found.document.input, output: found.document.output },
    row,
  };
}

async function offers(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<Outcome> {
  const fromBlock = BigInt(readCount(options.fromBlock ?? '0', 'from-block', { most: 2 ** 40 }));
  const model = options.model === undefined ? undefined : readHash(options.model, 'model');
  const { network, market } = await openMarket(hre, options);
  const client = network.publicClient;
  const looking = { client, chainId: network.chainId, market, store: openReaderIfAny(options) };
  const described = await withProgress('reading offers', async () => {
    const listed = await inference.listOffers(client, market, { fromBlock, model });
    const found = [];
    for (const offer of listed.offers) found.push(await describe(looking, offer));
    return found;
  });
  const head = ['offer', 'mode', 'price of a sample', 'bytes of a sample', 'time', 'what'];
  const text = described.length === 0 ? 'nothing is offered yet' : table([head, ...described.map(({ row }) => row)]);
  return { json: { offers: described.map(({ facts }) => facts) }, text };
}

export default async function offersTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, () => offers(options, hre));
}
