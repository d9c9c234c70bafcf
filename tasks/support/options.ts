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

/** The options of tasks that use a chain. */
export const fromOption = textOption(
  'from',
  'Who signs: an account of the network, its first when this is left out; or a file that keyholders wallet wrote',
);
export const passphraseFileOption = textOption(
  'passphraseFile',
  'A file with the passphrase; TACIT_PASSPHRASE, or what you type, when it is left out',
);
export const deploymentOption = textOption(
  'deployment',
  'A file with addresses as deploy --json prints them; the record of deploy when it is left out',
);
