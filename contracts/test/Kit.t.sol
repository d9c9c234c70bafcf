// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {CircuitId, ICircuitRegistry} from '../interfaces/ICircuitRegistry.sol';
import {Bn254, G1Point, G2Point} from '../proofs/Bn254.sol';
import {CircuitRegistry} from '../proofs/CircuitRegistry.sol';
import {LogProof, LogProofs} from '../training/LogProofs.sol';
import {CommitGroth16Harness} from './CommitGroth16Harness.sol';
import {Accusation, Committee} from './Committee.sol';
import {Deal, DealHashes, Scope} from './DealHashes.sol';
import {Dealer, Dealt, Plan} from './Dealer.sol';
import {Faults} from './Faults.sol';
import {Fixtures} from './Fixtures.sol';
import {SimulatedKey} from './SimulatedKey.sol';

/// @dev That what the kit makes is what the real verifier, the document and the SDK take it for.
contract KitTest is Fixtures {
    using Bn254 for G1Point;
    using Bn254 for G2Point;

    uint256 private constant _R = Bn254.FIELD_ORDER;
    uint256 private constant _CALL_GAS = 4_000_000;
    uint256 private constant _L = 2;
    address private constant _TRAINER = address(0x7a41e6);

    CommitGroth16Harness private _harness;
    address private _vk;
    bytes32 private _keyHash;
    uint256[] private _secrets;

    function setUp() public {
        _harness = new CommitGroth16Harness();
        (_vk, _keyHash) = _register(_L);
        for (uint256 i = 1; i <= 5; ++i) _secrets.push(1000 + i);
    }

    function _register(uint256 length) private returns (address vk, bytes32 keyHash) {
        CircuitRegistry registry = new CircuitRegistry(false);
        CircuitId id = registry.register(SimulatedKey.verifyingKey(length), SimulatedKey.metadata(16), _development());
        ICircuitRegistry.Circuit memory circuit = registry.circuit(id);
        assertEq(circuit.committedSignals, length);
        assertEq(circuit.statementSignals, SimulatedKey.SIGNALS);
        assertEq(circuit.committedBasesHash, this.hashPoints(SimulatedKey.committedBases(length)));
        return (circuit.vk, circuit.keyHash);
    }

    // External, for what takes calldata.
    function hashPoints(G1Point[] calldata points) external pure returns (bytes32) {
        return Bn254.hashPoints(points);
    }

    function commitmentOf(
        LogProof calldata proof,
        G1Point calldata base,
        G1Point calldata image
    ) external view returns (G1Point memory) {
        assertTrue(LogProofs.isCanonical(proof), 'z');
        return LogProofs.commitmentOf(proof, base, image);
    }

    function _scope() private view returns (Scope memory) {
        return Scope(block.chainid, address(this), _keyHash, keccak256('task'), 3);
    }

    /// @dev Two steps, shared among five of whom three open.
    function _dealt(address trainer) private view returns (Dealt memory) {
        uint256[][] memory steps = Dealer.drawSteps(uint256(uint160(trainer)), 2, _L);
        return Dealer.prepare(Plan(_scope(), trainer, 1, 3, Committee.publicKeys(_secrets), steps));
    }

    function _verify(uint256[10] memory proof, uint256[] memory pubs) private view returns (bool) {
        return _harness.verify{gas: _CALL_GAS}(_vk, proof, pubs);
    }

    /// @dev e(log * G, G2) = e(G, point).
    function _assertScalar(uint256 log, G2Point memory point, string memory name) private view {
        assertTrue(_pair(SimulatedKey.pointOf(log), SimulatedKey.generator(), Bn254.generator(), point), name);
    }

    /// @dev e(a, b) = e(c, d).
    function _pair(G1Point memory a, G2Point memory b, G1Point memory c, G2Point memory d) private view returns (bool) {
        G1Point memory n = a.negate();
        uint256[] memory input = new uint256[](12);
        (input[0], input[1], input[6], input[7]) = (n.x, n.y, c.x, c.y);
        (input[2], input[3], input[4], input[5]) = (b.xImaginary, b.xReal, b.yImaginary, b.yReal);
        (input[8], input[9], input[10], input[11]) = (d.xImaginary, d.xReal, d.yImaginary, d.yReal);
        return Bn254.pairsMultiplyToOne(input, 2);
    }

    function test_PointsOfG2AreThoseOfTheirScalars() public view {
        _assertScalar(1, SimulatedKey.generator(), 'generator');
        _assertScalar(SimulatedKey.BETA, SimulatedKey.beta(), 'beta');
        _assertScalar(SimulatedKey.ETA, SimulatedKey.eta(), 'eta');
        _assertScalar(addmod(SimulatedKey.ETA, 1, _R), SimulatedKey.generatorPlusEta(), 'mauled');
        _assertScalar(Committee.invert(SimulatedKey.DELTA_INVERSE), SimulatedKey.delta(), 'delta');
    }

    function testFuzz_TheVerifierAcceptsWhatIsSimulated(uint256[5] memory words, uint256 d, uint256 seed) public view {
        uint256[] memory pubs = new uint256[](5);
        for (uint256 i; i < 5; ++i) pubs[i] = words[i] % _R;
        d = bound(d, 1, _R - 1);
        uint256[10] memory proof = SimulatedKey.simulateWith(pubs, d, seed);
        assertTrue(_verify(proof, pubs), 'accepted');
        assertTrue(_verify(Faults.respell(proof), pubs), 'in other bytes');
        pubs[seed % 5] = addmod(pubs[seed % 5], 1, _R);
        assertFalse(_verify(proof, pubs), 'another signal');
    }

    function test_TheVerifierAcceptsBatches() public view {
        uint256[10][] memory proofs = new uint256[10][](3);
        uint256[] memory pubs = new uint256[](15);
        for (uint256 k; k < 3; ++k) {
            uint256[] memory own = SimulatedKey.signals([k + 1, k + 2, k + 3, SimulatedKey.stepParams(k, 5)], k);
            for (uint256 i; i < 5; ++i) pubs[5 * k + i] = own[i];
            proofs[k] = SimulatedKey.simulate(own, k + 1);
        }
        (bool ok, uint256 x, uint256 y) = _harness.verifyBatch{gas: _CALL_GAS}(_vk, proofs, pubs);
        assertTrue(ok && G1Point(x, y).equals(SimulatedKey.pointOf(6)), 'and adds their commitments');
        ++pubs[7];
        (ok, , ) = _harness.verifyBatch{gas: _CALL_GAS}(_vk, proofs, pubs);
        assertFalse(ok, 'another signal');
    }

    function test_KeysOfEveryLengthRegister() public {
        for (uint256 length = 1; length <= 14; length += 13) {
            (address vk, bytes32 keyHash) = _register(length);
            assertTrue(keyHash != _keyHash, 'another key');
            uint256[] memory pubs = SimulatedKey.signals([uint256(1), 2, 3, 4], 5);
            assertTrue(_harness.verify(vk, SimulatedKey.simulate(pubs, 6), pubs), 'accepted');
        }
    }

    /// @dev What contexts are for: the verifier alone takes the pair (docs/PROTOCOL.md, section 5).
    function test_TheVerifierAcceptsAMauledProof() public view {
        uint256[] memory pubs = SimulatedKey.signals([uint256(1), 2, 3, 4], 5);
        uint256[10] memory proof = SimulatedKey.simulate(pubs, 6);
        uint256[10] memory mauled = Faults.maul(proof);
        assertTrue(_verify(mauled, pubs), 'accepted');
        assertFalse(mauled[8] == proof[8], 'with another D');
        (mauled[8], mauled[9]) = (proof[8], proof[9]);
        assertFalse(_verify(mauled, pubs), 'B belongs to that D');
    }

    function test_TheVerifierRefusesWhatIsNoPoint() public view {
        uint256[] memory pubs = SimulatedKey.signals([uint256(1), 2, 3, 4], 5);
        uint256[10] memory proof = SimulatedKey.simulate(pubs, 6);
        uint256[3] memory places = [uint256(0), 6, 8];
        for (uint256 k; k < 3; ++k) {
            uint256 place = places[k];
            G1Point memory point = G1Point(proof[place], proof[place + 1]);
            assertTrue(_verify(Faults.withPoint(proof, place, point), pubs), 'a control');
            assertFalse(_verify(Faults.withPoint(proof, place, Faults.offCurve(point)), pubs), 'off the curve');
            assertFalse(_verify(Faults.withPoint(proof, place, Faults.aliasX(point)), pubs), 'x plus q');
            assertFalse(_verify(Faults.withPoint(proof, place, Faults.aliasY(point)), pubs), 'y plus q');
        }
    }

    function test_ParamsHaveTheirBits() public pure {
        assertEq(SimulatedKey.stepParams(4095, 15), (4095 << 1) + (15 << 13));
        assertEq(SimulatedKey.finalParams(1 << 16, (1 << 48) - 1), 1 + (1 << 29) + (((1 << 48) - 1) << 30));
    }

    function test_ADealersProofsAreAccepted() public view {
        Dealt[] memory dealt = new Dealt[](2);
        (dealt[0], dealt[1]) = (_dealt(_TRAINER), _dealt(address(2)));
        for (uint256 s; s < 2; ++s) {
            uint256[4] memory statement = [s + 10, s + 11, uint256(12), SimulatedKey.stepParams(s, 5)];
            (uint256[10] memory proof, uint256[] memory pubs) = Dealer.proveStep(dealt[0], s, statement);
            assertTrue(_verify(proof, pubs), 'a step');
            assertTrue(G1Point(proof[8], proof[9]).equals(dealt[0].submission.deal.d[s]), 'with its D');
        }
        uint256[4] memory last = [uint256(1), 2, 0, SimulatedKey.finalParams(3, 4)];
        (uint256[10] memory end, uint256[] memory own) = Dealer.proveFinal(dealt, keccak256('log'), _TRAINER, last);
        assertTrue(_verify(end, own), 'the finalisation');
        uint256[] memory values = Dealer.sumOfValues(dealt);
        assertTrue(SimulatedKey.pointOf(SimulatedKey.commit(values)).equals(G1Point(end[8], end[9])), 'of the sum');
    }

    /// @dev Secrets and points of two trainers, or of two rounds, have nothing in common.
    function test_EveryDealDrawsAfresh() public view {
        (Dealt memory a, Dealt memory b) = (_dealt(_TRAINER), _dealt(address(2)));
        assertFalse(a.ephemeral == b.ephemeral || a.polynomial[1][0] == b.polynomial[1][0], 'trainers');
        Plan memory plan = Plan(_scope(), _TRAINER, 1, 3, a.keys, Dealer.drawSteps(1, 1, _L));
        ++plan.scope.round;
        b = Dealer.prepare(plan);
        assertFalse(a.ephemeral == b.ephemeral || a.polynomial[1][0] == b.polynomial[1][0], 'rounds');
    }

    function testFuzz_AnyThreeOfFiveInterpolate(uint256 skipped) public view {
        Dealt[] memory dealt = new Dealt[](2);
        (dealt[0], dealt[1]) = (_dealt(_TRAINER), _dealt(address(2)));
        uint256 first = 1 + (skipped % 3);
        uint256 second = bound(skipped >> 8, first + 1, 4);
        uint256[] memory indices = new uint256[](3);
        (indices[0], indices[1], indices[2]) = (bound(skipped >> 16, second + 1, 5), first, second);
        uint256[][] memory shares = new uint256[][](3);
        for (uint256 k; k < 3; ++k) shares[k] = Committee.sumOfShares(dealt, indices[k]);
        uint256[] memory values = Committee.interpolate(indices, shares);
        uint256[] memory expected = Dealer.sumOfValues(dealt);
        for (uint256 j; j < _L; ++j) assertEq(values[j], expected[j]);
        assertEq(SimulatedKey.commit(values), Dealer.sumOfLogs(dealt));
    }

    /// @dev sum_j s_j K_j = sum_c i^c C_c, from points alone.
    function _isOnCommitments(Deal memory deal, uint256 index, uint256[] memory share) private view returns (bool) {
        G1Point memory right;
        for (uint256 c = deal.c.length; c > 0; --c) right = Bn254.add(right, deal.c[c - 1]).multiply(index);
        for (uint256 s; s < deal.d.length; ++s) right = Bn254.add(right, deal.d[s]);
        G1Point[] memory bases = SimulatedKey.committedBases(share.length);
        G1Point memory left;
        for (uint256 j; j < share.length; ++j) left = Bn254.add(left, bases[j].multiply(share[j]));
        return left.equals(right);
    }

    /// @dev As a member opens it, with y alone.
    function _opened(Dealt memory dealt, uint256 index) private view returns (uint256[] memory) {
        G1Point memory z = dealt.submission.deal.e.multiply(_secrets[index - 1]);
        return Committee.open(z, dealt.dealHash, index, dealt.ciphertexts[index - 1]);
    }

    function _isGood(Dealt memory dealt, uint256 index) private view returns (bool) {
        uint256[] memory share = _opened(dealt, index);
        for (uint256 j; j < share.length; ++j) if (share[j] >= _R) return false;
        return share.length == _L && _isOnCommitments(dealt.submission.deal, index, share);
    }

    function test_SharesOpenAndFit() public view {
        Dealt memory dealt = _dealt(_TRAINER);
        for (uint256 i = 1; i <= 5; ++i) {
            assertEq(dealt.ciphertexts[i - 1].length, 32 * _L);
            assertTrue(_isGood(dealt, i), 'a share');
        }
    }

    function _provesEphemeral(Dealt memory dealt) private view returns (bool) {
        (G1Point memory e, LogProof memory proof) = (dealt.submission.deal.e, dealt.submission.proofOfE);
        if (proof.z >= _R) return false;
        G1Point memory t = this.commitmentOf(proof, Bn254.generator(), e);
        return DealHashes.ephemeralChallenge(dealt.dealHash, e, t) == proof.c;
    }

    function _provesShared(Dealt memory dealt, Accusation memory shown) private view returns (bool) {
        G1Point[5] memory points;
        (points[0], points[2]) = (dealt.submission.deal.e, shown.z);
        points[1] = SimulatedKey.pointOf(_secrets[shown.index - 1]);
        points[3] = this.commitmentOf(shown.proof, Bn254.generator(), points[1]);
        points[4] = this.commitmentOf(shown.proof, points[0], shown.z);
        bytes32 sharesHash = dealt.sharesHash;
        return DealHashes.complaintChallenge(sharesHash, dealt.dealHash, shown.index, points) == shown.proof.c;
    }

    function test_ProofsOfLogarithmsHold() public view {
        Dealt memory dealt = _dealt(_TRAINER);
        assertTrue(_provesEphemeral(dealt), 'e');
        Accusation memory shown = Committee.accuse(dealt, 2, _secrets[1]);
        assertTrue(_provesShared(dealt, shown), 'Z');
        assertFalse(_provesShared(dealt, Committee.accuse(dealt, 2, _secrets[0])), 'the secret of another');
        G1Point memory wrong = Bn254.add(shown.z, Bn254.generator());
        assertFalse(_provesShared(dealt, Committee.accuseWith(dealt, 2, _secrets[1], wrong)), 'a wrong Z');
    }

    function test_FaultsSpoilOneThing() public view {
        Dealt memory dealt = _dealt(_TRAINER);
        Faults.shift(dealt, 2, 1, 7);
        assertFalse(_isGood(dealt, 2), 'off the polynomial');
        assertEq(_opened(dealt, 2)[1], addmod(Dealer.shareOf(dealt, 2)[1], 7, _R));
        Faults.overflow(dealt, 3, 0);
        assertEq(_opened(dealt, 3)[0], Dealer.shareOf(dealt, 3)[0] + _R);
        Faults.resize(dealt, 4, 32);
        assertEq(dealt.ciphertexts[3].length, 32);
        assertTrue(_isGood(dealt, 1) && _isGood(dealt, 5) && _provesEphemeral(dealt), 'all else is right');
        for (uint256 i; i < 5; ++i) assertEq(dealt.submission.ctHashes[i], keccak256(dealt.ciphertexts[i]));
        assertEq(dealt.sharesHash, DealHashes.hashShares(dealt.submission, dealt.dealHash));
        (uint256[10] memory proof, uint256[] memory pubs) = Dealer.proveStep(dealt, 0, [uint256(1), 2, 3, 4]);
        assertTrue(_verify(proof, pubs), 'and so are proofs');
    }

    function test_FaultsSpoilTheProofOfE() public view {
        Dealt memory dealt = _dealt(_TRAINER);
        Faults.aliasProof(dealt);
        assertFalse(_provesEphemeral(dealt), 'z plus r');
        dealt.submission.proofOfE.z -= _R;
        assertTrue(_provesEphemeral(dealt), 'a control');
        Faults.unprove(dealt);
        assertFalse(_provesEphemeral(dealt), 'unproven');
        dealt = _dealt(_TRAINER);
        Dealt memory other = _dealt(address(2));
        Faults.copyEphemeral(dealt, other);
        assertTrue(!_provesEphemeral(dealt) && _provesEphemeral(other), 'copied');
        assertTrue(dealt.submission.deal.e.equals(other.submission.deal.e), 'E');
    }

    function test_FaultsSpoilCommitments() public view {
        Dealt memory dealt = _dealt(_TRAINER);
        Faults.bendCoefficient(dealt, 2);
        assertTrue(!_isGood(dealt, 1) && _provesEphemeral(dealt), 'C');
        dealt = _dealt(_TRAINER);
        Faults.commitOther(dealt, 1, 99);
        assertTrue(!_isGood(dealt, 1) && _provesEphemeral(dealt), 'D');
        (uint256[10] memory proof, uint256[] memory pubs) = Dealer.proveStep(dealt, 1, [uint256(1), 2, 3, 4]);
        assertTrue(_verify(proof, pubs), 'with a proof');
        for (uint256 count = 0; count < 4; ++count) {
            Faults.recount(dealt, count);
            assertEq(dealt.submission.deal.c.length, count);
        }
    }

    function _headBytes(uint256 count) private pure returns (uint256) {
        return
            count < 24
                ? 1
                : count < 1 << 8
                    ? 2
                    : count < 1 << 16
                        ? 3
                        : 5;
    }

    /// @dev 50 + h(n) + n (h(32 L) + 32 L), with counts on both sides of a head's limits.
    function testFuzz_EnvelopesHaveTheirLength(uint256 members, uint256 length) public pure {
        members = bound(members, 1, 30);
        length = members == 1 ? 2048 : bound(length, 1, 20);
        bytes[] memory ciphertexts = new bytes[](members);
        for (uint256 i; i < members; ++i) ciphertexts[i] = new bytes(32 * length);
        uint256 expected = 50 + _headBytes(members) + members * (_headBytes(32 * length) + 32 * length);
        assertEq(DealHashes.envelope(0, ciphertexts).length, expected);
    }

    /// @dev How handlers of invariant tests keep deals.
    function test_ADealSurvivesItsEncoding() public view {
        Dealt memory dealt = _dealt(_TRAINER);
        Dealt memory copy = abi.decode(abi.encode(dealt), (Dealt));
        Dealer.reseal(copy);
        assertEq(copy.sharesHash, dealt.sharesHash);
        assertEq(keccak256(abi.encode(copy)), keccak256(abi.encode(dealt)));
    }
}
