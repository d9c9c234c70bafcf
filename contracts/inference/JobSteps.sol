// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IInferenceMarket, JobId} from '../interfaces/IInferenceMarket.sol';
import {Draws} from './Draws.sol';
import {Head, JobState, MarketState} from './MarketState.sol';
import {Panels} from './Panels.sol';
import {Settlements} from './Settlements.sol';

/// @title What a job's phases end in
/// @dev Called from outside, for one contract has room for 24,576 bytes.
library JobSteps {
    using Draws for MarketState;
    using Panels for Head[];
    using Panels for JobState;
    using Panels for MarketState;
    using Settlements for MarketState;

    bytes32 internal constant REFUSAL = keccak256('tacit.refusal');
    /// @dev Times to draw, commit and reveal that a disagreement adds to a step: some of those drawn will not come.
    uint256 private constant _FURTHER_ROUNDS = 3;

    /// @dev Only once so many have committed as decide the step, so that nobody is drawn to evaluate what is known
    /// already; after a first reveal nothing is hidden any more.
    function endCommitting(MarketState storage state, JobId id) external {
        JobState storage job = state.jobs[id];
        Head[] memory panel = state.heads(id);
        _silence(state, id, panel, IInferenceMarket.SeatStatus.Drawn);
        uint256 committed = panel.count(IInferenceMarket.SeatStatus.Committed);
        bool known = panel.count(IInferenceMarket.SeatStatus.Revealed) != 0;
        if (committed == 0 || (!known && committed < job.quorumOf())) {
            state.nameBlock(id);
            return;
        }
        job.phase = IInferenceMarket.Phase.Revealing;
        job.until = uint48(block.timestamp + _termsOf(state, job).revealSeconds);
        emit IInferenceMarket.RevealStarted(id, job.step, job.until);
    }

    function endRevealing(MarketState storage state, JobId id) external {
        JobState storage job = state.jobs[id];
        Head[] memory panel = state.heads(id);
        _silence(state, id, panel, IInferenceMarket.SeatStatus.Committed);
        bytes32[] memory results = state.results(id, panel);
        (bytes32 result, uint256 votes) = Panels.leading(results);
        uint256 quorum = job.quorumOf();
        bool first = job.target == job.workers;
        if (votes >= quorum) {
            if (first) _agree(state, id, results, result, votes);
            else settleStep(state, id, result);
            return;
        }
        uint256 missing = job.target - panel.count(IInferenceMarket.SeatStatus.Revealed);
        if (votes + missing >= quorum) state.nameBlock(id);
        else if (first) dispute(state, id, address(0));
        else lapse(state, id);
    }

    /// @notice More workers are to decide.
    function dispute(MarketState storage state, JobId id, address contester) public {
        JobState storage job = state.jobs[id];
        IInferenceMarket.Terms storage terms = _termsOf(state, job);
        job.target = 2 * job.workers + 1;
        uint256 from = job.deadline > block.timestamp ? job.deadline : block.timestamp;
        job.deadline = uint48(from + _FURTHER_ROUNDS * (uint256(terms.commitSeconds) + terms.revealSeconds));
        emit IInferenceMarket.StepDisputed(id, job.step, contester, job.target);
        state.nameBlock(id);
    }

    /// @notice The step is decided.
    function settleStep(MarketState storage state, JobId id, bytes32 result) public {
        state.settlePanel(id, result, true);
        _advance(state, id, result);
    }

    /// @notice Nobody knows the step's result: its time is over, or too many differ.
    /// @dev A first agreement stands, unless more have revealed something else: else a contest that nobody comes to would
    /// make a job free. Nobody loses a bond for what was not decided.
    function lapse(MarketState storage state, JobId id) public {
        JobState storage job = state.jobs[id];
        bytes32 first = job.result;
        bytes32[] memory results = state.results(id, state.heads(id));
        (, uint256 most) = Panels.leading(results);
        if (first != 0 && Panels.votesFor(results, first) == most) {
            state.settlePanel(id, first, false);
            _advance(state, id, first);
        } else {
            state.settlePanel(id, 0, false);
            job.result = 0;
            close(state, id, IInferenceMarket.Outcome.Unserved);
        }
    }

    /// @notice The creator is paid, and nothing is left to do.
    function serve(MarketState storage state, JobId id) public {
        JobState storage job = state.jobs[id];
        state.pay(id, state.offers[job.offer].creator, job.price);
        close(state, id, IInferenceMarket.Outcome.Served);
    }

    function close(MarketState storage state, JobId id, IInferenceMarket.Outcome outcome) public {
        JobState storage job = state.jobs[id];
        uint256 refund = job.escrow;
        (job.phase, job.outcome) = (IInferenceMarket.Phase.Closed, outcome);
        (job.until, job.drawBlock) = (0, 0);
        state.pay(id, job.user, refund);
        emit IInferenceMarket.JobClosed(id, outcome, refund);
    }

    /// @dev Where all agree on what only the next step will use, nobody waits. A refusal is never only that.
    function _agree(
        MarketState storage state,
        JobId id,
        bytes32[] memory results,
        bytes32 result,
        uint256 votes
    ) private {
        JobState storage job = state.jobs[id];
        IInferenceMarket.Terms storage terms = _termsOf(state, job);
        bool last = job.step + 1 == terms.steps;
        if (!last && result != REFUSAL && Panels.agree(results, result)) {
            emit IInferenceMarket.StepAgreed(id, job.step, result, votes, 0);
            settleStep(state, id, result);
            return;
        }
        (job.phase, job.result) = (IInferenceMarket.Phase.Contestable, result);
        job.until = uint48(block.timestamp + terms.contestSeconds);
        // The steps to come do not pay for it.
        if (!last) job.deadline += terms.contestSeconds;
        emit IInferenceMarket.StepAgreed(id, job.step, result, votes, job.until);
    }

    function _advance(MarketState storage state, JobId id, bytes32 result) private {
        JobState storage job = state.jobs[id];
        IInferenceMarket.Terms storage terms = _termsOf(state, job);
        emit IInferenceMarket.StepSettled(id, job.step, result);
        if (result == REFUSAL || job.step + 1 == terms.steps) {
            if (job.result != result) job.result = result;
            if (result == REFUSAL) close(state, id, IInferenceMarket.Outcome.Refused);
            else if (terms.mode == IInferenceMarket.Mode.Encrypted) serve(state, id);
            else _awaitHandOver(id, job, terms.handOverSeconds);
            return;
        }
        (job.input, job.result) = (result, 0);
        (job.seats, job.target, job.contested, job.anyOut) = (0, job.workers, false, false);
        ++job.step;
        state.nameBlock(id);
    }

    function _awaitHandOver(JobId id, JobState storage job, uint256 duration) private {
        (job.phase, job.drawBlock) = (IInferenceMarket.Phase.HandOver, 0);
        job.until = uint48(block.timestamp + duration);
        emit IInferenceMarket.HandOverAwaited(id, job.until);
    }

    /// @dev Those whose time is over without a word.
    function _silence(
        MarketState storage state,
        JobId id,
        Head[] memory panel,
        IInferenceMarket.SeatStatus status
    ) private {
        for (uint256 i; i < panel.length; ++i) {
            if (panel[i].status == status) state.silence(id, i, panel[i]);
        }
    }

    function _termsOf(
        MarketState storage state,
        JobState storage job
    ) private view returns (IInferenceMarket.Terms storage) {
        return state.offers[job.offer].terms;
    }
}
