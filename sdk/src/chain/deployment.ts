import { type Address, getAddress, isAddress, zeroAddress } from 'viem';
import { chainError } from '../errors/index.ts';
import { CONTRACT_ABIS, type ContractName } from './generated/contracts.ts';
import { quoteForeign } from './text.ts';

/** Where our contracts are on one chain. A deployment need not have all of them. */
export interface Deployment {
  readonly chainId: number;
  readonly addresses: Readonly<Partial<Record<ContractName, Address>>>;
}

const NAMES = Object.keys(CONTRACT_ABIS) as ContractName[];
const isName = (name: string): name is ContractName => (NAMES as string[]).includes(name);
const bad = (why: string) => chainError('DEPLOYMENT_INVALID', `this is no record of a deployment: ${why}`);

function readFields(json: unknown, what: string): [string, unknown][] {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw bad(`${what} is no JSON object`);
  return Object.entries(json);
}

/** With a checksum where there are capitals: a record may have been typed. */
export function readAddress(value: unknown, what: string): Address {
  if (typeof value !== 'string' || !isAddress(value)) throw bad(`${what} is no address`);
  if (value === zeroAddress) throw bad(`${what} is the zero address`);
  return getAddress(value);
}

function readChainId(value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1) throw bad('chainId is no whole number above zero');
  return value as number;
}

/** Two contracts at one address are one of them at most. */
function checkDistinct(addresses: Deployment['addresses']): Deployment['addresses'] {
  const values = Object.values(addresses);
  if (new Set(values).size !== values.length) throw bad('two contracts have one address');
  return addresses;
}

/** Reads `{"chainId": 11155111, "addresses": {"Keyholders": "0x..."}}`, and nothing that is not exactly this. */
export function parseDeployment(json: unknown): Deployment {
  const fields = readFields(json, 'it');
  const unknown = fields.find(([name]) => name !== 'chainId' && name !== 'addresses');
  if (unknown) throw bad(`it has a field "${quoteForeign(unknown[0], 40)}"`);
  const { chainId, addresses } = Object.fromEntries(fields);
  const entries = readFields(addresses, 'addresses').map(([name, value]) => {
    if (!isName(name)) throw bad(`"${quoteForeign(name, 40)}" is no contract of Tacit`);
    return [name, readAddress(value, name)] as const;
  });
  return { chainId: readChainId(chainId), addresses: checkDistinct(Object.fromEntries(entries)) };
}

/**
 * Reads Ignition's `deployed_addresses.json`, `{"Keyholders#Keyholders": "0x..."}`, which lies in a folder named after the
 * chain. It also names libraries; whatever is no contract of ours is passed over.
 */
export function parseIgnitionRecord(json: unknown, chainId: number): Deployment {
  const addresses: Partial<Record<ContractName, Address>> = {};
  for (const [id, value] of readFields(json, 'it')) {
    const name = id.split('#')[1] ?? '';
    if (!isName(name)) continue;
    if (addresses[name]) throw bad(`${name} stands in it twice`);
    addresses[name] = readAddress(value, name);
  }
  return { chainId: readChainId(chainId), addresses: checkDistinct(addresses) };
}

/** The contract's address, or the refusal that says which contract is missing where. */
export function addressOf({ chainId, addresses }: Deployment, name: ContractName): Address {
  const address = Object.hasOwn(addresses, name) ? addresses[name] : undefined;
  if (address) return address;
  throw chainError('DEPLOYMENT_INCOMPLETE', `${name} is not deployed on chain ${chainId}`, { contract: name, chainId });
}
