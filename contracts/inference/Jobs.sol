// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IInferenceMarket, JobId, OfferId} from '../interfaces/IInferenceMarket.sol';
import {IModelRegistry} from '../interfaces/IModelRegistry.sol';
import {BlockHistory} from '../training/BlockHistory.sol';
import {Draws} from './Draws.sol';
import {Head, JobState, MarketState, WorkerState} from './MarketState.sol';
import {OfferTerms} from './OfferTerms.sol';
import {Panels} from './Panels.sol';
import {Settlements} from './Settlements.sol';
import {JobSteps} from './JobSteps.sol';
import {Workers} from './Workers.sol';

/// @title What user, workers and creator do for a job
library Jobs {
    using Draws for Draws.Draw;
    using Draws for MarketState;
    using Panels for Head[];
    using Panels for JobState;
    using Panels for MarketState;
    using Settlements for MarketState;
    using JobSteps for MarketState;
    using Workers for MarketState;
    using Workers for WorkerState;

    function request(
        MarketState storage state,
        IModelRegistry models,
        OfferId offerId,
        IInferenceMarket.Trust calldata trust,
        uint16 samples,
        uint64 duration,
        bytes32 requestCid
    ) internal returns (JobId id) {
        IInferenceMarket.Offer storage offer = offerOf(state, offerId);
        if (offer.withdrawn) revert IInferenceMarket.OfferIsWithdrawn(offerId);
        OfferTerms.checkTrust(trust);
        _checkSize(offer.terms, samples, duration, requestCid);
        IModelRegistry.Model memory model = models.modelOf(offer.model);
        if (model.withdrawn) revert IInferenceMarket.ModelNotOffered(offer.model);
        _requirePayment(OfferTerms.costOf(offer.terms, model.price, trust.workers, samples));
        id = OfferTerms.jobIdOf(msg.sender, offerId, requestCid);
        JobState storage job = state.jobs[id];
        if (job.phase != IInferenceMarket.Phase.None) revert IInferenceMarket.JobAlreadyRequested(id);

        (job.user, job.workers, job.agreeing, job.target) = (msg.sender, trust.workers, trust.agreeing, trust.workers);
        (job.samples, job.offer, job.requestCid) = (samples, offerId, requestCid);
        job.deadline = uint48(block.timestamp + duration);
        (job.escrow, job.price) = (uint128(msg.value), uint128(uint256(model.price) * samples));
        emit IInferenceMarket.JobRequested(id, offerId, msg.sender, requestCid, samples, trust, msg.value);
        state.nameBlock(id);
    }

    function draw(MarketState storage state, JobId id) internal {
        JobState storage job = _in(state, id, IInferenceMarket.Phase.Drawing);
        _requireUntil(job.until);
        uint256 number = job.drawBlock;
        if (block.number <= number) revert IInferenceMarket.DrawTooEarly(block.number, number + 1);
        bytes32 hash = block.number > number + BlockHistory.WINDOW ? bytes32(0) : BlockHistory.find(number);
        if (hash == 0) {
            state.nameBlock(id);
            return;
        }
        IInferenceMarket.Offer storage offer = state.offers[job.offer];
        Head[] memory panel = state.heads(id);
        Draws.Draw memory found;
        found.seed = keccak256(abi.encode(hash, id));
        (found.user, found.creator, found.step) = (job.user, offer.creator, job.step);
        found.bond = offer.terms.bond;
        found.wanted =
            job.target -
            panel.count(IInferenceMarket.SeatStatus.Revealed) -
            panel.count(IInferenceMarket.SeatStatus.Committed);
        state.search(id, panel, found);
        if (found.found == 0) {
            if (!found.again) revert IInferenceMarket.NobodyToDraw(id);
            state.nameBlock(id);
            return;
        }
        state.seat(id, panel, found);
        (job.phase, job.drawBlock) = (IInferenceMarket.Phase.Committing, 0);
        job.until = uint48(block.timestamp + offer.terms.commitSeconds);
        emit IInferenceMarket.WorkersDrawn(id, job.step, found.trim(), job.until);
    }

    function commit(MarketState storage state, JobId id, bytes32 commitment) internal {
        if (commitment == 0) revert IInferenceMarket.CommitmentIsZero();
        (Head[] memory panel, uint256 index) = _seatOfCaller(
            state,
            id,
            IInferenceMarket.Phase.Committing,
            IInferenceMarket.SeatStatus.Drawn
        );
        state.lock(state.offers[state.jobs[id].offer].terms.bond);
        panel[index].status = IInferenceMarket.SeatStatus.Committed;
        state.seats[id][index].head.status = IInferenceMarket.SeatStatus.Committed;
        state.seats[id][index].value = commitment;
        emit IInferenceMarket.ResultCommitted(id, state.jobs[id].step, msg.sender, commitment);
        if (panel.count(IInferenceMarket.SeatStatus.Drawn) == 0) state.endCommitting(id);
    }

    /// @dev Whoever has committed may go as long as others are to be drawn: nobody knows when they come, and nothing is
    /// shown yet.
    function decline(MarketState storage state, JobId id) internal {
        JobState storage job = jobOf(state, id);
        bool waits = job.phase == IInferenceMarket.Phase.Drawing;
        (Head[] memory panel, uint256 index) = _seatOfCaller(
            state,
            id,
            waits ? IInferenceMarket.Phase.Drawing : IInferenceMarket.Phase.Committing,
            waits ? IInferenceMarket.SeatStatus.Committed : IInferenceMarket.SeatStatus.Drawn
        );
        panel[index].status = IInferenceMarket.SeatStatus.Declined;
        state.seats[id][index].head.status = IInferenceMarket.SeatStatus.Declined;
        (state.out[id][job.step][msg.sender], job.anyOut) = (true, true);
        emit IInferenceMarket.SeatDeclined(id, job.step, msg.sender);
        if (waits) state.workers[msg.sender].release(state.offers[job.offer].terms.bond, 0);
        else if (panel.count(IInferenceMarket.SeatStatus.Drawn) == 0) state.endCommitting(id);
    }

    function reveal(MarketState storage state, JobId id, bytes32 result, bytes32 salt) internal {
        if (result == 0) revert IInferenceMarket.ResultIsZero();
        (Head[] memory panel, uint256 index) = _seatOfCaller(
            state,
            id,
            IInferenceMarket.Phase.Revealing,
            IInferenceMarket.SeatStatus.Committed
        );
        uint256 step = state.jobs[id].step;
        bytes32 commitment = state.seats[id][index].value;
        if (OfferTerms.hashResult(id, step, msg.sender, result, salt) != commitment) {
            revert IInferenceMarket.RevealDiffers(id, msg.sender, commitment);
        }
        panel[index].status = IInferenceMarket.SeatStatus.Revealed;
        state.seats[id][index].head.status = IInferenceMarket.SeatStatus.Revealed;
        state.seats[id][index].value = result;
        emit IInferenceMarket.ResultRevealed(id, uint8(step), msg.sender, result);
        if (panel.count(IInferenceMarket.SeatStatus.Committed) == 0) state.endRevealing(id);
    }

    function contest(MarketState storage state, JobId id) internal {
        JobState storage job = _in(state, id, IInferenceMarket.Phase.Contestable);
        _requireUntil(job.until);
        if (msg.sender != job.user && !_lost(state, id, job.result))
            revert IInferenceMarket.MayNotContest(id, msg.sender);
        _requirePayment(contestCostOf(state, id));
        (job.contested, job.contester, job.deposit) = (true, msg.sender, uint96(msg.value));
        state.dispute(id, msg.sender);
    }

    function settle(MarketState storage state, JobId id) internal {
        JobState storage job = jobOf(state, id);
        IInferenceMarket.Phase phase = job.phase;
        if (phase == IInferenceMarket.Phase.Closed) revert IInferenceMarket.PhaseDiffers(id, phase);
        requireOver(job.until);
        if (phase == IInferenceMarket.Phase.Drawing) state.lapse(id);
        else if (phase == IInferenceMarket.Phase.Committing) state.endCommitting(id);
        else if (phase == IInferenceMarket.Phase.Revealing) state.endRevealing(id);
        else if (phase == IInferenceMarket.Phase.Contestable) state.settleStep(id, job.result);
        else if (phase == IInferenceMarket.Phase.HandOver) state.close(id, IInferenceMarket.Outcome.Abandoned);
        else state.close(id, IInferenceMarket.Outcome.Unanswered);
    }

    function tally(MarketState storage state, JobId id) internal {
        // While somebody may still reveal; the last who does counts.
        requireOver(_in(state, id, IInferenceMarket.Phase.Revealing).until);
        state.endRevealing(id);
    }

    function accept(MarketState storage state, JobId id) internal {
        JobState storage job = _ofUser(state, id);
        _requirePhase(id, job, IInferenceMarket.Phase.Contestable);
        _requireContent(state, id, job.result);
        state.settleStep(id, job.result);
    }

    function handOver(MarketState storage state, JobId id, bytes32 sealedCid) internal {
        if (sealedCid == 0) revert IInferenceMarket.CidIsZero();
        JobState storage job = _ofUser(state, id);
        IInferenceMarket.Terms storage terms = state.offers[job.offer].terms;
        if (terms.mode != IInferenceMarket.Mode.Split) revert IInferenceMarket.ModeDiffers(id, terms.mode);
        if (job.phase == IInferenceMarket.Phase.Contestable) {
            _requireContent(state, id, job.result);
            state.settleStep(id, job.result);
        }
        // Not of a refusal.
        _requirePhase(id, job, IInferenceMarket.Phase.HandOver);
        _requireUntil(job.until);
        (job.phase, job.sealedCid) = (IInferenceMarket.Phase.Answering, sealedCid);
        job.until = uint48(block.timestamp + terms.answerSeconds);
        emit IInferenceMarket.JobHandedOver(id, sealedCid, job.until);
    }

    function answer(MarketState storage state, JobId id, bytes32 answerCid) internal {
        if (answerCid == 0) revert IInferenceMarket.CidIsZero();
        JobState storage job = _in(state, id, IInferenceMarket.Phase.Answering);
        if (state.offers[job.offer].creator != msg.sender) revert IInferenceMarket.NotCreatorOf(job.offer, msg.sender);
        _requireUntil(job.until);
        job.answerCid = answerCid;
        emit IInferenceMarket.JobAnswered(id, answerCid);
        state.serve(id);
    }

    function contestCostOf(MarketState storage state, JobId id) internal view returns (uint256) {
        JobState storage job = jobOf(state, id);
        return uint256(state.offers[job.offer].terms.workerFee) * job.samples * (uint256(job.workers) + 1);
    }

    function jobOf(MarketState storage state, JobId id) internal view returns (JobState storage job) {
        job = state.jobs[id];
        if (job.phase == IInferenceMarket.Phase.None) revert IInferenceMarket.JobUnknown(id);
    }

    function offerOf(
        MarketState storage state,
        OfferId id
    ) internal view returns (IInferenceMarket.Offer storage offer) {
        offer = state.offers[id];
        if (offer.creator == address(0)) revert IInferenceMarket.OfferUnknown(id);
    }

    function requireOver(uint256 until) internal view {
        if (block.timestamp <= until) revert IInferenceMarket.TooEarly(block.timestamp, until + 1);
    }

    function _seatOfCaller(
        MarketState storage state,
        JobId id,
        IInferenceMarket.Phase phase,
        IInferenceMarket.SeatStatus status
    ) private view returns (Head[] memory panel, uint256 index) {
        _requireUntil(_in(state, id, phase).until);
        panel = state.heads(id);
        index = panel.seatOf(id, msg.sender, status);
    }

    /// @notice Whether the caller revealed something else.
    function _lost(MarketState storage state, JobId id, bytes32 result) private view returns (bool) {
        Head[] memory panel = state.heads(id);
        bytes32[] memory results = state.results(id, panel);
        for (uint256 i; i < panel.length; ++i) {
            if (panel[i].worker == msg.sender) return results[i] != 0 && results[i] != result;
        }
        return false;
    }

    /// @dev The user's word is enough where nobody else may disagree.
    function _requireContent(MarketState storage state, JobId id, bytes32 result) private view {
        bytes32[] memory results = state.results(id, state.heads(id));
        if (!Panels.agree(results, result)) revert IInferenceMarket.MayNotAccept(id);
    }

    function _ofUser(MarketState storage state, JobId id) private view returns (JobState storage job) {
        job = jobOf(state, id);
        if (job.user != msg.sender) revert IInferenceMarket.NotUserOf(id, msg.sender);
    }

    function _in(
        MarketState storage state,
        JobId id,
        IInferenceMarket.Phase phase
    ) private view returns (JobState storage job) {
        job = jobOf(state, id);
        _requirePhase(id, job, phase);
    }

    function _requirePhase(JobId id, JobState storage job, IInferenceMarket.Phase phase) private view {
        if (job.phase != phase) revert IInferenceMarket.PhaseDiffers(id, job.phase);
    }

    function _requireUntil(uint256 until) private view {
        if (block.timestamp > until) revert IInferenceMarket.TooLate(block.timestamp, until);
    }

    function _requirePayment(uint256 expected) private view {
        if (msg.value != expected) revert IInferenceMarket.PaymentDiffers(expected, msg.value);
    }

    function _checkSize(
        IInferenceMarket.Terms storage terms,
        uint256 samples,
        uint256 duration,
        bytes32 requestCid
    ) private view {
        if (samples == 0 || samples > terms.mostSamples) {
            revert IInferenceMarket.SamplesRefused(samples, terms.mostSamples);
        }
        uint256 least = uint256(terms.steps) * (uint256(terms.commitSeconds) + terms.revealSeconds);
        if (duration < least || duration > OfferTerms.LONGEST_JOB) {
            revert IInferenceMarket.DurationRefused(duration, least, OfferTerms.LONGEST_JOB);
        }
        if (requestCid == 0) revert IInferenceMarket.CidIsZero();
    }
}
