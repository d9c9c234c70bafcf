// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Address} from '@openzeppelin/contracts/utils/Address.sol';
import {ReentrancyGuard} from '@openzeppelin/contracts/utils/ReentrancyGuard.sol';
import {IInferenceMarket, JobId, OfferId} from '../interfaces/IInferenceMarket.sol';
import {IModelRegistry, ModelId} from '../interfaces/IModelRegistry.sol';
import {IWorkerPool} from '../interfaces/IWorkerPool.sol';
import {Jobs} from './Jobs.sol';
import {JobState, MarketState, WorkerState} from './MarketState.sol';
import {OfferTerms} from './OfferTerms.sol';
import {Panels} from './Panels.sol';
import {JobSteps} from './JobSteps.sol';
import {Workers} from './Workers.sol';

/// @title InferenceMarket
/// @dev Thin: what is done stands in libraries. It has no owner, and cannot be replaced.
contract InferenceMarket is IInferenceMarket, ReentrancyGuard {
    uint64 private constant _LONGEST_DELAY = 90 days;

    /// @inheritdoc IInferenceMarket
    uint8 public constant MOST_WORKERS = OfferTerms.MOST_WORKERS;
    /// @inheritdoc IInferenceMarket
    uint8 public constant MOST_SEATS = OfferTerms.MOST_SEATS;
    /// @inheritdoc IInferenceMarket
    bytes32 public constant REFUSAL = JobSteps.REFUSAL;

    /// @inheritdoc IInferenceMarket
    IModelRegistry public immutable MODELS;
    /// @inheritdoc IWorkerPool
    uint256 public immutable LEAST_STAKE;
    /// @inheritdoc IWorkerPool
    uint64 public immutable UNBONDING_DELAY;

    MarketState private _state;

    constructor(IModelRegistry models, uint256 leastStake, uint64 unbondingDelay) {
        if (unbondingDelay > _LONGEST_DELAY) revert DelayTooLong(unbondingDelay, _LONGEST_DELAY);
        (MODELS, LEAST_STAKE, UNBONDING_DELAY) = (models, leastStake, unbondingDelay);
    }

    function join(string calldata url) external payable {
        Workers.join(_state, LEAST_STAKE, url);
    }

    function pause() external {
        Workers.pause(_state);
    }

    function resume() external {
        Workers.resume(_state, LEAST_STAKE);
    }

    function startUnbonding(uint256 amount) external {
        Workers.startUnbonding(_state, LEAST_STAKE, UNBONDING_DELAY, amount);
    }

    function withdraw(address payable to) external nonReentrant {
        Address.sendValue(to, Workers.takeUnbonded(_state, to));
    }

    function claim(address payable to) external nonReentrant {
        Address.sendValue(to, Workers.takeClaimable(_state, to));
    }

    function offer(ModelId model, Terms calldata terms) external returns (OfferId id) {
        IModelRegistry.Model memory listed = MODELS.modelOf(model);
        if (listed.publisher != msg.sender) revert NotPublisherOf(model, msg.sender);
        if (listed.withdrawn) revert ModelNotOffered(model);
        OfferTerms.check(terms);
        id = OfferTerms.offerIdOf(msg.sender, model, terms);
        Offer storage made = _state.offers[id];
        if (made.creator != address(0)) revert OfferAlreadyMade(id);

        (made.model, made.creator, made.terms) = (model, msg.sender, terms);
        emit OfferMade(id, model, msg.sender, terms);
    }

    function withdrawOffer(OfferId id) external {
        Offer storage made = Jobs.offerOf(_state, id);
        if (made.creator != msg.sender) revert NotCreatorOf(id, msg.sender);
        if (made.withdrawn) revert OfferIsWithdrawn(id);
        made.withdrawn = true;
        emit OfferWithdrawn(id);
    }

    function request(
        OfferId id,
        Trust calldata trust,
        uint16 samples,
        uint64 duration,
        bytes32 requestCid
    ) external payable returns (JobId) {
        return Jobs.request(_state, MODELS, id, trust, samples, duration, requestCid);
    }

    function draw(JobId id) external {
        Jobs.draw(_state, id);
    }

    function commit(JobId id, bytes32 commitment) external {
        Jobs.commit(_state, id, commitment);
    }

    function decline(JobId id) external {
        Jobs.decline(_state, id);
    }

    function reveal(JobId id, bytes32 result, bytes32 salt) external {
        Jobs.reveal(_state, id, result, salt);
    }

    function tally(JobId id) external {
        Jobs.tally(_state, id);
    }

    function contest(JobId id) external payable {
        Jobs.contest(_state, id);
    }

    function settle(JobId id) external {
        Jobs.settle(_state, id);
    }

    function accept(JobId id) external {
        Jobs.accept(_state, id);
    }

    function handOver(JobId id, bytes32 sealedCid) external {
        Jobs.handOver(_state, id, sealedCid);
    }

    function answer(JobId id, bytes32 answerCid) external {
        Jobs.answer(_state, id, answerCid);
    }

    function claimable(address account) external view returns (uint256) {
        return _state.claimable[account];
    }

    function workerOf(address worker) external view returns (Worker memory) {
        WorkerState storage found = Workers.known(_state, worker);
        uint128 stake = uint128(found.active) + found.unbonding;
        return Worker(stake, found.locked, found.unbonding, found.availableFrom, found.place != 0, found.since);
    }

    function freeStakeOf(address worker) external view returns (uint256) {
        return Workers.freeOf(_state.workers[worker]);
    }

    function drawableCount() external view returns (uint256) {
        return _state.drawable;
    }

    function placeCount() external view returns (uint256) {
        return _state.places.length;
    }

    function workerAt(uint256 place) external view returns (address) {
        return place < _state.places.length ? _state.places[place] : address(0);
    }

    function forfeited() external view returns (uint256) {
        return _state.forfeited;
    }

    function offerOf(OfferId id) external view returns (Offer memory) {
        return Jobs.offerOf(_state, id);
    }

    function jobOf(JobId id) external view returns (Job memory shown) {
        JobState storage job = Jobs.jobOf(_state, id);
        (shown.offer, shown.user, shown.phase, shown.outcome) = (job.offer, job.user, job.phase, job.outcome);
        (shown.trust.workers, shown.trust.agreeing) = (job.workers, job.agreeing);
        (shown.samples, shown.step, shown.target) = (job.samples, job.step, job.target);
        (shown.contested, shown.until, shown.deadline) = (job.contested, job.until, job.deadline);
        (shown.drawBlock, shown.price, shown.escrow) = (job.drawBlock, job.price, job.escrow);
        (shown.deposit, shown.contester) = (job.deposit, job.contester);
        (shown.requestCid, shown.input, shown.result) = (job.requestCid, job.input, job.result);
        (shown.sealedCid, shown.answerCid) = (job.sealedCid, job.answerCid);
    }

    function panelOf(JobId id) external view returns (Seat[] memory) {
        return Panels.show(_state, id);
    }

    function costOf(OfferId id, uint8 workers, uint16 samples) external view returns (uint256) {
        Offer storage made = Jobs.offerOf(_state, id);
        return OfferTerms.costOf(made.terms, MODELS.modelOf(made.model).price, workers, samples);
    }

    function contestCostOf(JobId id) external view returns (uint256) {
        return Jobs.contestCostOf(_state, id);
    }

    function offerIdOf(address creator, ModelId model, Terms calldata terms) external view returns (OfferId) {
        return OfferTerms.offerIdOf(creator, model, terms);
    }

    function jobIdOf(address user, OfferId id, bytes32 requestCid) external view returns (JobId) {
        return OfferTerms.jobIdOf(user, id, requestCid);
    }

    function hashResult(
        JobId id,
        uint8 step,
        address worker,
        bytes32 result,
        bytes32 salt
    ) external pure returns (bytes32) {
        return OfferTerms.hashResult(id, step, worker, result, salt);
    }
}
