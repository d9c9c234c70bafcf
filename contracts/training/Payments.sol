// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {ITrainingDisputes} from '../interfaces/ITrainingDisputes.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {State} from './TrainingState.sol';
import {TaskId} from './TrainingTypes.sol';

/// @title Who is owed what
library Payments {
    /// @dev What one who proves a fault gets of the stake that it costs. A quarter: enough to pay for the proof, too little
    /// to make denouncing oneself a way of saving one's stake.
    uint256 internal constant BOUNTY_DIVISOR = 4;

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
