// What the page asks of the worker that verifies, and what it hears of it.
import type { Deployment } from '@tacit/sdk';
import type { Input } from './checks/read-input.ts';
import type { ReportSection } from './report.ts';

export interface VerifyOrder {
  readonly input: Input;
  readonly chainId: number;
  readonly rpcUrl: string;
  readonly pinNodes: readonly string[];
  readonly deployment: Deployment;
  readonly fromBlock: bigint;
  readonly circuits: string;
}

export interface Stage {
  readonly what: string;
  readonly done?: number;
  readonly of?: number;
}

export type VerifyNote =
  | { readonly kind: 'sections'; readonly sections: readonly ReportSection[]; readonly development: boolean }
  | { readonly kind: 'stage'; readonly stage: Stage };
