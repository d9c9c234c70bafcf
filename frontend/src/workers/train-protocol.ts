// What a page and the worker that trains for it say to one another.
import type { TrainerPolicy, TrainSummary } from '@tacit/sdk';
import type { PortableVault } from '@tacit/sdk/browser';
import type { TrainingView } from '../features/train/training-view.ts';

type Hex = `0x${string}`;

export interface TrainOrder {
  readonly vault: PortableVault;
  readonly network: {
    readonly chainId: number;
    readonly name: string;
    readonly currency: string;
    readonly rpcUrl: string;
    readonly fromBlock: bigint;
    readonly finality: 'finalized' | number;
    readonly pinNodes: readonly string[];
  };
  readonly contract: Hex;
  readonly task: Hex;
  /** The circuit's name as the registry has it, and the key that the task is bound to. */
  readonly circuit: string;
  readonly keyHash: Hex;
  /** Where circuits lie. */
  readonly circuits: string;
  /** The first time: what was agreed to, and the rows. */
  readonly setup?: { readonly policy: TrainerPolicy; readonly admission: readonly Hex[] };
  readonly dataset?: Uint8Array;
}

export type TrainNote =
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'view'; readonly view: TrainingView }
  | { readonly kind: 'downloading'; readonly received: number; readonly total: number }
  /** A proof has begun, or is over. */
  | { readonly kind: 'proving'; readonly busy: boolean }
  | { readonly kind: 'uploading'; readonly sent: number; readonly total: number }
  /** Of one step on this trainer's own rows: for the page that trains, and kept nowhere. */
  | { readonly kind: 'own-loss'; readonly loss: number };

export type TrainAnswer = TrainSummary['ended'];

/** Between tabs, on a channel of the training's name. Nothing that it carries is secret. */
export type TabMessage = { readonly kind: 'hello' } | { readonly kind: 'view'; readonly view: TrainingView };
