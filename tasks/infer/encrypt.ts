import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireField } from '../support/fields.ts';
import { type Outcome, runTask } from '../support/run-task.ts';
import {
  costOf,
  createSealingKeys,
  type FetchedOffer,
  fetchOffer,
  type InferenceCost,
  type inference,
  openEncryption,
  type PreparedRequest,
  prepareRequest,
  readPrice,
  saveRequest,
  systemRandomness,
  toHex,
  withProgress,
} from '../support/sdk.ts';
import { openReader, type StorageArguments } from '../support/storage.ts';
import { table } from '../support/table.ts';
import { type OpenAccount, openAccount, readHash, type SigningArguments } from './contract.ts';
import { costRows, planRows } from './plan-rows.ts';
import { readSamples, type SampleArguments } from './samples-file.ts';
import { readTrust, type TrustArguments } from './trust.ts';
import { type KeyArguments, openKeys } from './user-keys.ts';

export interface EncryptArguments
  extends SigningArguments,
    StorageArguments,
    SampleArguments,
    TrustArguments,
    Omit<KeyArguments, 'passphraseFile'> {
  readonly passphraseFile: string | undefined;
  readonly offer: string | undefined;
  readonly out: string | undefined;
}

/** An offer, and what so many samples of it cost: before anything is encrypted or paid. */
export interface Quoted {
  readonly opened: OpenAccount;
  readonly offer: FetchedOffer;
  readonly samples: readonly (readonly number[])[];
  readonly trust: inference.Trust;
  readonly cost: InferenceCost;
}

export async function quote(options: EncryptArguments, hre: HardhatRuntimeEnvironment): Promise<Quoted> {
  const id = readHash(requireField(options, 'offer'), 'offer');
  const trust = readTrust(options);
  const opened = await openAccount(hre, options);
  const { network, market } = opened;
  const { publicClient: client, chainId } = network;
  const store = openReader(options);
  const offer = await withProgress('reading the offer', () => fetchOffer(client, { chainId, market, id, store }));
  const samples = await readSamples(options, offer.document.input);
  const price = await readPrice(client, offer);
  return {
    opened,
    offer,
    samples,
    trust,
    cost: costOf(offer.plan, offer.offer.terms, { trust, samples: samples.length, price }),
  };
}

/** Encrypts, and keeps all of it in a folder, whole, before anything is sent. */
export async function encryptInto(
  path: string,
  options: EncryptArguments,
  { opened, offer, samples }: Quoted,
): Promise<PreparedRequest> {
  const encryption = await openEncryption(offer.plan.parameters.name);
  try {
    const { keys, secret } = await openKeys(options, encryption);
    const answer = offer.document.split ? createSealingKeys(systemRandomness) : undefined;
    const request = await withProgress('encrypting', () =>
      prepareRequest({
        ...{ offer, user: opened.account, samples, keys, encryption },
        ...(answer && { answerKey: toHex(answer.publicKey) }),
      }),
    );
    await saveRequest(path, { request, offer, secret, answerSecret: answer?.secretKey });
    return request;
  } finally {
    encryption.dispose();
  }
}

async function encrypt(options: EncryptArguments, hre: HardhatRuntimeEnvironment): Promise<Outcome> {
  const out = String(requireField(options, 'out'));
  const quoted = await quote(options, hre);
  const { offer, cost, trust, samples } = quoted;
  const { job, requestCid } = await encryptInto(out, options, quoted);
  const text = table([
    ['request', out],
    ['job', job],
    ['samples', `${samples.length}`],
    ...planRows(offer.plan),
    ...costRows(cost, trust),
  ]);
  const facts = { request: out, job, requestCid, offer: offer.id, samples: samples.length, trust };
  return { json: { ...facts, cost }, text };
}

export default async function encryptTask(options: EncryptArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, () => encrypt(options, hre));
}
