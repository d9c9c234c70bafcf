import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { type PayoutArguments, payOut } from './payout.ts';

export default async function withdrawTask(options: PayoutArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await payOut(options, hre, 'withdraw');
}
