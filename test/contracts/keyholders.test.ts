import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  COORDINATE_ORDER,
  derivePublicKey,
  FIELD_ORDER,
  g1ToAffine,
  generateKeyPair,
  type KeyOwner,
  type KeyPair,
  provePossession,
} from '@tacit/sdk';
import {
  type Abi,
  type Address,
  BaseError,
  ContractFunctionRevertedError,
  hashTypedData,
  parseEther,
  toHex,
} from 'viem';
import { seededRandomness } from '../../scripts/support/seeded-randomness.ts';
import { startChain } from './support/chain.ts';

const DELAY = 3600n;
const STAKE = parseEther('5');
const TERMS = toHex('what the task asks for', { size: 32 });

const { viem } = await startChain();
const client = await viem.getPublicClient();
const chainId = BigInt(await client.getChainId());
const wallets = await viem.getWalletClients();
const contract = await viem.deployContract('Keyholders', [DELAY]);
const { address } = contract;
const abi = contract.abi as Abi;
type Wallet = (typeof wallets)[number];

const randomness = seededRandomness(77);
let used = 0;
/** A wallet that no other test uses. */
const nextWallet = (): Wallet => wallets[used++] as Wallet;

const read = <T>(functionName: string, ...args: unknown[]): Promise<T> =>
  client.readContract({ address, abi, functionName, args }) as Promise<T>;

/** Simulates first: that is where reasons come from. */
async function send(wallet: Wallet, functionName: string, args: readonly unknown[], value = 0n): Promise<bigint> {
  const call = { address, abi, functionName, args, value, account: wallet.account };
  await client.simulateContract(call);
  const hash = await wallet.writeContract(call);
  const { gasUsed, status } = await client.waitForTransactionReceipt({ hash });
  assert.equal(status, 'success');
  return gasUsed;
}

/** The name of the custom error that a call ends with. */
async function refusal(act: Promise<unknown>): Promise<string | undefined> {
  try {
    await act;
  } catch (error) {
    const reverted = error instanceof BaseError ? error.walk((e) => e instanceof ContractFunctionRevertedError) : error;
    if (!(reverted instanceof ContractFunctionRevertedError)) throw error;
    return reverted.data?.errorName;
  }
  return undefined;
}

const ownerOf = (wallet: Wallet, changes: Partial<KeyOwner> = {}): KeyOwner => ({
  chainId,
  contract: address,
  owner: wallet.account.address,
  ...changes,
});
const possessionOf = (pair: KeyPair, owner: KeyOwner) => provePossession(pair, owner, randomness);

async function join(wallet: Wallet): Promise<KeyPair> {
  const pair = generateKeyPair(randomness);
  await send(wallet, 'register', [g1ToAffine(pair.publicKey), possessionOf(pair, ownerOf(wallet))], STAKE);
  return pair;
}

/** What a wallet shows its owner before it signs. */
const acceptance = (owner: Address, locker: Address, amount: bigint, deadline: bigint) =>
  ({
    domain: { name: 'Tacit Keyholders', version: '1', chainId, verifyingContract: address },
    types: {
      Acceptance: [
        { name: 'owner', type: 'address' },
        { name: 'locker', type: 'address' },
        { name: 'terms', type: 'bytes32' },
        { name: 'amount', type: 'uint256' },
        { name: 'deadline', type: 'uint64' },
      ],
    },
    primaryType: 'Acceptance',
    message: { owner, locker, terms: TERMS, amount, deadline },
  }) as const;

const inAnHour = async (): Promise<bigint> => (await client.getBlock()).timestamp + 3600n;

