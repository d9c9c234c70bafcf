// A trainer's whole program in a worker of its own: whoever ends the worker ends the training, and the next one goes on.
import { DATASET, ProtocolError, type TrainEvent, type TrainSummary, trainTask } from '@tacit/sdk';
import { indexedDbStore, trainerDocuments, uploadSigner, type Vault, vaultOf } from '@tacit/sdk/browser';
import { keepSetup, openJournal, readSetup, type TrainingSetup } from '../features/train/training-documents.ts';
import { asFound, heard, isLasting, NOTHING_YET } from '../features/train/training-view.ts';
import { type JobTools, serveJob } from './serve-job.ts';
import { aloneIn, trainingName } from './train-lock.ts';
import { clientsFor, fetchArtifacts, storeFor, tellingProver } from './train-parts.ts';
import type { TabMessage, TrainAnswer, TrainNote, TrainOrder } from './train-protocol.ts';

type Tools = JobTools<TrainNote>;

const POLL_MS = 1500;

/** The view of a training, told to the page and to other tabs of it, and kept as far as it lasts. */
async function openTelling(vault: Vault, order: TrainOrder, { note }: Tools, onFailure: (error: unknown) => void) {
  const { chainId, account } = vault;
  const journal = await openJournal(vault, order);
  const tabs = new BroadcastChannel(trainingName({ ...order, chainId, trainer: account }));
  let view = asFound(journal.events.reduce(heard, NOTHING_YET));
  const tell = (): void => {
    note({ kind: 'view', view });
    tabs.postMessage({ kind: 'view', view } satisfies TabMessage);
  };
  tabs.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
    if (data.kind === 'hello') tell();
  });
  tell();
  return {
    hear(event: TrainEvent): void {
      view = heard(view, event);
      if (isLasting(event)) journal.add(event).catch(onFailure);
      tell();
    },
  };
}

async function requireSetup(vault: Vault, order: TrainOrder): Promise<TrainingSetup> {
  if (order.setup) await keepSetup(vault, order, order.setup);
  const setup = order.setup ?? (await readSetup(vault, order));
  if (setup) return setup;
  throw new ProtocolError('TRAINING_UNKNOWN', 'nothing of this training is kept in this browser');
}

async function train(order: TrainOrder, vault: Vault, tools: Tools): Promise<TrainSummary> {
  const { network, contract, task } = order;
  const { chainId, fromBlock, finality } = network;
  const state = trainerDocuments(vault, { contract, task });
  const setup = await requireSetup(vault, order);
  if (order.dataset && !(await state.create(DATASET, order.dataset))) {
    throw new ProtocolError('ROWS_KEPT', 'other rows are kept for this task already');
  }
  const failing = new AbortController();
  const telling = await openTelling(vault, order, tools, (error) => failing.abort(error));
  const artifacts = await fetchArtifacts(order, tools.note);
  const prover = tellingProver(tools.note);
  try {
    return await trainTask({
      ...{ chainId, contract, task, artifacts, prover, state, fromBlock, finality, ...setup },
      clients: clientsFor(order, tools.walletClient(vault.account)),
      store: storeFor(order, await uploadSigner(vault), tools.note),
      pollMs: POLL_MS,
      signal: failing.signal,
      onEvent: telling.hear,
    });
  } finally {
    await prover.close();
  }
}

serveJob<TrainOrder, TrainNote, TrainAnswer>(async (order, tools) => {
  const vault = vaultOf(order.vault, indexedDbStore({ name: 'tacit' }));
  const name = trainingName({ ...order, chainId: vault.chainId, trainer: vault.account });
  const { ended } = await aloneIn(
    name,
    () => tools.note({ kind: 'elsewhere' }),
    () => train(order, vault, tools),
  );
  return ended;
});
