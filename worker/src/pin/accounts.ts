// Who keeps how much here. The pins' own metadata is the source of truth; this is its sum, and what is on its way in.
import { pinError, storageError } from '@tacit/sdk';

export interface Reservation {
  /** Makes it this large, or refuses and leaves it as it was. */
  resize(bytes: number): void;
  /** The bytes are kept now. */
  settle(): void;
  /** Gives back what was not settled; may be called at any time, and again. */
  release(): void;
}

export interface Accounts {
  /** Counts what has been kept since before. */
  add(uploader: string, bytes: number): void;
  /** QUOTA_EXCEEDED for the address, PIN_FULL for the whole node. */
  reserve(uploader: string, bytes: number): Reservation;
  /** Bytes kept, without those on their way. */
  kept(): number;
  keptOf(uploader: string): number;
}

export function openAccounts(limits: { readonly quotaBytes: number; readonly capacityBytes: number }): Accounts {
  const { quotaBytes, capacityBytes } = limits;
  const kept = new Map<string, number>();
  const reserved = new Map<string, number>();
  const totals = { kept: 0, reserved: 0 };

  const grow = (map: Map<string, number>, uploader: string, bytes: number): void => {
    const sum = (map.get(uploader) ?? 0) + bytes;
    if (sum === 0) map.delete(uploader);
    else map.set(uploader, sum);
  };
  const check = (uploader: string, bytes: number): void => {
    const held = (kept.get(uploader) ?? 0) + (reserved.get(uploader) ?? 0);
    if (held + bytes > quotaBytes) {
      const message = `${uploader} has ${held} of its ${quotaBytes} bytes in use: ${bytes} more are too many`;
      throw storageError('QUOTA_EXCEEDED', message, { quotaBytes, held, asked: bytes });
    }
    if (totals.kept + totals.reserved + bytes > capacityBytes) {
      throw pinError('PIN_FULL', 'the node has no room left for as much', { capacityBytes, asked: bytes });
    }
  };
  const add = (uploader: string, bytes: number): void => {
    grow(kept, uploader, bytes);
    totals.kept += bytes;
  };
  const hold = (uploader: string, bytes: number): void => {
    if (bytes > 0) check(uploader, bytes);
    grow(reserved, uploader, bytes);
    totals.reserved += bytes;
  };

  return {
    add,
    kept: () => totals.kept,
    keptOf: (uploader) => kept.get(uploader) ?? 0,
    reserve: (uploader, bytes) => {
      hold(uploader, bytes);
      let held = bytes;
      const resize = (to: number): void => {
        hold(uploader, to - held);
        held = to;
      };
      return {
        resize,
        release: () => resize(0),
        settle: () => {
          add(uploader, held);
          resize(0);
        },
      };
    },
  };
}
