import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import type { SigningArguments } from '../infer/contract.ts';
import { changeDrawing } from './drawing.ts';

export default async function resumeTask(options: SigningArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await changeDrawing(options, hre, 'resume');
}
