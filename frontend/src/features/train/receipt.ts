// What a trainer can show of a round: hashes and numbers that everybody can look up, and nothing of the rows.
import { hashHex } from '@tacit/sdk';
import type { RoundProgress } from './training-view.ts';

type Hex = `0x${string}`;

export interface ReceiptPlace {
  readonly chainId: number;
  readonly contract: Hex;
  readonly task: Hex;
  readonly trainer: Hex;
  readonly circuit: string;
  /** From the chain's enrolment. */
  readonly dataRoot: bigint;
  readonly batches: number;
}

export interface Receipt {
  readonly format: 'tacit round receipt 1';
  readonly chainId: number;
  readonly contract: Hex;
  readonly task: Hex;
  readonly round: string;
  readonly trainer: Hex;
  readonly circuit: string;
  readonly dataRoot: Hex;
  readonly batches: number;
  readonly seed: Hex | null;
  readonly rootBefore: Hex | null;
  readonly sharesHash: Hex | null;
  readonly envelopeCid: string | null;
  readonly transaction: Hex | null;
  readonly gasUsed: string | null;
  readonly outcome: string | null;
  readonly trainers: number | null;
  readonly meanLoss: number | null;
  readonly rootAfter: Hex | null;
}

const hexOf = (value: bigint | undefined): Hex | null => (value === undefined ? null : hashHex(value));

export function receiptOf(place: ReceiptPlace, round: RoundProgress): Receipt {
  const { dataRoot, ...rest } = place;
  return {
    format: 'tacit round receipt 1',
    ...rest,
    round: `${round.round}`,
    dataRoot: hashHex(dataRoot),
    seed: hexOf(round.seed),
    rootBefore: hexOf(round.rootBefore),
    sharesHash: round.sharesHash ?? null,
    envelopeCid: round.cid ?? null,
    transaction: round.transaction ?? null,
    gasUsed: round.gasUsed === undefined ? null : `${round.gasUsed}`,
    outcome: round.outcome ?? null,
    trainers: round.trainers ?? null,
    meanLoss: round.loss ?? null,
    rootAfter: hexOf(round.root),
  };
}

export const receiptName = ({ task, round }: Receipt): string =>
  `tacit-receipt-${task.slice(2, 10)}-round-${round}.json`;
export const formatReceipt = (receipt: Receipt): string => `${JSON.stringify(receipt, null, 2)}\n`;
