// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {SafeCast} from '@openzeppelin/contracts/utils/math/SafeCast.sol';
import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {ITrainingDisputes} from '../interfaces/ITrainingDisputes.sol';
import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {Forwarding} from './Forwarding.sol';
import {Payments} from './Payments.sol';
import {Rounds} from './Rounds.sol';
import {Sets} from './Sets.sol';
import {Shares} from './Shares.sol';
import {SubmissionLog} from './SubmissionLog.sol';
import {Tasks} from './Tasks.sol';
import {RoundState, State} from './TrainingState.sol';
import {PostedSum, RoundStatus, Submission, Task, TaskId} from './TrainingTypes.sol';
import {Transcript, Words} from './Transcript.sol';

/// @title Sums: posted, demanded, shown, proven wrong, paid for
/// @dev `gather` is called through `Forwarding`.
/// All of it may go on while the next round is trained: the members' stakes stay locked until every round is settled.
library SumDisputes {
    using Bn254 for G1Point;
    using SafeCast for uint256;
    using Sets for uint256;

    function post(State storage state, TaskId id, uint256 number, bytes32 frozenLog, bytes32 cid) external {
        RoundState storage round = _frozen(state, id, number);
        Payments.requireUntil(round.aggregationEnds);
        uint256 index = Tasks.indexOf(state, id, msg.sender);
        bytes32 actual = Transcript.freezeLog(round.log, round.submitted & ~round.barred);
        // Whoever saw another set on a fork must not release its sum.
        if (frozenLog != actual) revert ITrainingDisputes.FrozenLogDiffers(frozenLog, actual);
        if (uint256(round.posted).contains(index)) {
            revert ITrainingDisputes.SumAlreadyPosted(id, number, msg.sender);
        }
        round.posted |= uint32(1 << index);
        state.sums[id][number][index + 1].cid = cid;
        emit ITrainingDisputes.SumPosted(id, number, msg.sender, cid);
    }

    function demand(State storage state, TaskId id, uint256 number, uint256 member) external {
        RoundState storage round = _frozen(state, id, number);
        Task storage task = state.tasks[id];
        Payments.requireUntil(uint256(round.aggregationEnds) + task.times.demands);
        uint256 index = _requirePosted(id, number, round, member);
        if (uint256(round.demanded).contains(index)) {
            revert ITrainingDisputes.SumAlreadyDemanded(id, number, member);
        }
        Payments.requireExactly(task.amounts.demandBond);
        round.demanded |= uint32(1 << index);
        state.sums[id][number][member].demander = msg.sender;
        emit ITrainingDisputes.SumDemanded(id, number, member);
    }

    function answer(State storage state, TaskId id, uint256 number, uint256 member, bytes calldata sum) external {
        RoundState storage round = _frozen(state, id, number);
        Task storage task = state.tasks[id];
        Payments.requireUntil(uint256(round.aggregationEnds) + task.times.demands + task.times.answers);
        uint256 index = _requirePosted(id, number, round, member);
        if (!uint256(round.demanded & ~round.answered).contains(index)) {
            revert ITrainingDisputes.SumNotDemanded(id, number, member);
        }
        _requireBytes(state.sums[id][number][member], member, sum);
        round.answered |= uint32(1 << index);
        emit ITrainingDisputes.SumAnswered(id, number, member, sum);
        Payments.credit(state, msg.sender, task.amounts.demandBond);
    }

    function gather(TaskId id, uint256 number, Submission[] calldata next, bytes32[] calldata later) external {
        State storage state = Forwarding.forwardedState();
        RoundState storage round = _frozen(state, id, number);
        Task storage task = state.tasks[id];
        bytes32 log = round.gatheredLog;
        if (log == 0) log = Transcript.emptyLog(task.keyHash, id, number);
        Words memory words = SubmissionLog.layOut(task, id, number);
        G1Point[] memory sums = _gathered(state, id, number, task);
        for (uint256 i; i < next.length; ++i) {
            log = Transcript.appendLog(log, SubmissionLog.hash(words, next[i]));
            if (round.barred.contains(state.enrolments[id][next[i].trainer].index)) continue;
            G1Point[] calldata commitments = next[i].sealing.commitments;
            for (uint256 c; c < sums.length; ++c) sums[c] = Bn254.add(sums[c], commitments[c]);
        }
        // Nothing foreign is added: what is not there yet must complete the round's own log.
        SubmissionLog.requireLeadsTo(log, later, round.log);

        round.gatheredLog = log;
        for (uint256 c; c < sums.length; ++c) state.gathered[id][number][c] = sums[c];
        emit ITrainingDisputes.LogGathered(id, number, log);
    }

    function proveWrong(
        State storage state,
        IKeyholders keyholders,
        TaskId id,
        uint256 number,
        uint256 member,
        G1Point[] calldata bases,
        bytes calldata sum
    ) external {
        RoundState storage round = _frozen(state, id, number);
        Task storage task = state.tasks[id];
        Payments.requireUntil(Rounds.sumDeadline(task.times, round.aggregationEnds));
        uint256 index = _requirePosted(id, number, round, member);
        if (uint256(round.faulty).contains(index)) revert ITrainingDisputes.SumAlreadyFaulty(id, number, member);
        _requireBytes(state.sums[id][number][member], member, sum);
        if (_isRight(state, id, number, member, bases, sum)) revert ITrainingDisputes.SumIsRight(member);

        round.faulty |= uint32(1 << index);
        address owner = state.committees[id][index];
        emit ITrainingDisputes.SumProvenWrong(id, number, owner);
        _slashAll(state, keyholders, id, number, owner, msg.sender);
    }

    function settle(State storage state, IKeyholders keyholders, TaskId id, uint256 number) external {
        RoundState storage round = _frozen(state, id, number);
        if (round.status == RoundStatus.Frozen) revert ITrainingRounds.RoundNotOver(id, number);
        Task storage task = state.tasks[id];
        Payments.requireFrom(Rounds.sumDeadline(task.times, round.aggregationEnds) + 1);

        uint256 standing = round.posted & ~round.faulty & ~(round.demanded & ~round.answered);
        for (uint256 i; i < task.members; ++i) _judgeMember(state, keyholders, id, number, i);
        // The sum is known to everybody once enough right ones are: whether its proof came in time or not.
        if (round.status == RoundStatus.Finalised || standing.count() >= task.threshold) {
            _reward(state, id, number, standing);
        }
        round.settled = true;
        --task.unsettled;
        Rounds.pay(id, task, number, round, round.submitted & ~round.barred);
    }

    function _judgeMember(
        State storage state,
        IKeyholders keyholders,
        TaskId id,
        uint256 number,
        uint256 index
    ) private {
        RoundState storage round = state.rounds[id][number];
        address owner = state.committees[id][index];
        if (!uint256(round.posted).contains(index)) {
            uint256 penalty = state.tasks[id].amounts.absencePenalty;
            round.pot += Payments.slash(keyholders, id, number, owner, penalty).toUint96();
        } else if (uint256(round.demanded & ~round.answered).contains(index)) {
            address demander = state.sums[id][number][index + 1].demander;
            Payments.credit(state, demander, state.tasks[id].amounts.demandBond);
            _slashAll(state, keyholders, id, number, owner, demander);
        }
    }

    function _reward(State storage state, TaskId id, uint256 number, uint256 standing) private {
        Task storage task = state.tasks[id];
        uint96 forTrainers = task.amounts.trainerReward;
        task.pool -= forTrainers;
        state.rounds[id][number].pot += forTrainers;
        uint256 count = standing.count();
        if (count == 0) return;
        uint256 share = task.amounts.keyholderReward / count;
        task.pool -= (share * count).toUint96();
        for (uint256 i; i < task.members; ++i) {
            if (standing.contains(i)) Payments.credit(state, state.committees[id][i], share);
        }
    }

    /// @dev All that is left of the stake: a part for whoever showed the fault, the rest for the round's trainers.
    function _slashAll(
        State storage state,
        IKeyholders keyholders,
        TaskId id,
        uint256 number,
        address owner,
        address denouncer
    ) private {
        uint256 amount = Payments.slash(keyholders, id, number, owner, type(uint256).max);
        uint256 bounty = amount / Payments.BOUNTY_DIVISOR;
        state.rounds[id][number].pot += (amount - bounty).toUint96();
        Payments.credit(state, denouncer, bounty);
    }

    /// @dev Zeros at first: a sum of nothing.
    function _gathered(
        State storage state,
        TaskId id,
        uint256 number,
        Task storage task
    ) private returns (G1Point[] memory) {
        G1Point[] storage sums = state.gathered[id][number];
        while (sums.length + 1 < task.threshold) sums.push();
        return sums;
    }

    function _isRight(
        State storage state,
        TaskId id,
        uint256 number,
        uint256 member,
        G1Point[] calldata bases,
        bytes calldata sum
    ) private view returns (bool) {
        (bool canonical, uint256[] memory share) = _parse(sum, state.tasks[id].elements);
        if (!canonical) return false;
        G1Point memory d = _sumOf(state.rounds[id][number]);
        _requireBases(state.tasks[id], bases);
        uint256[4] memory expected = _committed(state.gathered[id][number], d, member);
        return Shares.fits(bases, share, expected);
    }

    function _requireBases(Task storage task, G1Point[] calldata bases) private view {
        bytes32 basesHash = Shares.hashBases(bases);
        if (basesHash != task.basesHash) revert ITrainingDisputes.BasesForeign(basesHash);
    }

    /// @dev What the commitments say of a member's sum.
    function _committed(
        G1Point[] storage commitments,
        G1Point memory d,
        uint256 member
    ) private view returns (uint256[4] memory sum) {
        for (uint256 c = commitments.length; c > 0; --c) {
            G1Point storage point = commitments[c - 1];
            Shares.raise(sum, point.x, point.y, member);
        }
        Bn254.accumulate(sum, d.x, d.y);
    }

    /// @dev The commitments that go with it must be there as well.
    function _sumOf(RoundState storage round) private view returns (G1Point memory) {
        if (round.gatheredLog != round.log) {
            revert ITrainingDisputes.LogNotGathered(round.gatheredLog, round.log);
        }
        return round.sum;
    }

    /// @dev As many elements as there are, each below r.
    function _parse(bytes calldata sum, uint256 elements) private pure returns (bool, uint256[] memory share) {
        if (sum.length != 32 * elements) return (false, share);
        share = new uint256[](elements);
        for (uint256 k; k < elements; ++k) {
            share[k] = uint256(bytes32(sum[32 * k:]));
            if (share[k] >= Bn254.FIELD_ORDER) return (false, share);
        }
        return (true, share);
    }

    function _requireBytes(PostedSum storage posted, uint256 member, bytes calldata sum) private view {
        bytes32 digest = sha256(sum);
        if (posted.cid != digest) revert ITrainingDisputes.SumForeign(member, digest);
    }

    function _requirePosted(
        TaskId id,
        uint256 number,
        RoundState storage round,
        uint256 member
    ) private view returns (uint256 index) {
        // Wraps for 0, which nobody has posted.
        unchecked {
            index = member - 1;
        }
        if (!uint256(round.posted).contains(index)) revert ITrainingDisputes.SumNotPosted(id, number, member);
    }

    /// @dev The set is frozen, and the round not settled yet.
    function _frozen(State storage state, TaskId id, uint256 number) private view returns (RoundState storage round) {
        round = state.rounds[id][number];
        RoundStatus status = round.status;
        bool frozen = status == RoundStatus.Frozen || status == RoundStatus.Finalised || status == RoundStatus.Burned;
        if (!frozen || round.settled) revert ITrainingRounds.RoundNotInStatus(id, number, status);
    }
}
