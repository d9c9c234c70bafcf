import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireYes } from '../support/confirm.ts';
import { type Outcome, runTask, tell } from '../support/run-task.ts';
import { costOf, formatAmount, formatBytes, readPrice } from '../support/sdk.ts';
import { openStore, type StorageArguments } from '../support/storage.ts';
import { table } from '../support/table.ts';
import { costRows } from './plan-rows.ts';
import { offerOf, openOwnRequest, type RequestArguments } from './request-file.ts';
import { type SendArguments, sendRequest } from './send.ts';
import { readTrust, type TrustArguments } from './trust.ts';

interface Arguments extends RequestArguments, StorageArguments, TrustArguments, SendArguments {
  readonly yes: boolean;
}

async function request(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<Outcome> {
  const trust = readTrust(options);
  const { path, saved, opened } = await openOwnRequest(options, hre);
  const store = openStore(options, opened.clients.walletClient);
  const offer = await offerOf(saved, opened);
  const { samples } = saved.document;
  const price = await readPrice(opened.clients.publicClient, offer);
  const cost = costOf(offer.plan, offer.offer.terms, { trust, samples, price });
  for (const [name, value] of costRows(cost, trust)) tell(`${name}: ${value}`);
  await requireYes(`Send the request, and pay ${formatAmount(cost.wei)} into escrow?`, options);
  const sent = await sendRequest({ ...options, path, opened, offer, saved, store, trust, quoted: cost.wei });
  const { job, transaction, gasUsed, wei, uploaded } = sent;
  const text = table([
    ['job', job],
    ['uploaded', formatBytes(uploaded)],
    ['paid', transaction ? formatAmount(wei) : 'before: this request has its job already'],
    ...(transaction ? [['transaction', `${transaction}, ${gasUsed} gas`]] : []),
  ]);
  return { json: { job, transaction, gasUsed, paid: wei, uploaded }, text };
}

export default async function requestTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, () => request(options, hre));
}
