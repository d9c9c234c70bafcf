// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {G1Point} from '../proofs/Bn254.sol';
import {Demand, Enrolment, PostedSum, Round, Task, TaskId} from './TrainingTypes.sol';

/// @dev All that `Training` keeps, so that libraries can be handed it.
struct State {
    mapping(TaskId task => Task) tasks;
    mapping(TaskId task => address[]) committees;
    mapping(TaskId task => mapping(address trainer => Enrolment)) enrolments;
    mapping(TaskId task => mapping(uint256 round => Round)) rounds;
    /// By round, the trainer's index and the member.
    mapping(TaskId task => mapping(uint256 round => mapping(uint256 trainer => mapping(uint256 member => Demand)))) demands;
    mapping(TaskId task => mapping(uint256 round => mapping(uint256 member => PostedSum))) sums;
    mapping(TaskId task => mapping(uint256 round => G1Point[])) gathered;
    mapping(address account => uint256 amount) owed;
}
