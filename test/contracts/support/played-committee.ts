import {
  type Artifacts,
  type BlobStore,
  blockDag,
  type Clients,
  cidFromDigest,
  encodeModel,
  fetchModel,
  fetchSums,
  finaliseRound,
  frozenLogOf,
  g1FromAffine,
  hashHex,
  includedSubmissions,
  MAX_ENVELOPE_BYTES,
  openShares,
  type Prover,
  type Randomness,
  type ReadClient,
  readFile,
  readRoundView,
  readSubmissions,
  recoverRound,
  requireSubmission,
  type SignClient,
  sumShares,
  training,
} from '@tacit/sdk';
import type { Address, Hex } from 'viem';
import type { Keyholder } from './training.ts';
import type { Stage } from './training-stage.ts';

/** An honest committee in one hand, by the SDK's own calls, for tests about those who train. */
export interface PlayedCommittee {
  readonly stage: Pick<Stage, 'chainId' | 'now' | 'moveTo' | 'mine'> & { readonly client: ReadClient };
  readonly contract: Address;
  readonly task: Hex;
  readonly artifacts: Artifacts;
  readonly prover: Prover;
  readonly randomness: Randomness;
  readonly store: BlobStore;
  readonly committee: readonly (Pick<Keyholder, 'index' | 'keys'> & { readonly wallet: SignClient })[];
  /** Pays for what anybody may do. */
  readonly wallet: SignClient;
}

const place = ({ stage, contract, task }: PlayedCommittee) => ({ chainId: Number(stage.chainId), contract, task });
const clientsOf = ({ stage }: PlayedCommittee, walletClient: SignClient): Clients => ({
  publicClient: stage.client,
  walletClient,
});

export async function openNextRound(played: PlayedCommittee): Promise<void> {
  const { stage, contract, task, wallet } = played;
  const { times, amounts } = await training.readTask(stage.client, contract, task);
  if ((await stage.now()) < BigInt(times.startsAt)) await stage.moveTo(BigInt(times.startsAt));
  await training.openRound(clientsOf(played, wallet), contract, { task, bond: amounts.openingBond });
  await stage.mine(3);
}

export async function freezeRound(played: PlayedCommittee): Promise<void> {
  const { stage, contract, task, wallet } = played;
  const { round } = await training.readTask(stage.client, contract, task);
  const { complaints } = await training.readShareDeadlines(stage.client, contract, { task, round: BigInt(round) });
  await stage.moveTo(complaints + 1n);
  await training.freeze(clientsOf(played, wallet), contract, task);
}

async function readIncluded(played: PlayedCommittee) {
  const { stage, contract } = played;
  const view = await readRoundView(stage.client, place(played));
  const { scope, round } = view;
  const range = { fromBlock: round.openedAt };
  const logged = await readSubmissions(stage.client, contract, { scope, log: BigInt(round.log), range });
  return { view, included: await includedSubmissions(stage.client, view, logged) };
}

/** The first `count` members sum their shares, store their sums and post them. */
export async function postSums(played: PlayedCommittee, count: number): Promise<void> {
  const { contract, task, artifacts, randomness, store, committee } = played;
  const { view, included } = await readIncluded(played);
  const received = await Promise.all(
    included.map(async (logged) => ({
      submission: requireSubmission(logged),
      envelope: await readFile(store, cidFromDigest(logged.cidDigest), { limit: MAX_ENVELOPE_BYTES }),
    })),
  );
  const { threshold, members } = view.task;
  const bases = artifacts.verificationKey.committedBases;
  for (const { index, keys, wallet } of committee.slice(0, count)) {
    const own = { index, members, secretKey: keys.secretKey, bases, threshold, randomness };
    const { bytes, digest } = sumShares(openShares(received, own));
    await store.put(await blockDag('raw', bytes));
    const posted = { task, round: view.scope.round, frozenLog: hashHex(frozenLogOf(view)), cid: hashHex(digest) };
    await training.postSum(clientsOf(played, wallet), contract, posted);
  }
}

/** The next model, of which the contract is told where it is; stored there, unless nobody shall find it. */
export async function finaliseNow(played: PlayedCommittee, { keep = true } = {}): Promise<readonly number[]> {
  const { stage, contract, task, artifacts, prover, store, wallet } = played;
  const { view, included } = await readIncluded(played);
  const { threshold, root, steps } = view.task;
  const submissions = included.map(requireSubmission);
  const sumOfD = g1FromAffine(view.round.sum);
  const sums = await fetchSums(stage.client, view, store);
  const recovered = recoverRound({ artifacts, threshold, submissions, sumOfD, sums });
  const { weights: model } = await fetchModel(stage.client, { ...place(played), artifacts, store });
  const final = await finaliseRound({
    ...{ artifacts, prover, scope: view.scope, root, model, recovered, included: included.length, steps },
    ...{ frozenLog: frozenLogOf(view), sumOfD, beneficiary: wallet.account.address },
  });
  const dag = await blockDag('raw', encodeModel(artifacts.circuit.name, final.model));
  if (keep) await store.put(dag);
  const cid = hashHex(BigInt(`0x${Buffer.from(dag.root.multihash.digest).toString('hex')}`));
  await training.finalise(clientsOf(played, wallet), contract, { ...final, task, cid });
  return final.model;
}

/** From the end of training to the next model. */
export async function endRound(played: PlayedCommittee, options?: { keep?: boolean }): Promise<readonly number[]> {
  await freezeRound(played);
  await postSums(played, 2);
  return await finaliseNow(played, options);
}
