// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {ITrainingDisputes} from '../interfaces/ITrainingDisputes.sol';
import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {Committee} from '../test/Committee.sol';
import {Dealer, Dealt} from '../test/Dealer.sol';
import {Faults} from '../test/Faults.sol';
import {SimulatedKey} from '../test/SimulatedKey.sol';
import {TrainingDisputesSupport} from './TrainingDisputesSupport.t.sol';
import {Fault, RoundStatus, Submission} from './TrainingTypes.sol';

/// @dev Commitments are gathered from the log, and sums that do not fit them are proven wrong.
contract TrainingSumFaultsTest is TrainingDisputesSupport {
    using Bn254 for G1Point;

    uint256 private constant _R = Bn254.FIELD_ORDER;

    function setUp() public {
        _startRound();
    }

    /// @dev Three honest trainers, and the set is fixed.
    function _freezeHonest() private {
        _submitHonest(3);
        _freeze(id);
    }

    /// @dev The second of three is excluded before.
    function _freezeWithout() private returns (Dealt memory bad) {
        bad = _second();
        Faults.unprove(bad);
        _submitAmong(bad);
        _complain(Fault.Ephemeral, bad, 1);
        _freeze(id);
    }

    /// @dev The sums of C_1 and C_2 of the included, from their logarithms.
    function _assertGathered() private view {
        G1Point[] memory sums = training.gatheredOf(id, number);
        assertEq(sums.length, 2);
        Dealt[] memory included = _included(id, number);
        for (uint256 c; c < 2; ++c) {
            uint256 log;
            for (uint256 k; k < included.length; ++k) {
                log = addmod(log, SimulatedKey.commit(included[k].polynomial[c + 1]), _R);
            }
            assertTrue(sums[c].equals(SimulatedKey.pointOf(log)), 'gathered');
        }
        assertEq(training.roundOf(id, number).gatheredLog, training.roundOf(id, number).log);
    }

    function _logAfter(uint256 count) private view returns (bytes32) {
        return _walk(_emptyLog(id, number), _logged(id, number), count);
    }

    function _refuseGather(Submission[] memory next, bytes32[] memory later, bytes32 from) private {
        bytes4 selector = ITrainingDisputes.NotInLog.selector;
        bytes memory reason = abi.encodeWithSelector(selector, from, training.roundOf(id, number).log);
        VM.expectRevert(reason);
        training.gather(id, number, next, later);
    }

    /// @dev The right sum with another word.
    function _wrongSum(uint256 member, uint256 word, uint256 by) private view returns (bytes memory) {
        uint256[] memory sum = Committee.sumOfShares(_included(id, number), member);
        sum[word] = addmod(sum[word], by, _R);
        return abi.encodePacked(sum);
    }

    function _isRight(uint256 member) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ITrainingDisputes.SumIsRight.selector, member);
    }

    function _notGathered(uint256 count) private view returns (bytes memory) {
        bytes32 gathered = count == 0 ? bytes32(0) : _logAfter(count);
        return abi.encodeWithSelector(ITrainingDisputes.LogNotGathered.selector, gathered, _logAfter(3));
    }

    // Gathering

    function test_GathersAtOnce() public {
        _freezeHonest();
        assertEq(training.gatheredOf(id, number).length, 0);
        (Submission[] memory next, bytes32[] memory later) = _part(0, 3);
        VM.expectEmit();
        emit ITrainingDisputes.LogGathered(id, number, training.roundOf(id, number).log);
        VM.prank(STRANGER);
        training.gather(id, number, next, later);
        _assertGathered();
    }

    function test_GathersInParts() public {
        _freezeHonest();
        _gather(0, 0);
        assertEq(training.roundOf(id, number).gatheredLog, _emptyLog(id, number));
        _gather(0, 1);
        assertEq(training.roundOf(id, number).gatheredLog, _logAfter(1));
        _gather(1, 1);
        _gather(1, 3);
        _assertGathered();
        _gather(3, 3);
        _assertGathered();
    }

    function test_GathersOneByOne() public {
        _freezeHonest();
        for (uint256 i; i < 3; ++i) _gather(i, i + 1);
        _assertGathered();
    }

    /// @dev The log has what was excluded as well; the sum has not.
    function test_GathersOnlyWhatIsIncluded() public {
        _freezeWithout();
        _gather(0, 2);
        _gather(2, 3);
        _assertGathered();
        assertEq(_included(id, number).length, 2);
    }

    function test_RevertWhen_ForeignSubmissionsAreGathered() public {
        _freezeHonest();
        bytes32 start = _emptyLog(id, number);
        Dealt[] memory all = _logged(id, number);
        (Submission[] memory next, bytes32[] memory later) = _part(0, 2);
        // Out of order, not from the start, one left out, one twice.
        (all[0], all[1]) = (all[1], all[0]);
        (next[0], next[1]) = (next[1], next[0]);
        _refuseGather(next, later, _walk(start, all, 2));
        (next, later) = _part(1, 3);
        (all[0], all[1]) = (_at(1), _at(2));
        _refuseGather(next, later, _walk(start, all, 2));
        (next, later) = _part(0, 2);
        next[1] = _submission(_at(2));
        all[0] = _at(0);
        _refuseGather(next, new bytes32[](0), _walk(start, all, 2));
        next[1] = next[0];
        all[1] = all[0];
        _refuseGather(next, later, _walk(start, all, 2));
        // Another's, and a right one with a changed commitment.
        all[0] = _deal(id, _trainer(0), 2);
        next[0] = _submission(all[0]);
        all[1] = _at(1);
        next[1] = _submission(all[1]);
        _refuseGather(next, later, _walk(start, all, 2));
        assertEq(training.roundOf(id, number).gatheredLog, bytes32(0));
        assertEq(training.gatheredOf(id, number).length, 0);
    }

    function test_RevertWhen_TheRestIsForeign() public {
        _freezeHonest();
        (Submission[] memory next, bytes32[] memory later) = _part(0, 1);
        later[1] ^= bytes32(uint256(1));
        _refuseGather(next, later, _logAfter(1));
        later = new bytes32[](0);
        _refuseGather(next, later, _logAfter(1));
        _refuseGather(new Submission[](0), later, _emptyLog(id, number));
        _gather(0, 1);
        (next, later) = _part(0, 1);
        // Once more.
        Dealt[] memory twice = new Dealt[](2);
        (twice[0], twice[1]) = (_at(0), _at(0));
        _refuseGather(next, later, _walk(_emptyLog(id, number), twice, 2));
        _gather(1, 3);
        bytes32 log = training.roundOf(id, number).log;
        _refuseGather(next, new bytes32[](0), _walk(log, twice, 1));
        _assertGathered();
    }

    function test_RevertWhen_ListsHaveOtherLengths() public {
        _freezeHonest();
        (Submission[] memory next, bytes32[] memory later) = _part(0, 3);
        next[1].sealing.commitments = new G1Point[](3);
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.SealingMiscounted.selector, 3, 2));
        training.gather(id, number, next, later);
    }

    /// @dev Two trainers whose C_1 cancel each other, and so do C_2: a sum of identities.
    function test_CommitmentsMayCancel() public {
        Dealt memory first = _deal(id, _trainer(0), 1);
        Dealt memory second = _second();
        for (uint256 c = 1; c < 3; ++c) {
            for (uint256 j; j < ELEMENTS; ++j) second.polynomial[c][j] = _R - first.polynomial[c][j];
            second.submission.deal.c[c - 1] = SimulatedKey.pointOf(SimulatedKey.commit(second.polynomial[c]));
        }
        Dealer.reseal(second);
        _submit(first);
        _submit(second);
        _freeze(id);
        _postSum(id, number, 1);
        _postBytes(id, number, 2, _wrongSum(2, 0, 1));
        _gatherAll();
        assertTrue(training.gatheredOf(id, number)[0].isZero(), 'the identity');
        _assertGathered();
        _refuseWrong(1, _sumBytes(id, number, 1), _isRight(1));
        _proveWrong(STRANGER, 2, _wrongSum(2, 0, 1));
    }

    // Proving

    // INV-46, INV-51
    function test_RevertWhen_TheSumIsRight() public {
        _freezeHonest();
        _postAll();
        _gatherAll();
        for (uint256 i = 1; i <= MEMBERS; ++i) _refuseWrong(i, _sumBytes(id, number, i), _isRight(i));
        assertEq(training.roundOf(id, number).faulty, 0);
    }

    function test_RevertWhen_TheSumOfFewerIsRight() public {
        _freezeWithout();
        _postAll();
        _gatherAll();
        for (uint256 i = 1; i <= MEMBERS; ++i) _refuseWrong(i, _sumBytes(id, number, i), _isRight(i));
    }

    // INV-51
    function testFuzz_AWrongWordCostsTheStake(uint256 member, uint256 word, uint256 by) public {
        _freezeHonest();
        member = bound(member, 1, MEMBERS);
        bytes memory sum = _wrongSum(member, word % ELEMENTS, bound(by, 1, _R - 1));
        _postBytes(id, number, member, sum);
        _gatherAll();
        _proveOne(member, sum);
    }

    /// @dev A stranger shows it, and gets a quarter.
    function _proveOne(uint256 member, bytes memory sum) private {
        G1Point[] memory bases = SimulatedKey.committedBases(ELEMENTS);
        VM.expectEmit();
        emit ITrainingDisputes.SumProvenWrong(id, number, _member(member));
        VM.expectEmit();
        emit ITrainingDisputes.MemberSlashed(id, number, _member(member), KEYHOLDER_STAKE);
        VM.expectEmit();
        emit ITrainingTasks.Credited(STRANGER, SUM_BOUNTY);
        VM.prank(STRANGER);
        training.proveSumWrong(id, number, member, bases, sum);
        assertEq(training.owed(STRANGER), SUM_BOUNTY);
        assertEq(training.roundOf(id, number).faulty, 1 << (member - 1));
        assertEq(training.roundOf(id, number).pot, ROUND_BOND + SUM_REST);
        assertEq(keyholders.member(_member(member)).stake, 9 * KEYHOLDER_STAKE);
        _assertLock(id, member, 0, IKeyholders.LockStatus.Held);
        _assertSolvent();
    }

    /// @dev Of the right value, but r more: nobody needs commitments to see that.
    function test_AWordOfROrMoreIsWrong() public {
        _freezeHonest();
        uint256[] memory words = Committee.sumOfShares(_included(id, number), 2);
        words[2] += _R;
        _postBytes(id, number, 2, abi.encodePacked(words));
        _proveOne(2, abi.encodePacked(words));
    }

    function test_AWordOfRIsWrong() public {
        _freezeHonest();
        uint256[] memory words = new uint256[](ELEMENTS);
        words[0] = _R;
        _postBytes(id, number, 2, abi.encodePacked(words));
        _proveOne(2, abi.encodePacked(words));
    }

    function test_AnotherLengthIsWrong() public {
        _freezeHonest();
        bytes memory sum = _sumBytes(id, number, 1);
        bytes[4] memory wrong = [bytes(''), bytes.concat(sum, hex'00'), abi.encodePacked(sum, sum), new bytes(95)];
        for (uint256 i; i < 4; ++i) {
            _postBytes(id, number, i + 1, wrong[i]);
            _proveWrong(STRANGER, i + 1, wrong[i]);
            _assertLock(id, i + 1, 0, IKeyholders.LockStatus.Held);
        }
        assertEq(training.owed(STRANGER), 4 * SUM_BOUNTY);
        _assertSolvent();
    }

    /// @dev With the excluded one, without one that is included, and another member's.
    function test_SumsOfOtherSetsAreWrong() public {
        _freezeWithout();
        Dealt[] memory all = _logged(id, number);
        Dealt[] memory one = new Dealt[](1);
        one[0] = all[0];
        bytes[3] memory wrong = [
            abi.encodePacked(Committee.sumOfShares(all, 1)),
            abi.encodePacked(Committee.sumOfShares(one, 2)),
            _sumBytes(id, number, 4)
        ];
        for (uint256 i; i < 3; ++i) _postBytes(id, number, i + 1, wrong[i]);
        _gatherAll();
        for (uint256 i; i < 3; ++i) _proveWrong(STRANGER, i + 1, wrong[i]);
        assertEq(training.roundOf(id, number).faulty, 0x07);
        _assertSolvent();
    }

    function test_RevertWhen_TheLogIsNotGathered() public {
        _freezeHonest();
        bytes memory sum = _wrongSum(3, 0, 1);
        _postBytes(id, number, 3, sum);
        _refuseWrong(3, sum, _notGathered(0));
        _gather(0, 1);
        _refuseWrong(3, sum, _notGathered(1));
        _gather(1, 2);
        _refuseWrong(3, sum, _notGathered(2));
        _gather(2, 3);
        _proveOne(3, sum);
    }

    function test_RevertWhen_BasesAreForeign() public {
        _freezeHonest();
        bytes memory sum = _wrongSum(3, 0, 1);
        _postBytes(id, number, 3, sum);
        _gatherAll();
        bytes4 selector = ITrainingDisputes.BasesForeign.selector;
        for (uint256 kind; kind < 4; ++kind) {
            G1Point[] memory bases = SimulatedKey.committedBases(
                kind == 0
                    ? 2
                    : kind == 1
                        ? 4
                        : 3
            );
            if (kind == 2) bases[0] = Faults.aliasX(bases[0]);
            if (kind == 3) (bases[0], bases[1]) = (bases[1], bases[0]);
            bytes memory words;
            for (uint256 i; i < bases.length; ++i) words = bytes.concat(words, abi.encode(bases[i]));
            VM.expectRevert(abi.encodeWithSelector(selector, keccak256(words)));
            training.proveSumWrong(id, number, 3, bases, sum);
        }
        _proveOne(3, sum);
    }

    // INV-45
    function test_RevertWhen_ASumIsProvenWrongTwice() public {
        _freezeHonest();
        bytes memory sum = _wrongSum(3, 0, 1);
        _postBytes(id, number, 3, sum);
        _gatherAll();
        _proveWrong(STRANGER, 3, sum);
        _refuseWrong(3, sum, _aboutSum(ITrainingDisputes.SumAlreadyFaulty.selector, 3));
        assertEq(training.owed(STRANGER), SUM_BOUNTY);
    }

    /// @dev At once, and up to T3, with the round finalised meanwhile.
    function test_ProofsHaveTheirTime() public {
        _freezeHonest();
        bytes memory sum = _wrongSum(1, 0, 1);
        _postBytes(id, number, 1, sum);
        _postBytes(id, number, 2, _wrongSum(2, 0, 1));
        for (uint256 i = 3; i <= 5; ++i) _postSum(id, number, i);
        _gatherAll();
        _proveWrong(STRANGER, 1, sum);
        _finalise(id, FINALISER);
        sum = _wrongSum(2, 0, 1);
        VM.warp(_sumTime(3) + 1);
        _refuseWrong(2, sum, _tooLate(_sumTime(3)));
        VM.warp(_sumTime(3));
        VM.expectRevert(_tooEarly(_sumTime(3) + 1));
        training.settle(id, number);
        _proveWrong(STRANGER, 2, sum);
        assertTrue(_round(id).status == RoundStatus.Finalised, 'finalised');
        assertEq(training.owed(STRANGER), 2 * SUM_BOUNTY);
        _assertSolvent();
    }
}
