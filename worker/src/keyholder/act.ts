// Does what was decided. Every action may be repeated, or come second: then the contract refuses it, and nothing is lost.
import { type BlobReader, digestSum, encodeModel, fetchModel, fromHex, hashHex, rawCid, training } from '@tacit/sdk';
import { codeOf } from '../watching/failure-kind.ts';
import { searchAgain } from '../watching/search.ts';
import {
  answerShare,
  checkShares,
  complain,
  demandShare,
  excludeUndelivered,
  fetchEnvelopes,
  returnDemand,
} from './act-shares.ts';
import {
  adoptRelease,
  answerSum,
  demandSum,
  fetchSums,
  finalise,
  proveSumWrong,
  publishSum,
  releaseSum,
} from './act-sums.ts';
import type { Scene } from './parts.ts';
import type { Action } from './verdict.ts';

/** Sums that were shown on chain, and then what stores have. */
function withShown({ reader, events }: Scene): BlobReader {
  const shown = events.flatMap((event) => (event.eventName === 'SumAnswered' ? [fromHex(event.args.sum)] : []));
  return {
    name: reader.name,
    getBlock: async (cid, options) =>
      shown.find((bytes) => rawCid(digestSum(bytes)).equals(cid)) ?? (await reader.getBlock(cid, options)),
  };
}

/** The weights behind the present root, from wherever they are; what cannot be had now is looked for again later. */
async function findModel(scene: Scene): Promise<void> {
  const { clients, chainId, contract, task, artifacts, fromBlock, signal, memory, observed, log } = scene;
  const store = withShown(scene);
  const { root, round } = observed.task;
  const initialRoot = termsOf(scene)?.initialRoot ?? root;
  const place = { chainId, contract, task, round: BigInt(round) };
  try {
    const options = { ...place, artifacts, store, fromBlock, signal, initialRoot };
    const { weights, source } = await fetchModel(clients.publicClient, options);
    memory.models.set(root, { weights, announced: source !== 'rebuilt', sinceMs: scene.now() });
    delete memory.modelSearch;
    log.info('model-found', { round, source });
  } catch (error) {
    const before = memory.modelSearch?.root === root ? memory.modelSearch : undefined;
    memory.modelSearch = { root, ...searchAgain(before, { nowMs: scene.now(), retryMs: scene.retryMs }) };
    if (codeOf(error) !== 'MODEL_UNAVAILABLE') throw error;
    log.warn('model-missing', { round, attempts: memory.modelSearch.attempts });
  }
}

function termsOf({ events }: Scene): training.Terms | undefined {
  const created = events.find(({ eventName }) => eventName === 'TaskCreated');
  return created?.eventName === 'TaskCreated' ? created.args.terms : undefined;
}

/** Puts the model where the chain says that it is; says so, if the chain says something else. */
async function restoreModel(scene: Scene, number: number): Promise<void> {
  const { artifacts, clients, contract, task, memory, observed, events, store, signal, log } = scene;
  const known = memory.models.get(observed.task.root);
  if (!known) return;
  const bytes = encodeModel(artifacts.circuit.name, known.weights);
  const digest = digestSum(bytes);
  const cid = rawCid(digest);
  await store.put({ root: cid, blocks: [{ cid, bytes }] }, { signal });
  const said = events.some(
    ({ eventName, args }) =>
      (eventName === 'RoundFinalised' || eventName === 'ModelAnnounced') &&
      args.round === BigInt(number) &&
      BigInt(args.cid) === digest,
  );
  if (!said) await training.announce(clients, contract, { task, round: BigInt(number), cid: hashHex(digest) });
  memory.models.set(observed.task.root, { ...known, announced: true });
  log.info('model-restored', { round: number, cid: hashHex(digest), announced: !said });
}

async function endRound(scene: Scene, kind: 'freeze' | 'burn' | 'settle', round: number): Promise<void> {
  const { clients, contract, task, log } = scene;
  if (kind === 'settle') {
    const { hash } = await training.settle(clients, contract, { task, round: BigInt(round) });
    log.info('round-settled', { round, transaction: hash });
    return;
  }
  const { hash } = await (kind === 'freeze' ? training.freeze : training.burn)(clients, contract, task);
  log.info(kind === 'freeze' ? 'round-frozen' : 'round-burned', { round, transaction: hash });
}

async function close({ clients, contract, task, log }: Scene): Promise<void> {
  const { hash } = await training.close(clients, contract, task);
  log.info('task-closed', { transaction: hash });
}

/** Performs one action. */
export async function perform(scene: Scene, action: Action): Promise<void> {
  switch (action.kind) {
    case 'fetch-envelopes':
      return await fetchEnvelopes(scene, action.round, action.shares);
    case 'check-shares':
      return await checkShares(scene, action.round, action.shares);
    case 'demand-share':
      return await demandShare(scene, action.round, action.trainer);
    case 'complain':
      return await complain(scene, action.round, action.trainer);
    case 'answer-share':
      return await answerShare(scene, action.round, action);
    case 'exclude-undelivered':
      return await excludeUndelivered(scene, action.round, action);
    case 'return-demand':
      return await returnDemand(scene, action.round, action);
    case 'release-sum':
      return await releaseSum(scene, action.round, action);
    case 'publish-sum':
      return await publishSum(scene, action.round, action.frozenLog);
    case 'adopt-release':
      return await adoptRelease(scene, action.round);
    case 'fetch-sums':
      return await fetchSums(scene, action.round, action.members);
    case 'demand-sum':
      return await demandSum(scene, action.round, action.member);
    case 'answer-sum':
      return await answerSum(scene, action.round, action.member);
    case 'prove-sum-wrong':
      return await proveSumWrong(scene, action.round, action.member);
    case 'finalise':
      return await finalise(scene, action.round);
    case 'find-model':
      return await findModel(scene);
    case 'restore-model':
      return await restoreModel(scene, action.round);
    case 'freeze':
    case 'burn':
    case 'settle':
      return await endRound(scene, action.kind, action.round);
    case 'close':
      return await close(scene);
  }
}
