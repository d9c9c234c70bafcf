// What the verifier, its registry and commitments cost. The proofs are those of test/vectors/solidity; a batch repeats
// them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commit, g1ToAffine, parseCommitment } from '@tacit/sdk';
import { type Address, encodeFunctionData, type Hex } from 'viem';
import { DEVELOPMENT, keyArgument, metadataOf, type Words } from '../../test/contracts/support/encoding.ts';
import { syntheticKey } from '../../test/contracts/support/synthetic-key.ts';
import type { Contract } from '../../test/contracts/support/training-stage.ts';
import { realArtifacts } from '../../test/support/real-proofs.ts';
import { ROOT } from '../support/repository.ts';
import { codeSize, startGasChain } from './chain.ts';

const BATCHES = [1, 2, 4, 8, 16, 32];
const SIGNALS = [2, 5, 8];
const KEYS = ['logistic-4x3-b8', 'linear-16x4-b8', 'logistic-64x10-b16'];
const ANY = { name: 'synthetic', maxSteps: 0, batch: 0, outputs: 0, errorFraction: 0 };

const viem = await startGasChain();
const [wallet] = await viem.getWalletClients();
const client = await viem.getPublicClient();

const deploy = (name: string, args: unknown[] = []): Promise<Contract> => viem.deployContract(name, args);

/** Sends a call as a transaction and waits; views and refusals cost what they cost. */
async function gasOf({ address, abi }: Contract, functionName: string, args: readonly unknown[]): Promise<number> {
  const data = encodeFunctionData({ abi, functionName, args });
  const hash = await wallet?.sendTransaction({ to: address, data, gas: 16_000_000n });
  const { gasUsed, status } = await client.waitForTransactionReceipt({ hash: hash as Hex });
  if (status !== 'success') throw new Error(`${functionName} reverted`);
  return Number(gasUsed);
}

function readProofs(): Words[] {
  const text = readFileSync(join(ROOT, 'test/vectors/solidity/proofs.json'), 'utf8');
  const { proofs, pubs } = JSON.parse(text) as { proofs: string[][]; pubs: string[][] };
  return proofs.map((proof, i) => ({ proof: proof.map(BigInt), pubs: (pubs[i] as string[]).map(BigInt) }));
}

async function registerAndFind(registry: Contract, args: readonly unknown[]): Promise<{ gas: number; vk: Address }> {
  const gas = await gasOf(registry, 'register', args);
  const [event] = await client.getContractEvents({ ...registry, eventName: 'CircuitRegistered' });
  return { gas, vk: (event as unknown as { args: { vk: Address } }).args.vk };
}

async function measureRegistry(registry: Contract) {
  const gas: Record<string, number> = {};
  const keys: Record<string, Address> = {};
  for (const name of KEYS) {
    const { verificationKey: key, circuit } = await realArtifacts(name);
    const found = await registerAndFind(registry, [keyArgument(key), metadataOf(circuit), DEVELOPMENT]);
    gas[`${name}, ${key.committedBases.length} committed signals`] = found.gas;
    keys[name] = found.vk;
  }
  return { gas, keys };
}

async function measureVerifier(registry: Contract, vk: Address) {
  const harness = await deploy('CommitGroth16Harness');
  const proofs = readProofs();
  const [first] = proofs as [Words];
  const single: Record<string, number> = {};
  for (const signals of SIGNALS) {
    const synthetic = syntheticKey(signals, 1, signals);
    const { vk: other } = await registerAndFind(registry, [synthetic.argument, ANY, DEVELOPMENT]);
    const { proof, pubs } = signals === first.pubs.length ? first : synthetic.simulate();
    single[`${signals} signals`] = await gasOf(harness, 'verify', [
      signals === first.pubs.length ? vk : other,
      proof,
      pubs,
    ]);
  }
  const batch: Record<string, number> = {};
  for (const size of BATCHES) {
    const list = Array.from({ length: size }, (_, i) => proofs[i % proofs.length] as Words);
    const args = [vk, list.map(({ proof }) => proof), list.flatMap(({ pubs }) => pubs)];
    batch[size] = await gasOf(harness, 'verifyBatch', args);
  }
  const wrong = first.pubs.with(0, (first.pubs[0] as bigint) ^ 1n);
  return { single, batch, 'single, wrong': await gasOf(harness, 'verify', [vk, first.proof, wrong]) };
}

async function measurePedersen() {
  const bench = await deploy('PedersenBench');
  const openings = Array.from({ length: 16 }, (_, i) => ({
    value: 1000n + BigInt(i),
    blinding: 3n ** BigInt(100 + i),
  }));
  const points = openings.map(({ value, blinding }) =>
    g1ToAffine(parseCommitment(commit(value, { blinding }).commitment)),
  );
  return {
    verifyOpening: await gasOf(bench, 'verifyOpening', [points[0], openings[0]?.value, openings[0]?.blinding]),
    add: await gasOf(bench, 'add', points.slice(0, 2)),
    'aggregate 16': await gasOf(bench, 'aggregate', [points]),
  };
}

/** What snapshots/gas-verifier.json holds. */
export async function measureProofs() {
  const registry = await deploy('CircuitRegistry', [false]);
  const { gas, keys } = await measureRegistry(registry);
  const verifier = await measureVerifier(registry, keys[KEYS[0] as string] as Address);
  const sizes: Record<string, number> = {};
  for (const name of ['CircuitRegistry', 'CommitGroth16Harness', 'PedersenBench']) sizes[name] = await codeSize(name);
  return {
    'verify, whole transaction': verifier,
    register: gas,
    pedersen: await measurePedersen(),
    'bytes of code': sizes,
  };
}
