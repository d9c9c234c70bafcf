// The user's part of a split job. What the creator could see is shown before anything is paid, from the user's own
// evaluation: whether to hand over is decided then, so that nothing hangs on what a result decrypts to.
import {
  type FetchedOffer,
  type HandedOver,
  handOverJob,
  type JobMeter,
  keepHandOver,
  type Meter,
  measureSamples,
  openEncryption,
  prepareHandOver,
  type SavedRequest,
  withProgress,
} from '../support/sdk.ts';
import { openStore } from '../support/storage.ts';
import { taskError } from '../support/task-error.ts';
import type { OpenAccount } from './contract.ts';
import { type OpeningArguments, secretOf } from './open.ts';

const VERDICTS: Readonly<Record<Meter['verdict'], string>> = {
  open: 'it sees the sample: the attack comes much nearer than a guess',
  partly: 'it sees a part: the attack comes nearer than a guess',
  hidden: 'this attack comes no nearer than a guess; better attacks may',
};

export function meterRows(
  { mse, guess, psnr, verdict, index, measured }: JobMeter,
  samples: number,
): [string, string][] {
  const which = measured < samples ? `, the most open of ${measured} of ${samples} that were tried` : ', the most open';
  return [
    ['a creator', VERDICTS[verdict]],
    ['distance', `${mse.toPrecision(3)} (a guess: ${guess.toPrecision(3)}), ${psnr.toFixed(1)} dB`],
    ...(samples > 1 ? [['of', `sample ${index + 1}${which}`] as [string, string]] : []),
  ];
}

export const meterFacts = ({ likeness: _, ...facts }: JobMeter) => facts;

/** What the creator could make of the most open sample, under a line that shows how far it is. */
export async function measureJob(offer: FetchedOffer, samples: readonly (readonly number[])[]): Promise<JobMeter> {
  return await withProgress('what could the creator see?', (update) =>
    measureSamples(offer, samples, { onProgress: (done, total) => update(done / total) }),
  );
}

export interface SplitJob {
  readonly path: string;
  readonly saved: SavedRequest;
  readonly opened: OpenAccount;
  readonly offer: FetchedOffer;
}

/** Decrypts, blurs, seals and hands over. The same again after a crash. */
export async function handOverRequest(
  { path, saved, opened, offer }: SplitJob,
  options: OpeningArguments,
): Promise<HandedOver> {
  const store = openStore(options, opened.clients.walletClient);
  const { secretKey, answerSecret, samples } = await secretOf(path, saved, options);
  if (!answerSecret) throw taskError('REQUEST_INVALID', `${path} has no key for the creator's answer`);
  const request = { ...saved, keys: { secretKey } };
  const encryption = await openEncryption(offer.plan.parameters.name);
  try {
    return await withProgress('handing over', async () => {
      const client = opened.clients.publicClient;
      const intermediate = await prepareHandOver(client, { offer, request, answerSecret, samples, encryption, store });
      return await handOverJob(opened.clients, {
        ...{ offer, request, intermediate, store },
        keep: (sealed) => keepHandOver(path, sealed),
      });
    });
  } finally {
    encryption.dispose();
  }
}
