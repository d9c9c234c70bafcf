// From a request in a folder to a job on chain. Every part of it may be done again: nothing is paid twice.
import { parseAmount, parseDuration } from '../support/quantities.ts';
import {
  type BlobStore,
  type FetchedOffer,
  formatAmount,
  formatBytes,
  inference,
  isRequested,
  noteSince,
  type RequestedJob,
  requestPrediction,
  type SavedRequest,
  uploadRequest,
  withProgress,
} from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';
import type { OpenAccount } from './contract.ts';

export interface SendArguments {
  readonly mostCost: string | undefined;
  readonly duration: string | undefined;
}

export interface Sending extends SendArguments {
  readonly path: string;
  readonly opened: OpenAccount;
  readonly offer: FetchedOffer;
  readonly saved: SavedRequest;
  readonly store: BlobStore;
  readonly trust: inference.Trust;
  /** What was shown before it was said yes to. */
  readonly quoted: bigint;
}

/** The most that may be paid: what was shown, or less. */
function mostWei({ mostCost, quoted }: Sending): bigint {
  if (mostCost === undefined) return quoted;
  const most = parseAmount(mostCost, 'most-cost');
  if (quoted <= most) return most;
  throw taskError('NOT_CONFIRMED', `the job costs ${formatAmount(quoted)}, more than --most-cost; nothing was sent`);
}

export async function sendRequest(sending: Sending): Promise<RequestedJob & { readonly uploaded: number }> {
  const { path, opened, offer, saved, store, trust, duration } = sending;
  const { clients, market } = opened;
  if (await isRequested(clients.publicClient, market, saved.job)) return { job: saved.job, wei: 0n, uploaded: 0 };
  const most = mostWei(sending);
  const { bytes } = await withProgress('uploading', (update) =>
    uploadRequest(
      store,
      { ...saved, keys: { evaluationKeys: saved.evaluationKeys } },
      { onProgress: (part, sent, total) => update(sent / total, `${part}, ${formatBytes(total)}`) },
    ),
  );
  await noteSince(path, (await inference.readNow(clients.publicClient)).number);
  const asked = await withProgress('asking', () =>
    requestPrediction(clients, {
      ...{ offer, request: saved, trust, mostWei: most },
      duration: duration === undefined ? undefined : parseDuration(duration, 'duration'),
    }),
  );
  return { ...asked, uploaded: bytes };
}
