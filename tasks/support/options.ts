import { ArgumentType } from 'hardhat/types/arguments';

/**
 * An option with a text value. Tasks demand those that they need themselves (`requireField`): Hardhat would exit with 1,
 * which is kept for a negative answer.
 */
export const textOption = <Name extends string>(name: Name, description: string) => ({
  name,
  description,
  type: ArgumentType.STRING_WITHOUT_DEFAULT as const,
  defaultValue: undefined,
});

/** The flag that `runTask` reads. */
export const jsonFlag = { name: 'json', description: 'Print JSON, for scripts' } as const;
