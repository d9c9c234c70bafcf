// The user's part of a split job. What the creator could see is shown before anything is paid, from the user's own
// evaluation: whether to hand over is decided then, so that nothing hangs on what a result decrypts to.
import {
  blurIntermediate,
  encodeSample,
  evaluateNetwork,
  type FetchedOffer,
  type HandedOver,
  handOverJob,
  type Meter,
  measureHandOver,
  openEncryption,
  prepareHandOver,
  type SavedRequest,
  systemRandomness,
  toHex,
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

export function meterRows({ mse, guess, psnr, verdict }: Meter): [string, string][] {
  return [
    ['a creator', VERDICTS[verdict]],
    ['distance', `${mse.toPrecision(3)} (a guess: ${guess.toPrecision(3)}), ${psnr.toFixed(1)} dB`],
  ];
}

export const meterFacts = ({ reconstruction: _, ...facts }: Meter) => facts;

/** What the creator could make of one sample, by the user's own evaluation and a blur like that to come. */
export async function measureSample(offer: FetchedOffer, sample: readonly number[]): Promise<Meter> {
  const { document, plan } = offer;
  if (!document.split) throw taskError('REQUEST_INVALID', 'this offer is encrypted to its end: nobody sees anything');
  const { blur } = document.split;
  const inputs = encodeSample(document.input, sample, { whole: plan.network.arithmetic === 'integer' });
  const own = evaluateNetwork(plan.network, inputs);
  const seen = blurIntermediate({
    ...{ head: plan.network, samples: [inputs], decrypted: [own], blur },
    // A blur like the one to come, and not that one: two of the same values would be more than one.
    scope: { chainId: offer.chainId, market: offer.market, job: toHex(systemRandomness.bytes(32)) },
    secretKey: systemRandomness.bytes(32),
  });
  return await withProgress('what could the creator see?', (update) =>
    measureHandOver(offer, seen, { index: 0, sample, onProgress: (done, total) => update(done / total) }),
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
      return await handOverJob(opened.clients, { offer, request, intermediate, store });
    });
  } finally {
    encryption.dispose();
  }
}
