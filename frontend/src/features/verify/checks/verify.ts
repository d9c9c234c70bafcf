// Everything that can be checked about what somebody brought.
import { errorCode, explained, requireChain, training } from '@tacit/sdk';
import type { Hex } from 'viem';
import { getBlock } from 'viem/actions';
import { checkBytes, checkCid, checkFile, checkModelFile, isModel, isNetwork } from './check-file.ts';
import { checkJob, checkOffer } from './check-job.ts';
import { checkKey } from './check-key.ts';
import { checkModel } from './check-model.ts';
import { checkProof } from './check-proof.ts';
import { checkReceipt, isReceipt } from './check-receipt.ts';
import { checkRound } from './check-round.ts';
import { checkTerms } from './check-task.ts';
import { checkUpdateFile } from './check-update-file.ts';
import { type Found, findByHash, findInTransaction } from './find-subject.ts';
import { contractOf, type VerifyPlace } from './place.ts';
import { type Input, readInput, type Subject } from './read-input.ts';
import { readListedTask } from './round-facts.ts';

const has = (json: unknown, ...names: readonly string[]): boolean =>
  names.every((name) => Object.hasOwn(Object(json), name));

/** All rounds of a task, the oldest first. */
async function checkTask(place: VerifyPlace, task: Hex): Promise<void> {
  const { round: last, keyHash } = await training.readTask(place.client, contractOf(place, 'Training'), task);
  const listed = await readListedTask(place, task);
  await checkTerms(place, listed);
  const key = await checkKey(place, listed.terms.circuit, BigInt(keyHash));
  if (last === 0) place.writer.section('round').add('log', 'not-yet', { why: 'NO_ROUND' });
  for (let round = 1; round <= last; round++) {
    await checkRound(place, { task, round: BigInt(round) }, { known: { key } });
  }
}

async function checkJson(place: VerifyPlace, json: unknown, bytes: Uint8Array): Promise<void> {
  if (has(json, 'circuit', 'proof')) return await checkProof(place, json);
  if (has(json, 'proofs', 'sealing') || has(json, 'update', 'signature')) return await checkUpdateFile(place, json);
  if (isReceipt(json)) return await checkReceipt(place, json);
  const section = place.writer.section('file');
  if (isModel(bytes)) await checkModelFile(place, bytes, section);
  else if (isNetwork(bytes)) section.add('form', 'holds', { facts: { kind: 'network' } });
  await checkBytes(place, bytes, { section });
}

async function checkTransaction(place: VerifyPlace, hash: Hex): Promise<void> {
  const section = place.writer.section('transaction');
  const found = await findInTransaction(place, hash);
  section.add('transaction', found ? 'holds' : 'fails', {
    facts: { transaction: hash },
    ...(found ? {} : { why: 'NOT_OURS' }),
  });
  if (found) await checkFound(place, found);
}

async function checkFound(place: VerifyPlace, found: Found | Subject): Promise<void> {
  switch (found.kind) {
    case 'hash':
      return await checkFound(place, await findByHash(place, found.hash));
    case 'transaction':
      return await checkTransaction(place, found.hash);
    case 'task':
      return await checkTask(place, found.task);
    case 'round':
      return void (await checkRound(place, found));
    case 'update':
      return void (await checkRound(place, found, { only: found.trainers }));
    case 'model':
      return await checkModel(place, found.model);
    case 'offer':
      return void (await checkOffer(place, place.writer.section('offer', found.offer), found.offer));
    case 'job':
      return await checkJob(place, found.job);
    case 'cid':
      return await checkCid(place, found.cid);
    case 'json':
      return await checkJson(place, found.json, found.bytes);
    case 'bytes':
      return await checkFile(place, found.bytes);
  }
}

/** Refuses what it cannot make sense of (INPUT_UNKNOWN, SUBJECT_UNKNOWN, ...); whatever it finds goes to the writer. */
export async function verify(place: VerifyPlace, input: Input): Promise<void> {
  const subject = readInput(input);
  place.writer.stage('chain');
  const section = place.writer.section('network');
  try {
    await requireChain(place.client, place.chainId);
  } catch (error) {
    if (errorCode(error) !== 'CHAIN_MISMATCH') throw error;
    section.add('chain', 'fails', { why: 'CHAIN_MISMATCH', facts: { chain: place.chainId } });
    return;
  }
  const { number, hash } = await explained(() => getBlock(place.client));
  section.add('chain', 'holds', {
    facts: { chain: place.chainId, block: number ?? undefined, 'block hash': hash ?? undefined },
  });
  await checkFound(place, subject);
}
