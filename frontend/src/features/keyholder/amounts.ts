// Amounts as people type them.
import { parseEther } from 'viem';

/** In wei; undefined for what is no amount above zero. A comma means one thing here and another there, so it is none. */
export function readAmount(text: string): bigint | undefined {
  const plain = text.trim();
  if (!/^\d{1,12}(\.\d{1,18})?$/.test(plain)) return undefined;
  const amount = parseEther(plain);
  return amount > 0n ? amount : undefined;
}
