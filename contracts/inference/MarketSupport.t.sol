// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ICircuitRegistry} from '../interfaces/ICircuitRegistry.sol';
import {IInferenceMarket, JobId, OfferId} from '../interfaces/IInferenceMarket.sol';
import {IModelRegistry, ModelId} from '../interfaces/IModelRegistry.sol';
import {ITraining} from '../interfaces/ITraining.sol';
import {IWorkerPool} from '../interfaces/IWorkerPool.sol';
import {TestBase} from '../test/TestBase.sol';
import {InferenceMarket} from './InferenceMarket.sol';
import {ModelRegistry} from './ModelRegistry.sol';

/// @title A market, a model on offer, and workers
abstract contract MarketSupport is TestBase {
    uint256 internal constant START = 1_800_000_000;
    uint256 internal constant FIRST_BLOCK = 1000;
    uint256 internal constant LEAST_STAKE = 5000;
    uint256 internal constant STAKE = 1 ether;
    uint64 internal constant DELAY = 7 days;
    uint96 internal constant PRICE = 1009;
    uint96 internal constant FEE = 101;
    uint16 internal constant SAMPLES = 3;
    uint16 internal constant MOST_SAMPLES = 7;
    uint96 internal constant BOND = 6500;
    uint32 internal constant COMMIT = 5 minutes;
    uint32 internal constant REVEAL = 3 minutes;
    uint32 internal constant CONTEST = 10 minutes;
    uint32 internal constant HAND_OVER = 20 minutes;
    uint32 internal constant ANSWER = 15 minutes;
    uint64 internal constant DURATION = 4 hours;
    address internal constant CREATOR = address(0xc4ea704);
    address internal constant USER = address(0x05e4);
    address internal constant STRANGER = address(0x57a46e4);
    bytes32 internal constant REQUEST = keccak256('request');
    bytes32 internal constant A = keccak256('result a');
    bytes32 internal constant B = keccak256('result b');
    bytes32 internal constant C = keccak256('result c');
    bytes32 internal constant SALT = keccak256('salt');

    ModelRegistry internal models;
    InferenceMarket internal market;
    ModelId internal model;
    bytes32 internal refusal;
    /// @dev Everybody who may hold something here, and every job.
    address[] internal accounts;
    JobId[] internal jobs;

    /// @dev No `setUp`: handlers of invariant tests inherit this, and everything public of them is called.
    function _startMarket() internal {
        VM.warp(START);
        VM.roll(FIRST_BLOCK);
        // Networks without a circuit need neither of the two.
        models = new ModelRegistry(ICircuitRegistry(address(0)), ITraining(address(0)));
        market = new InferenceMarket(models, LEAST_STAKE, DELAY);
        refusal = market.REFUSAL();
        model = _publish(CREATOR, PRICE);
        (accounts, jobs) = (new address[](0), new JobId[](0));
        accounts.push(CREATOR);
        accounts.push(USER);
        accounts.push(STRANGER);
    }

    function _publish(address publisher, uint96 price) internal returns (ModelId) {
        IModelRegistry.Listing memory listing;
        (listing.specCid, listing.licenceCid, listing.price) = (keccak256('network'), keccak256('licence'), price);
        VM.prank(publisher);
        return models.publish(listing);
    }

    // Offers and jobs

    function _terms() internal pure returns (IInferenceMarket.Terms memory terms) {
        (terms.mode, terms.steps, terms.mostSamples) = (IInferenceMarket.Mode.Encrypted, 1, MOST_SAMPLES);
        (terms.commitSeconds, terms.revealSeconds, terms.contestSeconds) = (COMMIT, REVEAL, CONTEST);
        (terms.workerFee, terms.bond, terms.offerCid) = (FEE, BOND, keccak256('offer'));
    }

    function _splitTerms() internal pure returns (IInferenceMarket.Terms memory terms) {
        terms = _terms();
        terms.mode = IInferenceMarket.Mode.Split;
        (terms.handOverSeconds, terms.answerSeconds) = (HAND_OVER, ANSWER);
    }

    function _stepTerms(uint8 steps) internal pure returns (IInferenceMarket.Terms memory terms) {
        terms = _terms();
        terms.steps = steps;
    }

    function _offer(IInferenceMarket.Terms memory terms) internal returns (OfferId) {
        VM.prank(CREATOR);
        return market.offer(model, terms);
    }

    function _trust(uint8 workers, uint8 agreeing) internal pure returns (IInferenceMarket.Trust memory trust) {
        (trust.workers, trust.agreeing) = (workers, agreeing);
    }

    function _request(OfferId offer, uint8 workers, uint8 agreeing) internal returns (JobId) {
        bytes32 cid = keccak256(abi.encode(REQUEST, jobs.length));
        return _requestAs(USER, offer, _trust(workers, agreeing), cid);
    }

    function _requestAs(
        address user,
        OfferId offer,
        IInferenceMarket.Trust memory trust,
        bytes32 cid
    ) internal returns (JobId id) {
        uint256 cost = market.costOf(offer, trust.workers, SAMPLES);
        VM.deal(user, user.balance + cost);
        VM.prank(user);
        id = market.request{value: cost}(offer, trust, SAMPLES, DURATION, cid);
        jobs.push(id);
    }

    // Workers

    function _worker(uint256 index) internal pure returns (address) {
        return address(uint160(0x30b000 + index));
    }

    function _join(address worker, uint256 stake) internal {
        VM.deal(worker, worker.balance + stake);
        VM.prank(worker);
        market.join{value: stake}('');
        for (uint256 i; i < accounts.length; ++i) if (accounts[i] == worker) return;
        accounts.push(worker);
    }

    function _pool(uint256 count) internal {
        for (uint256 i; i < count; ++i) _join(_worker(i), STAKE);
        VM.roll(block.number + 1);
    }

    // The course of a job

    function _toDraw(JobId id) internal {
        uint256 from = market.jobOf(id).drawBlock + 1;
        if (block.number < from) VM.roll(from);
    }

    function _draw(JobId id) internal returns (address[] memory) {
        _toDraw(id);
        market.draw(id);
        return _those(id, IInferenceMarket.SeatStatus.Drawn);
    }

    function _those(JobId id, IInferenceMarket.SeatStatus status) internal view returns (address[] memory found) {
        IInferenceMarket.Seat[] memory panel = market.panelOf(id);
        found = new address[](panel.length);
        uint256 count;
        for (uint256 i; i < panel.length; ++i) {
            if (panel[i].status != status) continue;
            found[count] = panel[i].worker;
            ++count;
        }
        assembly ('memory-safe') {
            mstore(found, count)
        }
    }

    function _commit(JobId id, address worker, bytes32 result) internal {
        bytes32 commitment = market.hashResult(id, market.jobOf(id).step, worker, result, SALT);
        VM.prank(worker);
        market.commit(id, commitment);
    }

    function _decline(JobId id, address worker) internal {
        VM.prank(worker);
        market.decline(id);
    }

    function _reveal(JobId id, address worker, bytes32 result) internal {
        VM.prank(worker);
        market.reveal(id, result, SALT);
    }

    /// @notice Whoever is drawn commits to these, one each, and reveals them.
    function _evaluate(JobId id, bytes32[] memory results) internal returns (address[] memory panel) {
        panel = _draw(id);
        assertEq(panel.length, results.length);
        for (uint256 i; i < panel.length; ++i) _commit(id, panel[i], results[i]);
        for (uint256 i; i < panel.length; ++i) _reveal(id, panel[i], results[i]);
    }

    function _pastPhase(JobId id) internal {
        VM.warp(uint256(market.jobOf(id).until) + 1);
    }

    function _list(bytes32 a) internal pure returns (bytes32[] memory list) {
        list = new bytes32[](1);
        list[0] = a;
    }

    function _list(bytes32 a, bytes32 b) internal pure returns (bytes32[] memory list) {
        list = new bytes32[](2);
        (list[0], list[1]) = (a, b);
    }

    function _list(bytes32 a, bytes32 b, bytes32 c) internal pure returns (bytes32[] memory list) {
        list = new bytes32[](3);
        (list[0], list[1], list[2]) = (a, b, c);
    }

    function _list(bytes32 a, bytes32 b, bytes32 c, bytes32 d) internal pure returns (bytes32[] memory list) {
        list = new bytes32[](4);
        (list[0], list[1], list[2], list[3]) = (a, b, c, d);
    }

    function _all(uint256 count, bytes32 result) internal pure returns (bytes32[] memory list) {
        list = new bytes32[](count);
        for (uint256 i; i < count; ++i) list[i] = result;
    }

    /// @notice A job all of whose workers agree on A, at the end of its last step.
    function _agreed(OfferId offer, uint8 workers, uint8 agreeing) internal returns (JobId id) {
        id = _request(offer, workers, agreeing);
        _evaluate(id, _all(workers, A));
    }

    /// @notice The user, or whoever, contests.
    function _contest(JobId id, address account) internal {
        uint256 cost = market.contestCostOf(id);
        VM.deal(account, account.balance + cost);
        VM.prank(account);
        market.contest{value: cost}(id);
    }

    // What is there

    function _phase(JobId id) internal view returns (IInferenceMarket.Phase) {
        return market.jobOf(id).phase;
    }

    function _assertPhase(JobId id, IInferenceMarket.Phase phase) internal view {
        assertEq(uint256(_phase(id)), uint256(phase));
    }

    function _assertClosed(JobId id, IInferenceMarket.Outcome outcome) internal view {
        IInferenceMarket.Job memory job = market.jobOf(id);
        assertEq(uint256(job.phase), uint256(IInferenceMarket.Phase.Closed));
        assertEq(uint256(job.outcome), uint256(outcome));
        assertEq(job.escrow, 0);
        assertEq(job.deposit, 0);
        assertEq(job.until, 0);
        assertEq(job.drawBlock, 0);
        _assertSound();
    }

    function _assertWorker(address worker, uint256 stake, uint256 locked) internal view {
        IWorkerPool.Worker memory found = market.workerOf(worker);
        assertEq(found.stake, stake);
        assertEq(found.locked, locked);
    }

    function _isDrawable(address worker) internal view returns (bool) {
        return market.workerOf(worker).drawable;
    }

    function _earned(address account) internal view returns (uint256) {
        return market.claimable(account);
    }

    // INV-58, INV-59
    /// @notice The balance is what is owed, and bonds are locked for what was committed to, and for nothing else.
    function _assertSound() internal view {
        uint256 due = market.forfeited();
        uint256 locked;
        for (uint256 i; i < accounts.length; ++i) {
            due += market.claimable(accounts[i]);
            try market.workerOf(accounts[i]) returns (IWorkerPool.Worker memory found) {
                due += found.stake;
                locked += found.locked;
                assertTrue(uint256(found.locked) + found.unbonding <= found.stake, 'locked + unbonding <= stake');
                bool enough = found.stake - found.unbonding >= LEAST_STAKE;
                assertTrue(enough || !found.drawable, 'nobody has a place for less');
            } catch (bytes memory reason) {
                assertEq(bytes32(bytes4(reason)), bytes32(IWorkerPool.WorkerUnknown.selector));
            }
        }
        for (uint256 i; i < jobs.length; ++i) {
            IInferenceMarket.Job memory job = market.jobOf(jobs[i]);
            due += uint256(job.escrow) + job.deposit;
            locked -= _filled(jobs[i], job.phase) * market.offerOf(job.offer).terms.bond;
        }
        assertEq(locked, 0);
        assertEq(address(market).balance, due);
    }

    /// @dev Seats whose bonds are locked: whoever committed, in a step that is not settled.
    function _filled(JobId id, IInferenceMarket.Phase phase) internal view returns (uint256 count) {
        if (phase > IInferenceMarket.Phase.Contestable) return 0;
        IInferenceMarket.Seat[] memory panel = market.panelOf(id);
        for (uint256 i; i < panel.length; ++i) {
            IInferenceMarket.SeatStatus status = panel[i].status;
            bool committed = status == IInferenceMarket.SeatStatus.Committed;
            if (committed || status == IInferenceMarket.SeatStatus.Revealed) ++count;
        }
    }

    // What is refused

    function _expect(bytes4 selector) internal {
        VM.expectRevert(abi.encodeWithSelector(selector));
    }

    function _expectPhase(JobId id, IInferenceMarket.Phase phase) internal {
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.PhaseDiffers.selector, id, phase));
    }

    function _expectLate(uint256 until) internal {
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.TooLate.selector, block.timestamp, until));
    }

    function _expectEarly(uint256 from) internal {
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.TooEarly.selector, block.timestamp, from));
    }

    function _expectUnknown(JobId id) internal {
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.JobUnknown.selector, id));
    }
}
