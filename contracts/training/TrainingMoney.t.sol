// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {Sets} from './Sets.sol';
import {TrainingSupport} from './TrainingSupport.t.sol';
import {Enrolment, EnrolmentStatus, Round, RoundStatus, Task, TaskId} from './TrainingTypes.sol';

/// @title What everybody is owed, and how it gets there
abstract contract TrainingMoney is TrainingSupport {
    using Sets for uint256;

    /// @dev More than any test opens.
    uint256 internal constant ALL = 100;

    function _withdraw(address account) internal {
        if (training.owed(account) == 0) return;
        VM.prank(account);
        training.withdraw(payable(account));
    }

    /// @notice Collects for every actor for whom there is anything to collect.
    function _collectAll(TaskId id) internal {
        for (uint256 i; i < actors.length; ++i) {
            if (training.enrolmentOf(id, actors[i]).status == EnrolmentStatus.None) continue;
            try training.collect(id, actors[i], ALL) {} catch (bytes memory reason) {
                assertEq(bytes32(bytes4(reason)), bytes32(ITrainingTasks.NothingToCollect.selector));
            }
        }
    }

    /// @notice The contract has exactly what it owes to the actors, in all tasks.
    function _assertSolvent() internal view {
        uint256 due;
        for (uint256 i; i < actors.length; ++i) due += training.owed(actors[i]);
        for (uint256 i; i < tasks.length; ++i) due += _dueIn(tasks[i]);
        assertEq(address(training).balance, due);
    }

    /// @notice A task is over, whatever happened in it: everybody gets what is theirs, and nothing is left.
    function _windUp(TaskId id) internal {
        training.close(id);
        _assertSolvent();
        _collectAll(id);
        _assertSolvent();
        for (uint256 i; i < actors.length; ++i) {
            _withdraw(actors[i]);
            assertEq(training.enrolmentOf(id, actors[i]).deposit, 0);
        }
        _assertSolvent();
        bytes32 terms = TaskId.unwrap(id);
        address[] memory committee = training.committeeOf(id);
        for (uint256 i; i < committee.length; ++i) {
            IKeyholders.Lock memory lock = keyholders.lockOf(address(training), terms, committee[i]);
            assertEq(lock.amount, 0);
            assertTrue(lock.status != IKeyholders.LockStatus.Held, 'a lock');
        }
        // Less than a wei for each payee is left of no round: what cannot be split goes back to the coordinator.
        if (tasks.length == 1) assertEq(address(training).balance, 0);
    }

    /// @dev What is left of rewards, deposits, pots, and bonds.
    function _dueIn(TaskId id) private view returns (uint256 due) {
        Task memory task = training.taskOf(id);
        due = task.pool;
        for (uint256 number = 1; number <= task.round; ++number) due += _bondsIn(task, training.roundOf(id, number));
        for (uint256 i; i < actors.length; ++i) {
            Enrolment memory enrolment = training.enrolmentOf(id, actors[i]);
            if (enrolment.status == EnrolmentStatus.None) continue;
            due += enrolment.deposit;
            for (uint256 number = enrolment.collected + 1; number <= task.round; ++number) {
                Round memory round = training.roundOf(id, number);
                if (round.payees.contains(enrolment.index)) due += round.share;
                bool absent = (round.invited & ~round.submitted).contains(enrolment.index);
                // In the pot, or paid from there.
                if (round.forfeits && absent) due -= task.amounts.roundBond;
            }
        }
    }

    function _bondsIn(Task memory task, Round memory round) private pure returns (uint256 due) {
        due = round.pot + uint256(round.openDemands) * task.amounts.demandBond;
        if (round.status == RoundStatus.Open) due += task.amounts.openingBond;
        if (round.settled) return due;
        due += uint256(round.demanded & ~round.answered).count() * task.amounts.demandBond;
    }
}
