// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IInferenceMarket, JobId, OfferId} from '../interfaces/IInferenceMarket.sol';
import {IWorkerPool} from '../interfaces/IWorkerPool.sol';
import {BlockHistory} from '../training/BlockHistory.sol';
import {MarketSupport} from './MarketSupport.t.sol';

/// @title Calls by anybody, with a word beforehand whether they may succeed
/// @dev What is there is read from the contract's views, what may be done of it is written down here once more.
abstract contract MarketActs is MarketSupport {
    uint256 internal constant WORKERS = 8;
    uint256 internal constant USERS = 2;
    uint256 internal constant OFFERS = 2;
    uint256 internal constant MOST_JOBS = 6;

    OfferId[] internal offers;
    mapping(bytes4 selector => uint256 count) public successes;
    mapping(bytes4 selector => uint256 count) public failures;
    mapping(string ending => uint256 count) public reached;
    /// @dev What a worker committed to, and whether it gave a seat back or was silent, by step.
    mapping(JobId job => mapping(uint256 step => mapping(address worker => bytes32 result))) internal committed;
    mapping(JobId job => mapping(uint256 step => mapping(address worker => bool))) internal gone;
    mapping(JobId job => uint256 places) internal placesAtNaming;
    mapping(JobId job => IInferenceMarket.Job seen) internal lastSeen;
    /// @dev Before a call.
    mapping(address worker => uint256 stake) private _stakes;
    uint256 private _word;

    function _actor(uint256 index) internal pure returns (address) {
        if (index < WORKERS) return _worker(index);
        if (index < WORKERS + USERS) return _user(index - WORKERS);
        return index == WORKERS + USERS ? CREATOR : STRANGER;
    }

    function _user(uint256 index) internal pure returns (address) {
        return address(uint160(USER) + uint160(index) * 0x10000);
    }

    function _seed(uint256 word) internal {
        _word = uint256(keccak256(abi.encode(_word, word)));
    }

    function _pick(uint256 count) internal returns (uint256) {
        _word = uint256(keccak256(abi.encode(_word)));
        return _word % count;
    }

    // The pool

    function _joinOne(address worker, uint256 value) internal {
        (IWorkerPool.Worker memory self, ) = _find(worker);
        bool allowed = uint256(self.stake) - self.unbonding + value >= LEAST_STAKE;
        VM.deal(worker, value);
        _do(worker, value, abi.encodeCall(IWorkerPool.join, ('')), allowed);
        VM.deal(worker, 0);
    }

    function _pauseOne(address worker) internal {
        (IWorkerPool.Worker memory self, ) = _find(worker);
        _do(worker, 0, abi.encodeCall(IWorkerPool.pause, ()), self.drawable);
    }

    function _resumeOne(address worker) internal {
        (IWorkerPool.Worker memory self, bool known) = _find(worker);
        bool allowed = known && !self.drawable && self.stake - self.unbonding >= LEAST_STAKE;
        _do(worker, 0, abi.encodeCall(IWorkerPool.resume, ()), allowed);
    }

    function _unbondOne(address worker, uint256 amount) internal {
        (IWorkerPool.Worker memory self, bool known) = _find(worker);
        bool allowed = known && amount != 0 && amount + self.locked + self.unbonding <= self.stake;
        _do(worker, 0, abi.encodeCall(IWorkerPool.startUnbonding, (amount)), allowed);
    }

    function _withdrawOne(address worker, address to) internal {
        (IWorkerPool.Worker memory self, ) = _find(worker);
        bool allowed = self.unbonding != 0 && block.timestamp >= self.availableFrom;
        uint256 before = to.balance;
        _do(worker, 0, abi.encodeCall(IWorkerPool.withdraw, (payable(to))), allowed);
        assertEq(to.balance - before, allowed ? self.unbonding : 0);
    }

    function _claimOne(address account, address to) internal {
        uint256 amount = market.claimable(account);
        uint256 before = to.balance;
        _do(account, 0, abi.encodeCall(IWorkerPool.claim, (payable(to))), amount != 0);
        assertEq(to.balance - before, amount);
        assertEq(market.claimable(account), 0);
    }

    // Jobs

    function _requestOne(uint256 which, address user, IInferenceMarket.Trust memory trust, bool exact) internal {
        OfferId offer = offers[which];
        bytes32 cid = keccak256(abi.encode(jobs.length));
        uint256 value = market.costOf(offer, trust.workers, SAMPLES) + (exact ? 0 : 1);
        VM.deal(user, value);
        bytes memory data = abi.encodeCall(IInferenceMarket.request, (offer, trust, SAMPLES, 1 hours, cid));
        bool sound = trust.agreeing <= trust.workers && 2 * trust.agreeing > trust.workers;
        _do(user, value, data, sound && exact);
        VM.deal(user, 0);
        if (!sound || !exact) return;
        JobId id = market.jobIdOf(user, offer, cid);
        jobs.push(id);
        _see(id);
    }

    function _drawOne(JobId id) internal {
        IInferenceMarket.Job memory job = market.jobOf(id);
        bool allowed = job.phase == IInferenceMarket.Phase.Drawing && block.timestamp <= job.until;
        allowed = allowed && block.number > job.drawBlock;
        if (allowed && BlockHistory.find(job.drawBlock) != 0) {
            allowed = _anybody(id, job) || market.placeCount() > placesAtNaming[id];
        }
        _doFor(id, STRANGER, 0, abi.encodeCall(IInferenceMarket.draw, (id)), allowed);
    }

    function _commitOne(JobId id, address worker, bytes32 result) internal {
        IInferenceMarket.Job memory job = market.jobOf(id);
        bool allowed = _may(id, job, worker, IInferenceMarket.Phase.Committing, IInferenceMarket.SeatStatus.Drawn);
        allowed = allowed && market.freeStakeOf(worker) >= market.offerOf(job.offer).terms.bond;
        bytes32 commitment = market.hashResult(id, job.step, worker, result, SALT);
        if (allowed) committed[id][job.step][worker] = result;
        _doFor(id, worker, 0, abi.encodeCall(IInferenceMarket.commit, (id, commitment)), allowed);
    }

    function _declineOne(JobId id, address worker) internal {
        IInferenceMarket.Job memory job = market.jobOf(id);
        bool allowed = _may(id, job, worker, IInferenceMarket.Phase.Committing, IInferenceMarket.SeatStatus.Drawn);
        allowed =
            allowed || _may(id, job, worker, IInferenceMarket.Phase.Drawing, IInferenceMarket.SeatStatus.Committed);
        if (allowed && job.phase == IInferenceMarket.Phase.Drawing) ++reached['left'];
        if (allowed) gone[id][job.step][worker] = true;
        _doFor(id, worker, 0, abi.encodeCall(IInferenceMarket.decline, (id)), allowed);
    }

    function _revealOne(JobId id, address worker, bool lies) internal {
        IInferenceMarket.Job memory job = market.jobOf(id);
        bool allowed = _may(id, job, worker, IInferenceMarket.Phase.Revealing, IInferenceMarket.SeatStatus.Committed);
        bytes32 result = committed[id][job.step][worker];
        if (lies) result = keccak256(abi.encode(result));
        bytes memory data = abi.encodeCall(IInferenceMarket.reveal, (id, result, SALT));
        _doFor(id, worker, 0, data, allowed && !lies);
    }

    function _tallyOne(JobId id) internal {
        IInferenceMarket.Job memory job = market.jobOf(id);
        bool allowed = job.phase == IInferenceMarket.Phase.Revealing && block.timestamp > job.until;
        _doFor(id, STRANGER, 0, abi.encodeCall(IInferenceMarket.tally, (id)), allowed);
    }

    function _contestOne(JobId id, address account) internal {
        IInferenceMarket.Job memory job = market.jobOf(id);
        bool allowed = job.phase == IInferenceMarket.Phase.Contestable && block.timestamp <= job.until;
        allowed = allowed && (account == job.user || _differs(id, account, job.result));
        uint256 value = market.contestCostOf(id);
        VM.deal(account, value);
        _doFor(id, account, value, abi.encodeCall(IInferenceMarket.contest, (id)), allowed);
        VM.deal(account, 0);
        if (allowed) ++reached['contested'];
    }

    function _settleOne(JobId id) internal {
        IInferenceMarket.Job memory job = market.jobOf(id);
        bool allowed = job.phase != IInferenceMarket.Phase.Closed && block.timestamp > job.until;
        _doFor(id, STRANGER, 0, abi.encodeCall(IInferenceMarket.settle, (id)), allowed);
    }

    function _acceptOne(JobId id, address account) internal {
        IInferenceMarket.Job memory job = market.jobOf(id);
        bool allowed = account == job.user && job.phase == IInferenceMarket.Phase.Contestable && _unanimous(id);
        _doFor(id, account, 0, abi.encodeCall(IInferenceMarket.accept, (id)), allowed);
    }

    function _handOverOne(JobId id, address account) internal {
        IInferenceMarket.Job memory job = market.jobOf(id);
        bool allowed = job.phase == IInferenceMarket.Phase.HandOver && block.timestamp <= job.until;
        if (job.phase == IInferenceMarket.Phase.Contestable) allowed = _unanimous(id) && job.result != refusal;
        bool split = market.offerOf(job.offer).terms.mode == IInferenceMarket.Mode.Split;
        bytes memory data = abi.encodeCall(IInferenceMarket.handOver, (id, A));
        _doFor(id, account, 0, data, allowed && split && account == job.user);
    }

    function _answerOne(JobId id, address account) internal {
        IInferenceMarket.Job memory job = market.jobOf(id);
        bool allowed = job.phase == IInferenceMarket.Phase.Answering && block.timestamp <= job.until;
        bytes memory data = abi.encodeCall(IInferenceMarket.answer, (id, A));
        _doFor(id, account, 0, data, allowed && account == CREATOR);
    }

    // What may be

    function _find(address worker) internal view returns (IWorkerPool.Worker memory found, bool known) {
        try market.workerOf(worker) returns (IWorkerPool.Worker memory there) {
            return (there, true);
        } catch {
            return (found, false);
        }
    }

    function _seat(JobId id, address worker) internal view returns (IInferenceMarket.Seat memory seat) {
        IInferenceMarket.Seat[] memory panel = market.panelOf(id);
        for (uint256 i; i < panel.length; ++i) if (panel[i].worker == worker) return panel[i];
    }

    function _may(
        JobId id,
        IInferenceMarket.Job memory job,
        address worker,
        IInferenceMarket.Phase phase,
        IInferenceMarket.SeatStatus status
    ) private view returns (bool) {
        return job.phase == phase && block.timestamp <= job.until && _seat(id, worker).status == status;
    }

    function _differs(JobId id, address worker, bytes32 result) private view returns (bool) {
        bytes32 shown = _seat(id, worker).result;
        return shown != 0 && shown != result;
    }

    function _unanimous(JobId id) private view returns (bool) {
        IInferenceMarket.Seat[] memory panel = market.panelOf(id);
        bytes32 result = market.jobOf(id).result;
        for (uint256 i; i < panel.length; ++i) {
            if (panel[i].result != 0 && panel[i].result != result) return false;
        }
        return true;
    }

    /// @notice Whether anybody could be drawn, now or by another block.
    function _anybody(JobId id, IInferenceMarket.Job memory job) private view returns (bool) {
        uint256 bond = market.offerOf(job.offer).terms.bond;
        for (uint256 i; i < WORKERS; ++i) {
            address worker = _worker(i);
            (IWorkerPool.Worker memory found, ) = _find(worker);
            bool able = found.drawable && market.freeStakeOf(worker) >= bond;
            able = able && found.stake - found.unbonding >= LEAST_STAKE;
            able = able && _seat(id, worker).worker == address(0) && !gone[id][job.step][worker];
            if (able) return true;
        }
        return false;
    }

    // Calls

    /// @dev A call on a job, after which it must have gone forward, and nobody lost what it may not.
    function _doFor(JobId id, address sender, uint256 value, bytes memory data, bool allowed) private {
        IInferenceMarket.Job memory before = market.jobOf(id);
        IInferenceMarket.Seat[] memory panel = market.panelOf(id);
        for (uint256 i; i < WORKERS; ++i) _stakes[_worker(i)] = _stakeOf(_worker(i));
        _do(sender, value, data, allowed);
        if (!allowed) return;
        IInferenceMarket.Job memory job = market.jobOf(id);
        for (uint256 i; i < WORKERS; ++i) _checkLoss(id, before, job, panel, _worker(i));
        _checkForward(before, job);
        _noteSilent(id, before.step);
        if (job.target > before.target) ++reached['disputed'];
        if (job.phase == IInferenceMarket.Phase.Closed) ++reached[_nameOf(job.outcome)];
        _see(id);
    }

    function _see(JobId id) private {
        IInferenceMarket.Job memory job = market.jobOf(id);
        if (job.drawBlock != lastSeen[id].drawBlock) placesAtNaming[id] = market.placeCount();
        lastSeen[id] = job;
    }

    function _noteSilent(JobId id, uint256 step) private {
        IInferenceMarket.Seat[] memory panel = market.panelOf(id);
        for (uint256 i; i < panel.length; ++i) {
            bool silent = panel[i].status == IInferenceMarket.SeatStatus.Silent;
            if (silent) gone[id][step][panel[i].worker] = true;
        }
    }

    // INV-60
    /// @dev A bond for a result that lost or was not shown, a fee at most for silence, and nothing else.
    function _checkLoss(
        JobId id,
        IInferenceMarket.Job memory before,
        IInferenceMarket.Job memory job,
        IInferenceMarket.Seat[] memory panel,
        address worker
    ) private {
        uint256 lost = _stakes[worker] - _stakeOf(worker);
        if (lost == 0) return;
        IInferenceMarket.Terms memory terms = market.offerOf(job.offer).terms;
        bytes32 winner = job.step == before.step ? job.result : job.input;
        for (uint256 i; i < panel.length; ++i) {
            if (panel[i].worker != worker) continue;
            bool committedTo = panel[i].status == IInferenceMarket.SeatStatus.Committed;
            if (lost == terms.bond && committedTo && block.timestamp > before.until) {
                ++reached['hidden'];
                assertTrue(before.phase == IInferenceMarket.Phase.Revealing, 'it could have shown it');
            } else if (lost == terms.bond) {
                ++reached['slashed'];
                assertTrue(winner != 0 && committed[id][before.step][worker] != winner, 'a result that lost');
                assertTrue(panel[i].status >= IInferenceMarket.SeatStatus.Committed, 'a result');
            } else {
                ++reached['silent'];
                assertTrue(lost <= uint256(terms.workerFee) * job.samples, 'a fee');
                assertTrue(block.timestamp > before.until, 'in time');
                assertTrue(panel[i].status == IInferenceMarket.SeatStatus.Drawn, 'without a word');
            }
            return;
        }
        assertTrue(false, 'whoever has no seat loses nothing');
    }

    // INV-62
    function _checkForward(IInferenceMarket.Job memory before, IInferenceMarket.Job memory job) private pure {
        assertTrue(before.phase != IInferenceMarket.Phase.Closed, 'closed is closed');
        assertTrue(job.step >= before.step && job.deadline >= before.deadline, 'no way back');
        assertTrue(job.step <= before.step + 1, 'step by step');
        if (job.step == before.step) {
            assertTrue(job.target >= before.target, 'no smaller panel');
            assertTrue(job.input == before.input, 'what the step takes');
            bool after_ = before.phase >= IInferenceMarket.Phase.HandOver;
            assertTrue(!after_ || job.phase > before.phase, 'no way back from the workers');
        }
        assertTrue(job.price == before.price && job.user == before.user, 'what was agreed on');
        assertTrue((job.drawBlock != 0) == (job.phase == IInferenceMarket.Phase.Drawing), 'a block to draw');
    }

    function _do(address sender, uint256 value, bytes memory data, bool allowed) private {
        VM.prank(sender);
        (bool ok, ) = address(market).call{value: value}(data);
        bytes4 selector = bytes4(data);
        if (ok) ++successes[selector];
        else ++failures[selector];
        assertTrue(ok == allowed, string.concat(allowed ? 'allowed: ' : 'forbidden: ', VM.toString(uint32(selector))));
    }

    function _stakeOf(address worker) private view returns (uint256) {
        (IWorkerPool.Worker memory found, ) = _find(worker);
        return found.stake;
    }

    function _nameOf(IInferenceMarket.Outcome outcome) private pure returns (string memory) {
        if (outcome == IInferenceMarket.Outcome.Served) return 'served';
        if (outcome == IInferenceMarket.Outcome.Refused) return 'refused';
        if (outcome == IInferenceMarket.Outcome.Unserved) return 'unserved';
        return outcome == IInferenceMarket.Outcome.Abandoned ? 'abandoned' : 'unanswered';
    }
}
