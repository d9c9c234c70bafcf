// Where tasks keep envelopes, sums and models, and where they find them.
import { signTypedData } from 'viem/actions';
import { textOption } from './options.ts';
import { tell } from './run-task.ts';
import {
  authoriseWith,
  type BlobReader,
  type BlobStore,
  firstOf,
  gatewayReader,
  kuboStore,
  pinNodeStore,
  replicatedStore,
  type SignClient,
  storageError,
} from './sdk.ts';
import { taskError } from './task-error.ts';

export interface StorageArguments {
  readonly pin: string | undefined;
  readonly gateway: string | undefined;
  readonly kubo: string | undefined;
}

export const pinOption = textOption('pin', 'Pin nodes to write to and read from, with commas between');
export const gatewayOption = textOption('gateway', 'Trustless IPFS gateways to read from, with commas between');
export const kuboOption = textOption('kubo', "The RPC address of a Kubo node of one's own");

const MOST = 16;

function readUrls(text: string | undefined, option: string): string[] {
  const urls = (text ?? '').split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()]));
  const bad = urls.some((url) => !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol));
  if (!bad && urls.length <= MOST) return urls;
  throw taskError(
    'REQUEST_INVALID',
    `--${option} must be http or https addresses with commas between, ${MOST} at most`,
  );
}

const signerOf = (wallet: SignClient) => ({
  address: wallet.account.address,
  signTypedData: (data: Parameters<Parameters<typeof authoriseWith>[0]['signTypedData']>[0]) =>
    signTypedData(wallet, { account: wallet.account, ...data }),
});

/** Says once what fails again and again, as long as nothing else fails in between. */
function failureTeller(): (failure: { readonly store: string; readonly error: unknown }) => void {
  let last = '';
  return ({ store, error }) => {
    const { message } = error as Error;
    const line = message.startsWith(store) ? message : `${store}: ${message}`;
    if (line !== last) tell(line);
    last = line;
  };
}

/** All that may be read from: `wallet` signs what is put. Undefined if nothing is named. */
function openAll({ pin, gateway, kubo }: StorageArguments, wallet: SignClient | undefined) {
  const authorise = wallet && authoriseWith(signerOf(wallet));
  const pinNodes = readUrls(pin, 'pin').map((url) => pinNodeStore({ url, ...(authorise && { authorise }) }));
  const kubos = readUrls(kubo, 'kubo').map((url) => kuboStore({ url }));
  const gateways = readUrls(gateway, 'gateway').map((url) => gatewayReader(url));
  return { stores: [...pinNodes, ...kubos], gateways };
}

/** To read from. */
export function openReader(options: StorageArguments): BlobReader {
  const { stores, gateways } = openAll(options, undefined);
  if (stores.length + gateways.length > 0) return firstOf([...stores, ...gateways], { onFailure: failureTeller() });
  throw taskError('FIELD_MISSING', '--pin, --gateway or --kubo is missing: where to read from');
}

/** To write to, the first that is named and copies to the others; and to read from, with the gateways. */
export function openStore(options: StorageArguments, wallet: SignClient): BlobStore {
  const { stores, gateways } = openAll(options, wallet);
  const [primary, ...replicas] = stores;
  if (!primary) throw taskError('FIELD_MISSING', '--pin or --kubo is missing: where to keep what others must read');
  const onFailure = failureTeller();
  const kept = replicatedStore({ primary, replicas, onFailure });
  return { ...kept, ...firstOf([kept, ...gateways], { onFailure }), put: kept.put };
}

/** Reads where anything is named, and knows nothing otherwise: what needs no storage works without. */
export function openReaderIfAny(options: StorageArguments): BlobReader {
  const { stores, gateways } = openAll(options, undefined);
  if (stores.length + gateways.length > 0) return firstOf([...stores, ...gateways], { onFailure: failureTeller() });
  return {
    name: 'no store',
    getBlock: () =>
      Promise.reject(storageError('STORE_REFUSED', 'give --pin, --gateway or --kubo: where to read from')),
  };
}
