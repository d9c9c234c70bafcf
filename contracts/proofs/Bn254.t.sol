// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Fixtures} from '../test/Fixtures.sol';
import {Bn254, G1Point, G2Point} from './Bn254.sol';

contract Bn254Test is Fixtures {
    using Bn254 for G1Point;
    using Bn254 for G2Point;

    uint256 private constant _Q = Bn254.COORDINATE_ORDER;
    uint256 private constant _R = Bn254.FIELD_ORDER;
    /// @dev Of the generator, twice (EIP-196's test vectors have it as `chfast1` and others).
    uint256 private constant _TWICE_X = 1368015179489954701390400359078579693043519447331113978918064868415326638035;
    uint256 private constant _TWICE_Y = 9918110051302171585080402603319702774565515993150576347155970296011118125764;

    // External, so that reverts can be expected and calldata be passed.
    function add(G1Point calldata a, G1Point calldata b) external view returns (G1Point memory) {
        return Bn254.add(a, b);
    }

    function multiply(G1Point calldata point, uint256 scalar) external view returns (G1Point memory) {
        return Bn254.multiply(point, scalar);
    }

    function multiScalar(G1Point[] calldata points, uint256[] calldata scalars) external view returns (G1Point memory) {
        return Bn254.multiScalar(points, scalars);
    }

    function hashPoints(G1Point[] calldata points) external pure returns (bytes32) {
        return Bn254.hashPoints(points);
    }

    function negate(G1Point calldata point) external pure returns (G1Point memory) {
        G1Point memory copy = point;
        return copy.negate();
    }

    function tryMultiplyAdd(uint256[5] calldata input) external view returns (bool ok, uint256 x, uint256 y) {
        uint256[5] memory terms = input;
        ok = Bn254.tryMultiplyAdd(terms);
        (x, y) = (terms[0], terms[1]);
    }

    function tryCombine(uint256[6] calldata input) external view returns (bool ok, uint256 x, uint256 y) {
        uint256[6] memory terms = input;
        ok = Bn254.tryCombine(terms);
        (x, y) = (terms[0], terms[1]);
    }

    function accumulate(uint256[4] calldata input, uint256 x, uint256 y) external view returns (uint256, uint256) {
        uint256[4] memory terms = input;
        Bn254.accumulate(terms, x, y);
        return (terms[0], terms[1]);
    }

    function _assertSame(G1Point memory a, G1Point memory b) private pure {
        assertEq(a.x, b.x);
        assertEq(a.y, b.y);
        assertTrue(a.equals(b), 'equals');
    }

    function _pairs(G1Point[] memory g1, G2Point[] memory g2) private pure returns (uint256[] memory input) {
        input = new uint256[](g1.length * Bn254.PAIR_WORDS);
        for (uint256 i; i < g1.length; ++i) {
            (input[6 * i], input[6 * i + 1]) = (g1[i].x, g1[i].y);
            (input[6 * i + 2], input[6 * i + 3]) = (g2[i].xImaginary, g2[i].xReal);
            (input[6 * i + 4], input[6 * i + 5]) = (g2[i].yImaginary, g2[i].yReal);
        }
    }

    function test_OrdersAreThoseOfTheCurve() public view {
        assertTrue(Bn254.generator().multiply(_R).isZero(), 'r G = 0');
        _assertSame(Bn254.generator().multiply(_R - 1), Bn254.generator().negate());
        assertEq(Bn254.generator().negate().y, _Q - 2);
    }

    function test_TwiceTheGenerator() public view {
        G1Point memory twice = G1Point(_TWICE_X, _TWICE_Y);
        _assertSame(Bn254.add(Bn254.generator(), Bn254.generator()), twice);
        _assertSame(Bn254.generator().multiply(2), twice);
    }

    function test_TheIdentity() public view {
        G1Point memory zero;
        assertTrue(zero.isZero() && !zero.isOnCurve(), 'the identity is no proper point');
        assertTrue(zero.negate().isZero() && zero.multiply(5).isZero(), 'and stays what it is');
        _assertSame(Bn254.add(zero, Bn254.generator()), Bn254.generator());
        assertTrue(Bn254.add(Bn254.generator(), Bn254.generator().negate()).isZero(), 'G - G');
        assertFalse(G1Point(0, 1).isZero() || G1Point(1, 0).isZero(), 'both coordinates count');
        assertFalse(G1Point(1, 2).equals(G1Point(1, 3)) || G1Point(1, 2).equals(G1Point(2, 2)), 'equals');
    }

    function testFuzz_ArithmeticIsLinear(uint256 a, uint256 b) public view {
        G1Point memory g = Bn254.generator();
        _assertSame(Bn254.add(g.multiply(a), g.multiply(b)), g.multiply(addmod(a, b, _R)));
        _assertSame(g.multiply(a).multiply(b), g.multiply(mulmod(a, b, _R)));
        _assertSame(g.multiply(a).negate(), g.multiply(_R - (a % _R)));
        assertTrue(a % _R == 0 || g.multiply(a).isOnCurve(), 'products are points');
    }

    /// @dev The precompile decides what a point is; `isOnCurve` must say the same but for the identity.
    function testFuzz_IsOnCurveAgreesWithThePrecompile(uint256 x, uint256 y, uint256 kind) public view {
        G1Point memory point = G1Point(x, y);
        if (kind % 4 == 1) point = Bn254.generator().multiply(x);
        if (kind % 4 == 2) point = G1Point(point.x + _Q * (kind & 1), Bn254.generator().multiply(x).y);
        if (kind % 4 == 3) point = G1Point(x % 8, y % 8);
        uint256[4] memory terms = [point.x, point.y, 0, 0];
        (bool accepted, ) = address(6).staticcall{gas: 10_000}(abi.encode(terms));
        assertTrue(accepted == (point.isOnCurve() || point.isZero()), 'as the precompile says');
    }

    function test_IsOnCurveRefusesAliases() public pure {
        assertTrue(G1Point(1, 2).isOnCurve() && G1Point(1, _Q - 2).isOnCurve(), 'a control');
        assertFalse(G1Point(1 + _Q, 2).isOnCurve(), 'x plus q');
        assertFalse(G1Point(1, 2 + _Q).isOnCurve(), 'y plus q');
        assertFalse(G1Point(1, 3).isOnCurve() || G1Point(2, 2).isOnCurve(), 'off the curve');
        assertFalse(G1Point(_Q, _Q).isOnCurve() || G1Point(0, _Q).isOnCurve(), 'aliases of the identity');
    }

    function test_RevertWhen_APointIsNone() public {
        G1Point memory bad = G1Point(1, 3);
        G1Point memory good = Bn254.generator();
        VM.expectRevert(abi.encodeWithSelector(Bn254.AdditionRefused.selector, bad, good));
        this.add{gas: 1_000_000}(bad, good);
        VM.expectRevert(abi.encodeWithSelector(Bn254.AdditionRefused.selector, good, bad));
        this.add{gas: 1_000_000}(good, bad);
        VM.expectRevert(abi.encodeWithSelector(Bn254.MultiplicationRefused.selector, bad, 7));
        this.multiply{gas: 1_000_000}(bad, 7);
    }

    function test_RevertWhen_AnOrdinateIsAboveQ() public {
        VM.expectPartialRevert(0x4e487b71); // Panic(uint256)
        this.negate(G1Point(1, _Q + 2));
    }

    function testFuzz_MultiScalar(uint256[5] memory scalars, uint256 count) public view {
        count = bound(count, 0, 5);
        G1Point[] memory points = new G1Point[](count);
        uint256[] memory factors = new uint256[](count);
        uint256 expected;
        for (uint256 i; i < count; ++i) {
            points[i] = Bn254.generator().multiply(i + 2);
            factors[i] = scalars[i];
            expected = addmod(expected, mulmod(i + 2, scalars[i], _R), _R);
        }
        _assertSame(this.multiScalar(points, factors), Bn254.generator().multiply(expected));
    }

    function test_MultiScalarWithZerosAndOnes() public view {
        G1Point[] memory points = new G1Point[](3);
        (points[0], points[1], points[2]) = (G1Point(1, 2), G1Point(1, 2).multiply(5), G1Point(0, 0));
        uint256[] memory factors = new uint256[](3);
        (factors[0], factors[1], factors[2]) = (1, 0, 1);
        _assertSame(this.multiScalar(points, factors), G1Point(1, 2));
    }

    function test_RevertWhen_LengthsDiffer() public {
        VM.expectRevert(abi.encodeWithSelector(Bn254.LengthsDiffer.selector, 2, 1));
        this.multiScalar(new G1Point[](2), new uint256[](1));
    }

    function test_RevertWhen_ATermIsNoPoint() public {
        G1Point[] memory points = new G1Point[](2);
        (points[0], points[1]) = (G1Point(1, 2), G1Point(1, 3));
        uint256[] memory factors = new uint256[](2);
        (factors[0], factors[1]) = (3, 4);
        VM.expectRevert(abi.encodeWithSelector(Bn254.MultiplicationRefused.selector, points[1], 4));
        this.multiScalar{gas: 1_000_000}(points, factors);
        factors[1] = 1;
        VM.expectRevert(abi.encodeWithSelector(Bn254.MultiplicationRefused.selector, points[1], 1));
        this.multiScalar{gas: 1_000_000}(points, factors);
    }

    function test_TryMultiplyAddSaysNoToPointsThatAreNone() public view {
        for (uint256 factor; factor < 3; ++factor) {
            (bool ok, , ) = this.tryMultiplyAdd{gas: 1_000_000}([uint256(1), 2, 1, 3, factor]);
            assertFalse(ok, 'the term');
            (ok, , ) = this.tryMultiplyAdd{gas: 1_000_000}([uint256(1), 3, 1, 2, factor]);
            assertFalse(ok, 'the sum');
        }
        (bool good, uint256 x, uint256 y) = this.tryMultiplyAdd([uint256(0), 0, 1, 2, 2]);
        assertTrue(good && x == _TWICE_X && y == _TWICE_Y, 'a control');
    }

    function testFuzz_Combines(uint64 a, uint64 b, uint256 scalar, uint256 other) public view {
        G1Point memory p = Bn254.generator().multiply(a);
        G1Point memory q = Bn254.generator().multiply(b);
        (bool ok, uint256 x, uint256 y) = this.tryCombine([p.x, p.y, scalar, q.x, q.y, other]);
        assertTrue(ok, 'ok');
        _assertSame(G1Point(x, y), p.multiply(scalar).add(q.multiply(other)));
    }

    function test_TryCombineSaysNoToPointsThatAreNone() public view {
        (bool ok, , ) = this.tryCombine{gas: 1_000_000}([uint256(1), 3, 2, 1, 2, 2]);
        assertFalse(ok, 'the first');
        (ok, , ) = this.tryCombine{gas: 1_000_000}([uint256(1), 2, 2, 1, 3, 2]);
        assertFalse(ok, 'the second');
        uint256 x;
        uint256 y;
        (ok, x, y) = this.tryCombine([uint256(1), 2, 4, 1, 2, _R - 2]);
        assertTrue(ok && x == _TWICE_X && y == _TWICE_Y, 'a control');
    }

    function testFuzz_Accumulates(uint64 a, uint64 b) public view {
        G1Point memory p = Bn254.generator().multiply(a);
        G1Point memory q = Bn254.generator().multiply(b);
        (uint256 x, uint256 y) = this.accumulate([p.x, p.y, 7, 7], q.x, q.y);
        _assertSame(G1Point(x, y), p.add(q));
    }

    function test_RevertWhen_WhatIsAccumulatedIsNone() public {
        VM.expectRevert(abi.encodeWithSelector(Bn254.AdditionRefused.selector, G1Point(1, 2), G1Point(1, 3)));
        this.accumulate{gas: 1_000_000}([uint256(1), 2, 0, 0], 1, 3);
    }

    function test_HashesPointsWordByWord() public view {
        G1Point[] memory points = new G1Point[](2);
        (points[0], points[1]) = (G1Point(1, 2), G1Point(3, 4));
        assertEq(this.hashPoints(points), keccak256(abi.encode(1, 2, 3, 4)));
        assertEq(this.hashPoints(new G1Point[](0)), keccak256(''));
    }

    function test_PairingsAreBilinear() public view {
        G2Point memory beta = _key().beta;
        G1Point[] memory g1 = new G1Point[](3);
        G2Point[] memory g2 = new G2Point[](3);
        G1Point memory g = Bn254.generator();
        (g1[0], g1[1], g1[2]) = (g.multiply(5), g.multiply(2).negate(), g.multiply(3));
        (g2[0], g2[1], g2[2]) = (beta, beta, beta.negate());
        assertTrue(Bn254.pairsMultiplyToOne(_pairs(g1, g2), 3), '5 - 2 - 3');
        assertFalse(Bn254.pairsMultiplyToOne(_pairs(g1, g2), 2), '5 - 2');
        assertTrue(Bn254.pairsMultiplyToOne(_pairs(g1, g2), 0), 'no pair');
        g2[2] = beta;
        assertFalse(Bn254.pairsMultiplyToOne(_pairs(g1, g2), 3), '5 - 2 + 3');
    }

    function pairing(uint256[] calldata input, uint256 pairs) external view returns (bool) {
        return Bn254.pairsMultiplyToOne(input, pairs);
    }

    /// @dev `CircuitRegistry` relies on it for beta and delta.
    function test_PairingsCheckPointsThatStandBesideTheIdentity() public view {
        G1Point[] memory g1 = new G1Point[](1);
        G2Point[] memory g2 = new G2Point[](1);
        g2[0] = _key().beta;
        assertTrue(this.pairing(_pairs(g1, g2), 1), 'a control');
        g2[0] = _g2Point(_file('key.json'), '.outsideSubgroup');
        assertFalse(this.pairing{gas: 1_000_000}(_pairs(g1, g2), 1), 'outside the subgroup');
        g2[0] = G2Point(1, 2, 3, 4);
        assertFalse(this.pairing{gas: 1_000_000}(_pairs(g1, g2), 1), 'off the twist');
    }
}
