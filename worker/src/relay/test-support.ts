// A relay before a real contract on a chain in this process, and trainers' updates for it.
import { join } from 'node:path';
import {
  type Clients,
  formatSignedUpdate,
  hashHex,
  hashShares,
  publishedOf,
  type SignedUpdateDocument,
  sealingArgument,
  training,
} from '@tacit/sdk';
import type { Trainer } from '../../../test/contracts/support/training.ts';
import type { Wallet } from '../../../test/contracts/support/training-stage.ts';
import { type PreparedUpdate, prepareUpdate } from '../../../test/contracts/support/training-updates.ts';
import type { Scenario } from '../keyholder/test-support.ts';
import type { RelayConfig } from './config.ts';

const STEP_WORDS = 10;

export function documentOf({ task, stage }: Scenario, update: PreparedUpdate): SignedUpdateDocument['update'] {
  const { submission } = update;
  return {
    chainId: Number(stage.chainId),
    contract: task.contracts.training.address,
    task: task.id,
    round: submission.deal.scope.round,
    trainer: update.trainer.address,
    sharesHash: hashHex(hashShares(submission)),
    roots: update.roots,
    proofs: update.proofs.map((proof) => {
      if (proof.length !== STEP_WORDS) throw new Error('a proof has ten words');
      return proof as SignedUpdateDocument['update']['proofs'][number];
    }),
    sealing: sealingArgument(publishedOf(submission)),
  };
}

export async function sign(update: SignedUpdateDocument['update'], wallet: Wallet): Promise<SignedUpdateDocument> {
  const { task, round, sharesHash, contract: verifyingContract } = update;
  return { update, signature: await training.signUpdate(wallet, { task, round, sharesHash, verifyingContract }) };
}

/** A trainer's whole update, as its client hands it to a relay. */
export async function signedUpdate(scenario: Scenario, trainer: Trainer, round = 1): Promise<SignedUpdateDocument> {
  const update = await prepareUpdate(scenario.task, trainer, { model: scenario.model, round });
  return await sign(documentOf(scenario, update), trainer.wallet);
}

export const relayConfig = (scenario: Scenario, changes: Partial<RelayConfig> = {}): RelayConfig => ({
  state: join(scenario.folder, 'relay'),
  host: '127.0.0.1',
  port: 0,
  clients: { publicClient: scenario.stage.client, walletClient: scenario.stranger } satisfies Clients,
  chainId: Number(scenario.stage.chainId),
  contract: scenario.task.contracts.training.address,
  pollMs: 30,
  tasks: 'all',
  maxBatch: 16,
  maxWaitSeconds: 100_000,
  flushBeforeEndSeconds: 10,
  cheapGasPriceWei: undefined,
  maxGasPriceWei: undefined,
  maxPending: 100,
  requestsPerMinute: 100_000,
  artifactsOf: async () => scenario.task.artifacts,
  ...changes,
});

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: JSON of a server that is under test
  readonly body: any;
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

export const get = async (url: string, path: string): Promise<Answer> => read(await fetch(`${url}${path}`));

export const postText = async (url: string, body: string, type = 'application/json'): Promise<Answer> =>
  read(await fetch(`${url}/updates`, { method: 'POST', body, headers: { 'content-type': type } }));

export const post = (url: string, signed: SignedUpdateDocument): Promise<Answer> =>
  postText(url, JSON.stringify(formatSignedUpdate(signed)));
