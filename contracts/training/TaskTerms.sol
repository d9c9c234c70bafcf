// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ICircuitRegistry} from '../interfaces/ICircuitRegistry.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {Bn254} from '../proofs/Bn254.sol';
import {Amounts, TaskId, Terms, Times, Work} from './TrainingTypes.sol';

/// @title Which terms a task may have
/// @dev What the circuit leaves to its verifier (circuits/README.md, V2 to V4) is bounded here, and every time and number,
/// so that no stake can be locked for ever and no loop outgrows a block.
library TaskTerms {
    bytes32 private constant _TASK = keccak256('tacit.task');
    /// @dev Members are bits of 32, and loops over them slash and pay.
    uint256 private constant _MOST_MEMBERS = 32;
    /// @dev Trainers are bits of 256.
    uint256 private constant _MOST_TRAINERS = 256;
    /// @dev Leaves of a data tree.
    uint256 private constant _MOST_BATCHES = 4096;
    /// @dev The learning rate's multiplier in a step has four bits.
    uint256 private constant _MOST_MULTIPLIER = 15;
    /// @dev Public signals that contracts compute: two roots, the data's root, params, context.
    uint256 private constant _SIGNALS = 5;
    uint256 private constant _MOST_ROUNDS = 10_000;
    /// @dev Some blocks, so that whoever acts in the last second of one phase leaves others the time to answer in the next.
    uint256 private constant _SHORTEST_PHASE = 1 minutes;
    uint256 private constant _LONGEST_PHASE = 30 days;
    uint256 private constant _LONGEST_TASK = 730 days;

    function idOf(address coordinator, Terms calldata terms, bytes32 salt) internal view returns (TaskId) {
        return TaskId.wrap(keccak256(abi.encode(_TASK, block.chainid, address(this), coordinator, salt, terms)));
    }

    /// @notice What one round pays.
    function rewardOf(Amounts calldata amounts) internal pure returns (uint256) {
        return uint256(amounts.trainerReward) + amounts.keyholderReward + amounts.finaliserReward;
    }

    function isDataset(uint256 dataRoot, uint256 batches, uint256 least) internal pure returns (bool) {
        return dataRoot != 0 && dataRoot < Bn254.FIELD_ORDER && batches >= least && batches <= _MOST_BATCHES;
    }

    function check(Terms calldata terms, ICircuitRegistry.Circuit memory circuit) internal view {
        bool trains = circuit.statementSignals == _SIGNALS && circuit.maxSteps != 0;
        _require(trains, ITrainingTasks.TermsFault.Circuit);
        _require(terms.initialRoot < Bn254.FIELD_ORDER, ITrainingTasks.TermsFault.Root);
        _checkCommittee(terms.committee, terms.threshold);
        _checkWork(terms.work, circuit.maxSteps);
        // Keyholders refuses a lock of nothing.
        bool sound = terms.amounts.keyholderStake != 0 && terms.amounts.absencePenalty <= terms.amounts.keyholderStake;
        _require(sound, ITrainingTasks.TermsFault.Amounts);
        _checkTimes(terms.times);
    }

    /// @dev Whoever can open nothing alone (t >= 2), and whom t - 1 absent ones cannot stop (n >= 2t - 1).
    function _checkCommittee(address[] calldata committee, uint256 threshold) private pure {
        uint256 members = committee.length;
        _require(members <= _MOST_MEMBERS, ITrainingTasks.TermsFault.Committee);
        _require(threshold >= 2 && 2 * threshold <= members + 1, ITrainingTasks.TermsFault.Threshold);
        for (uint256 i; i < members; ++i) {
            for (uint256 j; j < i; ++j) {
                _require(committee[i] != committee[j], ITrainingTasks.TermsFault.Committee);
            }
        }
    }

    function _checkWork(Work calldata work, uint256 maxSteps) private pure {
        _require(work.steps != 0 && work.steps <= maxSteps, ITrainingTasks.TermsFault.Steps);
        bool learns = work.multiplier != 0 && work.multiplier <= _MOST_MULTIPLIER;
        _require(learns, ITrainingTasks.TermsFault.Multiplier);
        bool some = work.rounds != 0 && uint256(work.rounds) + work.maxVoid <= _MOST_ROUNDS;
        _require(some, ITrainingTasks.TermsFault.Rounds);
        // The sum of one trainer is that trainer's update.
        bool several = work.minTrainers >= 2 && work.minTrainers <= work.maxTrainers;
        _require(several && work.maxTrainers <= _MOST_TRAINERS, ITrainingTasks.TermsFault.Trainers);
        bool batches = work.minBatches != 0 && work.minBatches <= _MOST_BATCHES;
        _require(batches, ITrainingTasks.TermsFault.Batches);
    }

    function _checkTimes(Times calldata times) private view {
        bool ordered = block.timestamp <= times.startsAt && times.startsAt < times.endsAt;
        bool ends = times.endsAt <= block.timestamp + _LONGEST_TASK;
        _require(ordered && ends, ITrainingTasks.TermsFault.Times);
        uint32[5] memory phases = [times.training, times.demands, times.answers, times.complaints, times.aggregation];
        for (uint256 i; i < phases.length; ++i) {
            _require(phases[i] >= _SHORTEST_PHASE && phases[i] <= _LONGEST_PHASE, ITrainingTasks.TermsFault.Times);
        }
    }

    function _require(bool condition, ITrainingTasks.TermsFault fault) private pure {
        if (!condition) revert ITrainingTasks.TermsRefused(fault);
    }
}
