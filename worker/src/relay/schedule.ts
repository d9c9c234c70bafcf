// When a batch is worth sending: a pure function of what waits, of time and of the price of gas.

export interface Waiting {
  /** In milliseconds since 1970; one for each update that waits. */
  readonly receivedAt: readonly number[];
  readonly nowMs: number;
  /** Of the chain, in seconds. */
  readonly chainTime: number;
  /** The last second of training. */
  readonly trainingEnds: number;
  readonly gasPrice: bigint;
}

export interface ScheduleSettings {
  readonly maxBatch: number;
  readonly maxWaitSeconds: number;
  readonly flushBeforeEndSeconds: number;
  readonly cheapGasPriceWei: bigint | undefined;
  readonly maxGasPriceWei: bigint | undefined;
}

export type Verdict =
  | { readonly send: false; readonly why: 'nothing' | 'over' | 'gas-too-dear' | 'waiting-for-more' }
  | { readonly send: true; readonly why: 'end-is-near' | 'full' | 'gas-is-cheap' | 'waited-long' };

/** A larger batch costs less for each update; a missed round costs its trainers everything. */
export function decideBatch(waiting: Waiting, settings: ScheduleSettings): Verdict {
  const { receivedAt, nowMs, chainTime, trainingEnds, gasPrice } = waiting;
  const { maxBatch, maxWaitSeconds, flushBeforeEndSeconds, cheapGasPriceWei, maxGasPriceWei } = settings;
  if (receivedAt.length === 0) return { send: false, why: 'nothing' };
  if (chainTime > trainingEnds) return { send: false, why: 'over' };
  if (trainingEnds - chainTime <= flushBeforeEndSeconds) return { send: true, why: 'end-is-near' };
  if (maxGasPriceWei !== undefined && gasPrice > maxGasPriceWei) return { send: false, why: 'gas-too-dear' };
  if (receivedAt.length >= maxBatch) return { send: true, why: 'full' };
  if (cheapGasPriceWei !== undefined && gasPrice <= cheapGasPriceWei) return { send: true, why: 'gas-is-cheap' };
  if (nowMs - Math.min(...receivedAt) >= maxWaitSeconds * 1000) return { send: true, why: 'waited-long' };
  return { send: false, why: 'waiting-for-more' };
}
