// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {MerkleProof} from '@openzeppelin/contracts/utils/cryptography/MerkleProof.sol';
import {SafeCast} from '@openzeppelin/contracts/utils/math/SafeCast.sol';
import {ICircuitRegistry} from '../interfaces/ICircuitRegistry.sol';
import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {Payments} from './Payments.sol';
import {Rounds} from './Rounds.sol';
import {Sets} from './Sets.sol';
import {TaskTerms} from './TaskTerms.sol';
import {RoundState, State} from './TrainingState.sol';
import {Enrolment, EnrolmentStatus, Task, TaskId, TaskStatus, Terms} from './TrainingTypes.sol';

/// @title The course of a task
library Tasks {
    using SafeCast for uint256;
    using Sets for uint256;

    /// @dev Trainers are bits of a word, also those that have left.
    uint256 private constant _MOST_ENROLMENTS = 256;

    function create(
        State storage state,
        ICircuitRegistry circuits,
        Terms calldata terms,
        bytes32 salt
    ) external returns (TaskId id) {
        id = TaskTerms.idOf(msg.sender, terms, salt);
        Task storage task = state.tasks[id];
        if (task.status != TaskStatus.None) revert ITrainingTasks.TaskExists(id);
        // Keyholders stake in every task.
        ICircuitRegistry.Circuit memory circuit = circuits.requireUsable(terms.circuit, true);
        TaskTerms.check(terms, circuit);
        uint256 pool = TaskTerms.rewardOf(terms.amounts) * terms.work.rounds;
        Payments.requireExactly(pool);

        task.status = TaskStatus.Proposed;
        (task.vk, task.keyHash, task.basesHash) = (circuit.vk, circuit.keyHash, circuit.committedBasesHash);
        (task.steps, task.multiplier) = (terms.work.steps, terms.work.multiplier);
        (task.members, task.threshold) = (uint8(terms.committee.length), terms.threshold);
        (task.coordinator, task.pool) = (msg.sender, pool.toUint96());
        state.rounds[id][0].root = terms.initialRoot;
        (task.admissionRoot, task.elements) = (terms.admissionRoot, circuit.committedSignals);
        (task.work, task.times, task.amounts) = (terms.work, terms.times, terms.amounts);
        for (uint256 i; i < terms.committee.length; ++i) state.committees[id][i] = terms.committee[i];
        emit ITrainingTasks.TaskCreated(id, msg.sender, salt, terms);
    }

    function accept(
        State storage state,
        IKeyholders keyholders,
        TaskId id,
        address owner,
        uint64 deadline,
        bytes calldata signature
    ) external {
        Task storage task = state.tasks[id];
        _requireStatus(id, task, TaskStatus.Proposed);
        uint256 index = indexOf(state, id, owner);
        // Refused if it was shown before.
        keyholders.lock(owner, TaskId.unwrap(id), task.amounts.keyholderStake, deadline, signature);
        // After a call that may have come back here.
        _requireStatus(id, task, TaskStatus.Proposed);
        task.accepted |= uint32(1 << index);
        emit ITrainingTasks.CommitteeJoined(id, owner, index);
        if (uint256(task.accepted).count() == task.members) task.status = TaskStatus.Running;
    }

    function enrol(
        State storage state,
        TaskId id,
        uint256 dataRoot,
        uint16 batches,
        bytes32[] calldata admission
    ) external {
        Task storage task = state.tasks[id];
        _requireStatus(id, task, TaskStatus.Running);
        Payments.requireUntil(task.times.endsAt);
        _requireAdmitted(state, id, task, admission);
        Enrolment storage enrolment = state.enrolments[id][msg.sender];
        if (enrolment.status != EnrolmentStatus.None) revert ITrainingTasks.AlreadyEnrolled(id, msg.sender);
        uint256 active = task.activeSet.count();
        if (active >= task.work.maxTrainers || task.enrolled >= _MOST_ENROLMENTS) {
            revert ITrainingTasks.TaskFull(id, active, task.enrolled);
        }
        if (!TaskTerms.isDataset(dataRoot, batches, task.work.minBatches)) {
            revert ITrainingTasks.DatasetRefused(dataRoot, batches);
        }
        uint256 deposit = depositOf(task);
        Payments.requireExactly(deposit);

        uint256 index = task.enrolled;
        (enrolment.dataRoot, enrolment.batches, enrolment.index) = (dataRoot, batches, uint8(index));
        (enrolment.status, enrolment.collected) = (EnrolmentStatus.Active, task.round);
        enrolment.deposit = deposit.toUint96();
        ++task.enrolled;
        task.activeSet |= 1 << index;
        emit ITrainingTasks.TrainerEnrolled(id, msg.sender, index, dataRoot, batches);
    }

    function quit(State storage state, TaskId id) external {
        Enrolment storage enrolment = state.enrolments[id][msg.sender];
        if (enrolment.status != EnrolmentStatus.Active) revert ITrainingTasks.NotEnrolled(id, msg.sender);
        retire(state.tasks[id], enrolment, EnrolmentStatus.Left);
        emit ITrainingTasks.TrainerLeft(id, msg.sender);
    }

    function stop(State storage state, TaskId id) external {
        Task storage task = state.tasks[id];
        if (msg.sender != task.coordinator) revert ITrainingTasks.NotCoordinator(id, msg.sender);
        if (task.status != TaskStatus.Proposed) _requireStatus(id, task, TaskStatus.Running);
        Rounds.requireNoneUnderWay(state, id, task.round);
        task.status = TaskStatus.Ended;
        emit ITrainingTasks.TaskEnded(id);
    }

    function close(State storage state, IKeyholders keyholders, TaskId id) external {
        Task storage task = state.tasks[id];
        _requireOver(id, task);
        Rounds.requireNoneUnderWay(state, id, task.round);
        if (task.unsettled != 0) revert ITrainingTasks.RoundsUnsettled(id, task.unsettled);

        task.status = TaskStatus.Closed;
        uint256 refund = task.pool;
        task.pool = 0;
        emit ITrainingTasks.TaskClosed(id, refund);
        Payments.credit(state, task.coordinator, refund);
        for (uint256 i; i < task.members; ++i) {
            if (uint256(task.accepted).contains(i)) keyholders.release(state.committees[id][i], TaskId.unwrap(id));
        }
    }

    function collect(State storage state, TaskId id, address trainer, uint256 limit) external {
        Task storage task = state.tasks[id];
        Enrolment storage enrolment = state.enrolments[id][trainer];
        uint256 from = enrolment.collected;
        (uint256 last, bool final_) = _horizon(task, enrolment);
        uint256 upTo = last - from > limit ? from + limit : last;
        (uint256 earned, uint256 forfeited) = (0, 0);
        uint256 number = from;
        while (number < upTo) {
            RoundState storage round = state.rounds[id][number + 1];
            if (!round.settled) break;
            ++number;
            if (round.payees.contains(enrolment.index)) earned += round.share;
            if (round.forfeits && !(round.barred | round.submitted).contains(enrolment.index)) {
                forfeited += task.amounts.roundBond;
            }
        }
        bool returns_ = final_ && number == last && enrolment.deposit != 0;
        if (number == from && !returns_) revert ITrainingTasks.NothingToCollect(id, trainer);

        enrolment.collected = number.toUint16();
        uint256 deposit = enrolment.deposit - forfeited;
        emit ITrainingTasks.TrainerCollected(id, trainer, number, earned, forfeited);
        if (returns_) {
            emit ITrainingTasks.DepositReturned(id, trainer, deposit);
            (earned, deposit) = (earned + deposit, 0);
        }
        enrolment.deposit = deposit.toUint96();
        Payments.credit(state, trainer, earned);
    }

    /// @notice No further invitations.
    function retire(Task storage task, Enrolment storage enrolment, EnrolmentStatus status) internal {
        if (enrolment.status == EnrolmentStatus.Active) {
            task.activeSet &= ~(1 << enrolment.index);
            enrolment.lastRound = task.round;
        }
        enrolment.status = status;
    }

    /// @notice A member's position in the committee.
    function indexOf(State storage state, TaskId id, address owner) internal view returns (uint256) {
        address[32] storage committee = state.committees[id];
        uint256 members = state.tasks[id].members;
        for (uint256 i; i < members; ++i) {
            if (committee[i] == owner) return i;
        }
        revert ITrainingTasks.NotInCommittee(id, owner);
    }

    /// @notice A stake, and a bond for each round that may be opened from now on.
    function depositOf(Task storage task) internal view returns (uint256) {
        uint256 rounds = uint256(task.work.rounds) + task.work.maxVoid - task.round;
        return task.amounts.trainerStake + rounds * task.amounts.roundBond;
    }

    /// @dev The last round that can concern a trainer, and whether no further one can.
    function _horizon(Task storage task, Enrolment storage enrolment) private view returns (uint256 last, bool final_) {
        if (enrolment.status == EnrolmentStatus.None) return (0, false);
        if (enrolment.status == EnrolmentStatus.Active) return (task.round, task.status == TaskStatus.Closed);
        return (enrolment.lastRound, true);
    }

    function _requireAdmitted(
        State storage state,
        TaskId id,
        Task storage task,
        bytes32[] calldata admission
    ) private view {
        if (task.admissionRoot != 0) {
            bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(msg.sender))));
            if (!MerkleProof.verifyCalldata(admission, task.admissionRoot, leaf)) {
                revert ITrainingTasks.NotAdmitted(id, msg.sender);
            }
        }
        address[32] storage committee = state.committees[id];
        uint256 members = task.members;
        for (uint256 i; i < members; ++i) {
            if (committee[i] == msg.sender) revert ITrainingTasks.TrainerHoldsKey(id, msg.sender);
        }
    }

    /// @dev Ended; or nobody will end it: the committee is not complete at the start, or no round may be opened any more.
    function _requireOver(TaskId id, Task storage task) private view {
        TaskStatus status = task.status;
        if (status == TaskStatus.Ended) return;
        if (status == TaskStatus.Proposed && block.timestamp > task.times.startsAt) return;
        if (status == TaskStatus.Running && block.timestamp > task.times.endsAt) return;
        revert ITrainingTasks.TaskNotOver(id);
    }

    function _requireStatus(TaskId id, Task storage task, TaskStatus expected) private view {
        if (task.status != expected) revert ITrainingTasks.TaskNotInStatus(id, task.status, expected);
    }
}
