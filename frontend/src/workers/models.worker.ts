// What the pages about models do off the main thread: reading files, planning, hashing, sealing, and whole publications.
import { parseNetwork } from '@tacit/sdk';
import { indexedDbStore, vaultOf } from '@tacit/sdk/browser';
import { creatorKeys } from '../features/models/creator-keys.ts';
import { openPlace } from '../features/models/place.ts';
import { answerJob, importTail } from '../features/models/work/answer.ts';
import { adviseMode, estimateOffer } from '../features/models/work/estimate.ts';
import { fetchWeights, lookAtOffer } from '../features/models/work/look.ts';
import { openFile, openRound } from '../features/models/work/open-source.ts';
import type { ModelsAnswer, ModelsNote, ModelsOrder, OwnOrder } from '../features/models/work/orders.ts';
import { publish } from '../features/models/work/publish.ts';
import { tailOf } from '../features/models/work/tail.ts';
import { type JobTools, serveJob } from './serve-job.ts';

type Tools = JobTools<ModelsNote>;

/** What needs the vault, and some of it the wallet. */
async function doOwn(order: OwnOrder, tools: Tools): Promise<ModelsAnswer> {
  const vault = vaultOf(order.vault, indexedDbStore({ name: 'tacit' }));
  const keys = creatorKeys(vault);
  const network = openPlace(order.place);
  const clients = { publicClient: network.reader, walletClient: tools.walletClient(order.vault.account) };
  const work = { network, vault, clients };
  switch (order.kind) {
    case 'publish':
      return await publish({ ...work, note: tools.note }, order.id);
    case 'answer':
      return await answerJob({ ...work, note: tools.note }, order.job);
    case 'import-tail':
      return await importTail(work, order);
    case 'export-tail':
      return await tailOf(keys, order);
    case 'export-key':
      return await keys.exportBackup(order.passphrase);
    case 'import-key':
      return await keys.importBackup(order);
    case 'confirm-key':
      return await keys.confirmBackup(order);
  }
}

async function work(order: ModelsOrder, tools: Tools): Promise<ModelsAnswer> {
  switch (order.kind) {
    case 'open-file':
      return await openFile(openPlace(order.place), order.bytes);
    case 'open-round':
      return await openRound(openPlace(order.place), order);
    case 'advise':
      return await adviseMode(parseNetwork(order.bytes));
    case 'estimate':
      return await estimateOffer(openPlace(order.place), order.source, order.spec);
    case 'look':
      return await lookAtOffer(openPlace(order.place), order.offer);
    case 'weights':
      return await fetchWeights(openPlace(order.place), order.model);
    default:
      return await doOwn(order, tools);
  }
}

serveJob<ModelsOrder, ModelsNote, ModelsAnswer>(work);
