// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {SafeCast} from '@openzeppelin/contracts/utils/math/SafeCast.sol';
import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {CommitGroth16} from '../proofs/CommitGroth16.sol';
import {BlockHistory} from './BlockHistory.sol';
import {Payments} from './Payments.sol';
import {Sets} from './Sets.sol';
import {RoundState, State} from './TrainingState.sol';
import {RoundStatus, Task, TaskId, TaskStatus, Times} from './TrainingTypes.sol';
import {Transcript} from './Transcript.sol';
import {Updates} from './Updates.sol';

/// @title The course of a round
/// @dev Open > Frozen > Finalised or Burned, or Open > Void. No status is left backwards, and in each there is something
/// that anybody can do once its time is over.
library Rounds {
    using Bn254 for G1Point;
    using SafeCast for uint256;
    using Sets for uint256;

    /// @dev 2^16, the scale of the multiplier in a finalisation (docs/PROTOCOL.md, section 2).
    uint256 private constant _MEAN_SCALE = 65536;
    /// @dev Where `params` has the multiplier and the sum of losses, and how many bits that one has.
    uint256 private constant _MULTIPLIER_SHIFT = 13;
    uint256 private constant _LOSS_SHIFT = 30;
    uint256 private constant _LOSS_BITS = 48;

    function open(State storage state, TaskId id) external {
        Task storage task = state.tasks[id];
        if (task.status != TaskStatus.Running) {
            revert ITrainingTasks.TaskNotInStatus(id, task.status, TaskStatus.Running);
        }
        uint256 number = task.round;
        requireNoneUnderWay(state, id, number);
        uint256 root = state.rounds[id][number].root;
        Payments.requireFrom(task.times.startsAt);
        Payments.requireUntil(task.times.endsAt);
        uint256 active = task.activeSet.count();
        if (active < task.work.minTrainers) {
            revert ITrainingRounds.TrainersTooFew(id, active, task.work.minTrainers);
        }
        Payments.requireExactly(task.amounts.openingBond);

        ++number;
        task.round = number.toUint16();
        RoundState storage round = state.rounds[id][number];
        round.status = RoundStatus.Open;
        round.openedAt = block.number.toUint48();
        round.trainingEnds = (block.timestamp + task.times.training).toUint48();
        (round.barred, round.opener, round.root) = (~task.activeSet, msg.sender, root);
        round.log = Transcript.emptyLog(task.keyHash, id, number);
        emit ITrainingRounds.RoundOpened(id, number, msg.sender, block.number + Updates.SEED_DELAY, task.activeSet);
    }

    function draw(State storage state, TaskId id) external {
        uint256 number = state.tasks[id].round;
        RoundState storage round = state.rounds[id][number];
        _requireStatus(id, number, round.status, RoundStatus.Open);
        if (round.seed != 0) revert ITrainingRounds.SeedAlreadyDrawn(id, number);
        // With nobody left who could use it, those who stayed away would pay for it.
        Payments.requireUntil(round.trainingEnds);
        Updates.seedOf(state, id, number);
    }

    function freeze(State storage state, TaskId id) external {
        Task storage task = state.tasks[id];
        uint256 number = task.round;
        RoundState storage round = state.rounds[id][number];
        _requireStatus(id, number, round.status, RoundStatus.Open);
        if (round.seed == 0) return _voidUnseeded(id, task, number, round);
        _requireComplaintsOver(task, round);
        if (round.openDemands != 0) revert ITrainingRounds.DemandsOpen(id, number, round.openDemands);

        Payments.credit(state, round.opener, task.amounts.openingBond);
        uint256 included = round.submitted & ~round.barred;
        uint256 count = included.count();
        round.included = count.toUint16();
        uint256 stakes = Payments.forfeitedStakes(task, round);
        if (stakes != 0) round.pot = stakes.toUint96();
        // If nobody came, nobody is paid, and the coordinator must not gain by that.
        if (count != 0) _forfeit(task, round);
        // A sum that is the identity has no proof: all of its trainers colluded, and lose their time.
        if (count < task.work.minTrainers || G1Point(round.sum.x, round.sum.y).isZero()) {
            return _void(id, task, number, round, included);
        }
        round.status = RoundStatus.Frozen;
        ++task.unsettled;
        round.aggregationEnds = (block.timestamp + task.times.aggregation).toUint48();
        bytes32 log = Transcript.freezeLog(round.log, included);
        emit ITrainingRounds.RoundFrozen(id, number, count, round.sum, log);
    }

    function finalise(
        State storage state,
        TaskId id,
        uint256 root,
        uint64 lossSum,
        uint256[8] calldata abc,
        address beneficiary,
        bytes32 cid
    ) external {
        Task storage task = state.tasks[id];
        uint256 number = task.round;
        RoundState storage round = state.rounds[id][number];
        _requireStatus(id, number, round.status, RoundStatus.Frozen);
        if (beneficiary == address(0)) revert ITrainingRounds.BeneficiaryIsNobody();
        Payments.requireUntil(sumDeadline(task.times, round.aggregationEnds));
        G1Point memory sum = round.sum;
        uint256[] memory pubs = _statement(task, id, number, round, root, lossSum, sum, beneficiary);
        if (lossSum >> _LOSS_BITS != 0 || !CommitGroth16.verify(task.vk, abc, sum.x, sum.y, pubs)) {
            revert ITrainingRounds.FinalisationRefused(id, number, root, lossSum);
        }

        round.status = RoundStatus.Finalised;
        (round.root, round.lossSum) = (root, uint48(lossSum));
        _consume(id, task);
        emit ITrainingRounds.RoundFinalised(id, number, root, lossSum, beneficiary, cid);
        uint96 reward = task.amounts.finaliserReward;
        task.pool -= reward;
        Payments.credit(state, beneficiary, reward);
    }

    function burn(State storage state, TaskId id) external {
        Task storage task = state.tasks[id];
        uint256 number = task.round;
        RoundState storage round = state.rounds[id][number];
        _requireStatus(id, number, round.status, RoundStatus.Frozen);
        bool enough = uint256(round.posted).count() >= task.threshold;
        uint256 last = enough ? sumDeadline(task.times, round.aggregationEnds) : round.aggregationEnds;
        Payments.requireFrom(last + 1);

        round.status = RoundStatus.Burned;
        _consume(id, task);
        _end(id, task);
        emit ITrainingRounds.RoundBurned(id, number);
    }

    /// @notice The last instant for complaints about sums.
    function sumDeadline(Times storage times, uint256 aggregationEnds) internal view returns (uint256) {
        return aggregationEnds + times.demands + times.answers + times.complaints;
    }

    function requireNoneUnderWay(State storage state, TaskId id, uint256 number) internal view {
        RoundStatus status = state.rounds[id][number].status;
        if (status == RoundStatus.Open || status == RoundStatus.Frozen) {
            revert ITrainingTasks.RoundUnderWay(id, number);
        }
    }

    /// @dev Five values, the loss in the fourth.
    function _statement(
        Task storage task,
        TaskId id,
        uint256 number,
        RoundState storage round,
        uint256 root,
        uint64 lossSum,
        G1Point memory sum,
        address beneficiary
    ) private view returns (uint256[] memory pubs) {
        bytes32 log = Transcript.freezeLog(round.log, round.submitted & ~round.barred);
        uint256 multiplier = _MEAN_SCALE / round.included;
        pubs = new uint256[](5);
        (pubs[0], pubs[1]) = (round.root, root);
        pubs[3] = 1 | (multiplier << _MULTIPLIER_SHIFT) | (uint256(lossSum) << _LOSS_SHIFT);
        pubs[4] = Transcript.finalContext(task.keyHash, id, number, log, sum, beneficiary);
    }

    /// @dev Fewer than enough have submitted, and can only become less; or the last complaint was in time.
    function _requireComplaintsOver(Task storage task, RoundState storage round) private view {
        uint256 last = round.trainingEnds;
        if (round.submitted.count() >= task.work.minTrainers) {
            last += uint256(task.times.demands) + task.times.answers + task.times.complaints;
        }
        Payments.requireFrom(last + 1);
    }

    /// @dev Whoever was invited and stayed away pays those who came, also when the round is void.
    function _forfeit(Task storage task, RoundState storage round) private {
        uint256 absent = (~(round.barred | round.submitted)).count();
        round.forfeits = true;
        round.pot += (absent * task.amounts.roundBond).toUint96();
    }

    /// @dev Its hash is lost, or no time is left to use it: at the opener's cost, in favour of those who waited.
    function _voidUnseeded(TaskId id, Task storage task, uint256 number, RoundState storage round) private {
        bool lost = block.number > round.openedAt + Updates.SEED_DELAY + BlockHistory.WINDOW;
        if (!lost) Payments.requireFrom(uint256(round.trainingEnds) + 1);
        round.pot = task.amounts.openingBond;
        _void(id, task, number, round, ~round.barred);
    }

    function _void(TaskId id, Task storage task, uint256 number, RoundState storage round, uint256 payees) private {
        (round.status, round.settled) = (RoundStatus.Void, true);
        ++task.voids;
        if (task.voids > task.work.maxVoid) _end(id, task);
        emit ITrainingRounds.RoundVoided(id, number);
        pay(id, task, number, round, payees);
    }

    /// @notice Splits the pot; what nobody gets goes back to the pool.
    function pay(TaskId id, Task storage task, uint256 number, RoundState storage round, uint256 payees) internal {
        uint256 count = payees.count();
        uint256 pot = round.pot;
        uint256 share = count == 0 ? 0 : pot / count;
        task.pool += (pot - share * count).toUint96();
        (round.pot, round.share, round.payees) = (0, share.toUint96(), payees);
        emit ITrainingRounds.RoundSettled(id, number, share, payees);
    }

    function _consume(TaskId id, Task storage task) private {
        if (task.round - task.voids >= task.work.rounds) _end(id, task);
    }

    function _end(TaskId id, Task storage task) private {
        if (task.status != TaskStatus.Running) return;
        task.status = TaskStatus.Ended;
        emit ITrainingTasks.TaskEnded(id);
    }

    function _requireStatus(TaskId id, uint256 number, RoundStatus actual, RoundStatus expected) private pure {
        if (actual != expected) revert ITrainingRounds.RoundNotInStatus(id, number, actual);
    }
}
