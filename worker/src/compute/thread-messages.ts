// What the role and its evaluating threads say to each other.
import type { ParameterName, Plan } from '@tacit/sdk';

export type Hex = `0x${string}`;

/** A thread's lot, from its start to its end. */
export interface ThreadSettings {
  readonly parameters: ParameterName;
  /** SEAL's memory grows up to this and no further. */
  readonly memoryBytes: number;
  /** Of keys as they came, whose loaded forms are kept. */
  readonly keyCacheBytes: number;
}

export const planName = ({ network, stepSeconds }: { readonly network: Hex; readonly stepSeconds: number }): string =>
  `${network} ${stepSeconds}`;

/** A plan without its network: the weights stay in the thread. */
export type PlanFacts = Omit<Plan, 'network'>;

/** Bytes come along only where the thread has not got them yet. */
export type ThreadRequest =
  | {
      readonly kind: 'plan';
      readonly network: Hex;
      readonly stepSeconds: number;
      readonly networkBytes: Uint8Array;
    }
  | {
      readonly kind: 'evaluate';
      readonly network: Hex;
      readonly stepSeconds: number;
      readonly networkBytes?: Uint8Array;
      readonly keys: Hex;
      readonly keyBytes?: Uint8Array;
      readonly step: number;
      readonly input: Uint8Array;
    };

export interface ThreadCache {
  readonly keys: readonly Hex[];
  /** By `planName`: how a network is cut into steps is part of its plan. */
  readonly networks: readonly string[];
}

export type ThreadReply =
  | { readonly kind: 'planned'; readonly plan: PlanFacts; readonly cache: ThreadCache }
  | { readonly kind: 'evaluated'; readonly result: Uint8Array; readonly cache: ThreadCache }
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly message: string;
      /** Whether the thread can be trusted with the next job. */
      readonly sound: boolean;
      readonly cache: ThreadCache;
    };
