import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { type Hex, openAccount, readCount, readHash, type SigningArguments } from '../infer/contract.ts';
import { planFacts, planRows } from '../infer/plan-rows.ts';
import { requireField } from '../support/fields.ts';
import { readBytes, writeNew } from '../support/files.ts';
import { locate } from '../support/network.ts';
import { parseAmount, parseDuration } from '../support/quantities.ts';
import { type Outcome, runTask, tell } from '../support/run-task.ts';
import {
  type Clients,
  cutNetwork,
  DEFAULT_SAMPLES,
  type DescribedOffer,
  describeOffer,
  encodeNetwork,
  errorCode,
  formatAmount,
  models,
  type OfferConditions,
  publishOffer,
  type SplitDescription,
  withProgress,
} from '../support/sdk.ts';
import { sending } from '../support/sending.ts';
import { openStore } from '../support/storage.ts';
import { table } from '../support/table.ts';
import { taskError } from '../support/task-error.ts';
import { digestOf } from '../training/model-file.ts';
import { type FoundNetwork, type NetworkArguments, readNetwork } from './network-file.ts';

export interface PublishArguments extends NetworkArguments, SigningArguments {
  readonly id: string | undefined;
  readonly registry: string | undefined;
  readonly licence: string | undefined;
  readonly price: string | undefined;
  readonly workerFee: string | undefined;
  readonly bond: string | undefined;
  readonly samples: string | undefined;
  readonly commit: string | undefined;
  readonly contest: string | undefined;
  readonly cut: string | undefined;
  readonly creatorKey: string | undefined;
  readonly clip: string | undefined;
  readonly deviation: string | undefined;
  readonly tailOut: string | undefined;
  readonly plan: boolean;
}

const TEXT_LIMIT = 2 ** 20;

function readPositive(text: unknown, option: string): number {
  const value = /^\d{1,12}(\.\d{1,12})?$/.test(String(text)) ? Number(text) : 0;
  if (value > 0) return value;
  throw taskError('REQUEST_INVALID', `--${option} must be a number above zero`);
}

const samplesOf = ({ samples }: PublishArguments): number =>
  samples === undefined ? DEFAULT_SAMPLES : readCount(samples, 'samples', { least: 1, most: 65_535 });

/** What workers evaluate, and what is left for the creator. */
async function describe(options: PublishArguments, found: FoundNetwork): Promise<DescribedOffer> {
  const { network, input, output } = found;
  const mostSamples = samplesOf(options);
  if (options.cut === undefined) return await describeOffer({ network, input, output, mostSamples });
  const creatorKey = readHash(requireField(options, 'creatorKey'), 'creator-key');
  const { head, tail } = cutNetwork(network, readCount(options.cut, 'cut', { least: 1, most: 255 }));
  const blur = {
    clip: readPositive(requireField(options, 'clip'), 'clip'),
    deviation: readPositive(requireField(options, 'deviation'), 'deviation'),
  };
  const split: SplitDescription = { creatorKey, width: tail.inputs, blur };
  const described = await describeOffer({ network: head, input, output, split, mostSamples });
  // Kept before the offer is there: whoever loses it cannot answer.
  if (options.tailOut !== undefined) writeNew(options.tailOut, encodeNetwork(tail), { ownerOnly: true });
  else if (!options.plan)
    throw taskError('FIELD_MISSING', '--tailOut is missing: the file with the layers that stay with you');
  return described;
}

function conditionsOf(options: PublishArguments): OfferConditions {
  const seconds = (text: string | undefined, option: string) =>
    text === undefined ? undefined : Number(parseDuration(text, option));
  return {
    mostSamples: samplesOf(options),
    workerFee: parseAmount(String(requireField(options, 'workerFee')), 'worker-fee'),
    bond: options.bond === undefined ? undefined : parseAmount(options.bond, 'bond'),
    commitSeconds: seconds(options.commit, 'commit'),
    contestSeconds: seconds(options.contest, 'contest'),
  };
}

interface Registry {
  readonly clients: Clients;
  readonly registry: Hex;
  readonly chainId: number;
}

/** Bit i: the model may be cut after layer i, counted from 0. */
const splitPointAfter = (layers: number): number => (layers <= 32 ? 2 ** (layers - 1) : 0);

/** The model in the registry: as named, as published before, or published now. */
async function modelOf(
  { clients, registry, chainId }: Registry,
  options: PublishArguments,
  { listing, origin }: FoundNetwork,
  specCid: Hex,
): Promise<Hex> {
  if (options.id !== undefined) return readHash(options.id, 'id');
  const price = parseAmount(String(requireField(options, 'price')), 'price');
  const licence = await readBytes(String(requireField(options, 'licence')), TEXT_LIMIT);
  const whole: models.Listing = {
    ...listing,
    specCid,
    licenceCid: digestOf(licence),
    price,
    splitPoints: options.cut === undefined ? 0 : splitPointAfter(Number(options.cut)),
    parents: [],
  };
  const publisher = clients.walletClient.account.address;
  try {
    const { id } = await sending('publishing the model', (sendOptions) =>
      origin && origin.round > 0
        ? models.publishTrained(clients, registry, { listing: whole, ...origin }, sendOptions)
        : models.publish(clients, registry, whole, sendOptions),
    );
    return id;
  } catch (error) {
    // An earlier start of this came so far.
    if (errorCode(error) !== 'MODEL_ALREADY_PUBLISHED') throw error;
    return models.computeModelId({ chainId, registry, publisher, listing: whole });
  }
}

async function publish(options: PublishArguments, hre: HardhatRuntimeEnvironment): Promise<Outcome> {
  const conditions = options.plan ? undefined : conditionsOf(options);
  const found = await readNetwork(options, hre);
  const described = await describe(options, found);
  const { plan, offerCid } = described;
  const rows = planRows(plan);
  if (!conditions) return { json: { plan: planFacts(plan), offerCid }, text: table(rows) };
  for (const [name, value] of rows) tell(`${name}: ${value}`);
  const { network, market, clients } = await openAccount(hre, options);
  const { chainId } = network;
  const { registry: given, deployment } = options;
  const registry = await locate(hre, network, 'ModelRegistry', { given, deployment });
  const store = openStore(options, clients.walletClient);
  const model = await modelOf({ clients, registry, chainId }, options, found, offerCid);
  const { id, terms, transaction } = await withProgress('making the offer', () =>
    publishOffer(clients, { chainId, market, model, described, conditions, store }),
  );
  const text = table([
    ['offer', id],
    ['model', model],
    ['mode', terms.mode],
    ...rows,
    ['fee', `${formatAmount(terms.workerFee)} to each worker, for each sample and step`],
    ['bond', `${formatAmount(terms.bond)} for each seat`],
    ['transaction', transaction ?? 'none: the same offer had been made before'],
  ]);
  return { json: { offer: id, model, terms, plan: planFacts(plan), transaction }, text };
}

export default async function publishTask(options: PublishArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, () => publish(options, hre));
}
