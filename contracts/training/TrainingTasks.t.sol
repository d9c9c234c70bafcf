// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {Bn254} from '../proofs/Bn254.sol';
import {Sets} from './Sets.sol';
import {TrainingMoney} from './TrainingMoney.t.sol';
import {Enrolment, EnrolmentStatus, Task, TaskId, TaskStatus, Terms} from './TrainingTypes.sol';

/// @dev Who takes part in a task, and how it ends.
contract TrainingTasksTest is TrainingMoney {
    using Sets for uint256;

    TaskId private constant _UNKNOWN = TaskId.wrap(keccak256('unknown'));

    function setUp() public {
        _start();
    }

    function _expectStatus(TaskId id, TaskStatus actual, TaskStatus expected) private {
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.TaskNotInStatus.selector, id, actual, expected));
    }

    function _stop(TaskId id) private {
        VM.prank(COORDINATOR);
        training.stop(id);
    }

    // Acceptance

    function test_RunsWhenAllHaveAccepted() public {
        TaskId id = _create(_terms());
        uint256[5] memory order = [uint256(4), 1, 5, 3, 2];
        for (uint256 i; i < 5; ++i) {
            assertTrue(_task(id).status == TaskStatus.Proposed, 'proposed');
            bytes memory signature = _acceptance(id, order[i]);
            VM.expectEmit();
            emit ITrainingTasks.CommitteeJoined(id, _member(order[i]), order[i] - 1);
            VM.prank(STRANGER);
            training.accept(id, _member(order[i]), type(uint64).max, signature);
            _assertLock(id, order[i], 90_001, IKeyholders.LockStatus.Held);
        }
        assertTrue(_task(id).status == TaskStatus.Running && _task(id).accepted == 31, 'running');
    }

    function test_RevertWhen_SomebodyElseAccepts() public {
        TaskId id = _create(_terms());
        bytes memory signature = _acceptance(id, 1);
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.NotInCommittee.selector, id, STRANGER));
        training.accept(id, STRANGER, type(uint64).max, signature);
        VM.expectRevert(
            abi.encodeWithSelector(
                IKeyholders.AcceptanceNotSigned.selector,
                address(training),
                id,
                _member(2),
                90_001,
                type(uint64).max
            )
        );
        training.accept(id, _member(2), type(uint64).max, signature);
    }

    /// @dev An acceptance is of one task.
    function test_RevertWhen_AnAcceptanceIsOfAnotherTask() public {
        (TaskId id, TaskId other) = (_create(_terms()), _create(_terms()));
        bytes memory signature = _acceptance(other, 1);
        VM.expectRevert(
            abi.encodeWithSelector(
                IKeyholders.AcceptanceNotSigned.selector,
                address(training),
                id,
                _member(1),
                90_001,
                type(uint64).max
            )
        );
        training.accept(id, _member(1), type(uint64).max, signature);
    }

    function test_RevertWhen_AMemberAcceptsTwice() public {
        TaskId id = _create(_terms());
        _accept(id, 1);
        bytes memory signature = _acceptance(id, 1);
        VM.expectRevert(
            abi.encodeWithSelector(
                IKeyholders.AcceptanceSpent.selector,
                address(training),
                id,
                _member(1),
                IKeyholders.LockStatus.Held
            )
        );
        training.accept(id, _member(1), type(uint64).max, signature);
        assertEq(uint256(_task(id).accepted), 1);
    }

    function test_RevertWhen_AcceptedInAnotherStatus() public {
        TaskId id = _create(_terms());
        bytes memory signature = _acceptance(id, 1);
        _expectStatus(_UNKNOWN, TaskStatus.None, TaskStatus.Proposed);
        training.accept(_UNKNOWN, _member(1), type(uint64).max, signature);
        TaskId running = _accepted(_terms());
        _expectStatus(running, TaskStatus.Running, TaskStatus.Proposed);
        training.accept(running, _member(1), type(uint64).max, signature);
        _stop(id);
        _expectStatus(id, TaskStatus.Ended, TaskStatus.Proposed);
        training.accept(id, _member(1), type(uint64).max, signature);
        training.close(id);
        _expectStatus(id, TaskStatus.Closed, TaskStatus.Proposed);
        training.accept(id, _member(1), type(uint64).max, signature);
    }

    // Enrolment

    function test_Enrols() public {
        TaskId id = _accepted(_terms());
        // A stake, and a bond for each of three rounds and a void one.
        uint256 deposit = 40_009 + 4 * 1013;
        assertEq(training.depositOf(id), deposit);
        for (uint256 k; k < 2; ++k) {
            _as(_trainer(k), deposit);
            VM.expectEmit();
            emit ITrainingTasks.TrainerEnrolled(id, _trainer(k), k, _dataRoot(k), _batches(k));
            training.enrol{value: deposit}(id, _dataRoot(k), _batches(k), new bytes32[](0));
        }
        Enrolment memory enrolment = training.enrolmentOf(id, _trainer(1));
        assertEq(enrolment.dataRoot, _dataRoot(1));
        assertTrue(enrolment.batches == _batches(1) && enrolment.index == 1, 'data');
        assertTrue(enrolment.status == EnrolmentStatus.Active && enrolment.deposit == deposit, 'deposit');
        Task memory task = _task(id);
        assertTrue(task.enrolled == 2 && task.activeSet.count() == 2 && task.activeSet == 3, 'counts');
        _assertSolvent();
    }

    /// @dev A bond for each round that may still come, and no invitation to the one under way.
    function test_WhoeverJoinsLateDepositsLess() public {
        TaskId id = _running();
        _finalisedRound(id, 2);
        assertEq(training.depositOf(id), 40_009 + 3 * 1013);
        _openRound(id);
        assertEq(training.depositOf(id), 40_009 + 2 * 1013);
        _enrol(id, 3);
        assertEq(_round(id).invited, 7);
        assertEq(uint256(training.enrolmentOf(id, _trainer(3)).collected), 2);
        assertEq(uint256(training.enrolmentOf(id, _trainer(3)).deposit), 40_009 + 2 * 1013);
        _assertSolvent();
    }

    function _tryToEnrol(TaskId id, uint256 k, uint256 root, uint16 batches, bytes memory reason) private {
        uint256 deposit = training.depositOf(id);
        _as(_trainer(k), deposit);
        VM.expectRevert(reason);
        training.enrol{value: deposit}(id, root, batches, new bytes32[](0));
    }

    function test_RevertWhen_EnrolledInAnotherStatus() public {
        TaskId id = _create(_terms());
        _expectStatus(_UNKNOWN, TaskStatus.None, TaskStatus.Running);
        training.enrol(_UNKNOWN, 1, 50, new bytes32[](0));
        _expectStatus(id, TaskStatus.Proposed, TaskStatus.Running);
        training.enrol(id, 1, 50, new bytes32[](0));
        _stop(id);
        _expectStatus(id, TaskStatus.Ended, TaskStatus.Running);
        training.enrol(id, 1, 50, new bytes32[](0));
    }

    function test_RevertWhen_EnrolledTooLate() public {
        TaskId id = _accepted(_terms());
        uint256 endsAt = _task(id).times.endsAt;
        VM.warp(endsAt);
        _enrol(id, 0);
        VM.warp(endsAt + 1);
        _tryToEnrol(id, 1, 1, 50, abi.encodeWithSelector(ITrainingTasks.TooLate.selector, endsAt + 1, endsAt));
    }

    function _leaf(address account) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(account))));
    }

    function test_RevertWhen_ATrainerIsNotAdmitted() public {
        (bytes32 a, bytes32 b) = (_leaf(_trainer(0)), _leaf(_trainer(1)));
        Terms memory terms = _terms();
        terms.admissionRoot = a < b ? keccak256(bytes.concat(a, b)) : keccak256(bytes.concat(b, a));
        TaskId id = _accepted(terms);
        bytes32[] memory path = new bytes32[](1);
        path[0] = b;
        uint256 deposit = training.depositOf(id);
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.NotAdmitted.selector, id, _trainer(1)));
        _as(_trainer(1), deposit);
        training.enrol{value: deposit}(id, 1, 50, path);
        _as(_trainer(0), deposit);
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.NotAdmitted.selector, id, _trainer(0)));
        training.enrol{value: deposit}(id, 1, 50, new bytes32[](0));
        VM.prank(_trainer(0));
        training.enrol{value: deposit}(id, 1, 50, path);
        assertEq(uint256(_task(id).activeSet.count()), 1);
    }

    function test_RevertWhen_AKeyholderEnrols() public {
        TaskId id = _accepted(_terms());
        uint256 deposit = training.depositOf(id);
        for (uint256 i = 1; i <= MEMBERS; ++i) {
            _as(_member(i), deposit);
            VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.TrainerHoldsKey.selector, id, _member(i)));
            training.enrol{value: deposit}(id, 1, 50, new bytes32[](0));
        }
    }

    function test_RevertWhen_ATrainerEnrolsTwice() public {
        TaskId id = _accepted(_terms());
        bytes memory reason = abi.encodeWithSelector(ITrainingTasks.AlreadyEnrolled.selector, id, _trainer(0));
        _enrol(id, 0);
        _tryToEnrol(id, 0, 1, 50, reason);
        VM.prank(_trainer(0));
        training.quit(id);
        _tryToEnrol(id, 0, 1, 50, reason);
        training.collect(id, _trainer(0), ALL);
        _tryToEnrol(id, 0, 1, 50, reason);
    }

    function test_RevertWhen_TheTaskIsFull() public {
        TaskId id = _accepted(_terms());
        for (uint256 k; k < 4; ++k) _enrol(id, k);
        _tryToEnrol(id, 4, 1, 50, abi.encodeWithSelector(ITrainingTasks.TaskFull.selector, id, 4, 4));
        VM.prank(_trainer(2));
        training.quit(id);
        _enrol(id, 4);
        assertEq(_task(id).activeSet, 27);
        assertTrue(training.enrolmentOf(id, _trainer(4)).index == 4, 'an index of its own');
    }

    /// @dev Those that have left keep their places.
    function test_RevertWhen_AllPlacesAreTaken() public {
        TaskId id = _accepted(_terms());
        for (uint256 k; k < 256; ++k) {
            _enrol(id, k);
            assertEq(uint256(training.enrolmentOf(id, _trainer(k)).index), k);
            if (k == 255) break;
            VM.prank(_trainer(k));
            training.quit(id);
        }
        assertEq(_task(id).activeSet, 1 << 255);
        _tryToEnrol(id, 256, 1, 50, abi.encodeWithSelector(ITrainingTasks.TaskFull.selector, id, 1, 256));
    }

    function _refusesData(TaskId id, uint256 root, uint16 batches) private {
        _tryToEnrol(
            id,
            0,
            root,
            batches,
            abi.encodeWithSelector(ITrainingTasks.DatasetRefused.selector, root, batches)
        );
    }

    function test_RevertWhen_ADatasetIsOutOfRange() public {
        TaskId id = _accepted(_terms());
        _refusesData(id, 0, 50);
        _refusesData(id, Bn254.FIELD_ORDER, 50);
        _refusesData(id, 1, 39);
        _refusesData(id, 1, 4097);
        _refusesData(id, 1, 0);
        uint256 deposit = training.depositOf(id);
        _as(_trainer(0), deposit);
        training.enrol{value: deposit}(id, Bn254.FIELD_ORDER - 1, 40, new bytes32[](0));
        _as(_trainer(1), deposit);
        training.enrol{value: deposit}(id, 1, 4096, new bytes32[](0));
    }

    function testFuzz_RevertWhen_TheDepositIsNotExact(uint256 value) public {
        TaskId id = _accepted(_terms());
        uint256 deposit = training.depositOf(id);
        value = bound(value, 0, 2 * deposit);
        if (value == deposit) ++value;
        _as(_trainer(0), value);
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.ValueNotExact.selector, value, deposit));
        training.enrol{value: value}(id, 1, 50, new bytes32[](0));
    }

    // Leaving

    function test_LeavesAfterTheRoundUnderWay() public {
        TaskId id = _running();
        _openRound(id);
        VM.expectEmit();
        emit ITrainingTasks.TrainerLeft(id, _trainer(1));
        VM.prank(_trainer(1));
        training.quit(id);
        Enrolment memory enrolment = training.enrolmentOf(id, _trainer(1));
        assertTrue(enrolment.status == EnrolmentStatus.Left && enrolment.lastRound == 1, 'left');
        assertTrue(_task(id).activeSet.count() == 2 && _task(id).activeSet == 5, 'counts');
        _submit(_deal(id, _trainer(1), 1));
        _submit(_deal(id, _trainer(2), 1));
        _freeze(id);
        _finalise(id, FINALISER);
        _openRound(id);
        assertEq(_round(id).invited, 5);
    }

    function test_RevertWhen_WhoeverIsNotEnrolledQuits() public {
        TaskId id = _running();
        bytes memory reason = abi.encodeWithSelector(ITrainingTasks.NotEnrolled.selector, id, STRANGER);
        VM.expectRevert(reason);
        VM.prank(STRANGER);
        training.quit(id);
        VM.prank(_trainer(0));
        training.quit(id);
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.NotEnrolled.selector, id, _trainer(0)));
        VM.prank(_trainer(0));
        training.quit(id);
        assertTrue(_task(id).activeSet.count() == 2, 'once');
    }

    // Stopping

    function test_RevertWhen_SomebodyElseStops() public {
        TaskId id = _running();
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.NotCoordinator.selector, id, STRANGER));
        VM.prank(STRANGER);
        training.stop(id);
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.NotCoordinator.selector, _UNKNOWN, COORDINATOR));
        VM.prank(COORDINATOR);
        training.stop(_UNKNOWN);
    }

    function test_RevertWhen_StoppedDuringARound() public {
        TaskId id = _running();
        bytes memory reason = abi.encodeWithSelector(ITrainingTasks.RoundUnderWay.selector, id, 1);
        _openRound(id);
        VM.expectRevert(reason);
        _stop(id);
        _submit(_deal(id, _trainer(0), 1));
        _submit(_deal(id, _trainer(1), 1));
        _freeze(id);
        VM.expectRevert(reason);
        _stop(id);
        _finalise(id, FINALISER);
        VM.expectEmit();
        emit ITrainingTasks.TaskEnded(id);
        _stop(id);
        assertTrue(_task(id).status == TaskStatus.Ended, 'ended');
    }

    function test_RevertWhen_StoppedTwice() public {
        TaskId id = _create(_terms());
        _stop(id);
        _expectStatus(id, TaskStatus.Ended, TaskStatus.Running);
        _stop(id);
        training.close(id);
        _expectStatus(id, TaskStatus.Closed, TaskStatus.Running);
        _stop(id);
    }

    // Closing

    function _expectNotOver(TaskId id) private {
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.TaskNotOver.selector, id));
    }

    function test_RevertWhen_AProposalIsClosedEarly() public {
        TaskId id = _create(_terms());
        _accept(id, 2);
        uint256 startsAt = _task(id).times.startsAt;
        VM.warp(startsAt);
        _expectNotOver(id);
        training.close(id);
        VM.warp(startsAt + 1);
        VM.expectEmit();
        emit ITrainingTasks.TaskClosed(id, 51_039);
        VM.prank(STRANGER);
        training.close(id);
        assertEq(training.owed(COORDINATOR), 51_039);
        _assertLock(id, 2, 0, IKeyholders.LockStatus.Released);
        _assertLock(id, 1, 0, IKeyholders.LockStatus.None);
        _expectNotOver(id);
        training.close(id);
    }

    function test_RevertWhen_ARunningTaskIsClosedEarly() public {
        TaskId id = _running();
        uint256 endsAt = _task(id).times.endsAt;
        VM.warp(endsAt);
        _expectNotOver(id);
        training.close(id);
        _expectNotOver(_UNKNOWN);
        training.close(_UNKNOWN);
        VM.warp(endsAt + 1);
        _windUp(id);
        assertEq(COORDINATOR.balance, 51_039);
    }

    function test_RevertWhen_ATaskIsClosedWithARoundUnderWay() public {
        TaskId id = _running();
        VM.warp(_task(id).times.endsAt);
        bytes memory reason = abi.encodeWithSelector(ITrainingTasks.RoundUnderWay.selector, id, 1);
        _openRound(id);
        _submit(_deal(id, _trainer(0), 1));
        _submit(_deal(id, _trainer(1), 1));
        VM.warp(block.timestamp + 1);
        VM.expectRevert(reason);
        training.close(id);
        _freeze(id);
        VM.expectRevert(reason);
        training.close(id);
        _finalise(id, FINALISER);
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.RoundsUnsettled.selector, id, 1));
        training.close(id);
        _settle(id, 1);
        _windUp(id);
    }

    function test_RevertWhen_ATaskIsClosedUnsettled() public {
        TaskId id = _running();
        _finalisedRound(id, 2);
        _finalisedRound(id, 3);
        _stop(id);
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.RoundsUnsettled.selector, id, 2));
        training.close(id);
        // In any order.
        _settle(id, 2);
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.RoundsUnsettled.selector, id, 1));
        training.close(id);
        _settle(id, 1);
        _windUp(id);
    }

    function test_RevertWhen_ARoundIsOpenedInAnEndedTask() public {
        TaskId id = _running();
        _stop(id);
        _expectStatus(id, TaskStatus.Ended, TaskStatus.Running);
        training.openRound{value: 607}(id);
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.SeedNotDrawn.selector, id, 1));
        training.batchOf(id, 1, _trainer(0), 0);
        _windUp(id);
    }
}
