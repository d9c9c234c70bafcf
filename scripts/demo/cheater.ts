// A trainer that means ill: its proofs are right, and one keyholder's share of its update is not.
import { setTimeout as wait } from 'node:timers/promises';
import {
  type Artifacts,
  type BlobStore,
  blockDag,
  type Clients,
  commitSource,
  type DatasetSource,
  digestEnvelope,
  encodeEnvelope,
  errorCode,
  hashCiphertext,
  hashDeal,
  hashShares,
  type Prover,
  planUpdate,
  proveUpdate,
  readRoundView,
  readSeed,
  systemRandomness,
  takeSealed,
  training,
  type UpdatePlan,
} from '@tacit/sdk';
import type { TrainerEvent } from './trainer-events.ts';

type Hex = `0x${string}`;

export interface CheatOptions {
  readonly clients: Clients;
  readonly chainId: number;
  readonly contract: Hex;
  readonly task: Hex;
  readonly artifacts: Artifacts;
  readonly prover: Prover;
  readonly store: BlobStore;
  readonly dataset: DatasetSource;
  readonly admission: readonly Hex[];
  readonly tell: (event: TrainerEvent) => void;
}

/** Whose share it spoils. */
const VICTIM = 1;

/** Another ciphertext for one member, in everything that follows from it. */
function spoiled(plan: UpdatePlan, length: number): UpdatePlan {
  const { submission, envelope } = plan;
  const sealed = submission.ctHashes.map((_, k) => takeSealed(envelope, { submission, index: k + 1, length }));
  const changed = sealed.map((bytes, k) => (k + 1 === VICTIM ? bytes.map((byte) => byte ^ 1) : bytes));
  const bytes = encodeEnvelope({ deal: hashDeal(submission.deal), sealed: changed });
  const other = { ...submission, ctHashes: changed.map(hashCiphertext), cidDigest: digestEnvelope(bytes) };
  return { ...plan, submission: other, sharesHash: hashShares(other), envelope: bytes };
}

/** Enrols like everybody, and cheats in the first round. */
export async function cheat(options: CheatOptions): Promise<void> {
  const { clients, chainId, contract, task, artifacts, prover, store, dataset, admission, tell } = options;
  const client = clients.publicClient;
  const { data, batches } = await commitSource(artifacts.circuit, dataset);
  const deposit = await training.readDeposit(client, contract, task);
  await training.enrol(clients, contract, { task, dataRoot: data.root, batches: data.batches, admission, deposit });
  tell({ kind: 'enrolled' });
  let view = await readRoundView(client, { chainId, contract, task });
  const seedOf = () =>
    readSeed(client, view).catch((error: unknown) => {
      if (errorCode(error) !== 'SEED_NOT_YET') throw error;
      return undefined;
    });
  let seed = view.scope.round === 0n ? undefined : await seedOf();
  while (seed === undefined) {
    await wait(200);
    view = await readRoundView(client, { chainId, contract, task });
    if (view.scope.round > 0n) seed = await seedOf();
  }
  const trainer = clients.walletClient.account.address;
  const enrolment = await training.readEnrolment(client, contract, { task, trainer });
  const model = Array.from({ length: artifacts.circuit.format.weights }, () => 0);
  const { scope, publicKeys } = view;
  const honest = planUpdate({
    ...{ scope, trainer, task: view.task, enrolment, seed, model, publicKeys, threshold: view.task.threshold },
    ...{ artifacts, batches, data, randomness: systemRandomness },
  });
  const plan = spoiled(honest, artifacts.verificationKey.committedBases.length);
  let last = performance.now();
  const onProven = (): void => {
    tell({ kind: 'step', round: Number(scope.round), ms: performance.now() - last });
    last = performance.now();
  };
  const update = await proveUpdate(plan, { artifacts, prover, onProven });
  await store.put(await blockDag('dag-cbor', update.envelope));
  await training.submitUpdate(clients, contract, { task, ...update });
}
