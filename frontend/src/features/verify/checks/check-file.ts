// Any bytes: what they hash to, and where the chain and the stores know that hash.
import {
  blobCid,
  CHUNK_BYTES,
  type ContractEvent,
  cidFromDigest,
  circuitNamed,
  decodeCar,
  errorCode,
  eventPages,
  hashHex,
  MAX_NETWORK_BYTES,
  modelRegistryAbi,
  models,
  nameBlob,
  parseCid,
  parseModel,
  parseNetwork,
  readFile,
  trainingAbi,
} from '@tacit/sdk';
import type { Hex } from 'viem';
import { type Judged, judge } from './judge.ts';
import { contractOf, type SectionWriter, type VerifyPlace } from './place.ts';
import { MAX_INPUT_BYTES } from './read-input.ts';

type TrainingEvent = ContractEvent<typeof trainingAbi>;

/** Where the chain names a hash: what was logged with it, and in which transaction. */
interface Mention {
  readonly what: string;
  readonly transaction: Hex;
}

const names = (event: TrainingEvent, digest: Hex): boolean => {
  if (event.eventName === 'TaskCreated') return [event.args.terms.modelCid, event.args.terms.specCid].includes(digest);
  return 'cid' in event.args && event.args.cid === digest;
};

async function findMentions(place: VerifyPlace, digest: Hex): Promise<Mention[]> {
  const { client, fromBlock } = place;
  const found: Mention[] = [];
  for await (const { events } of eventPages(
    client,
    { abi: trainingAbi, address: contractOf(place, 'Training') },
    { fromBlock },
  )) {
    for (const event of events)
      if (names(event, digest)) found.push({ what: event.eventName, transaction: event.transactionHash });
  }
  if (place.deployment.addresses.ModelRegistry === undefined) return found;
  const registry = contractOf(place, 'ModelRegistry');
  for await (const { events } of eventPages(client, { abi: modelRegistryAbi, address: registry }, { fromBlock })) {
    for (const event of events) {
      if (event.eventName !== 'ModelPublished') continue;
      const { weightsCid, specCid, licenceCid } = await models.readModel(client, registry, event.args.id);
      if ([weightsCid, specCid, licenceCid].includes(digest))
        found.push({ what: event.eventName, transaction: event.transactionHash });
    }
  }
  return found;
}

export interface FileOptions {
  /** Under which the bytes were found; their own where this is left out. */
  readonly cid?: string;
  readonly section: SectionWriter;
}

async function checkMentions(place: VerifyPlace, section: SectionWriter, digest: Hex): Promise<void> {
  place.writer.stage('mentions');
  const mentions = await findMentions(place, digest);
  const [first] = mentions;
  section.add('mentioned', first ? 'holds' : 'unchecked', {
    ...(first ? {} : { why: 'NOT_MENTIONED' }),
    facts: { digest, times: mentions.length, event: first?.what, transaction: first?.transaction },
  });
}

/** Bytes by themselves: their CID, and who knows it. */
export async function checkBytes(place: VerifyPlace, bytes: Uint8Array, { cid, section }: FileOptions): Promise<void> {
  const { digest } = await nameBlob(bytes);
  const own = blobCid({ digest, bytes: bytes.length }).toString();
  section.add('digest', 'holds', { facts: { CID: cid ?? own, 'SHA-256': digest, bytes: bytes.length } });
  if (cid === undefined) {
    // An envelope is one block of DAG-CBOR: of short bytes the same hash may stand in both kinds of CID.
    const cids = bytes.length <= CHUNK_BYTES ? [own, cidFromDigest(BigInt(digest)).toString()] : [own];
    await judge(section, 'stored', { facts: { CID: own } }, () => isStored(place, cids));
  }
  await checkMentions(place, section, digest);
}

async function isStored({ store }: VerifyPlace, cids: readonly string[]): Promise<Judged> {
  for (const cid of cids) if (await readFile(store, parseCid(cid), { limit: MAX_INPUT_BYTES })) return true;
  return { verdict: 'unchecked', why: 'NOT_STORED' };
}

