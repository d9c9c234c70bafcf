import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toWord } from '@tacit/sdk';
import { type Address, concatHex, type Hex, keccak256, toHex } from 'viem';
import { Fr } from '../support/simulated-key.ts';
import { startChain } from './support/chain.ts';
import { type Logarithms, syntheticKey, wordsFrom } from './support/synthetic-key.ts';
import { deployRegistry, deployVerifier } from './support/verifier.ts';

/*
 * Whoever knows a batch's weights before everything in it is fixed makes two false claims cancel. Here every trapdoor is
 * known, so that for each part that the weights could have failed to hash there is a batch that such a verifier accepts.
 */
const chain = await startChain();
const client = await chain.viem.getPublicClient();
const registry = await deployRegistry(chain);
const verifier = await deployVerifier(chain);
const ANY = { name: 'synthetic', maxSteps: 0, batch: 0, outputs: 0, errorFraction: 0 };
const SIGNALS = 5;
type Pair = readonly [Logarithms, Logarithms];
type Part = 'key' | 'proofs' | 'signals';
type Forgetting = 'zeros' | 'nothing';

async function register(synthetic: ReturnType<typeof syntheticKey>): Promise<Address> {
  const { id } = await registry.register(synthetic.argument, ANY);
  return (await registry.circuit(id)).vk;
}

const join = (words: readonly bigint[]): Hex => concatHex(words.map((word) => toHex(toWord(word))));

/** The second weight of a pair, where `forgotten` is hashed as zeros or not at all. */
async function weightOf(
  vk: Address | undefined,
  pair: Pair,
  forgotten?: Part,
  as: Forgetting = 'zeros',
): Promise<bigint> {
  const words = pair.map(wordsFrom);
  const code = vk && (await client.getCode({ address: vk }));
  const parts: [Part | 'count', Hex][] = [
    ['key', code ? keccak256(code) : join([0n])],
    ['count', join([2n])],
    ['proofs', join(words.flatMap(({ proof }) => proof))],
    ['signals', join(words.flatMap(({ pubs }) => pubs))],
  ];
  const empty = (hex: Hex): Hex => `0x${as === 'zeros' ? '0'.repeat(hex.length - 2) : ''}`;
  const seed = keccak256(concatHex(parts.map(([part, hex]) => (part === forgotten ? empty(hex) : hex))));
  return BigInt(keccak256(concatHex([seed, toHex(toWord(1n))]))) >> 128n;
}

/** Two false claims of random numbers, whose errors one part of them can balance. */
const balance: Record<Part, (synthetic: ReturnType<typeof syntheticKey>, pair: Pair, weight: bigint) => Pair> = {
  proofs: (synthetic, [first, second], weight) => [
    synthetic.solveC(first, Fr.neg(Fr.mul(weight, synthetic.errorOf(second)))),
    second,
  ],
  signals: (synthetic, [first, second], weight) => {
    const error = Fr.add(synthetic.errorOf(first), Fr.mul(weight, synthetic.errorOf(second)));
    const moved = Fr.add(first.pubs[0] as bigint, Fr.div(error, synthetic.statement[1] as bigint));
    return [{ ...first, pubs: first.pubs.with(0, moved) }, second];
  },
  // The key itself is chosen last: see `balancedKey`.
  key: (_, pair) => pair,
};

/** The same key but for IC_1, under which the pair's errors cancel with this weight. */
function balancedKey(synthetic: ReturnType<typeof syntheticKey>, pair: Pair, weight: bigint, seed: number) {
  const [first, second] = pair;
  const error = Fr.add(synthetic.errorOf(first), Fr.mul(weight, synthetic.errorOf(second)));
  const slope = Fr.add(first.pubs[0] as bigint, Fr.mul(weight, second.pubs[0] as bigint));
  const moved = Fr.add(synthetic.statement[1] as bigint, Fr.div(error, slope));
  return syntheticKey(SIGNALS, 2, seed, synthetic.statement.with(1, moved));
}

