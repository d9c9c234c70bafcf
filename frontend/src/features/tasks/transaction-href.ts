import type { Hex } from 'viem';
import type { Network } from '../../app/network.ts';

/** Where the network's explorer shows it, if it has one. */
export const transactionHref = ({ explorer }: Pick<Network, 'explorer'>, hash: Hex): string | undefined =>
  explorer && `${explorer}/tx/${hash}`;
