// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {SafeCast} from '@openzeppelin/contracts/utils/math/SafeCast.sol';
import {IWorkerPool} from '../interfaces/IWorkerPool.sol';
import {MarketState, WorkerState} from './MarketState.sol';

/// @title Stakes of workers, and their places in the draw
library Workers {
    using SafeCast for uint256;

    uint256 private constant _LONGEST_URL = 256;

    function join(MarketState storage state, uint256 leastStake, string calldata url) internal {
        uint256 length = bytes(url).length;
        if (length > _LONGEST_URL) revert IWorkerPool.UrlTooLong(length, _LONGEST_URL);
        WorkerState storage self = state.workers[msg.sender];
        uint256 active = self.active + msg.value;
        if (active < leastStake) revert IWorkerPool.StakeTooSmall(msg.sender, active, leastStake);
        bool returns_ = self.joined && self.place == 0;

        (self.active, self.joined) = (active.toUint96(), true);
        emit IWorkerPool.WorkerJoined(msg.sender, url);
        if (msg.value != 0) {
            // Who stakes more once a hash is known could buy the seat that it draws.
            self.since = uint48(block.number);
            emit IWorkerPool.WorkerStakeDeposited(msg.sender, msg.value);
        }
        if (self.place == 0) _enter(state, self);
        if (returns_) emit IWorkerPool.WorkerResumed(msg.sender);
    }

    function pause(MarketState storage state) internal {
        WorkerState storage self = known(state, msg.sender);
        if (self.place == 0) revert IWorkerPool.WorkerNotDrawable(msg.sender);
        exclude(state, msg.sender);
    }

    function resume(MarketState storage state, uint256 leastStake) internal {
        WorkerState storage self = known(state, msg.sender);
        if (self.place != 0) revert IWorkerPool.WorkerAlreadyDrawable(msg.sender);
        if (self.active < leastStake) revert IWorkerPool.StakeTooSmall(msg.sender, self.active, leastStake);
        _enter(state, self);
        emit IWorkerPool.WorkerResumed(msg.sender);
    }

    function startUnbonding(MarketState storage state, uint256 leastStake, uint256 delay, uint256 amount) internal {
        WorkerState storage self = known(state, msg.sender);
        if (amount == 0) revert IWorkerPool.AmountIsZero();
        uint256 free = freeOf(self);
        if (amount > free) revert IWorkerPool.StakeNotFree(msg.sender, amount, free);

        uint48 availableFrom = (block.timestamp + delay).toUint48();
        self.active -= uint96(amount);
        (self.unbonding, self.availableFrom) = (self.unbonding + uint96(amount), availableFrom);
        emit IWorkerPool.WorkerUnbondingStarted(msg.sender, amount, availableFrom);
        if (self.active < leastStake) exclude(state, msg.sender);
    }

    /// @notice What can be sent now, taken off the books.
    function takeUnbonded(MarketState storage state, address to) internal returns (uint256 amount) {
        if (to == address(0)) revert IWorkerPool.RecipientIsZero();
        WorkerState storage self = state.workers[msg.sender];
        amount = self.unbonding;
        if (amount == 0) revert IWorkerPool.NothingUnbonding(msg.sender);
        if (block.timestamp < self.availableFrom) {
            revert IWorkerPool.UnbondingNotOver(msg.sender, self.availableFrom);
        }
        (self.unbonding, self.availableFrom) = (0, 0);
        emit IWorkerPool.WorkerStakeWithdrawn(msg.sender, to, amount);
    }

    function takeClaimable(MarketState storage state, address to) internal returns (uint256 amount) {
        if (to == address(0)) revert IWorkerPool.RecipientIsZero();
        amount = state.claimable[msg.sender];
        if (amount == 0) revert IWorkerPool.NothingClaimable(msg.sender);
        delete state.claimable[msg.sender];
        emit IWorkerPool.Claimed(msg.sender, to, amount);
    }

    /// @notice Takes a worker out of the draw, where it is in it.
    function exclude(MarketState storage state, address worker) internal {
        WorkerState storage found = state.workers[worker];
        uint32 place = found.place;
        if (place == 0) return;
        found.place = 0;
        delete state.places[place - 1];
        state.freePlaces.push(place - 1);
        --state.drawable;
        emit IWorkerPool.WorkerPaused(worker);
    }

    /// @notice Locks a bond of the caller's.
    function lock(MarketState storage state, uint256 bond) internal {
        WorkerState storage self = state.workers[msg.sender];
        uint256 free = freeOf(self);
        if (free < bond) revert IWorkerPool.StakeNotFree(msg.sender, bond, free);
        self.locked += uint96(bond);
    }

    /// @notice Frees a bond, and takes an amount of it away.
    function release(WorkerState storage worker, uint256 bond, uint256 lost) internal {
        worker.locked -= uint96(bond);
        if (lost != 0) worker.active -= uint96(lost);
    }

    function known(MarketState storage state, address worker) internal view returns (WorkerState storage found) {
        found = state.workers[worker];
        if (!found.joined) revert IWorkerPool.WorkerUnknown(worker);
    }

    /// @notice What is taken of a worker for its silence: nothing where it is out of the draw already. Nothing is locked for a
    /// seat that waits, so that one absence can be from any number of them.
    function dueOf(WorkerState storage worker, uint256 fee) internal view returns (uint256) {
        if (worker.place == 0) return 0;
        uint256 free = freeOf(worker);
        return fee < free ? fee : free;
    }

    function freeOf(WorkerState storage worker) internal view returns (uint256) {
        return worker.active - worker.locked;
    }

    /// @dev A place that somebody left, or a new one.
    function _enter(MarketState storage state, WorkerState storage self) private {
        uint256 free = state.freePlaces.length;
        uint256 place = state.places.length;
        if (free == 0) {
            state.places.push(msg.sender);
        } else {
            place = state.freePlaces[free - 1];
            state.freePlaces.pop();
            state.places[place] = msg.sender;
        }
        (self.place, self.since) = ((place + 1).toUint32(), uint48(block.number));
        ++state.drawable;
    }
}
