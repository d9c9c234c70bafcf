import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import type { SigningArguments } from '../infer/contract.ts';
import { changeDrawing } from './drawing.ts';

export default async function pauseTask(options: SigningArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await changeDrawing(options, hre, 'pause');
}
