import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import tacit from '../../ignition/modules/tacit.ts';
import { ROOT } from '../../scripts/support/repository.ts';
import { startChain } from './support/chain.ts';

const parametersOf = (network: string) =>
  JSON.parse(readFileSync(join(ROOT, `ignition/parameters/${network}.json`), 'utf8'), (_key, value) =>
    typeof value === 'string' && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  );

/** Contract types come with a build, and type checks run without one. */
interface Deployed {
  readonly address: string;
  readonly read: Readonly<Record<string, () => Promise<unknown>>>;
}

type Name = 'circuitRegistry' | 'keyholders' | 'training' | 'modelRegistry' | 'pedersenBench';

async function deploy(parameters?: Record<string, Record<string, unknown>>) {
  const { ignition } = await startChain();
  const contracts = await ignition.deploy(tacit, parameters ? { parameters: parameters as never } : {});
  return contracts as unknown as Readonly<Record<Name, Deployed>>;
}

describe('the Ignition modules', () => {
  it('deploy everything with the parameters of a network', async () => {
    const { circuitRegistry, keyholders } = await deploy(parametersOf('local'));
    assert.equal(await circuitRegistry.read.DEVELOPMENT_ALLOWED?.(), true);
    assert.equal(await keyholders.read.UNBONDING_DELAY?.(), 3600n);
  });

  it('bind every contract to the others of its deployment', async () => {
    const { circuitRegistry, keyholders, training, modelRegistry } = await deploy();
    assert.equal(await training.read.CIRCUITS?.(), circuitRegistry.address);
    assert.equal(await training.read.KEYHOLDERS?.(), keyholders.address);
    assert.equal(await modelRegistry.read.CIRCUITS?.(), circuitRegistry.address);
    assert.equal(await modelRegistry.read.TRAINING?.(), training.address);
  });

  it('refuse development keys and hold stakes for a week when nothing else is said', async () => {
    const { circuitRegistry, keyholders, pedersenBench } = await deploy();
    assert.equal(await circuitRegistry.read.DEVELOPMENT_ALLOWED?.(), false);
    assert.equal(await keyholders.read.UNBONDING_DELAY?.(), 604_800n);
    assert.match(pedersenBench.address, /^0x[0-9a-fA-F]{40}$/);
  });
});
