// What the page asks its workers to do around a prediction, and what they say meanwhile. Types alone: both sides have them.
import type { FetchedOffer, ImageShape, inference, JobMeter, Reading, ReExecution, UploadPart } from '@tacit/sdk';
import type { PortableVault } from '@tacit/sdk/browser';

export type Hex = `0x${string}`;
export type Samples = readonly (readonly number[])[];

/** Where a worker reads and stores: a network, as it can be posted. */
export interface WorkerPlace {
  readonly chainId: number;
  readonly rpcUrl: string;
  readonly market: Hex;
  readonly pinNodes: readonly string[];
}

export interface OfferOrder {
  readonly place: WorkerPlace;
  readonly id: Hex;
}
export interface OfferAnswer {
  readonly offer: FetchedOffer;
  /** To the creator for one sample, in wei. */
  readonly price: bigint;
}

export type EncryptNote = 'keys' | 'encrypting' | 'keeping';
export interface EncryptOrder {
  readonly offer: FetchedOffer;
  readonly user: Hex;
  readonly samples: Samples;
  readonly vault: PortableVault;
  readonly trust: inference.Trust;
  /** Wei that the person was shown. */
  readonly quoted: bigint;
  /** Evaluate again in any case; by chance if not. */
  readonly alwaysLook: boolean;
  /** Split: what the person was told before. */
  readonly meter?: { readonly verdict: JobMeter['verdict'] };
  /** Makes new keys in the place of those that are kept. */
  readonly freshKeys: boolean;
}
export interface EncryptAnswer {
  readonly job: Hex;
  readonly keysWereMade: boolean;
}

/** Something to do for a request that is kept. */
export interface KeptOrder {
  readonly place: WorkerPlace;
  readonly job: Hex;
  readonly vault: PortableVault;
}

export type SendNote =
  | { readonly kind: 'sending'; readonly part: UploadPart; readonly sent: number; readonly total: number }
  | { readonly kind: 'asking' }
  | { readonly kind: 'mined-soon'; readonly hash: Hex };
export interface SendOrder extends KeptOrder {
  readonly account: Hex;
  readonly mostWei: bigint;
}
export interface SendAnswer {
  readonly uploaded: number;
  /** Undefined where an earlier start had asked already. */
  readonly transaction: Hex | undefined;
}

export type LookAnswer = ReExecution;

export type HandOverNote = 'decrypting' | 'asking';
export interface HandOverOrder extends KeptOrder {
  readonly account: Hex;
}
export interface HandOverAnswer {
  readonly sealedCid: Hex;
  readonly bytes: number;
}

export interface OpenAnswer {
  readonly readings: readonly Reading[];
  /** What was asked about, so that it can be shown beside. */
  readonly samples: Samples;
}

export interface MeasureOrder {
  readonly offer: FetchedOffer;
  readonly samples: Samples;
  readonly image?: ImageShape | undefined;
}

/** One number of 0 to 1 for each pixel and channel, rows after rows, ink or light counted up. */
export interface ImageOrder {
  readonly kind: 'image';
  readonly file: Blob;
  readonly shape: ImageShape;
  /** Dark on light becomes light on dark. */
  readonly invert: boolean;
  /** Crop, scale and centre as handwritten digits of MNIST were. */
  readonly centre: boolean;
}
export interface TableOrder {
  readonly kind: 'table';
  readonly file: Blob;
  readonly count: number;
  readonly names?: readonly string[] | undefined;
}
export type InputOrder = ImageOrder | TableOrder;

export interface ReadRows {
  readonly rows: number;
  /** Of the columns that are taken, in the offer's order. */
  readonly columns: readonly string[];
  /** The first rows; undefined where one has a gap. */
  readonly values: readonly (readonly number[] | undefined)[];
}