describe('the weights of a batch', () => {
  for (const part of ['key', 'proofs', 'signals'] as const) {
    for (const as of ['zeros', 'nothing'] as const) {
      it(`hash its ${part}: a batch made for weights that hash ${as} in their place is rejected`, async () => {
        const seed = 100 + part.length + as.length;
        const drawn = syntheticKey(SIGNALS, 2, seed);
        const given = syntheticKey(SIGNALS, 2, seed, drawn.statement);
        const pair: Pair = [given.random(), given.random()];
        const early = part === 'key' ? undefined : await register(given);
        const weight = await weightOf(early, pair, part, as);
        const synthetic = part === 'key' ? balancedKey(given, pair, weight, seed) : given;
        const balanced = balance[part](synthetic, pair, weight);
        const vk = early ?? (await register(synthetic));

        const errors = balanced.map(synthetic.errorOf) as [bigint, bigint];
        assert.ok(errors[0] !== 0n && errors[1] !== 0n, 'both claims are false');
        assert.equal(Fr.add(errors[0], Fr.mul(weight, errors[1])), 0n, 'and cancel with that weight');
        assert.equal(await weightOf(early && vk, balanced, part, as), weight, 'which a forgetful verifier would take');
        assert.deepEqual(await verifier.verifyBatch(vk, balanced.map(wordsFrom)), [false, 0n, 0n]);
      });
    }
  }

  it('have a control: with the weight that the verifier does take, false claims cancel', async () => {
    // A fixed point of the hash cannot be found; a true pair shows that proofs of this make are read as they should be.
    const synthetic = syntheticKey(SIGNALS, 2, 99);
    const vk = await register(synthetic);
    const pair = [synthetic.solveC(synthetic.random()), synthetic.solveC(synthetic.random())];
    assert.deepEqual(pair.map(synthetic.errorOf), [0n, 0n]);
    assert.equal((await verifier.verifyBatch(vk, pair.map(wordsFrom)))[0], true);
    const [first, second] = pair as [Logarithms, Logarithms];
    const weight = await weightOf(vk, [first, second]);
    assert.ok(weight > 2n ** 100n && weight < 2n ** 128n);
  });
});

describe('the verifier and identities', () => {
  it('refuses them where the equation holds', async () => {
    const synthetic = syntheticKey(SIGNALS, 2, 98);
    const vk = await register(synthetic);
    const honest = wordsFrom(synthetic.solveC(synthetic.random()));
    const withD = (claim: Logarithms): Logarithms => {
      // c = 0: D takes up what is left; eta's logarithm follows from how much one more of D changes.
      const [at0, at1] = [synthetic.errorOf({ ...claim, d: 0n }), synthetic.errorOf({ ...claim, d: 1n })];
      return { ...claim, d: Fr.div(at0, Fr.sub(at0, at1)) };
    };
    const claims: [string, Logarithms][] = [
      ['A', synthetic.solveC({ ...synthetic.random(), a: 0n })],
      ['B', synthetic.solveC({ ...synthetic.random(), b: 0n })],
      ['A and B', synthetic.solveC({ ...synthetic.random(), a: 0n, b: 0n })],
      ['C', withD({ ...synthetic.random(), c: 0n })],
      ['D', synthetic.solveC({ ...synthetic.random(), d: 0n })],
    ];
    for (const [name, claim] of claims) {
      assert.equal(synthetic.errorOf(claim), 0n, `a control: the equation holds without ${name}`);
      assert.equal(await verifier.verify(vk, wordsFrom(claim)), false, name);
      for (const list of [[wordsFrom(claim)], [honest, wordsFrom(claim)], [wordsFrom(claim), honest]]) {
        assert.equal((await verifier.verifyBatch(vk, list))[0], false, `${name} in a batch`);
      }
    }
    assert.equal((await verifier.verifyBatch(vk, [honest, honest]))[0], true);
  });

  it('gives the identity as the sum of D and -D', async () => {
    const synthetic = syntheticKey(SIGNALS, 2, 97);
    const vk = await register(synthetic);
    const first = synthetic.random();
    const opposite = { ...synthetic.random(), d: Fr.neg(first.d) };
    const pair = [first, opposite].map((claim) => wordsFrom(synthetic.solveC(claim)));
    assert.deepEqual(await verifier.verifyBatch(vk, pair), [true, 0n, 0n]);
  });
});

describe('the verifier and keys that no registry wrote', () => {
  it('rejects all under a base that is no point, rather than leave the signals out', async () => {
    const synthetic = syntheticKey(SIGNALS, 2, 96);
    const vk = await register(synthetic);
    const bare = syntheticKey(
      SIGNALS,
      2,
      96,
      synthetic.statement.map((scalar, i) => (i === 0 ? scalar : 0n)),
    );
    const claim = wordsFrom(bare.solveC(synthetic.random()));
    const code = (await client.getCode({ address: vk })) as Hex;
    // The last digit of IC_1's ordinate: code is 1 byte, then 24 words, then the bases.
    const last = 2 + 2 * (1 + 32 * 26) - 1;
    const broken: Hex = `0x${code.slice(2, last)}${code[last] === '0' ? '1' : '0'}${code.slice(last + 1)}`;
    const address = '0x00000000000000000000000000000000000000bb';
    await (await chain.viem.getTestClient()).setCode({ address, bytecode: broken });
    // So much that what the failed precompile leaves would pay for the pairings.
    const gas = 16_700_000n;
    assert.equal(await verifier.verify(address, claim, gas), false);
    assert.equal((await verifier.verifyBatch(address, [claim], gas))[0], false);
    await (await chain.viem.getTestClient()).setCode({ address, bytecode: code });
    assert.equal(await verifier.verify(address, wordsFrom(synthetic.solveC(synthetic.random()))), true);
  });
});
