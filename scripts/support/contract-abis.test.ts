import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../../test/support/temporary.ts';
import {
  type AbiItem,
  abiFiles,
  CONTRACTS,
  codeOfError,
  compileAbis,
  FOLDER,
  mergedAbi,
  writeContractAbis,
} from './contract-abis.ts';
import { ROOT } from './repository.ts';

const parameter = (type: string) => ({ name: 'a', type, internalType: type });
const error = (name: string, ...types: string[]): AbiItem => ({ type: 'error', name, inputs: types.map(parameter) });
const event = (name: string): AbiItem => ({ type: 'event', name, inputs: [] });
const call = (name: string, ...types: string[]): AbiItem => ({ type: 'function', name, inputs: types.map(parameter) });
const compiled = (contracts: Record<string, AbiItem[]>) =>
  new Map(Object.entries(contracts).map(([name, abi]) => [name, [abi]]));
const namesOf = (abi: readonly AbiItem[]) => abi.map(({ name }) => name);

describe('codeOfError', () => {
  const cases = {
    StakeNotFree: 'STAKE_NOT_FREE',
    AmountIsZero: 'AMOUNT_IS_ZERO',
    ERC1271WalletSilent: 'ERC1271_WALLET_SILENT',
    KeyIsECDSA: 'KEY_IS_ECDSA',
    Bn254Refused: 'BN254_REFUSED',
    X: 'X',
  };
  for (const [name, code] of Object.entries(cases)) {
    it(`makes ${code} of ${name}`, () => assert.equal(codeOfError(name), code));
  }
});

describe('mergedAbi', () => {
  it('adds what other sources tell a caller, and none of their functions', () => {
    const abis = compiled({ A: [call('f')], I: [call('g'), error('Refused'), event('Done')] });
    assert.deepEqual(namesOf(mergedAbi(abis, { name: 'A', source: '', also: ['I'] })), ['Refused', 'Done', 'f']);
    assert.deepEqual(namesOf(mergedAbi(abis, { name: 'A', source: '' })), ['f']);
  });

  it('takes each signature once, and overloads both', () => {
    const abis = compiled({
      A: [error('E', 'uint256'), call('f', 'uint8'), call('f', 'uint16')],
      I: [error('E', 'uint256'), error('E', 'address')],
    });
    assert.deepEqual(namesOf(mergedAbi(abis, { name: 'A', source: '', also: ['I', 'I'] })), ['E', 'E', 'f', 'f']);
  });

  it('tells structs apart by what they hold', () => {
    const struct = (type: string): AbiItem => ({
      type: 'error',
      name: 'E',
      inputs: [{ name: 'a', type: 'tuple[]', components: [parameter(type)] }],
    });
    const abis = compiled({ A: [struct('uint8')], I: [struct('uint8'), struct('uint16')] });
    assert.equal(mergedAbi(abis, { name: 'A', source: '', also: ['I'] }).length, 2);
  });

  it('does not depend on the order of the compiler', () => {
    const abi = [call('b'), error('Z'), event('M'), error('A'), call('a')];
    const sorted = (items: AbiItem[]) => namesOf(mergedAbi(compiled({ A: items }), { name: 'A', source: '' }));
    assert.deepEqual(sorted(abi), ['A', 'Z', 'M', 'a', 'b']);
    assert.deepEqual(sorted(abi.toReversed()), sorted(abi));
  });

  it('refuses a name that nothing or more than one thing has', () => {
    assert.throws(() => mergedAbi(compiled({}), { name: 'A', source: '' }), /no source holds a contract A/);
    const twice = new Map([['A', [[], []]]]);
    assert.throws(() => mergedAbi(twice, { name: 'A', source: '' }), /more than one contract is named A/);
  });
});

describe('abiFiles', () => {
  it('leaves out names of Solidity, and lists codes once', () => {
    const files = abiFiles([{ name: 'BigThing', source: '' }], compiled({ BigThing: [error('NoGo', 'uint8')] }));
    assert.deepEqual([...files.keys()], ['big-thing.ts', 'error-codes.ts', 'contracts.ts']);
    assert.match(files.get('big-thing.ts') ?? '', /export const bigThingAbi = \[\n.*name: 'NoGo'.*\n\] as const;\n$/);
    assert.doesNotMatch(files.get('big-thing.ts') ?? '', /internalType/);
    assert.match(files.get('error-codes.ts') ?? '', /\n {2}NoGo: 'NO_GO',\n\} as const;/);
  });

  it('refuses two errors with one code', () => {
    const clash = compiled({ A: [error('NoGo'), error('NoGO')] });
    assert.throws(() => abiFiles([{ name: 'A', source: '' }], clash), /would have one code/);
  });
});

describe('the generated ABIs', () => {
  it('are up to date', () => assert.deepEqual(writeContractAbis({ check: true }), []));

  it('hold what the contracts revert with and emit', () => {
    const abis = compileAbis(CONTRACTS.map(({ source }) => source));
    const told = namesOf(mergedAbi(abis, CONTRACTS.find(({ name }) => name === 'Keyholders') as (typeof CONTRACTS)[0]));
    for (const name of ['StakeNotFree', 'StakeLocked', 'hashAcceptance']) assert.ok(told.includes(name), name);
  });

  it('are found missing, changed or left over, and mended', () => {
    const root = temporaryFolder();
    for (const name of ['contracts', 'node_modules']) symlinkSync(join(ROOT, name), join(root, name));
    assert.equal(writeContractAbis({ root }).length, CONTRACTS.length + 2);
    assert.deepEqual(writeContractAbis({ root, check: true }), []);
    const at = (name: string) => join(root, FOLDER, name);
    mkdirSync(join(root, FOLDER), { recursive: true });
    rmSync(at('keyholders.ts'));
    writeFileSync(at('error-codes.ts'), `${readFileSync(at('error-codes.ts'), 'utf8')} `);
    writeFileSync(at('extra.ts'), 'left over');
    const names = ['extra.ts', 'error-codes.ts', 'keyholders.ts'].map((name) => `${FOLDER}/${name}`).sort();
    assert.deepEqual(writeContractAbis({ root, check: true }).sort(), names);
    assert.deepEqual(writeContractAbis({ root }).sort(), names);
    assert.deepEqual(writeContractAbis({ root, check: true }), []);
  });

  it('are not made of what does not compile', () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'a.sol'), 'contract A { uint x = ; }');
    assert.throws(() => compileAbis(['a.sol'], root), /ParserError/);
  });
});
