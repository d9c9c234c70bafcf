import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hash_to_field } from '@noble/curves/abstract/hash-to-curve.js';
import { bn254 } from '@noble/curves/bn254.js';
import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { COORDINATE_ORDER } from '../hashing/index.ts';
import { hashToG1, mapToG1, SVDW_Z, svdwConstants } from './hash-to-curve.ts';
import { SEEDED } from './test-support.ts';

const { Fp } = bn254.fields;
const curve = (x: bigint): bigint => Fp.add(Fp.pow(x, 3n), 3n);
const isSquare = (a: bigint): boolean => a === 0n || Fp.pow(a, (COORDINATE_ORDER - 1n) / 2n) === 1n;

/** RFC 9380, appendix H.1, for A = 0. */
function findZ(): bigint {
  for (let counter = 1n; ; counter++) {
    for (const z of [counter, Fp.neg(counter)]) {
      const at = curve(z);
      const ratio = Fp.neg(Fp.div(Fp.mul(3n, Fp.sqr(z)), Fp.mul(4n, at)));
      if (at === 0n || ratio === 0n || !isSquare(ratio)) continue;
      if (isSquare(at) || isSquare(curve(Fp.div(Fp.neg(z), 2n)))) return z;
    }
  }
}

// BN254G1_XMD:SHA-256_SVDW_RO_ under the tag QUUX-V01-CS02-with-BN254G1_XMD:SHA-256_SVDW_RO_: message, u, x and y.
// Source: gnark-crypto, ecc/bn254/hash_vectors_test.go. The RFC has no vectors for BN254.
const TAG = 'QUUX-V01-CS02-with-BN254G1_XMD:SHA-256_SVDW_RO_';
const VECTORS = [
  {
    message: '',
    u: [
      0x2f87b81d9d6ef05ad4d249737498cc27e1bd485dca804487844feb3c67c1a9b5n,
      0x6de2d0d7c0d9c7a5a6c0b74675e7543f5b98186b5dbf831067449000b2b1f8en,
    ],
    x: 0xa976ab906170db1f9638d376514dbf8c42aef256a54bbd48521f20749e59e86n,
    y: 0x2925ead66b9e68bfc309b014398640ab55f6619ab59bc1fab2210ad4c4d53d5n,
  },
  {
    message: 'abc',
    u: [
      0x11945105b5e3d3b9392b5a2318409cbc28b7246aa47fa30da5739907737799a9n,
      0x1255fc9ad5a6e0fb440916f091229bda611c41be2f2283c3d8f98c596be4c8c9n,
    ],
    x: 0x23f717bee89b1003957139f193e6be7da1df5f1374b26a4643b0378b5baf53d1n,
    y: 0x4142f826b71ee574452dbc47e05bc3e1a647478403a7ba38b7b93948f4e151dn,
  },
  {
    message: 'abcdef0123456789',
    u: [
      0x2f7993a6b43a8dbb37060e790011a888157f456b895b925c3568690685f4983dn,
      0x2677d0532b47a4cead2488845e7df7ebc16c0b8a2cd8a6b7f4ce99f51659794en,
    ],
    x: 0x187dbf1c3c89aceceef254d6548d7163fdfa43084145f92c4c91c85c21442d4an,
    y: 0xabd99d5b0000910b56058f9cc3b0ab0a22d47cf27615f588924fac1e5c63b4dn,
  },
  {
    message: `q128_${'q'.repeat(128)}`,
    u: [
      0x2a50be15282ee276b76db1dab761f75401cdc8bd9fff81fcf4d428db16092a7bn,
      0x23b41953676183c30aca54b5c8bd3ffe3535a6238c39f6b15487a5467d5d20ebn,
    ],
    x: 0xfe2b0743575324fc452d590d217390ad48e5a16cf051bee5c40a2eba233f5cn,
    y: 0x794211e0cc72d3cbbdf8e4e5cd6e7d7e78d101ff94862caae8acbe63e9fdc78n,
  },
  {
    message: `a512_${'a'.repeat(512)}`,
    u: [
      0x48527470f534978bae262c0f3ba8380d7f560916af58af9ad7dcb6a4238e633n,
      0x19a6d8be25702820b9b11eada2d42f425343889637a01ecd7672fbcf590d9ffen,
    ],
    x: 0x1b05dc540bd79fd0fea4fbb07de08e94fc2e7bd171fe025c479dc212a2173cen,
    y: 0x1bf028afc00c0f843d113758968f580640541728cfc6d32ced9779aa613cd9b0n,
  },
];

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('hashToG1', () => {
  for (const { message, u, x, y } of VECTORS) {
    it(`gives the published point for "${message.slice(0, 16)}"`, () => {
      const options = { DST: TAG, p: COORDINATE_ORDER, m: 1, k: 128, expand: 'xmd', hash: sha256 } as const;
      assert.deepEqual(hash_to_field(bytes(message), 2, options).flat(), u);
      assert.deepEqual({ ...hashToG1(bytes(message), TAG).toAffine() }, { x, y });
    });
  }

  it('separates messages and tags', () => {
    const points = [
      hashToG1(bytes('a'), TAG),
      hashToG1(bytes('b'), TAG),
      hashToG1(bytes('a'), `${TAG}2`),
      hashToG1(bytes('2a'), TAG),
    ];
    assert.equal(new Set(points.map((point) => point.x)).size, points.length);
  });
});

describe('the map of Shallue and van de Woestijne', () => {
  it('uses the Z that find_z_svdw finds', () => {
    assert.equal(findZ(), SVDW_Z);
  });

  it('has the constants of section 6.6.1', () => {
    const { c1, c2, c3, c4 } = svdwConstants(SVDW_Z);
    const triple = Fp.mul(3n, Fp.sqr(SVDW_Z));
    assert.equal(c1, 4n);
    assert.equal(Fp.mul(c2, 2n), Fp.neg(SVDW_Z));
    assert.equal(Fp.sqr(c3), Fp.neg(Fp.mul(c1, triple)));
    assert.equal(c3 & 1n, 0n, 'sgn0(c3) must be 0');
    assert.equal(Fp.mul(c4, triple), Fp.neg(Fp.mul(4n, c1)));
  });

  it('reaches the curve from every element, with the sign of u', () => {
    const element = fc.bigInt({ min: 0n, max: COORDINATE_ORDER - 1n });
    fc.assert(
      fc.property(element, (u) => {
        const point = mapToG1(u);
        point.assertValidity();
        return (point.y & 1n) === (u & 1n);
      }),
      SEEDED,
    );
  });

  it('reaches the curve where the map divides by zero', () => {
    // 1 - u^2 g(Z) = 0 at u = 1/2, and 1 + u^2 g(Z) = 0 nowhere, because -1 is no square modulo q.
    const half = Fp.inv(2n);
    for (const u of [0n, half, Fp.neg(half)]) mapToG1(u).assertValidity();
    assert.ok(!isSquare(Fp.neg(1n)));
  });
});
