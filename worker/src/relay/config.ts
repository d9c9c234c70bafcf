import type { Artifacts, Clients } from '@tacit/sdk';

type Hex = `0x${string}`;

/** How a relay is run. */
export interface RelayConfig {
  /** A folder of its own; made when absent. */
  readonly state: string;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly clients: Clients;
  readonly chainId: number;
  /** The contract Training. */
  readonly contract: Hex;
  readonly pollMs: number;
  readonly tasks: 'all' | readonly Hex[];
  readonly maxBatch: number;
  readonly maxWaitSeconds: number;
  readonly flushBeforeEndSeconds: number;
  /** At or below this price everything is sent at once. */
  readonly cheapGasPriceWei: bigint | undefined;
  /** Above it nothing is sent, until the end is near. */
  readonly maxGasPriceWei: bigint | undefined;
  readonly maxPending: number;
  readonly requestsPerMinute: number;
  /** This machine's own copy of a task's circuit; without one, proofs are tried on the node alone. */
  readonly artifactsOf?: (task: { readonly keyHash: bigint; readonly elements: number }) => Promise<Artifacts>;
  readonly now?: () => number;
}
