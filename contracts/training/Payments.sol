// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {ITrainingDisputes} from '../interfaces/ITrainingDisputes.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {Sets} from './Sets.sol';
import {RoundState, State} from './TrainingState.sol';
import {Task, TaskId} from './TrainingTypes.sol';

/// @title Who is owed what
library Payments {
    using Sets for uint256;

    /// @dev What one who proves a fault gets of the stake that it costs. A quarter: enough to pay for the proof, too little
    /// to make denouncing oneself a way of saving one's stake.
    uint256 internal constant BOUNTY_DIVISOR = 4;

    /// @notice What those who were excluded leave to the others: their stakes without the bounties.
    function forfeitedStakes(Task storage task, RoundState storage round) internal view returns (uint256) {
        uint256 excluded = (round.submitted & round.barred).count();
        if (excluded == 0) return 0;
        uint256 stake = task.amounts.trainerStake;
        return excluded * (stake - stake / BOUNTY_DIVISOR);
    }

    function credit(State storage state, address account, uint256 amount) internal {
        if (amount == 0) return;
        state.owed[account] += amount;
        emit ITrainingTasks.Credited(account, amount);
    }

    function requireExactly(uint256 expected) internal view {
        if (msg.value != expected) revert ITrainingTasks.ValueNotExact(msg.value, expected);
    }

    function requireFrom(uint256 from) internal view {
        if (block.timestamp < from) revert ITrainingTasks.TooEarly(block.timestamp, from);
    }

    function requireUntil(uint256 until) internal view {
        if (block.timestamp > until) revert ITrainingTasks.TooLate(block.timestamp, until);
    }

    /// @notice Brings up to `most` of a member's locked stake here.
    function slash(
        IKeyholders keyholders,
        TaskId task,
        uint256 round,
        address member,
        uint256 most
    ) internal returns (uint256 amount) {
        bytes32 terms = TaskId.unwrap(task);
        amount = keyholders.lockOf(address(this), terms, member).amount;
        if (amount > most) amount = most;
        if (amount == 0) return 0;
        emit ITrainingDisputes.MemberSlashed(task, round, member, amount);
        keyholders.slash(member, terms, amount, address(this));
        keyholders.claim(payable(address(this)));
    }
}