/** A model's document: whether a round, or a task's beginning, has the root of its weights. */
export async function checkModelFile(place: VerifyPlace, bytes: Uint8Array, section: SectionWriter): Promise<void> {
  let root: bigint | undefined;
  await judge(section, 'form', {}, () => {
    const { circuit } = JSON.parse(new TextDecoder().decode(bytes)) as { circuit?: unknown };
    root = parseModel(circuitNamed(String(circuit)), bytes).root;
    return true;
  });
  if (root === undefined) return;
  const found = await findRoot(place, root);
  section.add('known-root', found ? 'holds' : 'fails', {
    ...(found ? {} : { why: 'ROOT_UNKNOWN' }),
    facts: { root: hashHex(root), task: found?.task, round: found?.round },
  });
}

/** Round 0 is a task's beginning. */
async function findRoot(
  place: VerifyPlace,
  root: bigint,
): Promise<{ readonly task: Hex; readonly round: bigint } | undefined> {
  const source = { abi: trainingAbi, address: contractOf(place, 'Training') };
  for await (const { events } of eventPages(place.client, source, { fromBlock: place.fromBlock })) {
    for (const event of events) {
      if (event.eventName === 'RoundFinalised' && event.args.root === root) return event.args;
      if (event.eventName === 'TaskCreated' && event.args.terms.initialRoot === root)
        return { task: event.args.task, round: 0n };
    }
  }
  return undefined;
}

/** Each block of a CAR hashes to its name, and they are one whole. */
async function checkCar(section: SectionWriter, bytes: Uint8Array): Promise<boolean> {
  let root: string | undefined;
  let count = 0;
  const holds = await judge(section, 'form', {}, async () => {
    const { root: found, blocks } = await decodeCar(bytes);
    root = found.toString();
    count = blocks.length;
    return true;
  });
  if (holds) section.add('blocks', 'holds', { facts: { CID: root, blocks: count } });
  return holds;
}

/** A CAR's second byte begins a map of two, and its first key is `roots`. */
const isCar = (bytes: Uint8Array): boolean => new TextDecoder().decode(bytes.subarray(1, 8)).includes('eroots');

export function isNetwork(bytes: Uint8Array): boolean {
  if (bytes.length > MAX_NETWORK_BYTES || bytes[0] !== 0x7b) return false;
  try {
    parseNetwork(bytes);
    return true;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return false;
  }
}

export async function checkFile(place: VerifyPlace, bytes: Uint8Array, name?: string): Promise<void> {
  place.writer.stage('file');
  const section = place.writer.section('file', name);
  if (isCar(bytes)) {
    await checkCar(section, bytes);
    return;
  }
  if (isNetwork(bytes)) section.add('form', 'holds', { facts: { kind: 'network' } });
  await checkBytes(place, bytes, { section });
}

/** What the stores have under a CID: every block is hashed, whoever sent it. */
export async function checkCid(place: VerifyPlace, cid: string): Promise<void> {
  place.writer.stage('download');
  const section = place.writer.section('file', cid);
  let bytes: Uint8Array | undefined;
  await judge(section, 'stored', { facts: { CID: cid } }, async () => {
    bytes = await readFile(place.store, parseCid(cid), { limit: MAX_INPUT_BYTES });
    return bytes ? true : { verdict: 'unchecked', why: 'NOT_STORED' };
  });
  if (!bytes) {
    await checkMentions(place, section, hashHexOf(cid));
    return;
  }
  if (isModel(bytes)) await checkModelFile(place, bytes, section);
  await checkMentions(place, section, hashHexOf(cid));
}

const hashHexOf = (cid: string): Hex =>
  hashHex(parseCid(cid).multihash.digest.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n));

export function isModel(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x7b) return false;
  try {
    return (JSON.parse(new TextDecoder().decode(bytes)) as { format?: unknown }).format === 'tacit model 1';
  } catch {
    return false;
  }
}
