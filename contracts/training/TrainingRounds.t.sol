// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {Bn254} from '../proofs/Bn254.sol';
import {Dealer, Dealt, Plan} from '../test/Dealer.sol';
import {TrainingMoney} from './TrainingMoney.t.sol';
import {Round, RoundStatus, TaskId, TaskStatus, Terms} from './TrainingTypes.sol';

/// @dev How a round is opened, and frozen or void.
contract TrainingRoundsTest is TrainingMoney {
    uint256 private constant _R = Bn254.FIELD_ORDER;
    uint256 private constant _BOND = 607;

    TaskId private _id;

    function setUp() public {
        _start();
        _id = _running();
    }

    function _expectStatus(uint256 number, RoundStatus actual) private {
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.RoundNotInStatus.selector, _id, number, actual));
    }

    function _expectEarly(uint256 from) private {
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.TooEarly.selector, block.timestamp, from));
    }

    function _submitFirst(uint256 count) private {
        for (uint256 k; k < count; ++k) _submit(_deal(_id, _trainer(k), 1));
    }

    // Opening

    function test_Opens() public {
        VM.deal(OPENER, _BOND);
        VM.expectEmit();
        emit ITrainingRounds.RoundOpened(_id, 1, OPENER, FIRST_BLOCK + 2, 7);
        VM.prank(OPENER);
        training.openRound{value: _BOND}(_id);
        Round memory round = _round(_id);
        assertTrue(round.status == RoundStatus.Open && !round.settled && !round.forfeits, 'open');
        assertEq(uint256(round.openedAt), FIRST_BLOCK);
        assertEq(uint256(round.trainingEnds), block.timestamp + 503);
        assertTrue(round.invited == 7 && round.submitted == 0 && round.seed == 0, 'sets');
        assertEq(round.opener, OPENER);
        assertEq(round.log, _emptyLog(_id, 1));
        (uint256 demands, uint256 answers, uint256 complaints) = training.shareDeadlines(_id, 1);
        assertEq(demands, block.timestamp + 503 + 101);
        assertEq(answers, block.timestamp + 503 + 101 + 203);
        assertEq(complaints, block.timestamp + 503 + 101 + 203 + 307);
        (demands, answers, complaints) = training.sumDeadlines(_id, 1);
        assertEq(demands + answers + complaints, 0);
        (demands, answers, complaints) = training.shareDeadlines(_id, 2);
        assertEq(demands + answers + complaints, 0);
        _assertSolvent();
    }

    function test_RevertWhen_OpenedOutsideTheTask() public {
        Terms memory terms = _terms();
        TaskId id = _create(terms);
        _acceptAll(id);
        for (uint256 k; k < 2; ++k) _enrol(id, k);
        VM.deal(OPENER, _BOND);
        (uint256 startsAt, uint256 endsAt) = (terms.times.startsAt, terms.times.endsAt);
        VM.warp(startsAt - 1);
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.TooEarly.selector, startsAt - 1, startsAt));
        VM.prank(OPENER);
        training.openRound{value: _BOND}(id);
        VM.warp(endsAt + 1);
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.TooLate.selector, endsAt + 1, endsAt));
        VM.prank(OPENER);
        training.openRound{value: _BOND}(id);
        VM.warp(endsAt);
        VM.prank(OPENER);
        training.openRound{value: _BOND}(id);
        id = _create(_terms());
        _acceptAll(id);
        for (uint256 k; k < 2; ++k) _enrol(id, k);
        VM.warp(_task(id).times.startsAt);
        _open(id);
    }

    function test_RevertWhen_OpenedInAnotherStatus() public {
        TaskId proposed = _create(_terms());
        VM.deal(address(this), _BOND);
        VM.expectRevert(
            abi.encodeWithSelector(
                ITrainingTasks.TaskNotInStatus.selector,
                proposed,
                TaskStatus.Proposed,
                TaskStatus.Running
            )
        );
        training.openRound{value: _BOND}(proposed);
    }

    function test_RevertWhen_TrainersAreTooFew() public {
        VM.prank(_trainer(0));
        training.quit(_id);
        VM.prank(_trainer(1));
        training.quit(_id);
        VM.deal(address(this), _BOND);
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.TrainersTooFew.selector, _id, 1, 2));
        training.openRound{value: _BOND}(_id);
        _enrol(_id, 3);
        _open(_id);
    }

    function testFuzz_RevertWhen_TheOpeningBondIsNotExact(uint256 value) public {
        value = bound(value, 0, 2 * _BOND);
        if (value == _BOND) ++value;
        _as(OPENER, value);
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.ValueNotExact.selector, value, _BOND));
        training.openRound{value: value}(_id);
    }

    function test_RevertWhen_ARoundIsUnderWay() public {
        bytes memory reason = abi.encodeWithSelector(ITrainingTasks.RoundUnderWay.selector, _id, 1);
        _openRound(_id);
        VM.deal(address(this), _BOND);
        VM.expectRevert(reason);
        training.openRound{value: _BOND}(_id);
        _submitFirst(2);
        _freeze(_id);
        VM.expectRevert(reason);
        training.openRound{value: _BOND}(_id);
        _finalise(_id, FINALISER);
        // Its disputes may go on.
        training.openRound{value: _BOND}(_id);
        assertEq(uint256(_task(_id).round), 2);
    }

    // Freezing

    // INV-43
    function test_Freezes() public {
        _openRound(_id);
        _submitFirst(2);
        Dealt[] memory dealt = _logged(_id, 1);
        bytes32 log = _frozenLog(_id, 1);
        assertEq(log, training.frozenLogOf(_id, 1));
        (, , uint256 complaints) = training.shareDeadlines(_id, 1);
        VM.warp(complaints + 1);
        Round memory round = _round(_id);
        VM.expectEmit();
        emit ITrainingRounds.RoundFrozen(_id, 1, 2, round.sum, log);
        VM.prank(STRANGER);
        training.freeze(_id);
        assertEq(training.owed(OPENER), _BOND);
        round = _round(_id);
        assertTrue(round.status == RoundStatus.Frozen && round.included == 2 && round.forfeits, 'frozen');
        assertEq(round.log, _walk(_emptyLog(_id, 1), dealt, 2));
        assertEq(uint256(round.aggregationEnds), block.timestamp + 401);
        assertEq(uint256(round.pot), 1013);
        (uint256 demands, uint256 answers, uint256 last) = training.sumDeadlines(_id, 1);
        assertEq(demands, block.timestamp + 401 + 101);
        assertEq(answers, block.timestamp + 401 + 101 + 203);
        assertEq(last, block.timestamp + 401 + 101 + 203 + 307);
        _expectStatus(1, RoundStatus.Frozen);
        training.freeze(_id);
        _expectStatus(1, RoundStatus.Frozen);
        training.drawSeed(_id);
        _assertSolvent();
    }

    function test_RevertWhen_FrozenBeforeTheLastComplaint() public {
        _openRound(_id);
        _submitFirst(2);
        (, , uint256 complaints) = training.shareDeadlines(_id, 1);
        _expectEarly(complaints + 1);
        training.freeze(_id);
        VM.warp(complaints);
        _expectEarly(complaints + 1);
        training.freeze(_id);
        VM.warp(complaints + 1);
        training.freeze(_id);
    }

    /// @dev With too few submissions there is nothing to complain about.
    function test_RevertWhen_TooFewAreVoidedBeforeTheTrainingsEnd() public {
        _openRound(_id);
        _submitFirst(1);
        uint256 ends = _round(_id).trainingEnds;
        VM.warp(ends);
        _expectEarly(ends + 1);
        training.freeze(_id);
        VM.warp(ends + 1);
        // Two bonds for the one who came.
        VM.expectEmit();
        emit ITrainingRounds.RoundVoided(_id, 1);
        VM.expectEmit();
        emit ITrainingRounds.RoundSettled(_id, 1, 2 * 1013, 1);
        training.freeze(_id);
        assertEq(training.owed(OPENER), _BOND);
        assertTrue(_task(_id).voids == 1 && _task(_id).consumed == 0 && _task(_id).unsettled == 0, 'counts');
        assertTrue(_task(_id).status == TaskStatus.Running, 'goes on');
        _collectAll(_id);
        assertEq(training.owed(_trainer(0)), 2 * 1013);
        for (uint256 k = 1; k < 3; ++k) {
            assertEq(training.owed(_trainer(k)), 0);
            assertEq(uint256(training.enrolmentOf(_id, _trainer(k)).deposit), 40_009 + 3 * 1013);
        }
        _assertSolvent();
    }

    function test_RevertWhen_ADemandIsOpen() public {
        _openRound(_id);
        _submitFirst(3);
        VM.warp(_round(_id).trainingEnds + 1);
        for (uint256 i = 1; i <= 2; ++i) {
            _as(_member(i), 709);
            training.demandShare{value: 709}(_id, _trainer(0), i);
        }
        (, , uint256 complaints) = training.shareDeadlines(_id, 1);
        VM.warp(complaints + 1);
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.DemandsOpen.selector, _id, 1, 2));
        training.freeze(_id);
        Dealt memory dealt = _logged(_id, 1)[0];
        training.excludeUndelivered(_id, _submission(dealt), _pathOf(dealt), 1);
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.DemandsOpen.selector, _id, 1, 1));
        training.freeze(_id);
        training.returnDemand(_id, _trainer(0), 2);
        training.freeze(_id);
        assertTrue(_round(_id).status == RoundStatus.Frozen && _round(_id).included == 2, 'without the first');
        _assertSolvent();
        _finalise(_id, FINALISER);
        _settle(_id, 1);
        _assertSolvent();
    }

    /// @dev Two trainers whose values are opposite: their sum has no proof.
    function test_ASumThatIsTheIdentityIsVoid() public {
        _openRound(_id);
        Plan memory plan = _plan(_id, _trainer(0), 1);
        _submit(Dealer.prepare(plan));
        Plan memory other = _plan(_id, _trainer(1), 1);
        for (uint256 j; j < ELEMENTS; ++j) other.steps[0][j] = _R - plan.steps[0][j];
        _submit(Dealer.prepare(other));
        assertEq(_round(_id).sum.x | _round(_id).sum.y, 0);
        (, , uint256 complaints) = training.shareDeadlines(_id, 1);
        VM.warp(complaints);
        _expectEarly(complaints + 1);
        training.freeze(_id);
        VM.warp(complaints + 1);
        VM.expectEmit();
        emit ITrainingRounds.RoundVoided(_id, 1);
        training.freeze(_id);
        assertTrue(_round(_id).forfeits && _round(_id).share == 506 && _round(_id).payees == 3, 'the third pays');
        assertEq(uint256(_task(_id).pool), 51_039 + 1);
        _assertSolvent();
        // The next one is a round like any other.
        _finalisedRound(_id, 3);
        _assertSolvent();
    }

    /// @dev One is allowed; the second ends the task.
    function test_VoidRoundsEndTheTask() public {
        for (uint256 i = 1; i <= 2; ++i) {
            assertTrue(_task(_id).status == TaskStatus.Running, 'running');
            _openRound(_id);
            VM.warp(_round(_id).trainingEnds + 1);
            if (i == 2) VM.expectEmit();
            if (i == 2) emit ITrainingTasks.TaskEnded(_id);
            training.freeze(_id);
            _assertSolvent();
        }
        assertTrue(_task(_id).status == TaskStatus.Ended && _task(_id).voids == 2, 'ended');
        _windUp(_id);
        assertEq(COORDINATOR.balance, 51_039 + 2);
    }
}
