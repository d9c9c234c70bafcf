/** How a pin node is run. */
export interface PinConfig {
  /** A folder of its own, made when absent. */
  readonly state: string;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Its public origin, such as `https://pin.example`, which uploaders sign. By default where it listens, if that is loopback. */
  readonly audience?: string;
  /** With `any`, quotas bind nobody, for addresses cost nothing: the capacity alone does. */
  readonly uploaders: 'any' | readonly `0x${string}`[];
  /** Bytes on disk for each address. */
  readonly quotaBytes: number;
  /** Bytes on disk for all. */
  readonly capacityBytes: number;
  readonly maxCarBytes: number;
  /** Gives blocks to IPFS nodes that dial in; it dials nobody. A multiaddress such as `/ip4/127.0.0.1/tcp/8591/ws`. */
  readonly bitswap?: { readonly listen: string };
}
