// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Payments} from './Payments.sol';
import {RoundState, State} from './TrainingState.sol';
import {Round, RoundStatus, Task, TaskId} from './TrainingTypes.sol';

/// @title What is kept, as readers want it
library Views {
    /// @dev A round keeps the root that it ends with, and until then the one that it starts from.
    function showTask(State storage state, TaskId id) internal view returns (Task memory task) {
        task = state.tasks[id];
        RoundState storage last = state.rounds[id][task.round];
        task.root = last.root;
        bool underWay = last.status == RoundStatus.Open || last.status == RoundStatus.Frozen;
        task.consumed = task.round - task.voids - (underWay ? 1 : 0);
    }

    function showCommittee(State storage state, TaskId id) internal view returns (address[] memory committee) {
        committee = new address[](state.tasks[id].members);
        for (uint256 i; i < committee.length; ++i) committee[i] = state.committees[id][i];
    }

    function showRound(Task storage task, RoundState storage kept) internal view returns (Round memory round) {
        (round.openedAt, round.trainingEnds) = (kept.openedAt, kept.trainingEnds);
        (round.aggregationEnds, round.included) = (kept.aggregationEnds, kept.included);
        (round.openDemands, round.status) = (kept.openDemands, kept.status);
        (round.settled, round.forfeits) = (kept.settled, kept.forfeits);
        (round.seed, round.log, round.sum) = (kept.seed, kept.log, kept.sum);
        round.submitted = kept.submitted;
        // Whoever submitted was invited.
        round.excluded = kept.submitted & kept.barred;
        if (kept.status != RoundStatus.None) round.invited = kept.submitted | ~kept.barred;
        (round.opener, round.pot) = (kept.opener, kept.pot);
        if (kept.status == RoundStatus.Open) round.pot = uint96(Payments.forfeitedStakes(task, kept));
        (round.posted, round.demanded) = (kept.posted, kept.demanded);
        (round.answered, round.faulty) = (kept.answered, kept.faulty);
        (round.share, round.payees) = (kept.share, kept.payees);
        if (kept.status == RoundStatus.Finalised) round.rootAfter = kept.root;
        (round.lossSum, round.gatheredLog) = (kept.lossSum, kept.gatheredLog);
    }
}
