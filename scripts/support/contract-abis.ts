// What the SDK knows of our contracts: sdk/src/chain/generated, made from the sources. The compiler is asked for ABIs
// alone, which takes it half a second and writes no artifact that a test running beside could read half-way.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './repository.ts';

export interface ContractSource {
  readonly name: string;
  readonly source: string;
  /**
   * Names of interfaces and linked libraries whose events and errors the contract's callers see too: the compiler leaves
   * out of an ABI what only an external library emits or reverts with.
   */
  readonly also?: readonly string[];
}

/** The contracts that are deployed, and so the ones that the SDK speaks to. A new one is one line here. */
export const CONTRACTS: readonly ContractSource[] = [
  { name: 'CircuitRegistry', source: 'contracts/proofs/CircuitRegistry.sol' },
  { name: 'Keyholders', source: 'contracts/training/Keyholders.sol' },
  {
    name: 'Training',
    source: 'contracts/training/Training.sol',
    also: ['Bn254', 'Rounds', 'ShareDisputes', 'SumDisputes', 'Tasks'],
  },
  { name: 'ModelRegistry', source: 'contracts/inference/ModelRegistry.sol' },
  { name: 'InferenceMarket', source: 'contracts/inference/InferenceMarket.sol' },
  { name: 'ProofDesk', source: 'contracts/proofs/ProofDesk.sol' },
  { name: 'PedersenBench', source: 'contracts/proofs/PedersenBench.sol' },
];

export const FOLDER = 'sdk/src/chain/generated';
const NOTICE = '// Generated from the contracts by scripts/generate.ts. Do not edit.';
const TYPES = ['constructor', 'receive', 'fallback', 'error', 'event', 'function'];

export interface AbiParameter {
  readonly name: string;
  readonly type: string;
  readonly indexed?: boolean;
  readonly components?: readonly AbiParameter[];
}

export interface AbiItem {
  readonly type: string;
  readonly name?: string;
  readonly inputs?: readonly AbiParameter[];
  readonly outputs?: readonly AbiParameter[];
  readonly stateMutability?: string;
  readonly anonymous?: boolean;
}

/** ABIs by contract name, of all that was compiled; a name that stands in two files has two. */
export type CompiledAbis = ReadonlyMap<string, readonly (readonly AbiItem[])[]>;

interface CompilerOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, { readonly abi: readonly AbiItem[] }>>>>;
}

function readSource(path: string, root: string): { contents: string } | { error: string } {
  try {
    return { contents: readFileSync(join(root, path.startsWith('@') ? 'node_modules' : '', path), 'utf8') };
  } catch (error) {
    return { error: String(error) };
  }
}

/** Compiles the sources and whatever they import, as far as their ABIs need. */
export function compileAbis(sources: readonly string[], root = ROOT): CompiledAbis {
  const { compile } = createRequire(import.meta.url)('solc') as { compile: (input: string, read: object) => string };
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(sources.map((path) => [path, { content: readFileSync(join(root, path), 'utf8') }])),
    settings: { outputSelection: { '*': { '*': ['abi'] } } },
  };
  const read = (path: string) => readSource(path, root);
  const output = JSON.parse(compile(JSON.stringify(input), { import: read })) as CompilerOutput;
  const failures = (output.errors ?? []).filter(({ severity }) => severity === 'error');
  if (failures.length > 0) throw new Error(failures.map(({ formattedMessage }) => formattedMessage).join('\n'));
  const abis = new Map<string, (readonly AbiItem[])[]>();
  for (const [name, { abi }] of Object.values(output.contracts ?? {}).flatMap((file) => Object.entries(file))) {
    abis.set(name, [...(abis.get(name) ?? []), abi]);
  }
  return abis;
}

function abiNamed(abis: CompiledAbis, name: string): readonly AbiItem[] {
  const [abi, ...others] = abis.get(name) ?? [];
  if (!abi) throw new Error(`no source holds a contract ${name}`);
  if (others.length > 0) throw new Error(`more than one contract is named ${name}`);
  return abi;
}

const typeOf = ({ type, components }: AbiParameter): string =>
  components ? type.replace('tuple', `(${components.map(typeOf).join(',')})`) : type;
const signatureOf = ({ type, name = '', inputs = [] }: AbiItem): string =>
  `${TYPES.indexOf(type)} ${name}(${inputs.map(typeOf).join(',')})`;
