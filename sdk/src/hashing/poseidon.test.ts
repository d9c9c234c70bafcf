import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { assertRefused } from '../../../test/support/refusals.ts';
import { FIELD_ORDER, hashVector, poseidon } from './index.ts';

const SEEDED = { seed: 16, numRuns: 20 };
const anyElement = fc.oneof(fc.bigInt({ min: 0n, max: FIELD_ORDER - 1n }), fc.constantFrom(0n, 1n, FIELD_ORDER - 1n));
const elements = (length: number): fc.Arbitrary<bigint[]> =>
  fc.array(anyElement, { minLength: length, maxLength: length });
const countTo = (length: number): bigint[] => Array.from({ length }, (_, i) => BigInt(i + 1));

/** From the tests of circomlib (poseidoncircuit.js) and go-iden3-crypto (TestPoseidonHash), which share constants. */
const VECTORS: readonly (readonly [readonly bigint[], bigint])[] = [
  [[1n], 18586133768512220936620570745912940619677854269274689475585506675881198879027n],
  [[1n, 2n], 7853200120776062878684798364095072458815029376092732009249414926327459813530n],
  [[3n, 4n], 14763215145315200506921711489642608356394854266165572616578112107564877678998n],
  [[1n, 2n, 0n, 0n, 0n], 1018317224307729531995786483840663576608797660851238720571059489595066344487n],
  [[1n, 2n, 0n, 0n, 0n, 0n], 15336558801450556532856248569924170992202208561737609669134139141992924267169n],
  [[3n, 4n, 0n, 0n, 0n], 5811595552068139067952687508729883632420015185677766880877743348592482390548n],
  [[3n, 4n, 0n, 0n, 0n, 0n], 12263118664590987767234828103155242843640892839966517009184493198782366909018n],
  [[3n, 4n, 5n, 10n, 23n], 13034429309846638789535561449942021891039729847501137143363028890275222221409n],
  [countTo(4), 18821383157269793795438455681495246036402687001665670618754263018637548127333n],
  [countTo(6), 20400040500897583745843009878988256314335038853985262692600694741116813247201n],
  [countTo(14), 8354478399926161176778659061636406690034081872658507739535256090879947077494n],
  [countTo(16), 9989051620750914585850546081941653841776809718687451684622678807385399211877n],
  [[...countTo(9), 0n, 0n, 0n, 0n, 0n], 5540388656744764564518487011617040650780060800286365721923524861648744699539n],
  [
    [...countTo(9), 0n, 0n, 0n, 0n, 0n, 0n, 0n],
    11882816200654282475720830292386643970958445617880627439994635298904836126497n,
  ],
];

describe('poseidon', () => {
  it("gives circomlib's own results", () => {
    for (const [inputs, hash] of VECTORS) assert.equal(poseidon(inputs), hash, `poseidon(${inputs.join()})`);
  });

  it('takes one to sixteen elements', () => {
    const hashes = Array.from({ length: 16 }, (_, i) => poseidon(new Array<bigint>(i + 1).fill(0n)));
    assert.equal(new Set(hashes).size, 16, 'each width has its own constants');
    assertRefused('FIELD_INVALID', () => poseidon([]));
    assertRefused('FIELD_INVALID', () => poseidon(countTo(17)));
  });

  it('gives a field element that depends on every input and its place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 16 }).chain(elements), fc.nat(15), (inputs, choice) => {
        const hash = poseidon(inputs);
        assert.ok(hash >= 0n && hash < FIELD_ORDER);
        const at = choice % inputs.length;
        assert.notEqual(poseidon(inputs.with(at, ((inputs[at] as bigint) + 1n) % FIELD_ORDER)), hash);
        const swapped = inputs.with(0, inputs.at(-1) as bigint).with(-1, inputs[0] as bigint);
        if (inputs[0] !== inputs.at(-1)) assert.notEqual(poseidon(swapped), hash);
      }),
      SEEDED,
    );
  });

  it('leaves its argument alone', () => {
    const inputs = Object.freeze(countTo(5));
    assert.equal(poseidon(inputs), poseidon(countTo(5)));
  });
});

describe('hashVector', () => {
  it('is a single call for up to sixteen elements', () => {
    for (let length = 1; length <= 16; length++) assert.equal(hashVector(countTo(length)), poseidon(countTo(length)));
  });

  it('takes fifteen more with the running value in front', () => {
    const all = countTo(47);
    const first = poseidon(all.slice(0, 16));
    assert.equal(hashVector(all.slice(0, 17)), poseidon([first, 17n]));
    const second = poseidon([first, ...all.slice(16, 31)]);
    assert.equal(hashVector(all.slice(0, 31)), second);
    assert.equal(hashVector(all.slice(0, 32)), poseidon([second, 32n]));
    const third = poseidon([second, ...all.slice(31, 46)]);
    assert.equal(hashVector(all.slice(0, 46)), third);
    assert.equal(hashVector(all), poseidon([third, 47n]));
  });

  it('gives each length its own hash of the same beginning', () => {
    const hashes = Array.from({ length: 50 }, (_, i) => hashVector(new Array<bigint>(i + 1).fill(0n)));
    assert.equal(new Set(hashes).size, 50);
  });

  it('depends on every element', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }).chain(elements), fc.nat(49), (vector, choice) => {
        const at = choice % vector.length;
        const changed = vector.with(at, ((vector[at] as bigint) + 1n) % FIELD_ORDER);
        assert.notEqual(hashVector(changed), hashVector(vector));
      }),
      SEEDED,
    );
  });

  it('refuses an empty vector', () => {
    assertRefused('FIELD_INVALID', () => hashVector([]));
  });
});
