// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {G1Point} from '../proofs/Bn254.sol';
import {Demand, Enrolment, PostedSum, RoundStatus, Task, TaskId} from './TrainingTypes.sol';

/// @dev A round as it is kept: `Round` has what the fields mean. What changes after an update stands in words that are not
/// zero any more, and what updates read stands together.
// The linter takes enums and structs for words.
// solhint-disable-next-line gas-struct-packing
struct RoundState {
    uint48 openedAt;
    uint48 trainingEnds;
    uint48 aggregationEnds;
    uint48 lossSum;
    uint16 included;
    uint16 openDemands;
    RoundStatus status;
    bool settled;
    bool forfeits;
    bytes32 seed;
    uint256 submitted;
    bytes32 log;
    G1Point sum;
    /// Who cannot be in the round: not invited, or excluded.
    uint256 barred;
    address opener;
    /// Without what excluded trainers lose: the freeze adds that, for all of them at once (`Payments.forfeitedStakes`).
    uint96 pot;
    uint32 posted;
    uint32 demanded;
    uint32 answered;
    uint32 faulty;
    uint96 share;
    uint256 payees;
    /// Of the model that the round starts from, and once it is finalised of the one that it ends with.
    uint256 root;
    bytes32 gatheredLog;
}

/// @dev All that `Training` keeps, so that libraries can be handed it.
struct State {
    mapping(TaskId task => Task) tasks;
    /// With room for as many as a task may have; `Task.members` says how many there are.
    mapping(TaskId task => address[32]) committees;
    mapping(TaskId task => mapping(address trainer => Enrolment)) enrolments;
    mapping(TaskId task => mapping(uint256 round => RoundState)) rounds;
    /// By round, the trainer's index and the member.
    mapping(TaskId task => mapping(uint256 round => mapping(uint256 trainer => mapping(uint256 member => Demand)))) demands;
    mapping(TaskId task => mapping(uint256 round => mapping(uint256 member => PostedSum))) sums;
    mapping(TaskId task => mapping(uint256 round => G1Point[])) gathered;
    mapping(address account => uint256 amount) owed;
}