const isTold = ({ type }: AbiItem): boolean => type === 'error' || type === 'event';

/** The contract's own ABI and what else its callers may be told, each once, in a stable order. */
export function mergedAbi(abis: CompiledAbis, { name, also = [] }: ContractSource): AbiItem[] {
  const items = [...abiNamed(abis, name), ...also.flatMap((other) => abiNamed(abis, other).filter(isTold))];
  const bySignature = new Map(items.toReversed().map((item) => [signatureOf(item), item]));
  return [...bySignature].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}

/** `STAKE_NOT_FREE` of `StakeNotFree`, `ERC1271_WALLET_SILENT` of `ERC1271WalletSilent`. */
export const codeOfError = (name: string): string =>
  name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '_').toUpperCase();

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
const kebab = (name: string): string => codeOfError(name).toLowerCase().replaceAll('_', '-');

/** One line an item, so that a change of a contract reads as one. */
function literalOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literalOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' ? `'${value}'` : String(value);
  }
  // `internalType` names types of Solidity, which nobody reads at run time.
  const entries = Object.entries(value).filter(([key]) => key !== 'internalType');
  return `{ ${entries.map(([key, each]) => `${key}: ${literalOf(each)}`).join(', ')} }`;
}

const abiSource = (name: string, abi: readonly AbiItem[]): string =>
  `${NOTICE}

export const ${lowerFirst(name)}Abi = [
${abi.map((item) => `  ${literalOf(item)},\n`).join('')}] as const;
`;

function codesSource(abis: readonly (readonly AbiItem[])[]): string {
  const names = new Set(abis.flat().flatMap(({ type, name }) => (type === 'error' && name ? [name] : [])));
  const codes = new Map<string, string>();
  for (const name of [...names].sort()) {
    const other = codes.get(codeOfError(name));
    if (other) throw new Error(`the errors ${other} and ${name} would have one code`);
    codes.set(codeOfError(name), name);
  }
  return `${NOTICE}

/** The code of a \`ProtocolError\` for each error that a contract ends a call with. */
export const CONTRACT_ERROR_CODES = {
${[...codes].map(([code, name]) => `  ${name}: '${code}',\n`).join('')}} as const;
export type ContractErrorCode = (typeof CONTRACT_ERROR_CODES)[keyof typeof CONTRACT_ERROR_CODES];
`;
}

function contractsSource(names: readonly string[]): string {
  const imports = names.map((name) => `import { ${lowerFirst(name)}Abi } from './${kebab(name)}.ts';\n`).sort();
  return `${NOTICE}
${imports.join('')}
/** The ABI of every contract that is deployed. */
export const CONTRACT_ABIS = {
${names.map((name) => `  ${name}: ${lowerFirst(name)}Abi,\n`).join('')}} as const;
export type ContractName = keyof typeof CONTRACT_ABIS;
`;
}

/** Texts by name of the file in `FOLDER`. */
export function abiFiles(contracts: readonly ContractSource[], abis: CompiledAbis): Map<string, string> {
  const merged = contracts.map((contract) => mergedAbi(abis, contract));
  return new Map([
    ...contracts.map(({ name }, i) => [`${kebab(name)}.ts`, abiSource(name, merged[i] ?? [])] as const),
    ['error-codes.ts', codesSource(merged)],
    ['contracts.ts', contractsSource(contracts.map(({ name }) => name))],
  ]);
}

/** Writes what is out of date and removes what nothing lists; returns the paths concerned. */
export function writeContractAbis({ check = false, root = ROOT } = {}): string[] {
  const sources = CONTRACTS.map(({ source }) => source);
  const wanted = abiFiles(CONTRACTS, compileAbis(sources, root));
  mkdirSync(join(root, FOLDER), { recursive: true });
  const present = readdirSync(join(root, FOLDER));
  const left = present.filter((name) => !wanted.has(name));
  const changed = [...wanted].filter(
    ([name, text]) => !present.includes(name) || readFileSync(join(root, FOLDER, name), 'utf8') !== text,
  );
  if (!check) {
    for (const name of left) rmSync(join(root, FOLDER, name));
    for (const [name, text] of changed) writeFileSync(join(root, FOLDER, name), text);
  }
  return [...left, ...changed.map(([name]) => name)].map((name) => `${FOLDER}/${name}`);
}
