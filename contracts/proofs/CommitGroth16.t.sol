// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Proofs} from '../test/Proofs.sol';
import {Bn254, G1Point} from './Bn254.sol';
import {CommitGroth16} from './CommitGroth16.sol';

contract CommitGroth16Test is Proofs {
    uint256 private constant _Q = Bn254.COORDINATE_ORDER;
    uint256 private constant _R = Bn254.FIELD_ORDER;
    uint256 private constant _A = 0;
    uint256 private constant _B = 2;
    uint256 private constant _C = 6;
    uint256 private constant _D = 8;

    function test_AcceptsRealProofsOneByOne() public view {
        for (uint256 i; i < honest.length; ++i) assertTrue(_verify(honest[i]), 'an honest proof');
    }

    function test_AcceptsBatchesAndSumsTheirCommitments() public view {
        for (uint256 size = 1; size <= 6; ++size) {
            G1Point memory sum;
            Proven[] memory batch = _honestBatch(size);
            for (uint256 i; i < size; ++i) {
                sum = Bn254.add(sum, G1Point(batch[i].proof[_D], batch[i].proof[_D + 1]));
            }
            (bool ok, uint256 x, uint256 y) = _verifyAll(batch);
            assertTrue(ok, 'an honest batch');
            assertEq(x, sum.x);
            assertEq(y, sum.y);
        }
    }

    /// @dev What a round needs: the finalisation's D is the sum that a batch of the steps gives.
    function test_TheFinalisationProvesTheSumOfTheSteps() public view {
        (bool ok, uint256 x, uint256 y) = _verifyAll(_honestBatch(STEPS));
        Proven memory last = honest[STEPS];
        assertTrue(ok, 'the steps');
        assertEq(x, last.proof[_D]);
        assertEq(y, last.proof[_D + 1]);
        (last.proof[_D], last.proof[_D + 1]) = (honest[0].proof[_D], honest[0].proof[_D + 1]);
        assertFalse(_verify(last), 'against another sum');
    }

    /// @dev All that is possible with valid points; `accepted` in the file marks what no equation can refuse: Groth16's
    /// rerandomisation, and the mauled pair (B + s eta, D + s A), which only a context that binds D refuses.
    // INV-32
    function test_AnswersEveryGroupAttackAsItMust() public view {
        string memory json = _file('attacks.json');
        string[] memory names = VM.parseJsonStringArray(json, '.names');
        bool[] memory accepted = VM.parseJsonBoolArray(json, '.accepted');
        uint256 possible;
        for (uint256 i; i < names.length; ++i) {
            _expect(accepted[i], _provenAt(json, '', i), names[i]);
            if (accepted[i]) ++possible;
        }
        assertEq(possible, 5);
        assertTrue(names.length >= 25, 'the list of attacks is complete');
    }

    function test_RejectsPairsWhoseErrorsCancel() public view {
        string memory json = _file('attacks.json');
        string[] memory names = VM.parseJsonStringArray(json, '.cancelling.names');
        assertEq(names.length, 9);
        for (uint256 i; i < names.length; ++i) {
            Proven[] memory pair = new Proven[](2);
            pair[0] = _provenAt(json, '.cancelling', 2 * i);
            pair[1] = _provenAt(json, '.cancelling', 2 * i + 1);
            assertFalse(_accepts(pair), names[i]);
            (pair[0], pair[1]) = (pair[1], pair[0]);
            assertFalse(_accepts(pair), string.concat('in reverse: ', names[i]));

            // Behind an honest one, both have weights that hash the batch.
            Proven[] memory batch = _honestBatch(3);
            (batch[1], batch[2]) = (pair[0], pair[1]);
            assertFalse(_accepts(batch), string.concat('behind another: ', names[i]));
        }
    }

    /// @dev A development key's trapdoor is public; these have no witness and state random numbers.
    function test_AcceptsForgeriesUnderADevelopmentKey() public view {
        string memory json = _file('attacks.json');
        _expect(true, _provenAt(json, '.forged', 0), 'from the whole trapdoor');
        _expect(true, _provenAt(json, '.forged', 1), 'from eta alone');
    }

    function test_AcceptsAProofAsOftenAsItIsShown() public view {
        Proven[] memory twice = new Proven[](2);
        (twice[0], twice[1]) = (honest[0], honest[0]);
        (bool ok, uint256 x, uint256 y) = _verifyAll(twice);
        G1Point memory d = G1Point(honest[0].proof[_D], honest[0].proof[_D + 1]);
        G1Point memory sum = Bn254.add(d, d);
        assertTrue(ok && x == sum.x && y == sum.y, 'one proof twice');
    }

    function test_RejectsIdentities() public view {
        uint256[2][6] memory ranges = [[_A, 2], [_B, 4], [_A, 6], [_C, 2], [_D, 2], [uint256(0), 10]];
        for (uint256 i; i < ranges.length; ++i) {
            Proven memory shown = honest[0];
            for (uint256 j; j < ranges[i][1]; ++j) shown.proof[ranges[i][0] + j] = 0;
            _expect(false, shown, 'identity');
        }
    }

    function test_RejectsWordsThatAreNoCanonicalPoint() public view {
        for (uint256 i; i < 10; ++i) {
            Proven memory shown = honest[0];
            shown.proof[i] += _Q;
            _expect(false, shown, 'plus q');
            shown.proof[i] = honest[0].proof[i] ^ 1;
            _expect(false, shown, 'off the curve');
            shown.proof[i] = type(uint256).max;
            _expect(false, shown, 'the largest word');
        }
        uint256[3] memory points = [_A, _C, _D];
        for (uint256 i; i < 3; ++i) {
            Proven memory shown = honest[0];
            (shown.proof[points[i]], shown.proof[points[i] + 1]) = (0, _Q);
            _expect(false, shown, '(0, q)');
            (shown.proof[points[i]], shown.proof[points[i] + 1]) = (_Q, _Q);
            _expect(false, shown, '(q, q)');
        }
    }

    function test_RejectsB_SwappedOrOutsideTheSubgroup() public view {
        Proven memory shown = honest[0];
        (shown.proof[2], shown.proof[3]) = (shown.proof[3], shown.proof[2]);
        (shown.proof[4], shown.proof[5]) = (shown.proof[5], shown.proof[4]);
        _expect(false, shown, 'real and imaginary parts exchanged');
        uint256[] memory outside = VM.parseJsonUintArray(_file('key.json'), '.outsideSubgroup');
        for (uint256 i; i < 4; ++i) shown.proof[_B + i] = outside[i];
        _expect(false, shown, 'on the twist, outside the subgroup');
    }

    function test_RejectsSignalsAboveTheirRange() public view {
        for (uint256 i; i < SIGNALS; ++i) {
            Proven memory shown = honest[0];
            shown.pubs[i] += _R;
            _expect(false, shown, 'plus r');
            shown.pubs[i] = _R;
            _expect(false, shown, 'r');
            shown.pubs[i] = type(uint256).max;
            _expect(false, shown, 'the largest word');
            shown.pubs[i] = addmod(honest[0].pubs[i], 1, _R);
            _expect(false, shown, 'plus one');
        }
    }

    function test_RejectsAWrongNumberOfSignals() public view {
        for (uint256 count; count <= 2 * SIGNALS; ++count) {
            if (count == SIGNALS) continue;
            Proven memory shown = honest[0];
            shown.pubs = new uint256[](count);
            for (uint256 i; i < count && i < SIGNALS; ++i) shown.pubs[i] = honest[0].pubs[i];
            assertFalse(_verify(shown), 'alone');
            Proven[] memory batch = new Proven[](1);
            batch[0] = shown;
            assertFalse(_accepts(batch), 'a batch of one');
        }
    }

    function test_RejectsEmptyAndRaggedBatches() public view {
        assertFalse(_accepts(new Proven[](0)), 'an empty batch');
        (uint256[10][] memory proofs, uint256[] memory pubs) = _flatten(_honestBatch(2));
        (bool ok, , ) = harness.verifyBatch(vk, proofs, pubs);
        assertTrue(ok, 'a control');
        (ok, , ) = harness.verifyBatch(vk, new uint256[10][](0), pubs);
        assertFalse(ok, 'signals of no proof');
        for (uint256 count; count <= 4 * SIGNALS; ++count) {
            if (count == 2 * SIGNALS) continue;
            uint256[] memory others = new uint256[](count);
            for (uint256 i; i < count && i < pubs.length; ++i) others[i] = pubs[i];
            (ok, , ) = harness.verifyBatch{gas: CALL_GAS}(vk, proofs, others);
            assertFalse(ok, 'signals of another number of proofs');
        }
    }

    function test_RejectedBatchesGiveNoSum() public view {
        Proven memory wrong = honest[0];
        wrong.pubs[0] ^= 1;
        for (uint256 place; place < 3; ++place) {
            (bool ok, uint256 x, uint256 y) = _verifyAll(_among(3, place, wrong));
            assertTrue(!ok && x == 0 && y == 0, 'no sum');
        }
    }

    function test_RejectsAddressesThatHoldNoKey() public {
        address[4] memory others = [address(0), address(0xdead), address(harness), address(registry)];
        address real = vk;
        for (uint256 i; i < others.length; ++i) {
            vk = others[i];
            _expect(false, honest[0], 'no key');
        }
        vk = real;
        _expect(true, honest[0], 'a control');
    }

    /// @dev Every word of a key counts, and one with points that are none is answered like any other.
    function test_RejectsUnderAKeyWithAnyWordChanged() public {
        bytes memory code = vk.code;
        address real = vk;
        vk = address(uint160(uint256(keccak256('changed'))));
        for (uint256 word; word < code.length / 32; ++word) {
            // What is filled in anew for each proof: the places of D and C.
            if (word == 12 || word == 13 || word == 18 || word == 19) continue;
            uint256 last = 32 + 32 * word;
            code[last] ^= 0x01;
            VM.etch(vk, code);
            _expect(false, honest[0], VM.toString(word));
            code[last] ^= 0x01;
        }
        VM.etch(vk, code);
        _expect(true, honest[0], 'a control');
        vk = real;
    }

    /// hardhat-config: fuzz.runs = 500
    function testFuzz_RejectsAFlippedBit(uint256 which, uint8 bit, uint256 size, uint256 place) public view {
        size = bound(size, 1, 5);
        place = bound(place, 0, size - 1);
        which = bound(which, 0, 9 + SIGNALS);
        Proven memory shown = honest[place % honest.length];
        if (which < 10) shown.proof[which] ^= 1 << bit;
        else shown.pubs[which - 10] ^= 1 << bit;
        assertFalse(_verify(shown), 'alone');
        assertFalse(_accepts(_among(size, place, shown)), 'in a batch');
    }

    function test_RejectsEveryFlippedBitOfTheCommitment() public view {
        for (uint256 bit; bit < 512; ++bit) {
            Proven memory shown = honest[0];
            shown.proof[_D + bit / 256] ^= 1 << (bit % 256);
            assertFalse(_verify(shown), VM.toString(bit));
        }
    }

    function testFuzz_RejectsAnything(uint256[10] memory proof, uint256[5] memory pubs, uint256 points) public view {
        Proven memory shown = Proven(proof, new uint256[](SIGNALS));
        for (uint256 i; i < SIGNALS; ++i) shown.pubs[i] = pubs[i] % _R;
        // Some of the points are proper ones, so that the later checks are reached as well.
        for (uint256 i; i < 10; ++i) {
            uint256 point =
                i < 2
                    ? 0
                    : i < 6
                        ? 1
                        : i < 8
                            ? 2
                            : 3;
            if ((points >> point) & 1 == 1) shown.proof[i] = honest[(points >> 8) % honest.length].proof[i];
        }
        assertFalse(_verify(shown), 'alone');
        assertFalse(_accepts(_among(2, points >> 255, shown)), 'in a batch');
    }

    /// @dev The verifier must leave its caller's memory alone, also where a tool puts code between its parts.
    function test_LeavesMemoryAlone() public view {
        (uint256[10][] memory proofs, uint256[] memory pubs) = _flatten(_honestBatch(3));
        this.checkMemory(proofs, pubs);
    }

    function checkMemory(uint256[10][] calldata proofs, uint256[] calldata pubs) external view {
        uint256[] memory copied = pubs;
        uint256[] memory first = new uint256[](SIGNALS);
        for (uint256 i; i < SIGNALS; ++i) first[i] = pubs[i];
        bytes memory before = abi.encode(proofs, pubs);
        bytes32 hashed = keccak256(before);
        for (uint256 i; i < 2; ++i) {
            (bool ok, , ) = CommitGroth16.verifyBatch(vk, proofs, copied);
            uint256[8] calldata abc = CommitGroth16.abcOf(proofs[0]);
            ok = ok && CommitGroth16.verify(vk, abc, proofs[0][_D], proofs[0][_D + 1], first);
            assertTrue(ok, 'accepted');
            bytes memory later = abi.encode(proofs, copied);
            assertEq(keccak256(later), hashed);
            assertEq(keccak256(before), hashed);
            bytes memory fresh;
            assertEq(fresh.length, 0);
        }
    }
}
