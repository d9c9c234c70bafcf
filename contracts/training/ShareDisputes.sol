// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingDisputes} from '../interfaces/ITrainingDisputes.sol';
import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {Case, Complaints} from './Complaints.sol';
import {Forwarding} from './Forwarding.sol';
import {Payments} from './Payments.sol';
import {Rounds} from './Rounds.sol';
import {Sets} from './Sets.sol';
import {SubmissionLog} from './SubmissionLog.sol';
import {Tasks} from './Tasks.sol';
import {RoundState, State} from './TrainingState.sol';
import {
    Complaint,
    Demand,
    Enrolment,
    EnrolmentStatus,
    Fault,
    LogPath,
    RoundStatus,
    Submission,
    Task,
    TaskId
} from './TrainingTypes.sol';
import {Transcript, Words} from './Transcript.sol';

/// @title Disputes about shares, between a round's training and its freeze
/// @dev Functions without a state among their parameters are called through `Forwarding`.
/// Demands end at T1, answers at T2, complaints at T3: whoever answers in the last second leaves time to complain.
library ShareDisputes {
    using Sets for uint256;
    using Transcript for Words;

    function demand(State storage state, TaskId id, address trainer, uint256 member) external {
        (Task storage task, RoundState storage round, uint256 number) = _openRound(state, id);
        Payments.requireFrom(uint256(round.trainingEnds) + 1);
        Payments.requireUntil(uint256(round.trainingEnds) + task.times.demands);
        _requireMember(id, task, member);
        if (state.committees[id][member - 1] != msg.sender) revert ITrainingTasks.NotInCommittee(id, msg.sender);
        uint256 index = _requireIncluded(state, id, number, round, trainer);
        Demand storage made = state.demands[id][number][index][member];
        if (made.demander != address(0)) {
            revert ITrainingDisputes.AlreadyDemanded(id, number, trainer, member);
        }
        Payments.requireExactly(task.amounts.demandBond);

        (made.demander, made.open) = (msg.sender, true);
        ++round.openDemands;
        emit ITrainingDisputes.ShareDemanded(id, number, trainer, member);
    }

    function answer(
        TaskId id,
        Submission calldata submission,
        LogPath calldata path,
        uint256 member,
        bytes calldata ciphertext
    ) external {
        State storage state = Forwarding.forwardedState();
        (Task storage task, RoundState storage round, uint256 number) = _openRound(state, id);
        Payments.requireUntil(uint256(round.trainingEnds) + task.times.demands + task.times.answers);
        _settleDemand(state, id, number, submission.trainer, member);
        _requireInLog(id, task, number, round, submission, path);
        Complaints.requireCiphertext(submission, task.members, member, ciphertext);
        emit ITrainingDisputes.ShareAnswered(id, number, submission.trainer, member, ciphertext);
        Payments.credit(state, msg.sender, task.amounts.demandBond);
    }

    function excludeUndelivered(
        TaskId id,
        Submission calldata submission,
        LogPath calldata path,
        uint256 member
    ) external {
        State storage state = Forwarding.forwardedState();
        (Task storage task, RoundState storage round, uint256 number) = _openRound(state, id);
        Payments.requireFrom(uint256(round.trainingEnds) + task.times.demands + task.times.answers + 1);
        _requireIncluded(state, id, number, round, submission.trainer);
        address demander = _settleDemand(state, id, number, submission.trainer, member);
        _requireInLog(id, task, number, round, submission, path);
        Payments.credit(state, demander, task.amounts.demandBond);
        _exclude(state, id, submission, demander);
    }

    function returnDemand(State storage state, TaskId id, address trainer, uint256 member) external {
        (Task storage task, RoundState storage round, uint256 number) = _openRound(state, id);
        uint256 index = indexOf(state, id, trainer);
        if (!(round.submitted & round.barred).contains(index)) {
            revert ITrainingDisputes.NotExcluded(id, number, trainer);
        }
        address demander = _settleDemand(state, id, number, trainer, member);
        emit ITrainingDisputes.DemandReturned(id, number, trainer, member);
        Payments.credit(state, demander, task.amounts.demandBond);
    }

    function complain(
        TaskId id,
        Submission calldata submission,
        LogPath calldata path,
        Complaint calldata complaint
    ) external {
        State storage state = Forwarding.forwardedState();
        (Task storage task, RoundState storage round, uint256 number) = _openRound(state, id);
        Payments.requireFrom(uint256(round.trainingEnds) + 1);
        Payments.requireUntil(Rounds.sumDeadline(task.times, round.trainingEnds));
        _requireIncluded(state, id, number, round, submission.trainer);
        (bytes32 sharesHash, bytes32 deal) = _requireInLog(id, task, number, round, submission, path);
        Complaints.judge(task, Case(deal, sharesHash, _keyOf(state, id, task, complaint)), submission, complaint);

        emit ITrainingDisputes.ComplaintUpheld(id, number, submission.trainer, complaint.fault, complaint.member);
        _exclude(state, id, submission, _denouncer(state, id, complaint));
    }

    /// @notice A trainer's bit.
    /// @dev 0 is also the first trainer's: whoever is none must not pass for that one.
    function indexOf(State storage state, TaskId id, address trainer) internal view returns (uint256) {
        Enrolment storage enrolment = state.enrolments[id][trainer];
        if (enrolment.status == EnrolmentStatus.None) revert ITrainingTasks.NotEnrolled(id, trainer);
        return enrolment.index;
    }

    /// @dev Only the member can prove Z: whoever sends a copy of that, the trainer above all, must not gain by it.
    function _denouncer(State storage state, TaskId id, Complaint calldata complaint) private view returns (address) {
        return complaint.fault == Fault.Share ? state.committees[id][complaint.member - 1] : msg.sender;
    }

    /// @dev Takes the commitment out of the sum, and the stake from the trainer.
    function _exclude(State storage state, TaskId id, Submission calldata submission, address denouncer) private {
        Task storage task = state.tasks[id];
        RoundState storage round = state.rounds[id][task.round];
        uint256[4] memory sum;
        (sum[0], sum[1]) = (round.sum.x, round.sum.y);
        G1Point[] calldata points = submission.stepCommitments;
        for (uint256 s; s < points.length; ++s) {
            G1Point calldata point = points[s];
            Bn254.accumulate(sum, point.x, Bn254.negateOrdinate(point.y));
        }
        (round.sum.x, round.sum.y) = (sum[0], sum[1]);

        address trainer = submission.trainer;
        Enrolment storage enrolment = state.enrolments[id][trainer];
        round.barred |= 1 << enrolment.index;
        Tasks.retire(task, enrolment, EnrolmentStatus.Expelled);
        uint96 stake = task.amounts.trainerStake;
        enrolment.deposit -= stake;
        emit ITrainingDisputes.TrainerExcluded(id, task.round, trainer, stake);
        // The rest goes to the pot when the round is frozen.
        Payments.credit(state, denouncer, stake / Payments.BOUNTY_DIVISOR);
    }

    function _settleDemand(
        State storage state,
        TaskId id,
        uint256 number,
        address trainer,
        uint256 member
    ) private returns (address demander) {
        Demand storage made = state.demands[id][number][indexOf(state, id, trainer)][member];
        if (!made.open) revert ITrainingDisputes.NotDemanded(id, number, trainer, member);
        made.open = false;
        --state.rounds[id][number].openDemands;
        return made.demander;
    }

    function _requireInLog(
        TaskId id,
        Task storage task,
        uint256 number,
        RoundState storage round,
        Submission calldata submission,
        LogPath calldata path
    ) private view returns (bytes32 sharesHash, bytes32 deal) {
        Words memory words = SubmissionLog.layOut(task, id, number);
        sharesHash = SubmissionLog.requireAt(words, submission, path, round.log);
        deal = words.lastDeal();
    }

    function _requireIncluded(
        State storage state,
        TaskId id,
        uint256 number,
        RoundState storage round,
        address trainer
    ) private view returns (uint256 index) {
        index = indexOf(state, id, trainer);
        if (!round.submitted.contains(index)) revert ITrainingDisputes.NotSubmitted(id, number, trainer);
        if (round.barred.contains(index)) revert ITrainingDisputes.AlreadyExcluded(id, number, trainer);
    }

    /// @dev A complaint about E is nobody's in particular.
    function _keyOf(
        State storage state,
        TaskId id,
        Task storage task,
        Complaint calldata complaint
    ) private view returns (G1Point memory key) {
        if (complaint.fault == Fault.Ephemeral) return key;
        uint256 member = complaint.member;
        _requireMember(id, task, member);
        return Forwarding.forwardedKeyholders().keyOf(state.committees[id][member - 1]);
    }

    function _openRound(
        State storage state,
        TaskId id
    ) private view returns (Task storage task, RoundState storage round, uint256 number) {
        task = state.tasks[id];
        number = task.round;
        round = state.rounds[id][number];
        if (round.status != RoundStatus.Open) revert ITrainingRounds.RoundNotInStatus(id, number, round.status);
    }

    function _requireMember(TaskId id, Task storage task, uint256 member) private view {
        if (member == 0 || member > task.members) revert ITrainingDisputes.MemberUnknown(id, member);
    }
}
