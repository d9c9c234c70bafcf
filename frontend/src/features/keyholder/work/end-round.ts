// The end of a round, by whoever comes first: its freeze, the proof of the next model, and what follows.
import {
  blockDag,
  decodeSum,
  digestSum,
  encodeModel,
  fetchModel,
  finaliseRound,
  g1FromAffine,
  hashHex,
  type IndexedShare,
  recoverRound,
  requireSubmission,
  snarkjsProver,
  training,
} from '@tacit/sdk';
import { fetchedArtifacts } from '@tacit/sdk/browser';
import type { Hex } from 'viem';
import { readSnapshot } from './read-snapshot.ts';
import type { Scene } from './scene.ts';
import { fetchSums, includedIn } from './sums.ts';

async function rightSums(scene: Scene, snapshot: Awaited<ReturnType<typeof readSnapshot>>): Promise<IndexedShare[]> {
  const found = await fetchSums(scene, snapshot);
  const length = scene.key.committedBases.length;
  return [...found].flatMap(([index, { status, bytes }]) =>
    status === 'right' && bytes ? [{ index, share: decodeSum(bytes, length) }] : [],
  );
}

/** Puts the sums together to the sum of all updates, proves the model that follows, stores it, and shows the proof. */
export async function finalise(scene: Scene): Promise<Hex> {
  const { clients, place, task, circuit, key, reader, note } = scene;
  const { chainId, training: contract, fromBlock, account } = place;
  const snapshot = await readSnapshot(scene);
  const { view, frozenLog } = snapshot;
  const sums = await rightSums(scene, snapshot);
  note({ stage: 'model' });
  const artifacts = await fetchedArtifacts({ baseUrl: place.circuits, keyHash: key.hash }).load(circuit);
  const from = { chainId, contract, task, artifacts, store: reader, fromBlock };
  const { weights: model } = await fetchModel(clients.publicClient, from);
  const submissions = includedIn(snapshot).map(requireSubmission);
  const sumOfD = g1FromAffine(view.round.sum);
  const { threshold, steps, root } = { ...view.task, steps: view.task.work.steps };
  const recovered = recoverRound({ artifacts, threshold, submissions, sumOfD, sums });
  note({ stage: 'proving' });
  const prover = snarkjsProver();
  const final = await finaliseRound({
    ...{ artifacts, prover, scope: view.scope, root, model, recovered, steps, sumOfD },
    ...{ included: submissions.length, frozenLog: BigInt(frozenLog), beneficiary: account },
  }).finally(() => prover.close());
  const bytes = encodeModel(circuit, final.model);
  note({ stage: 'storing' });
  await scene.put(await blockDag('raw', bytes));
  const cid = hashHex(digestSum(bytes));
  note({ stage: 'wallet' });
  return (await training.finalise(clients, contract, { ...final, task, cid })).hash;
}

export async function endRound(scene: Scene, kind: 'freeze' | 'burn' | 'settle'): Promise<Hex> {
  const { clients, place, task, round } = scene;
  scene.note({ stage: 'wallet' });
  if (kind === 'settle') return (await training.settle(clients, place.training, { task, round })).hash;
  return (await (kind === 'freeze' ? training.freeze : training.burn)(clients, place.training, task)).hash;
}
