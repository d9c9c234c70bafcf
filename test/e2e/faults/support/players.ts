// Trainers that the test's own process plays: proofs are forged by the development key's public trapdoor, all else is real.
import {
  authoriseWith,
  type Batch,
  type BlobStore,
  blockDag,
  commitDataset,
  computeFinalisation,
  computeStep,
  type DatasetCommitment,
  digestEnvelope,
  type G1Point,
  hashCiphertext,
  hashShares,
  meanMultiplier,
  type PreparedUpdate,
  pinNodeStore,
  planUpdate,
  proveUpdate,
  type ReadClient,
  randomField,
  readRoundView,
  readSeed,
  takeSealed,
  training,
  type UpdatePlan,
} from '@tacit/sdk';
import type { Address } from 'viem';
import { localAccount } from '../../../../scripts/network/chain.ts';
import type { LocalNetwork } from '../../../../scripts/network/network.ts';
import { irisBatches } from '../../../contracts/support/training-data.ts';
import { forgingProver } from '../../../support/forging-prover.ts';
import { seededRandomness } from '../../../support/random-step.ts';

export interface Player {
  /** Which of the network's trainers it is, from 0. */
  readonly trainer: number;
  readonly address: Address;
  readonly batches: readonly Batch[];
  readonly data: DatasetCommitment;
  readonly randomness: ReturnType<typeof seededRandomness>;
  readonly store: BlobStore;
}

export const reader = ({ chain }: Pick<LocalNetwork, 'chain'>): ReadClient => chain.client as unknown as ReadClient;

export const placeOf = ({ chain, contracts, task }: LocalNetwork, round?: number) => ({
  chainId: chain.chainId,
  contract: contracts.training,
  task: task.id,
  ...(round === undefined ? {} : { round: BigInt(round) }),
});

/** Iris in as many disjoint parts as there are players; each enrols with its own. */
export async function enrolPlayers(network: LocalNetwork, count: number): Promise<Player[]> {
  const { artifacts, chain, contracts, task, admission, pinNode } = network;
  const shards = irisBatches(artifacts.circuit.format, count, seededRandomness(2026));
  const players: Player[] = [];
  for (const [trainer, batches] of shards.entries()) {
    const randomness = seededRandomness(9000 + trainer);
    const data = await commitDataset(artifacts.circuit.format, batches, randomField(randomness));
    const account = network.trainerAccount(trainer);
    const { account: signer, address } = localAccount(account);
    const deposit = await training.readDeposit(reader(network), contracts.training, task.id);
    const path = admission.pathOf(address) ?? [];
    const joining = { task: task.id, dataRoot: data.root, batches: data.batches, admission: path, deposit };
    await training.enrol(chain.clientsOf(account), contracts.training, joining);
    const store = pinNodeStore({ url: pinNode.url, authorise: authoriseWith(signer) });
    players.push({ trainer, address, batches, data, randomness, store });
  }
  return players;
}

export interface PlanChoice {
  /** Of the model that the round starts from. */
  readonly model: readonly number[];
  /** Whom shares are sealed to, where that is not the committee. */
  readonly sealTo?: (keys: readonly G1Point[]) => readonly G1Point[];
}

/** An update of the open round, with nothing proven and nothing sent. */
export async function planFor(
  network: LocalNetwork,
  player: Player,
  { model, sealTo = (keys) => keys }: PlanChoice,
): Promise<UpdatePlan> {
  const { artifacts, contracts, task } = network;
  const { batches, data, randomness, address: trainer } = player;
  const view = await readRoundView(reader(network), placeOf(network));
  const enrolment = await training.readEnrolment(reader(network), contracts.training, { task: task.id, trainer });
  return planUpdate({
    ...{ artifacts, batches, data, randomness, model, trainer, enrolment, scope: view.scope, task: view.task },
    seed: await readSeed(reader(network), view),
    publicKeys: sealTo(view.publicKeys),
    threshold: view.task.threshold,
  });
}

export interface Spoiled {
  /** Of all members; of the plan's own when it is left out. */
  readonly sealed?: readonly Uint8Array[];
  /** What its CID says. */
  readonly envelope: Uint8Array;
}

export function sealedIn({ artifacts }: LocalNetwork, { submission, envelope }: UpdatePlan): Uint8Array[] {
  const length = artifacts.verificationKey.committedBases.length;
  return submission.ctHashes.map((_, k) => takeSealed(envelope, { submission, index: k + 1, length }));
}

/** Another envelope, in everything that follows from it; before anything is proven. */
export function spoil(plan: UpdatePlan, { sealed, envelope }: Spoiled): UpdatePlan {
  const ctHashes = sealed?.map(hashCiphertext) ?? plan.submission.ctHashes;
  const submission = { ...plan.submission, ctHashes, cidDigest: digestEnvelope(envelope) };
  return { ...plan, submission, sharesHash: hashShares(submission), envelope };
}

export const upload = async ({ store }: Player, envelope: Uint8Array): Promise<void> =>
  store.put(await blockDag('dag-cbor', envelope));

/** Proves a plan, and sends it to the chain. */
export async function submit(network: LocalNetwork, player: Player, plan: UpdatePlan): Promise<PreparedUpdate> {
  const { artifacts, chain, contracts, task, trainerAccount } = network;
  const prover = forgingProver(artifacts, player.randomness);
  const update = await proveUpdate(plan, { artifacts, prover });
  await training.submitUpdate(chain.clientsOf(trainerAccount(player.trainer)), contracts.training, {
    ...update,
    task: task.id,
  });
  return update;
}

/** An honest trainer's whole part of a round. */
export async function takePart(network: LocalNetwork, player: Player, choice: PlanChoice): Promise<UpdatePlan> {
  const plan = await planFor(network, player, choice);
  await upload(player, plan.envelope);
  await submit(network, player, plan);
  return plan;
}

/** Weights and loss of a round over exactly these trainers, computed in the clear. */
export async function expectedModel(
  network: LocalNetwork,
  round: number,
  {
    model,
    included,
  }: { readonly model: readonly number[]; readonly included: readonly Pick<Player, 'address' | 'batches'>[] },
): Promise<{ readonly weights: readonly number[]; readonly lossSum: bigint }> {
  const { artifacts, contracts, task } = network;
  const { format } = artifacts.circuit;
  const sum = model.map(() => 0);
  let lossSum = 0n;
  for (const { address: trainer, batches } of included) {
    let weights = model;
    for (let step = 0; step < task.terms.work.steps; step++) {
      const id = { task: task.id, round: BigInt(round), trainer, step };
      const index = await training.readBatchIndex(reader(network), contracts.training, id);
      const { after, loss } = computeStep(format, weights, batches[index] as Batch, task.terms.work.multiplier);
      [weights, lossSum] = [after, lossSum + BigInt(loss)];
    }
    for (const [i, weight] of weights.entries()) sum[i] = (sum[i] as number) + weight - (model[i] as number);
  }
  return { weights: computeFinalisation(format, model, sum, meanMultiplier(included.length)).after, lossSum };
}
