// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingDisputes} from '../interfaces/ITrainingDisputes.sol';
import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {DealHashes} from '../test/DealHashes.sol';
import {Dealt} from '../test/Dealer.sol';
import {Faults} from '../test/Faults.sol';
import {Sets} from './Sets.sol';
import {TrainingDisputesSupport} from './TrainingDisputesSupport.t.sol';
import {Fault, LogPath, Round, RoundStatus, Submission, Terms} from './TrainingTypes.sol';

/// @dev Who is excluded, when, and what becomes of the round.
contract TrainingExclusionsTest is TrainingDisputesSupport {
    using Sets for uint256;

    using Bn254 for G1Point;

    bytes4 private constant _EXCLUDED = ITrainingDisputes.AlreadyExcluded.selector;
    bytes4 private constant _NOT_EXCLUDED = ITrainingDisputes.NotExcluded.selector;
    bytes4 private constant _NOT_DEMANDED = ITrainingDisputes.NotDemanded.selector;

    function setUp() public {
        _startRound();
    }

    /// @dev Three submit what is right, and the time of demands begins.
    function _submitAll() private {
        _submitHonest(3);
        VM.warp(_shareTime(0) + 1);
    }

    function _refuseExclusion(uint256 place, uint256 member, bytes memory reason) private {
        Dealt memory dealt = _at(place);
        _refuseExclusionOf(_submission(dealt), _pathOf(dealt), member, reason);
    }

    function _refuseExclusionOf(
        Submission memory shown,
        LogPath memory path,
        uint256 member,
        bytes memory reason
    ) private {
        VM.expectRevert(reason);
        training.excludeUndelivered(id, shown, path, member);
    }

    function _refuseReturn(uint256 k, uint256 member, bytes memory reason) private {
        VM.expectRevert(reason);
        training.returnDemand(id, _trainer(k), member);
    }

    // INV-39, INV-49
    function test_WhoeverDemandedInVainGetsBondAndBounty() public {
        _submitAll();
        _demand(1, 4);
        VM.warp(_shareTime(2) + 1);
        Dealt memory dealt = _at(1);
        (Submission memory shown, LogPath memory path) = (_submission(dealt), _pathOf(dealt));
        VM.expectEmit();
        emit ITrainingTasks.Credited(_member(4), BOND);
        VM.expectEmit();
        emit ITrainingDisputes.TrainerExcluded(id, number, _trainer(1), BOUNTY + REST);
        VM.expectEmit();
        emit ITrainingTasks.Credited(_member(4), BOUNTY);
        VM.prank(STRANGER);
        training.excludeUndelivered(id, shown, path, 4);
        assertEq(training.owed(_member(4)), BOND + BOUNTY);
        assertEq(training.owed(STRANGER), 0);
        assertEq(training.roundOf(id, number).pot, REST);
        assertEq(training.roundOf(id, number).openDemands, 0);
        assertFalse(training.demandOf(id, number, _trainer(1), 4).open, 'open');
        assertEq(_task(id).activeSet.count(), 3);
        _assertExcluded(1);
    }

    /// @dev From the first second after T2, as long as the freeze waits for it.
    function test_UndeliveredSharesHaveTheirTime() public {
        _submitAll();
        _demand(0, 1);
        _demand(1, 1);
        VM.warp(_shareTime(2));
        _refuseExclusion(0, 1, _tooEarly(_shareTime(2) + 1));
        VM.warp(_shareTime(2) + 1);
        _excludeUndelivered(STRANGER, 0, 1);
        VM.warp(_shareTime(3) + 1 days);
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.DemandsOpen.selector, id, number, 1));
        training.freeze(id);
        _excludeUndelivered(STRANGER, 1, 1);
        training.freeze(id);
        assertTrue(_round(id).status == RoundStatus.Void, 'one is left');
    }

    function test_RevertWhen_AnAnswerCame() public {
        _submitAll();
        _demand(1, 1);
        _answer(STRANGER, 1, 1);
        VM.warp(_shareTime(2) + 1);
        _refuseExclusion(1, 1, _about(_NOT_DEMANDED, 1, 1));
        _assertNoneExcluded();
    }

    function test_RevertWhen_TheTrainerIsNotInTheRound() public {
        _submitAll();
        _demand(1, 1);
        VM.warp(_shareTime(2) + 1);
        _refuseExclusion(0, 1, _about(_NOT_DEMANDED, 0, 1));
        _refuseExclusion(1, 2, _about(_NOT_DEMANDED, 1, 2));
        Submission memory shown = _submission(_at(1));
        LogPath memory path = _pathOf(_at(1));
        shown.trainer = STRANGER;
        _refuseExclusionOf(shown, path, 1, _notEnrolled(STRANGER));
        shown.trainer = _trainer(ABSENT);
        _refuseExclusionOf(shown, path, 1, _about(ITrainingDisputes.NotSubmitted.selector, ABSENT));
        shown.trainer = _trainer(0);
        _refuseExclusionOf(shown, path, 1, _about(_NOT_DEMANDED, 0, 1));
        _refuseReturn(1, 1, _about(_NOT_EXCLUDED, 1));
        VM.expectRevert(_notEnrolled(STRANGER));
        training.returnDemand(id, STRANGER, 1);
    }

    /// @dev Three members demanded; one exclusion serves all, and the others have their bonds back.
    function test_DemandsOfAnExcludedTrainerAreReturned() public {
        _submitAll();
        for (uint256 member = 1; member <= 3; ++member) _demand(1, member);
        VM.warp(_shareTime(2) + 1);
        _excludeUndelivered(STRANGER, 1, 2);
        _refuseExclusion(1, 1, _about(_EXCLUDED, 1));
        VM.warp(_shareTime(3) + 1);
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.DemandsOpen.selector, id, number, 2));
        training.freeze(id);
        VM.expectEmit();
        emit ITrainingDisputes.DemandReturned(id, number, _trainer(1), 1);
        VM.prank(STRANGER);
        training.returnDemand(id, _trainer(1), 1);
        _refuseReturn(1, 1, _about(_NOT_DEMANDED, 1, 1));
        _refuseReturn(1, 2, _about(_NOT_DEMANDED, 1, 2));
        _refuseReturn(1, 4, _about(_NOT_DEMANDED, 1, 4));
        _refuseReturn(0, 1, _about(_NOT_EXCLUDED, 0));
        training.returnDemand(id, _trainer(1), 3);
        assertEq(training.owed(_member(1)), BOND);
        assertEq(training.owed(_member(2)), BOND + BOUNTY);
        assertEq(training.owed(_member(3)), BOND);
        assertEq(training.owed(STRANGER), 0);
        training.freeze(id);
        assertEq(_round(id).included, 2);
        _assertExcluded(1);
    }

    /// @dev A complaint excludes while demands are open: they are returned, or answered, but made no more.
    function test_AComplaintLeavesDemandsBehind() public {
        Dealt memory bad = _second();
        Faults.unprove(bad);
        _submitAmong(bad);
        _demand(1, 1);
        _demand(1, 2);
        _complain(Fault.Ephemeral, bad, 1);
        VM.deal(_member(3), BOND);
        VM.expectRevert(_about(_EXCLUDED, 1));
        VM.prank(_member(3));
        training.demandShare{value: BOND}(id, _trainer(1), 3);
        _answer(FINALISER, 1, 1);
        assertEq(training.owed(FINALISER), BOND);
        training.returnDemand(id, _trainer(1), 2);
        assertEq(training.owed(_member(2)), BOND);
        _freeze(id);
        assertEq(_round(id).included, 2);
        _assertExcluded(1);
    }

    /// @dev The answer comes in the last second of T2, and is bad: there is time until T3 to show that.
    function test_ALateBadAnswerIsComplainedAbout() public {
        Dealt memory bad = _second();
        Faults.shift(bad, 2, 1, 1);
        _submitAmong(bad);
        _demand(1, 2);
        VM.warp(_shareTime(2));
        _answer(_trainer(1), 1, 2);
        VM.warp(_shareTime(2) + 1);
        _refuseExclusion(1, 2, _about(_NOT_DEMANDED, 1, 2));
        VM.warp(_shareTime(3));
        VM.expectRevert(_tooEarlyToFreeze());
        training.freeze(id);
        _complain(Fault.Share, bad, 2);
        assertEq(training.owed(_member(2)), BOUNTY);
        assertEq(training.owed(_trainer(1)), BOND);
        _assertExcluded(1);
        _warpPast(_shareTime(3));
        training.freeze(id);
        assertEq(_round(id).included, 2);
    }

    function _tooEarlyToFreeze() private view returns (bytes memory) {
        return _tooEarly(_shareTime(3) + 1);
    }

    // INV-45
    function test_RevertWhen_ATrainerIsExcludedTwice() public {
        Dealt memory bad = _second();
        Faults.unprove(bad);
        Faults.resize(bad, 1, 64);
        _submitAmong(bad);
        _demand(1, 1);
        _complain(Fault.Ephemeral, bad, 1);
        _refuse(Fault.Ephemeral, bad, 1, _about(_EXCLUDED, 1));
        _refuse(Fault.Length, bad, 1, _about(_EXCLUDED, 1));
        VM.warp(_shareTime(2) + 1);
        _refuseExclusion(1, 1, _about(_EXCLUDED, 1));
        assertEq(training.owed(STRANGER), BOUNTY);
        _assertExcluded(1);
    }

    /// @dev Out of the round that follows as well, paid nothing, and given back what was not its stake.
    // INV-40
    function test_AnExcludedTrainerIsOut() public {
        Dealt memory bad = _second();
        Faults.unprove(bad);
        _submitAmong(bad);
        _complain(Fault.Ephemeral, bad, 1);
        _freeze(id);
        for (uint256 i = 1; i <= MEMBERS; ++i) _postSum(id, number, i);
        _finalise(id, FINALISER);

        uint256 next = _openRound(id);
        assertEq(training.roundOf(id, next).invited, 0x0d);
        bytes memory reason = abi.encodeWithSelector(ITrainingRounds.NotInvited.selector, id, next, _trainer(1));
        Dealt memory again = _second();
        _expectSubmissionRefused(again, reason);
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.AlreadyEnrolled.selector, id, _trainer(1)));
        VM.prank(_trainer(1));
        training.enrol(id, 1, 50, new bytes32[](0));

        _settle(id, number);
        Round memory round = training.roundOf(id, number);
        // The stake's rest, the absent one's bond, and the reward: between the two who are left.
        assertEq(round.share, (REST + ROUND_BOND + 10_007) / 2);
        assertEq(round.payees, 0x05);
        training.collect(id, _trainer(1), ALL);
        assertEq(training.owed(_trainer(1)), 4 * ROUND_BOND);
        training.collect(id, _trainer(0), ALL);
        assertEq(training.owed(_trainer(0)), round.share);
        _assertSolvent();
    }

    function _expectSubmissionRefused(Dealt memory dealt, bytes memory reason) private {
        (uint256[] memory roots, uint256[10][] memory proofs) = (_make(dealt).roots, _make(dealt).proofs);
        VM.expectRevert(reason);
        VM.prank(_trainer(1));
        training.submitUpdate(id, roots, proofs, _sealing(dealt));
    }

    /// @dev It left in the round: its deposit waits, and loses the stake.
    function test_ATrainerThatLeftIsExcluded() public {
        Dealt memory bad = _second();
        Faults.unprove(bad);
        _submit(_deal(id, _trainer(0), 1));
        _submit(bad);
        _submit(_deal(id, _trainer(2), 1));
        VM.prank(_trainer(1));
        training.quit(id);
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.NothingToCollect.selector, id, _trainer(1)));
        training.collect(id, _trainer(1), ALL);
        VM.warp(_shareTime(0) + 1);
        _complain(Fault.Ephemeral, bad, 1);
        assertEq(_task(id).activeSet.count(), 3);
        _assertExcluded(1);
    }

    /// @dev Too few are left: the one that is left gets the pot, and the round does not count.
    function test_ExclusionsMayVoidTheRound() public {
        _submitAll();
        _demand(0, 1);
        _demand(2, 1);
        VM.warp(_shareTime(2) + 1);
        _excludeUndelivered(STRANGER, 0, 1);
        _excludeUndelivered(STRANGER, 2, 1);
        assertTrue(_round(id).sum.equals(_at(1).submission.deal.d[0]), 'the sum of one');
        VM.expectEmit();
        emit ITrainingRounds.RoundVoided(id, number);
        _freeze(id);
        Round memory round = _round(id);
        assertTrue(round.status == RoundStatus.Void && round.settled, 'void');
        assertEq(round.share, 2 * REST + ROUND_BOND);
        assertEq(round.payees, 0x02);
        _assertSolvent();
        _collectAll(id);
        assertEq(training.owed(_trainer(1)), round.share);
        _finish();
    }

    /// @dev Nobody is left: the stakes go to the pool, and so to the coordinator. Nobody pays for having been absent, because
    /// nobody came.
    function test_AllMayBeExcluded() public {
        _submitAll();
        for (uint256 k; k < 3; ++k) _demand(k, k + 1);
        VM.warp(_shareTime(2) + 1);
        for (uint256 k; k < 3; ++k) _excludeUndelivered(STRANGER, k, k + 1);
        assertTrue(_round(id).sum.isZero(), 'no sum');
        uint256 pool = _task(id).pool;
        _freeze(id);
        assertTrue(_round(id).status == RoundStatus.Void, 'void');
        assertEq(_task(id).pool, pool + 3 * REST);
        assertFalse(_round(id).forfeits, 'bonds');
        assertEq(_task(id).activeSet.count(), 1);
        _finish();
    }

    /// @dev Fewer than enough submitted: the freeze waits for demands all the same, and for nothing else.
    function test_DemandsHoldUpAVoidRound() public {
        _submitHonest(1);
        VM.warp(_shareTime(0) + 1);
        _demand(0, 1);
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.DemandsOpen.selector, id, number, 1));
        training.freeze(id);
        _answer(_trainer(0), 0, 1);
        training.freeze(id);
        assertTrue(_round(id).status == RoundStatus.Void, 'void');
        _assertSolvent();
    }

    /// @dev It gets no more than the bounty.
    function test_ATrainerMayDenounceItself() public {
        Dealt memory bad = _second();
        Faults.unprove(bad);
        _submitAmong(bad);
        _complain(_trainer(1), bad, _complaint(Fault.Ephemeral, bad, 1));
        assertEq(training.owed(_trainer(1)), BOUNTY);
        assertEq(training.roundOf(id, number).pot, REST);
        _assertExcluded(1);
    }

    /// @dev Where nothing is at stake, nothing is paid, and the sum is as right.
    function test_ExclusionsNeedNoStake() public {
        Terms memory terms = _terms();
        (terms.amounts.trainerStake, terms.amounts.demandBond) = (0, 0);
        id = _runningWith(terms);
        number = _openRound(id);
        _submitAll();
        VM.prank(_member(1));
        training.demandShare(id, _trainer(1), 1);
        VM.prank(_member(2));
        training.demandShare(id, _trainer(1), 2);
        VM.warp(_shareTime(2) + 1);
        _excludeUndelivered(STRANGER, 1, 1);
        training.returnDemand(id, _trainer(1), 2);
        assertTrue(_isExcluded(1), 'excluded');
        _assertSum();
        _freeze(id);
        assertEq(_round(id).included, 2);
        assertEq(training.owed(_member(1)), 0);
        _assertSolvent();
    }

    /// @dev The root of a list that has not one hash for each member: nobody can answer, so the trainer is excluded.
    function test_AListOfAnotherLengthIsNeverDelivered() public {
        for (uint256 count = MEMBERS - 1; count <= MEMBERS + 1; count += 2) {
            id = _running();
            _enrol(id, ABSENT);
            number = _openRound(id);
            Dealt memory bad = _second();
            bytes32[] memory list = new bytes32[](count);
            for (uint256 i; i < MEMBERS - 1; ++i) list[i] = bad.submission.ctHashes[i];
            bad.submission.ctHashes = list;
            bad.sharesHash = DealHashes.hashShares(bad.submission, bad.dealHash);
            _submitAmong(bad);
            _demand(1, 2);
            (Submission memory shown, LogPath memory path) = (_submission(bad), _pathOf(bad));
            VM.expectRevert(_listForeign(list));
            training.answerShare(id, shown, path, 2, bad.ciphertexts[1]);
            _refuse(Fault.Length, bad, 2, _listForeign(list));
            _refuse(Fault.Share, bad, 2, _listForeign(list));
            VM.warp(_shareTime(2) + 1);
            _excludeUndelivered(STRANGER, 1, 2);
            _assertExcluded(1);
        }
    }

    /// @dev The list is what nobody has.
    function test_ExclusionsNeedNoListOfCiphertexts() public {
        _submitAll();
        _demand(1, 2);
        VM.warp(_shareTime(2) + 1);
        Dealt memory dealt = _at(1);
        (Submission memory shown, LogPath memory path) = (_submission(dealt), _pathOf(dealt));
        shown.ctHashes = new bytes32[](0);
        training.excludeUndelivered(id, shown, path, 2);
        _assertExcluded(1);
    }

    function _finish() private {
        VM.prank(COORDINATOR);
        training.stop(id);
        _windUp(id);
    }
}