describe('Keyholders and the proofs of the SDK', () => {
  it('registers keys that the SDK proves to have', async () => {
    for (let i = 0; i < 3; i++) {
      const wallet = nextWallet();
      const { publicKey } = await join(wallet);
      const member = await read<{ key: object; stake: bigint }>('member', wallet.account.address);
      assert.deepEqual(member.key, g1ToAffine(publicKey));
      assert.equal(member.stake, STAKE);
      const owner = await read<string>('ownerOf', g1ToAffine(publicKey));
      assert.equal(owner.toLowerCase(), wallet.account.address.toLowerCase());
    }
  });

  it('registers the smallest and the largest secret', async () => {
    for (const secretKey of [1n, FIELD_ORDER - 1n]) {
      const wallet = nextWallet();
      const publicKey = derivePublicKey(secretKey);
      const proof = possessionOf({ secretKey, publicKey }, ownerOf(wallet));
      await send(wallet, 'register', [g1ToAffine(publicKey), proof]);
      assert.equal(await read('isMember', wallet.account.address), true);
    }
  });

  it('refuses proofs for another chain, contract, owner or key (INV-35)', async () => {
    const wallet = nextWallet();
    const other = nextWallet().account.address;
    const pair = generateKeyPair(randomness);
    const key = g1ToAffine(pair.publicKey);
    for (const owner of [
      ownerOf(wallet, { chainId: chainId + 1n }),
      ownerOf(wallet, { contract: other }),
      ownerOf(wallet, { owner: other }),
      ownerOf(wallet, { contract: wallet.account.address, owner: address }),
    ]) {
      assert.equal(await refusal(send(wallet, 'register', [key, possessionOf(pair, owner)])), 'PossessionNotProven');
    }
    const proof = possessionOf(pair, ownerOf(wallet));
    const opposite = g1ToAffine(pair.publicKey.negate());
    assert.equal(await refusal(send(wallet, 'register', [opposite, proof])), 'PossessionNotProven');
    const alias = { ...proof, z: proof.z + FIELD_ORDER };
    assert.equal(await refusal(send(wallet, 'register', [key, alias])), 'PossessionNotProven');
    const shifted = { ...key, x: key.x + COORDINATE_ORDER };
    assert.equal(await refusal(send(wallet, 'register', [shifted, proof])), 'KeyNotOnCurve');
    await send(wallet, 'register', [key, proof]);
  });

  it('refuses a key that another owner has, whoever knows its secret (INV-35)', async () => {
    const wallet = nextWallet();
    const pair = await join(nextWallet());
    const args = [g1ToAffine(pair.publicKey), possessionOf(pair, ownerOf(wallet))];
    assert.equal(await refusal(send(wallet, 'register', args)), 'KeyAlreadyRegistered');
  });
});

describe('Keyholders and signed acceptances', () => {
  it('hashes what a wallet signs', async () => {
    const { owner, locker, terms, amount, deadline } = acceptance(address, address, 5n, 6n).message;
    const expected = hashTypedData(acceptance(address, address, 5n, 6n));
    assert.equal(await read('hashAcceptance', owner, locker, terms, amount, deadline), expected);
  });

  it('locks, slashes and releases, and tells everyone', async () => {
    const [wallet, locker, gainer] = [nextWallet(), nextWallet(), nextWallet()];
    await join(wallet);
    const owner = wallet.account.address;
    const deadline = await inAnHour();
    const signature = await wallet.signTypedData(acceptance(owner, locker.account.address, STAKE, deadline));
    const args = [owner, TERMS, STAKE, deadline, signature];
    assert.equal(await refusal(send(gainer, 'lock', args)), 'AcceptanceNotSigned');
    const from = await client.getBlockNumber();
    await send(locker, 'lock', args);
    assert.equal(await refusal(send(locker, 'lock', args)), 'StakeNotFree');
    assert.equal(await refusal(send(wallet, 'startUnbonding', [1n])), 'StakeNotFree');

    await send(locker, 'slash', [owner, TERMS, STAKE / 5n, gainer.account.address]);
    await send(locker, 'release', [owner, TERMS]);
    assert.equal(await refusal(send(locker, 'release', [owner, TERMS])), 'LockNotHeld');
    assert.equal(await refusal(send(locker, 'lock', [owner, TERMS, 1n, deadline, signature])), 'AcceptanceSpent');
    assert.equal(await read('freeStakeOf', owner), (STAKE * 4n) / 5n);

    await send(gainer, 'claim', [locker.account.address]);
    assert.equal(await read('claimable', gainer.account.address), 0n);
    const logs = await client.getContractEvents({ address, abi, fromBlock: from + 1n });
    assert.deepEqual(
      logs.map(({ eventName }) => eventName),
      ['StakeLocked', 'StakeSlashed', 'StakeReleased', 'SlashedStakeClaimed'],
    );
  });

  it('pays back what has unbonded', async () => {
    const wallet = nextWallet();
    await join(wallet);
    await send(wallet, 'startUnbonding', [STAKE]);
    const args = [wallet.account.address];
    assert.equal(await refusal(send(wallet, 'withdraw', args)), 'UnbondingNotOver');
    const testClient = await viem.getTestClient();
    await testClient.increaseTime({ seconds: Number(DELAY) });
    await testClient.mine({ blocks: 1 });
    const before = await client.getBalance({ address });
    await send(wallet, 'withdraw', args);
    assert.equal(before - (await client.getBalance({ address })), STAKE);
  });
});
