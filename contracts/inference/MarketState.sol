// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IInferenceMarket, JobId, OfferId} from '../interfaces/IInferenceMarket.sol';

/// @dev A worker as it is kept: `IWorkerPool.Worker` has what the fields mean. What a draw reads stands in one word.
struct WorkerState {
    /// All of its stake but what unbonds.
    uint96 active;
    uint96 locked;
    uint48 since;
    bool joined;
    uint96 unbonding;
    uint48 availableFrom;
    /// Its place and one; 0 while it may not be drawn.
    uint32 place;
}

/// @dev What most calls read of a seat.
// The linter takes enums for words.
// solhint-disable-next-line gas-struct-packing
struct Head {
    address worker;
    IInferenceMarket.SeatStatus status;
    /// Drawn after a disagreement.
    bool second;
}

struct SeatState {
    Head head;
    /// The commitment, and in its place the result once that is revealed. Says nothing of other seats: it may be left from
    /// whoever sat here before.
    bytes32 value;
}

/// @dev A job as it is kept: `IInferenceMarket.Job` has what the fields mean.
// The linter takes enums for words.
// solhint-disable-next-line gas-struct-packing
struct JobState {
    address user;
    IInferenceMarket.Phase phase;
    IInferenceMarket.Outcome outcome;
    uint8 workers;
    uint8 agreeing;
    uint8 step;
    uint8 target;
    /// Places at the table that somebody has sat at, in this step.
    uint8 seats;
    bool contested;
    /// Whether somebody gave a seat of this step back, or was silent: `MarketState.out` says who.
    bool anyOut;
    uint16 samples;
    uint48 until;
    uint48 deadline;
    uint48 drawBlock;
    /// Places in the pool when the block was named.
    uint32 places;
    OfferId offer;
    uint128 escrow;
    uint128 price;
    address contester;
    uint96 deposit;
    bytes32 requestCid;
    bytes32 input;
    bytes32 result;
    bytes32 sealedCid;
    bytes32 answerCid;
}

/// @dev All that `InferenceMarket` keeps, so that libraries can be handed it.
struct MarketState {
    mapping(OfferId offer => IInferenceMarket.Offer) offers;
    mapping(JobId job => JobState) jobs;
    /// Of the step under way, or the last.
    mapping(JobId job => mapping(uint256 index => SeatState)) seats;
    mapping(JobId job => mapping(uint256 step => mapping(address worker => bool))) out;
    mapping(address worker => WorkerState) workers;
    /// Nobody is moved to another place, and no place is taken away: a draw that waits goes over them by number.
    address[] places;
    uint32[] freePlaces;
    mapping(address account => uint256 amount) claimable;
    uint128 forfeited;
    uint32 drawable;
}
