// This keyholder's shares of a round, opened and checked. What is in them stays in this thread, and ends with it.
import {
  type BlobReader,
  cidFromDigest,
  errorCode,
  type LoggedSubmission,
  type OpenedShare,
  openEnvelope,
  openShares,
  systemRandomness,
} from '@tacit/sdk';
import type { Snapshot } from './read-snapshot.ts';
import type { Scene } from './scene.ts';

export interface OwnShare {
  /** Undefined for who is excluded. */
  readonly opened: OpenedShare | 'unreadable' | undefined;
  /** All ciphertexts of the submission, if a store has them. */
  readonly sealed: ReturnType<typeof openEnvelope> | undefined;
}

/** So that progress is seen, and checks are still made of many at once. */
const AT_ONCE = 4;
const FETCH_MS = 15_000;

/** Undefined where no store has it in time. What stores say of it does not matter: it is there, or it is not. */
export async function fetchBlock(
  { reader }: Scene,
  cid: Parameters<BlobReader['getBlock']>[0],
): Promise<Uint8Array | undefined> {
  try {
    return await reader.getBlock(cid, { signal: AbortSignal.timeout(FETCH_MS) });
  } catch {
    return undefined;
  }
}

function tryEnvelope(
  { key }: Scene,
  { view }: Snapshot,
  { submission }: LoggedSubmission,
  envelope: Uint8Array | undefined,
) {
  if (!submission || !envelope) return undefined;
  try {
    return openEnvelope(envelope, submission, { members: view.task.members, length: key.committedBases.length });
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}

/** In the log's order. */
export async function openOwnShares(scene: Scene, snapshot: Snapshot): Promise<OwnShare[]> {
  const { view, index, logged, included, shown } = snapshot;
  const { note, keys, key } = scene;
  note({ stage: 'fetching', done: 0, of: logged.length });
  const envelopes = await Promise.all(
    logged.map(({ cidDigest }, i) => (included[i] ? fetchBlock(scene, cidFromDigest(cidDigest)) : undefined)),
  );
  const own = { index, members: view.task.members, threshold: view.task.threshold, secretKey: keys.secretKey };
  const options = { ...own, bases: key.committedBases, randomness: systemRandomness };
  const readable = logged.flatMap(({ submission, sharesHash }, i) =>
    included[i] && submission
      ? // What was shown on chain comes first: it is what a complaint would be judged by.
        [{ i, received: { submission, envelope: envelopes[i], shown: shown.get(sharesHash) } }]
      : [],
  );
  const opened = new Map<number, OpenedShare>();
  for (let at = 0; at < readable.length; at += AT_ONCE) {
    note({ stage: 'opening', done: at, of: readable.length });
    const part = readable.slice(at, at + AT_ONCE);
    const results = openShares(
      part.map(({ received }) => received),
      options,
    );
    for (const [k, { i }] of part.entries()) opened.set(i, results[k] as OpenedShare);
  }
  note({ stage: 'opening', done: readable.length, of: readable.length });
  return logged.map((one, i) => ({
    opened: included[i] ? (opened.get(i) ?? 'unreadable') : undefined,
    sealed: tryEnvelope(scene, snapshot, one, envelopes[i]),
  }));
}
