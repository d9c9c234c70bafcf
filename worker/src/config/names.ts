// What a setting is called in the environment and as a flag: `chain.pollMs` is TACIT_WORKER_CHAIN_POLL_MS and --chain-poll-ms.
import type { Path } from './schema.ts';

/** Texts by the names of flags, without dashes. */
export type Flags = Readonly<Record<string, string>>;

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);

export const flagOf = (path: Path): string => path.map(kebab).join('-');
export const variableOf = (path: Path): string => `TACIT_WORKER_${flagOf(path).toUpperCase().replaceAll('-', '_')}`;
