// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Fixtures} from '../test/Fixtures.sol';
import {Bn254, G1Point} from './Bn254.sol';
import {Pedersen} from './Pedersen.sol';
import {PedersenBench} from './PedersenBench.sol';

contract PedersenTest is Fixtures {
    using Bn254 for G1Point;

    uint256 private constant _R = Bn254.FIELD_ORDER;
    uint256 private constant _Q = Bn254.COORDINATE_ORDER;

    PedersenBench private _bench;
    uint256[] private _values;
    uint256[] private _blindings;
    G1Point[] private _commitments;

    function setUp() public {
        _bench = new PedersenBench();
        string memory json = _file('pedersen.json');
        _values = VM.parseJsonUintArray(json, '.values');
        _blindings = VM.parseJsonUintArray(json, '.blindings');
        G1Point[] memory points = _g1Points(json, '.commitments');
        for (uint256 i; i < points.length; ++i) _commitments.push(points[i]);
    }

    function _commit(uint256 value, uint256 blinding) private view returns (G1Point memory) {
        G1Point memory g = G1Point(Pedersen.G_X, Pedersen.G_Y);
        return Bn254.add(g.multiply(value), G1Point(Pedersen.H_X, Pedersen.H_Y).multiply(blinding));
    }

    function test_GeneratorsArePoints() public pure {
        assertTrue(G1Point(Pedersen.G_X, Pedersen.G_Y).isOnCurve(), 'G');
        assertTrue(G1Point(Pedersen.H_X, Pedersen.H_Y).isOnCurve(), 'H');
    }

    function test_OpensWhatTheSdkCommitted() public view {
        for (uint256 i; i < _commitments.length; ++i) {
            assertTrue(_bench.verifyOpening(_commitments[i], _values[i], _blindings[i]), VM.toString(i));
            assertFalse(_bench.verifyOpening(_commitments[i], addmod(_values[i], 1, _R), _blindings[i]), 'value');
            assertFalse(_bench.verifyOpening(_commitments[i], _values[i], addmod(_blindings[i], 1, _R)), 'blinding');
            assertTrue(
                _values[i] == _blindings[i] || !_bench.verifyOpening(_commitments[i], _blindings[i], _values[i]),
                'exchanged'
            );
        }
    }

    function test_AddsAsTheSdkDoes() public view {
        G1Point[] memory inputs = new G1Point[](_commitments.length - 1);
        G1Point memory sum = _commitments[0];
        for (uint256 i; i < inputs.length; ++i) {
            inputs[i] = _commitments[i];
            if (i > 0) sum = _bench.add(sum, inputs[i]);
        }
        assertTrue(sum.equals(_commitments[inputs.length]), 'add');
        assertTrue(_bench.aggregate(inputs).equals(sum), 'aggregate');
    }

    function testFuzz_SumsOpenToSums(uint256 a, uint256 r, uint256 b, uint256 s) public view {
        (a, r, b, s) = (a % _R, r % _R, b % _R, s % _R);
        (G1Point memory c, G1Point memory d) = (_commit(a, r), _commit(b, s));
        VM.assume(!c.isZero() && !d.isZero() && !Bn254.add(c, d).isZero());
        assertTrue(_bench.verifyOpening(c, a, r), 'one');
        assertTrue(_bench.verifyOpening(_bench.add(c, d), addmod(a, b, _R), addmod(r, s, _R)), 'the sum');
        assertTrue((a == b && r == s) || !_bench.verifyOpening(c, b, s), 'no other opening');
    }

    function test_RevertWhen_AScalarIsNotCanonical() public {
        uint256[3] memory above = [_R, _values[0] + _R, type(uint256).max];
        for (uint256 i; i < above.length; ++i) {
            bytes memory reason = abi.encodeWithSelector(Pedersen.ScalarNotCanonical.selector, above[i]);
            VM.expectRevert(reason);
            _bench.verifyOpening(_commitments[0], above[i], _blindings[0]);
            VM.expectRevert(reason);
            _bench.verifyOpening(_commitments[0], _values[0], above[i]);
        }
    }

    /// @dev 0 with blinding 0 commits to the identity, which an unwritten slot reads as.
    function test_RevertWhen_TheCommitmentIsTheIdentity() public {
        G1Point memory zero;
        bytes memory reason = abi.encodeWithSelector(Pedersen.CommitmentIsIdentity.selector);
        VM.expectRevert(reason);
        _bench.verifyOpening(zero, 0, 0);
        VM.expectRevert(reason);
        _bench.add(zero, _commitments[0]);
        VM.expectRevert(reason);
        _bench.add(_commitments[0], zero);
        VM.expectRevert(reason);
        _bench.add(_commitments[0], G1Point(_commitments[0].x, _Q - _commitments[0].y));
        G1Point[] memory list = new G1Point[](2);
        (list[0], list[1]) = (_commitments[0], G1Point(_commitments[0].x, _Q - _commitments[0].y));
        VM.expectRevert(reason);
        _bench.aggregate(list);
        list[1] = zero;
        VM.expectRevert(reason);
        _bench.aggregate(list);
    }

    function test_AggregatesPastAnIdentity() public view {
        G1Point[] memory list = new G1Point[](3);
        (list[0], list[1]) = (_commitments[0], G1Point(_commitments[0].x, _Q - _commitments[0].y));
        list[2] = _commitments[1];
        assertTrue(_bench.aggregate(list).equals(_commitments[1]), 'the rest');
    }

    function test_RevertWhen_TheCommitmentIsNoPoint() public {
        G1Point memory good = _commitments[0];
        G1Point[4] memory bad = [
            G1Point(good.x, good.y ^ 1),
            G1Point(good.x + _Q, good.y),
            G1Point(good.x, good.y + _Q),
            G1Point(_Q, _Q)
        ];
        for (uint256 i; i < bad.length; ++i) {
            bytes memory reason = abi.encodeWithSelector(Pedersen.CommitmentNotOnCurve.selector, bad[i].x, bad[i].y);
            VM.expectRevert(reason);
            _bench.verifyOpening(bad[i], _values[0], _blindings[0]);
            VM.expectRevert(reason);
            _bench.add(bad[i], good);
            VM.expectRevert(reason);
            _bench.add(good, bad[i]);
            G1Point[] memory list = new G1Point[](2);
            (list[0], list[1]) = (good, bad[i]);
            VM.expectRevert(reason);
            _bench.aggregate(list);
        }
    }

    function test_RevertWhen_ThereIsNothingToAdd() public {
        VM.expectRevert(abi.encodeWithSelector(Pedersen.CommitmentsEmpty.selector));
        _bench.aggregate(new G1Point[](0));
    }
}
