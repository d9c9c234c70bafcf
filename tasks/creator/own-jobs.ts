// The jobs of one creator's offers, as the chain has them now. All of it is public.
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { type Hex, openMarket, readCount, type SigningArguments } from '../infer/contract.ts';
import { connectAccount, readAddress } from '../support/network.ts';
import { inference, nameBlob, REFUSED_ANSWER, type ReadClient, withProgress } from '../support/sdk.ts';

export interface CreatorArguments extends SigningArguments {
  readonly creator: string | undefined;
  readonly fromBlock: string | undefined;
}

export interface OwnJob
  extends Pick<inference.Job, 'offer' | 'user' | 'samples' | 'phase' | 'outcome' | 'until' | 'price'> {
  readonly id: Hex;
  readonly mode: inference.Mode;
  /** Answered, and by saying that the hand-over was none. */
  readonly refused: boolean;
}

export interface OwnJobs {
  readonly client: ReadClient;
  readonly market: Hex;
  readonly creator: Hex;
  /** Oldest first. */
  readonly jobs: readonly OwnJob[];
}

async function readJobs(
  client: ReadClient,
  market: Hex,
  filter: { readonly creator: Hex; readonly fromBlock: bigint },
) {
  const { digest: refusal } = await nameBlob(REFUSED_ANSWER);
  const { jobs } = await inference.listJobs(client, market, filter);
  const modes = new Map<Hex, inference.Mode>();
  const found: OwnJob[] = [];
  for (const { id, offer } of jobs) {
    const mode = modes.get(offer) ?? (await inference.readOffer(client, market, offer)).terms.mode;
    modes.set(offer, mode);
    const { user, samples, phase, outcome, until, price, answerCid } = await inference.readJob(client, market, id);
    found.push({ id, offer, mode, user, samples, phase, outcome, until, price, refused: answerCid === refusal });
  }
  return found;
}

export async function readOwnJobs(hre: HardhatRuntimeEnvironment, options: CreatorArguments): Promise<OwnJobs> {
  const given = options.creator === undefined ? undefined : readAddress(options.creator, 'creator');
  const fromBlock = BigInt(readCount(options.fromBlock ?? '0', 'from-block', { most: 2 ** 40 }));
  const { network, market } = await openMarket(hre, options);
  const creator = given ?? (await connectAccount(network, options)).account;
  const client = network.publicClient;
  const jobs = await withProgress('reading jobs', () => readJobs(client, market, { creator, fromBlock }));
  return { client, market, creator, jobs };
}
