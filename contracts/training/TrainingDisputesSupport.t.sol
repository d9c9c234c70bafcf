// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingDisputes} from '../interfaces/ITrainingDisputes.sol';
import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {DealHashes} from '../test/DealHashes.sol';
import {Dealer, Dealt} from '../test/Dealer.sol';
import {SimulatedKey} from '../test/SimulatedKey.sol';
import {Sets} from './Sets.sol';
import {TrainingMoney} from './TrainingMoney.t.sol';
import {
    Complaint,
    Enrolment,
    EnrolmentStatus,
    Fault,
    LogPath,
    RoundStatus,
    Submission,
    TaskId
} from './TrainingTypes.sol';

/// @title A round to dispute about
/// @notice Four trainers are enrolled: the last stays away. What calls are made of is computed before they are expected to
/// do anything: a precompile is a call as well.
abstract contract TrainingDisputesSupport is TrainingMoney {
    using Bn254 for G1Point;
    using Sets for uint256;

    uint256 internal constant ABSENT = 3;
    uint256 internal constant BOND = 709;
    /// @dev Of a trainer's stake: a quarter, rounded down, and what is left.
    uint256 internal constant BOUNTY = 10_002;
    uint256 internal constant REST = 30_007;
    uint256 internal constant ROUND_BOND = 1013;
    uint256 internal constant TRAINER_REWARD = 10_007;
    uint256 internal constant KEYHOLDER_REWARD = 5003;
    uint256 internal constant KEYHOLDER_STAKE = 90_001;
    /// @dev Of a keyholder's stake.
    uint256 internal constant SUM_BOUNTY = 22_500;
    uint256 internal constant SUM_REST = 67_501;
    uint256 internal constant PENALTY = 8009;

    TaskId internal id;
    uint256 internal number;

    function _startRound() internal {
        _start();
        id = _running();
        _enrol(id, ABSENT);
        number = _openRound(id);
    }

    /// @notice The first trainers submit what is right.
    function _submitHonest(uint256 count) internal {
        for (uint256 k; k < count; ++k) _submit(_deal(id, _trainer(k), 1));
    }

    /// @notice The second of three trainers submits this; then disputes begin.
    function _submitAmong(Dealt memory dealt) internal {
        _submit(_deal(id, _trainer(0), 1));
        _submit(dealt);
        _submit(_deal(id, _trainer(2), 1));
        VM.warp(_shareTime(0) + 1);
    }

    /// @notice What the second trainer would rightly submit.
    function _second() internal view returns (Dealt memory) {
        return _deal(id, _trainer(1), 1);
    }

    /// @notice What was submitted in a place of the round's log.
    function _at(uint256 place) internal view returns (Dealt memory) {
        return _logged(id, number)[place];
    }

    /// @notice The last second of training (0), of demands (1), of answers (2), of complaints (3).
    function _shareTime(uint256 phase) internal view returns (uint256) {
        return training.roundOf(id, number).trainingEnds + _after(phase);
    }

    /// @notice For sums: 0 is the last second of the aggregation.
    function _sumTime(uint256 phase) internal view returns (uint256) {
        return training.roundOf(id, number).aggregationEnds + _after(phase);
    }

    /// @dev Of 101, 203 and 307 seconds.
    function _after(uint256 phase) private pure returns (uint256) {
        return [uint256(0), 101, 304, 611][phase];
    }

    /// @notice To be spoilt: structs in memory are shared.
    function _copy(Complaint memory said) internal pure returns (Complaint memory) {
        return abi.decode(abi.encode(said), (Complaint));
    }

    // Calls

    function _demand(uint256 k, uint256 member) internal {
        _as(_member(member), BOND);
        training.demandShare{value: BOND}(id, _trainer(k), member);
    }

    function _answer(address by, uint256 place, uint256 member) internal {
        Dealt memory dealt = _at(place);
        (Submission memory shown, LogPath memory path) = (_submission(dealt), _pathOf(dealt));
        VM.prank(by);
        training.answerShare(id, shown, path, member, dealt.ciphertexts[member - 1]);
    }

    function _excludeUndelivered(address by, uint256 place, uint256 member) internal {
        Dealt memory dealt = _at(place);
        (Submission memory shown, LogPath memory path) = (_submission(dealt), _pathOf(dealt));
        VM.prank(by);
        training.excludeUndelivered(id, shown, path, member);
    }

    function _complain(address by, Dealt memory dealt, Complaint memory said) internal {
        (Submission memory shown, LogPath memory path) = (_submission(dealt), _pathOf(dealt));
        VM.prank(by);
        training.complain(id, shown, path, said);
    }

    /// @notice A stranger's, with all that the member can show.
    function _complain(Fault fault, Dealt memory dealt, uint256 member) internal {
        _complain(STRANGER, dealt, _complaint(fault, dealt, member));
    }

    /// @notice The member's complaint is refused, for this reason.
    function _refuse(Dealt memory dealt, Complaint memory said, bytes memory reason) internal {
        (Submission memory shown, LogPath memory path) = (_submission(dealt), _pathOf(dealt));
        VM.expectRevert(reason);
        training.complain(id, shown, path, said);
    }

    function _refuse(Fault fault, Dealt memory dealt, uint256 member, bytes memory reason) internal {
        _refuse(dealt, _complaint(fault, dealt, member), reason);
    }

    // Sums

    /// @notice A stranger doubts that a member's sum can be had.
    function _demandSum(uint256 member) internal {
        _as(STRANGER, BOND);
        training.demandSum{value: BOND}(id, number, member);
    }

    /// @notice What was submitted in these places of the log, as disputes show it, and what comes after it.
    function _part(uint256 from, uint256 to) internal view returns (Submission[] memory next, bytes32[] memory later) {
        Dealt[] memory all = _logged(id, number);
        next = new Submission[](to - from);
        later = new bytes32[](all.length - to);
        for (uint256 i; i < next.length; ++i) next[i] = _submission(all[from + i]);
        for (uint256 i; i < later.length; ++i) later[i] = all[to + i].sharesHash;
    }

    function _gather(uint256 from, uint256 to) internal {
        (Submission[] memory next, bytes32[] memory later) = _part(from, to);
        training.gather(id, number, next, later);
    }

    function _gatherAll() internal {
        _gather(0, _logged(id, number).length);
    }

    function _proveWrong(address by, uint256 member, bytes memory sum) internal {
        G1Point[] memory bases = SimulatedKey.committedBases(ELEMENTS);
        VM.prank(by);
        training.proveSumWrong(id, number, member, bases, sum);
    }

    function _refuseWrong(uint256 member, bytes memory sum, bytes memory reason) internal {
        G1Point[] memory bases = SimulatedKey.committedBases(ELEMENTS);
        VM.expectRevert(reason);
        training.proveSumWrong(id, number, member, bases, sum);
    }

    /// @notice All members post what is right.
    function _postAll() internal {
        for (uint256 i = 1; i <= MEMBERS; ++i) _postSum(id, number, i);
    }

    /// @notice Waits until the round may be burned for good, and burns it.
    function _burn() internal {
        if (block.timestamp <= _sumTime(3)) _warpPast(_sumTime(3));
        training.burn(id);
    }

    // Reasons

    function _tooEarly(uint256 from) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ITrainingTasks.TooEarly.selector, from - 1, from);
    }

    function _tooLate(uint256 until) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ITrainingTasks.TooLate.selector, until + 1, until);
    }

    function _notExact(uint256 sent, uint256 expected) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ITrainingTasks.ValueNotExact.selector, sent, expected);
    }

    function _notEnrolled(address account) internal view returns (bytes memory) {
        return abi.encodeWithSelector(ITrainingTasks.NotEnrolled.selector, id, account);
    }

    function _notInCommittee(address account) internal view returns (bytes memory) {
        return abi.encodeWithSelector(ITrainingTasks.NotInCommittee.selector, id, account);
    }

    function _memberUnknown(uint256 member) internal view returns (bytes memory) {
        return abi.encodeWithSelector(ITrainingDisputes.MemberUnknown.selector, id, member);
    }

    function _notInStatus(RoundStatus actual) internal view returns (bytes memory) {
        return abi.encodeWithSelector(ITrainingRounds.RoundNotInStatus.selector, id, number, actual);
    }

    function _notInLog(bytes32 before, bytes32 sharesHash) internal view returns (bytes memory) {
        bytes32 from = keccak256(abi.encode(keccak256('tacit.log'), before, sharesHash));
        return abi.encodeWithSelector(ITrainingDisputes.NotInLog.selector, from, training.roundOf(id, number).log);
    }

    /// @notice An error about a trainer of the round.
    function _about(bytes4 selector, uint256 k) internal view returns (bytes memory) {
        return abi.encodeWithSelector(selector, id, number, _trainer(k));
    }

    /// @notice One about a trainer's share for a member.
    function _about(bytes4 selector, uint256 k, uint256 member) internal view returns (bytes memory) {
        return abi.encodeWithSelector(selector, id, number, _trainer(k), member);
    }

    /// @notice One about a member's sum.
    function _aboutSum(bytes4 selector, uint256 member) internal view returns (bytes memory) {
        return abi.encodeWithSelector(selector, id, number, member);
    }

    function _foreign(uint256 member, bytes memory ciphertext) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ITrainingDisputes.CiphertextForeign.selector, member, keccak256(ciphertext));
    }

    function _listForeign(bytes32[] memory ctHashes) internal pure returns (bytes memory) {
        bytes32 root = DealHashes.hashCiphertexts(ctHashes);
        return abi.encodeWithSelector(ITrainingDisputes.CiphertextListForeign.selector, ctHashes.length, root);
    }

    /// @notice Lists of hashes that are not the submission's: longer, shorter, in another order, with another hash.
    function _foreignLists(Submission memory shown) internal pure returns (bytes32[][] memory lists) {
        lists = new bytes32[][](5);
        for (uint256 i; i < 5; ++i) {
            uint256 count = [uint256(0), MEMBERS - 1, MEMBERS + 1, MEMBERS, MEMBERS][i];
            lists[i] = new bytes32[](count);
            for (uint256 j; j < count && j < MEMBERS; ++j) lists[i][j] = shown.ctHashes[j];
        }
        (lists[3][0], lists[3][2]) = (lists[3][2], lists[3][0]);
        lists[4][4] ^= bytes32(uint256(1));
    }

    // What is the case

    /// @notice The round's sum is that of the trainers who are not excluded.
    function _assertSum() internal view {
        Dealt[] memory included = _included(id, number);
        uint256 log = included.length == 0 ? 0 : Dealer.sumOfLogs(included);
        G1Point memory sum = training.roundOf(id, number).sum;
        assertTrue(sum.equals(SimulatedKey.pointOf(log)), 'the sum of the others');
    }

    function _isExcluded(uint256 k) internal view returns (bool) {
        return training.roundOf(id, number).excluded.contains(training.enrolmentOf(id, _trainer(k)).index);
    }

    /// @notice A trainer is out of the round and of the task, without its stake.
    function _assertExcluded(uint256 k) internal view {
        Enrolment memory enrolment = training.enrolmentOf(id, _trainer(k));
        assertTrue(_isExcluded(k), 'excluded');
        assertTrue(enrolment.status == EnrolmentStatus.Expelled, 'expelled');
        assertEq(enrolment.lastRound, number);
        // Rounds that may come: three, and a void one.
        assertEq(enrolment.deposit, 4 * ROUND_BOND);
        assertFalse(_task(id).activeSet.contains(enrolment.index), 'active');
        _assertSum();
        _assertSolvent();
    }

    /// @notice Nothing has happened to anybody.
    function _assertNoneExcluded() internal view {
        assertEq(training.roundOf(id, number).excluded, 0);
        assertEq(training.roundOf(id, number).pot, 0);
        assertEq(_task(id).activeSet.count(), 4);
        _assertSum();
        _assertSolvent();
    }
}
