// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IInferenceMarket, JobId} from '../interfaces/IInferenceMarket.sol';
import {Head, JobState, MarketState, WorkerState} from './MarketState.sol';
import {Panels} from './Panels.sol';
import {Workers} from './Workers.sol';

/// @title Who is drawn
library Draws {
    using Panels for Head[];
    using Workers for WorkerState;

    /// @dev Of pools up to this size nobody is overlooked.
    uint256 internal constant ALL_PLACES = 64;
    /// @dev Looks that a draw takes at larger ones. Places stay when whoever had them has gone, so that most may be empty.
    uint256 internal constant MOST_LOOKS = 512;

    /// @dev What a draw goes by, and what it finds. In memory, where nothing is packed.
    // solhint-disable-next-line gas-struct-packing
    struct Draw {
        bytes32 seed;
        address user;
        address creator;
        uint256 bond;
        uint256 step;
        uint256 wanted;
        /// Whether another block could find somebody.
        bool again;
        uint256 found;
        address[] workers;
    }

    /// @notice From now on the draw is for whoever was there, and hangs on a block that nobody knows.
    function nameBlock(MarketState storage state, JobId id) internal {
        JobState storage job = state.jobs[id];
        IInferenceMarket.Terms storage terms = state.offers[job.offer].terms;
        uint48 drawBlock = uint48(block.number + 1);
        (job.phase, job.drawBlock, job.places) = (
            IInferenceMarket.Phase.Drawing,
            drawBlock,
            uint32(state.places.length)
        );
        // Whoever is drawn has time to evaluate and to reveal.
        job.until = job.deadline - terms.commitSeconds - terms.revealSeconds;
        emit IInferenceMarket.DrawAwaited(id, job.step, drawBlock);
    }

    /// @notice Goes over the places of the pool in an order that the seed says, as far as it must and may.
    /// @dev Of a large pool it may look at a place twice, which costs less than to remember which, and finds nobody twice:
    /// everybody stays as likely to be the next.
    function search(MarketState storage state, JobId id, Head[] memory panel, Draw memory draw) internal view {
        uint256 places = state.jobs[id].places;
        bool all = places <= ALL_PLACES;
        uint256 looks = all ? places : MOST_LOOKS;
        draw.workers = new address[](draw.wanted);
        draw.again = !all || state.places.length > places;
        (uint256[] memory keys, uint256[] memory values) = (
            new uint256[](all ? looks : 0),
            new uint256[](all ? looks : 0)
        );
        for (uint256 i; i < looks && draw.found < draw.wanted; ++i) {
            uint256 place = all ? _pick(draw.seed, i, places, keys, values) : _random(draw.seed, i) % places;
            address worker = state.places[place];
            if (_isFound(draw, worker) || !_mayServe(state, id, panel, draw, worker)) continue;
            draw.workers[draw.found] = worker;
            ++draw.found;
        }
    }

    /// @notice Gives those who were found the seats that are free.
    /// @dev Nothing is locked yet: whoever could lock others' stakes by having them drawn for jobs of its own would leave
    /// only its own workers to be drawn for another's.
    function seat(MarketState storage state, JobId id, Head[] memory panel, Draw memory draw) internal {
        JobState storage job = state.jobs[id];
        bool second = job.target != job.workers;
        uint256 index;
        for (uint256 i; i < draw.found; ++i) {
            while (index < panel.length && !_isFree(panel[index].status)) ++index;
            address worker = draw.workers[i];
            state.seats[id][index].head = Head(worker, IInferenceMarket.SeatStatus.Drawn, second);
            ++index;
        }
        if (index > panel.length) job.seats = uint8(index);
    }

    /// @notice Those who were found, and no empty places.
    function trim(Draw memory draw) internal pure returns (address[] memory workers) {
        workers = draw.workers;
        uint256 found = draw.found;
        assembly ('memory-safe') {
            mstore(workers, found)
        }
    }

    function _mayServe(
        MarketState storage state,
        JobId id,
        Head[] memory panel,
        Draw memory draw,
        address worker
    ) private view returns (bool) {
        if (worker == address(0) || worker == draw.user || worker == draw.creator) return false;
        WorkerState storage candidate = state.workers[worker];
        // Whoever has less than the least stake has no place.
        if (candidate.freeOf() < draw.bond) return false;
        JobState storage job = state.jobs[id];
        if (panel.has(worker) || (job.anyOut && state.out[id][draw.step][worker])) return false;
        if (candidate.since < job.drawBlock) return true;
        draw.again = true;
        return false;
    }

    function _isFound(Draw memory draw, address worker) private pure returns (bool) {
        for (uint256 i; i < draw.found; ++i) if (draw.workers[i] == worker) return true;
        return false;
    }

    function _random(bytes32 seed, uint256 i) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, i)));
    }

    function _isFree(IInferenceMarket.SeatStatus status) private pure returns (bool) {
        return status == IInferenceMarket.SeatStatus.Declined || status == IInferenceMarket.SeatStatus.Silent;
    }

    /// @dev The next number of a random order of them (Fisher and Yates), of which only what was moved is kept: `values`
    /// stand where `keys` say.
    function _pick(
        bytes32 seed,
        uint256 i,
        uint256 places,
        uint256[] memory keys,
        uint256[] memory values
    ) private pure returns (uint256 picked) {
        uint256 from = i + (_random(seed, i) % (places - i));
        uint256 here = i;
        picked = from;
        for (uint256 j; j < i; ++j) {
            // Whatever was put there last.
            if (keys[j] == from) picked = values[j];
            if (keys[j] == i) here = values[j];
        }
        (keys[i], values[i]) = (from, here);
    }
}
