import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  affineKey,
  type Clients,
  circuitIdOf,
  circuitMetadata,
  decodeEvents,
  errorCode,
  g1ToAffine,
  generateKeyPair,
  hasCode,
  isContractRefusal,
  keyArgument,
  keyholders,
  keyholdersAbi,
  MAX_TRANSACTION_GAS,
  ProtocolError,
  provenanceArgument,
  provePossession,
  query,
  readCircuit,
  readCircuitClaims,
  readDevelopmentAllowed,
  readEvents,
  registerCircuit,
  requireChain,
  transact,
} from '@tacit/sdk';
import { localArtifacts } from '@tacit/sdk/node';
import {
  type Address,
  createPublicClient,
  createWalletClient,
  custom,
  encodeFunctionData,
  getAddress,
  type Hex,
  parseAbi,
  parseEther,
  zeroAddress,
  zeroHash,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { seededRandomness } from '../../scripts/support/seeded-randomness.ts';
import { startChain } from './support/chain.ts';

const STAKE = parseEther('5');
const TERMS: Hex = `0x${'07'.repeat(32)}`;
const DELAY = 3600n;

const { viem, provider } = await startChain();
const publicClient = await viem.getPublicClient();
const chainId = await publicClient.getChainId();
const wallets = await viem.getWalletClients();
const testClient = await viem.getTestClient();
const { address } = await viem.deployContract('Keyholders', [DELAY]);
const { address: registry } = await viem.deployContract('CircuitRegistry', [false]);
const randomness = seededRandomness(91);
let used = 0;

/** The clients of an account that no other test uses. */
function nextAccount(): Clients & { owner: Address } {
  const walletClient = wallets[used++];
  assert.ok(walletClient);
  return { publicClient, walletClient, owner: walletClient.account.address };
}

async function join(account: Clients & { owner: Address }, stake = STAKE) {
  const pair = generateKeyPair(randomness);
  const key = g1ToAffine(pair.publicKey);
  const scope = { chainId: BigInt(chainId), contract: address, owner: account.owner };
  const possession = provePossession(pair, scope, randomness);
  return { key, possession, sent: await keyholders.registerMember(account, address, { key, possession, stake }) };
}

async function joined() {
  const account = nextAccount();
  await join(account);
  return { account };
}

const START_ALL = encodeFunctionData({ abi: keyholdersAbi, functionName: 'startUnbonding', args: [STAKE] });
/** A node that thinks every call dear. */
const greedy = async (request: { method: string; params?: unknown }) =>
  request.method === 'eth_estimateGas' ? '0x1000001' : await publicClient.request(request as never);

async function refusal(act: Promise<unknown>): Promise<ProtocolError> {
  const error = await act.then(
    () => assert.fail('nothing was refused'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ProtocolError, error instanceof Error ? error.stack : String(error));
  return error;
}

describe('a keyholder, by the SDK alone', () => {
  it('registers, deposits, unbonds, cancels and withdraws', async () => {
    const account = nextAccount();
    const { owner } = account;
    const { key, sent } = await join(account);
    assert.deepEqual(
      sent.events.map(({ eventName, args }) => ({ eventName, args })),
      [
        { eventName: 'MemberRegistered', args: { owner: getAddress(owner), key } },
        { eventName: 'StakeDeposited', args: { owner: getAddress(owner), amount: STAKE } },
      ],
    );
    assert.equal(await keyholders.isMember(publicClient, address, owner), true);
    assert.equal((await keyholders.readOwnerOf(publicClient, address, key)).toLowerCase(), owner.toLowerCase());

    await keyholders.deposit(account, address, 5n);
    await keyholders.startUnbonding(account, address, 7n);
    const member = await keyholders.readMember(publicClient, address, owner);
    assert.deepEqual(
      [member.key, member.stake, member.locked, member.unbonding, member.free],
      [key, STAKE + 5n, 0n, 7n, STAKE - 2n],
    );
    const early = await refusal(keyholders.withdraw(account, address, owner));
    assert.deepEqual([early.code, early.details.availableFrom], ['UNBONDING_NOT_OVER', `${member.availableFrom}`]);
    await keyholders.cancelUnbonding(account, address);
    assert.equal((await keyholders.readMember(publicClient, address, owner)).availableFrom, 0n);

    await keyholders.startUnbonding(account, address, STAKE);
    await testClient.increaseTime({ seconds: Number(await keyholders.readUnbondingDelay(publicClient, address)) });
    await testClient.mine({ blocks: 1 });
    const { events } = await keyholders.withdraw(account, address, owner);
    assert.deepEqual(events[0]?.args, { owner: getAddress(owner), to: getAddress(owner), amount: STAKE });
  });

  it('is told by codes what is wrong', async () => {
    const account = nextAccount();
    const { owner } = account;
    const unknown = await refusal(keyholders.readMember(publicClient, address, owner));
    assert.deepEqual([unknown.code, unknown.details], ['MEMBER_NOT_REGISTERED', { owner: getAddress(owner) }]);
    assert.ok(isContractRefusal(unknown));
    assert.equal((await refusal(keyholders.deposit(account, address, 1n))).code, 'MEMBER_NOT_REGISTERED');
    const { key, possession } = await join(account);
    const again = keyholders.registerMember(account, address, { key, possession });
    assert.equal((await refusal(again)).code, 'MEMBER_ALREADY_REGISTERED');
    const copied = keyholders.registerMember(nextAccount(), address, { key, possession });
    assert.equal((await refusal(copied)).code, 'KEY_ALREADY_REGISTERED');
    const much = await refusal(keyholders.startUnbonding(account, address, STAKE + 1n));
    assert.deepEqual(
      [much.code, much.details],
      ['STAKE_NOT_FREE', { owner: getAddress(owner), amount: `${STAKE + 1n}`, free: `${STAKE}` }],
    );
    assert.equal((await refusal(keyholders.startUnbonding(account, address, 0n))).code, 'AMOUNT_IS_ZERO');
    assert.equal((await refusal(keyholders.startUnbonding(account, address, 1n << 256n))).code, 'ARGUMENT_INVALID');
    assert.equal((await refusal(keyholders.claim(account, address, zeroAddress))).code, 'RECIPIENT_IS_ZERO');
    assert.equal((await refusal(keyholders.claim(account, address, owner))).code, 'NOTHING_CLAIMABLE');
    assert.equal(
      (await refusal(keyholders.deposit(account, address, parseEther('1000000')))).code,
      'FUNDS_INSUFFICIENT',
    );
  });

  it('signs acceptances that the contract takes, once', async () => {
    const [account, locker, gainer] = [nextAccount(), nextAccount(), nextAccount()];
    await join(account);
    const deadline = (await publicClient.getBlock()).timestamp + DELAY;
    const acceptance = { owner: account.owner, locker: locker.owner, terms: TERMS, amount: STAKE, deadline };
    const scope = { chainId, verifyingContract: address };
    const args = [account.owner, locker.owner, TERMS, STAKE, deadline] as const;
    const asked = await query(publicClient, { abi: keyholdersAbi, address, functionName: 'hashAcceptance', args });
    assert.equal(keyholders.hashAcceptance(scope, acceptance), asked);

    const signature = await keyholders.signAcceptance(account.walletClient, {
      ...acceptance,
      verifyingContract: address,
    });
    assert.equal(await keyholders.verifyAcceptance(publicClient, scope, acceptance, signature), true);
    for (const changed of [{ amount: 1n }, { owner: locker.owner }, { terms: zeroHash }, { deadline: 1n }]) {
      const other = { ...acceptance, ...changed };
      assert.equal(await keyholders.verifyAcceptance(publicClient, scope, other, signature), false);
    }
    const lock = { abi: keyholdersAbi, address, functionName: 'lock' } as const;
    const lockArgs = [account.owner, TERMS, STAKE, deadline, signature] as const;
    assert.equal((await refusal(transact(gainer, { ...lock, args: lockArgs }))).code, 'ACCEPTANCE_NOT_SIGNED');
    await transact(locker, { ...lock, args: lockArgs });
    const id = { locker: locker.owner, terms: TERMS, owner: account.owner };
    assert.deepEqual(await keyholders.readLock(publicClient, address, id), { amount: STAKE, status: 'held' });
    assert.equal((await refusal(keyholders.revoke(account, address, id))).code, 'ACCEPTANCE_SPENT');

    const slash = [account.owner, TERMS, 9n, gainer.owner] as const;
    await transact(locker, { abi: keyholdersAbi, address, functionName: 'slash', args: slash });
    assert.equal(await keyholders.readClaimable(publicClient, address, gainer.owner), 9n);
    const { events } = await keyholders.claim(gainer, address, gainer.owner);
    assert.deepEqual(
      events.map(({ eventName }) => eventName),
      ['SlashedStakeClaimed'],
    );
    await keyholders.revoke(account, address, { locker: gainer.owner, terms: TERMS });
    const revoked = await keyholders.readLock(publicClient, address, { ...id, locker: gainer.owner });
    assert.equal(revoked.status, 'revoked');
    const late = { ...acceptance, deadline: 1n << 64n, verifyingContract: address };
    assert.equal((await refusal(keyholders.signAcceptance(account.walletClient, late))).code, 'ARGUMENT_INVALID');
  });

  it('leaves events that can be read in pages', async () => {
    const all = await readEvents(publicClient, { abi: keyholdersAbi, address }, { fromBlock: 0n });
    const paged = await readEvents(publicClient, { abi: keyholdersAbi, address }, { fromBlock: 0n, span: 2n });
    assert.ok(all.events.length > 5);
    assert.deepEqual(paged, all);
    const elsewhere = { abi: keyholdersAbi, address: registry };
    assert.deepEqual((await readEvents(publicClient, elsewhere, { fromBlock: 0n })).events, []);
    const { events } = all;
    assert.ok(events.some(({ eventName, args }) => eventName === 'StakeLocked' && args.amount === STAKE));
    assert.deepEqual(decodeEvents(elsewhere, await publicClient.getLogs({ fromBlock: 0n })), []);
  });
});

describe('a transaction', () => {
  it('says so when it was tried out with success and then refused', async () => {
    const account = nextAccount();
    await join(account);
    const walletClient = createWalletClient({
      account: account.owner,
      chain: publicClient.chain,
      transport: custom({
        // Somebody's transaction comes first: the whole stake is already unbonding when this one is mined.
        request: async ({ method, params }) => {
          if (method === 'eth_sendTransaction') {
            await provider.request({ method: 'evm_setAutomine', params: [false] });
            const first = {
              from: account.owner,
              to: address,
              data: START_ALL,
              gas: '0x30d40',
              gasPrice: '0x2540be400',
            };
            await provider.request({ method: 'eth_sendTransaction', params: [first] });
            const hash = await provider.request({ method, params });
            await provider.request({ method: 'evm_mine' });
            await provider.request({ method: 'evm_setAutomine', params: [true] });
            return hash;
          }
          return await provider.request({ method, params });
        },
      }),
    });
    let sent: Hex | undefined;
    const call = keyholders.startUnbonding({ publicClient, walletClient }, address, 1n, {
      onSent: (hash) => {
        sent = hash;
      },
    });
    const { code, details } = await refusal(call);
    assert.equal(code, 'TRANSACTION_REVERTED');
    assert.equal(details.hash, sent);
    assert.equal(details.reason, 'STAKE_NOT_FREE');
  });

  it('does not ask for more gas than one may have', async () => {
    const { account } = await joined();
    const { receipt } = await keyholders.deposit(account, address, 1n);
    const { gas } = await publicClient.getTransaction({ hash: receipt.transactionHash });
    assert.ok(gas >= receipt.gasUsed && gas <= MAX_TRANSACTION_GAS);
    const dear = createPublicClient({ transport: custom({ request: greedy }) });
    const call = keyholders.deposit({ ...account, publicClient: dear }, address, 1n);
    assert.equal((await refusal(call)).code, 'GAS_LIMIT_EXCEEDED');
  });

  it('is not sent to where there is no contract, or from where there is no ether', async () => {
    const account = nextAccount();
    const nowhere: Address = '0x00000000000000000000000000000000000000ff';
    assert.equal(await hasCode(publicClient, nowhere), false);
    assert.equal(await hasCode(publicClient, address), true);
    assert.equal((await refusal(keyholders.isMember(publicClient, nowhere, account.owner))).code, 'CONTRACT_MISSING');
    assert.equal((await refusal(requireChain(publicClient, chainId + 1))).code, 'CHAIN_MISMATCH');
    await requireChain(publicClient, chainId);
    const poor = createWalletClient({
      account: privateKeyToAccount(TERMS),
      chain: publicClient.chain,
      transport: custom(provider as never),
    });
    const call = transact(
      { publicClient, walletClient: poor },
      {
        abi: parseAbi(['function register((uint256 x, uint256 y) key, (uint256 c, uint256 z) possession) payable']),
        address,
        functionName: 'register',
        args: [
          { x: 1n, y: 2n },
          { c: 0n, z: 0n },
        ],
      },
    );
    assert.equal((await refusal(call)).code, 'POSSESSION_NOT_PROVEN');
  });
});

describe('a verifying key, by the SDK alone', () => {
  it('is registered under the id that a client expects, once', async () => {
    const { verificationKey, circuit } = await localArtifacts().load('logistic-4x3-b8');
    const account = nextAccount();
    const metadata = circuitMetadata(circuit);
    const provenance = provenanceArgument(verificationKey.provenance);
    const claims = { keyHash: verificationKey.hash, statementSignals: circuit.statementSignals, metadata, provenance };
    const expected = circuitIdOf(claims);
    assert.equal((await refusal(readCircuit(publicClient, registry, expected))).code, 'CIRCUIT_NOT_REGISTERED');
    const key = keyArgument(affineKey(verificationKey));
    const { id, events } = await registerCircuit(account, registry, { key, metadata, provenance });
    assert.equal(id, expected);
    assert.equal(events[0]?.eventName, 'CircuitRegistered');
    const found = await readCircuit(publicClient, registry, id);
    assert.deepEqual([BigInt(found.keyHash), found.development], [verificationKey.hash, true]);
    const { name, provenance: claimed } = await readCircuitClaims(publicClient, registry, id);
    assert.deepEqual([name, claimed], [circuit.name, provenance]);
    assert.equal(await readDevelopmentAllowed(publicClient, registry), false);
    const again = await refusal(registerCircuit(account, registry, { key, metadata, provenance }));
    assert.deepEqual([again.code, again.details], ['CIRCUIT_ALREADY_REGISTERED', { id }]);
    const ceremony = { kind: 'ceremony', transcriptHash: TERMS, transcriptCid: 'bafy' } as const;
    assert.throws(() => provenanceArgument(ceremony), { code: 'ARGUMENT_INVALID' });
    assert.equal(errorCode(again), again.code);
  });
});
