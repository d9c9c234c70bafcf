// The jobs around a prediction, each in a worker of its own that ends with it. Framework-free: hooks say when.
import type { JobMeter } from '@tacit/sdk';
import type { Network } from '../../app/network.ts';
import { type AskWallet, type JobOptions, runJob } from '../../workers/run-job.ts';
import type {
  EncryptAnswer,
  EncryptNote,
  EncryptOrder,
  HandOverAnswer,
  HandOverNote,
  HandOverOrder,
  ImageOrder,
  KeptOrder,
  LookAnswer,
  MeasureOrder,
  OfferAnswer,
  OfferOrder,
  OpenAnswer,
  ReadRows,
  SendAnswer,
  SendNote,
  SendOrder,
  TableOrder,
  WorkerPlace,
} from './orders.ts';

export const placeOf = (network: Network): WorkerPlace => ({
  chainId: network.chainId,
  rpcUrl: network.rpcUrl,
  market: network.contract('InferenceMarket'),
  pinNodes: network.pinNodes,
});

interface Options<Note> {
  readonly signal?: AbortSignal | undefined;
  readonly onNote?: ((note: Note) => void) | undefined;
  readonly askWallet?: AskWallet;
}

function run<Order, Note, Answer>(worker: Worker, order: Order, { signal, onNote, askWallet }: Options<Note> = {}) {
  const options: JobOptions<Order, Note> = {
    ...{ worker, order },
    ...(signal && { signal }),
    ...(onNote && { onNote }),
    ...(askWallet && { askWallet }),
  };
  return runJob<Order, Note, Answer>(options);
}

const module = { type: 'module' } as const;

export const fetchOfferInWorker = (order: OfferOrder, options?: Options<never>) => {
  const worker = new Worker(new URL('../../workers/predict-offer.worker.ts', import.meta.url), module);
  return run<OfferOrder, never, OfferAnswer>(worker, order, options);
};

export const encryptInWorker = (order: EncryptOrder, options: Options<EncryptNote>) => {
  const worker = new Worker(new URL('../../workers/encrypt.worker.ts', import.meta.url), module);
  return run<EncryptOrder, EncryptNote, EncryptAnswer>(worker, order, options);
};

export const sendInWorker = (order: SendOrder, options: Options<SendNote>) => {
  const worker = new Worker(new URL('../../workers/predict-send.worker.ts', import.meta.url), module);
  return run<SendOrder, SendNote, SendAnswer>(worker, order, options);
};

export const lookInWorker = (order: KeptOrder, options: Options<never>) => {
  const worker = new Worker(new URL('../../workers/predict-look.worker.ts', import.meta.url), module);
  return run<KeptOrder, never, LookAnswer>(worker, order, options);
};

export const handOverInWorker = (order: HandOverOrder, options: Options<HandOverNote>) => {
  const worker = new Worker(new URL('../../workers/predict-hand-over.worker.ts', import.meta.url), module);
  return run<HandOverOrder, HandOverNote, HandOverAnswer>(worker, order, options);
};

export const openInWorker = (order: KeptOrder, options: Options<never>) => {
  const worker = new Worker(new URL('../../workers/predict-open.worker.ts', import.meta.url), module);
  return run<KeptOrder, never, OpenAnswer>(worker, order, options);
};

export const measureInWorker = (order: MeasureOrder, options: Options<number>) => {
  const worker = new Worker(new URL('../../workers/predict-measure.worker.ts', import.meta.url), module);
  return run<MeasureOrder, number, JobMeter>(worker, order, options);
};

const inputWorker = () => new Worker(new URL('../../workers/predict-input.worker.ts', import.meta.url), module);

export const readImageInWorker = (order: Omit<ImageOrder, 'kind'>, options?: Options<never>) =>
  run<ImageOrder, never, number[]>(inputWorker(), { kind: 'image', ...order }, options);

export const readTableInWorker = (order: Omit<TableOrder, 'kind'>, options?: Options<never>) =>
  run<TableOrder, never, ReadRows>(inputWorker(), { kind: 'table', ...order }, options);
