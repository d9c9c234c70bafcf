// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IInferenceMarket, JobId} from '../interfaces/IInferenceMarket.sol';
import {IWorkerPool} from '../interfaces/IWorkerPool.sol';
import {MarketActs} from './MarketActs.t.sol';

/// @dev Anybody does anything with a few jobs at once. A call that succeeds or fails otherwise than `MarketActs` says
/// reverts here, and so fails the run.
contract MarketStage is MarketActs {
    /// @dev More than it takes to lead a job to its end, whatever its state.
    uint256 private constant _MOST_CALLS = 40;
    uint256 private constant _LATER = 365 days;

    uint256 private _time;
    uint256 private _height;

    /// @dev Time and height are the stage's own: the runner may put them back between calls.
    modifier played(uint256 word) {
        _seed(word);
        VM.warp(_time);
        VM.roll(_height);
        _;
        (_time, _height) = (block.timestamp, block.number);
    }

    constructor() {
        _startMarket();
        IInferenceMarket.Terms memory terms = _stepTerms(2);
        offers.push(_offer(terms));
        terms = _splitTerms();
        offers.push(_offer(terms));
        for (uint256 i; i < WORKERS - 1; ++i) _join(_worker(i), STAKE);
        accounts.push(_worker(WORKERS - 1));
        accounts.push(_user(1));
        (_time, _height) = (block.timestamp, block.number + 1);
    }

    /// @notice What the phases are for.
    function proceed(uint256 word) external played(word) {
        for (uint256 i; i < 12; ++i) _step();
    }

    function disturb(uint256 word) external played(word) {
        _anything();
    }

    function pool(uint256 word) external played(word) {
        _changePool();
    }

    function wait(uint256 word) external played(word) {
        _waitSome();
    }

    function play(uint256 word, uint256 count) external played(word) {
        for (uint256 i; i < count; ++i) {
            uint256 way = _pick(10);
            if (way < 6) _step();
            else if (way < 8) _anything();
            else if (way == 8) _changePool();
            else _waitSome();
        }
    }

    // INV-62
    /// @notice A stranger alone leads every job to its end; everybody takes what is theirs, and only what nobody has is left.
    function leadOut() external played(0) {
        for (uint256 i; i < jobs.length; ++i) {
            for (uint256 k; k < _MOST_CALLS && _phase(jobs[i]) != IInferenceMarket.Phase.Closed; ++k) {
                VM.warp(block.timestamp + _LATER);
                _settleOne(jobs[i]);
            }
            _assertPhase(jobs[i], IInferenceMarket.Phase.Closed);
        }
        _assertSound();
        for (uint256 i; i < WORKERS; ++i) {
            (IWorkerPool.Worker memory found, ) = _find(_worker(i));
            assertEq(found.locked, 0);
            if (found.stake != found.unbonding) _unbondOne(_worker(i), found.stake - found.unbonding);
        }
        VM.warp(block.timestamp + DELAY);
        for (uint256 i; i < accounts.length; ++i) {
            _withdrawOne(accounts[i], accounts[i]);
            _claimOne(accounts[i], accounts[i]);
        }
        assertEq(address(market).balance, market.forfeited());
    }

    // INV-58, INV-59
    function checkSound() external view {
        _assertSound();
    }

    // INV-63
    function checkSeats() external view {
        for (uint256 i; i < jobs.length; ++i) {
            IInferenceMarket.Seat[] memory panel = market.panelOf(jobs[i]);
            IInferenceMarket.Job memory job = market.jobOf(jobs[i]);
            assertTrue(panel.length <= job.target && job.target <= market.MOST_SEATS(), 'seats');
            for (uint256 k; k < panel.length; ++k) {
                assertTrue(panel[k].status != IInferenceMarket.SeatStatus.Empty, 'somebody');
                assertTrue(panel[k].worker != job.user && panel[k].worker != CREATOR, 'who');
                for (uint256 m; m < k; ++m) assertFalse(panel[k].worker == panel[m].worker, 'twice');
            }
        }
    }

    // INV-62
    /// @dev Nothing moved since the last call on a job, whatever was done to others.
    function checkJobs() external view {
        for (uint256 i; i < jobs.length; ++i) {
            assertEq(keccak256(abi.encode(market.jobOf(jobs[i]))), keccak256(abi.encode(lastSeen[jobs[i]])));
        }
    }

    /// @dev One call of whoever's turn it is in some job; or a new job.
    function _step() private {
        uint256 open;
        for (uint256 i; i < jobs.length; ++i) if (_phase(jobs[i]) != IInferenceMarket.Phase.Closed) ++open;
        if (open < 2 || (open < MOST_JOBS && _pick(12) == 0)) return _ask(true);
        JobId id = jobs[jobs.length - 1 - _pick(jobs.length < MOST_JOBS ? jobs.length : MOST_JOBS)];
        IInferenceMarket.Job memory job = market.jobOf(id);
        if (block.timestamp > job.until) return _endPhase(id, job.phase);
        if (job.phase == IInferenceMarket.Phase.Drawing) {
            if (block.number <= job.drawBlock) VM.roll(job.drawBlock + 1);
            address[] memory waiting = _those(id, IInferenceMarket.SeatStatus.Committed);
            if (waiting.length != 0 && _pick(4) == 0) _declineOne(id, waiting[0]);
            else _drawOne(id);
        } else if (job.phase == IInferenceMarket.Phase.Committing) {
            _workerStep(id, IInferenceMarket.SeatStatus.Drawn);
        } else if (job.phase == IInferenceMarket.Phase.Revealing) {
            _workerStep(id, IInferenceMarket.SeatStatus.Committed);
        } else {
            _userStep(id, job);
        }
    }

    function _endPhase(JobId id, IInferenceMarket.Phase phase) private {
        if (phase == IInferenceMarket.Phase.Revealing && _pick(2) == 0) _tallyOne(id);
        else _settleOne(id);
    }

    function _workerStep(JobId id, IInferenceMarket.SeatStatus status) private {
        address[] memory waiting = _those(id, status);
        address worker = waiting[_pick(waiting.length)];
        if (status == IInferenceMarket.SeatStatus.Committed) return _revealOne(id, worker, false);
        if (_pick(8) == 0) return _declineOne(id, worker);
        _commitOne(id, worker, _someResult());
    }

    function _userStep(JobId id, IInferenceMarket.Job memory job) private {
        if (job.phase == IInferenceMarket.Phase.Answering) return _answerOne(id, CREATOR);
        if (job.phase == IInferenceMarket.Phase.HandOver) return _handOverOne(id, job.user);
        uint256 way = _pick(5);
        if (way == 0) _acceptOne(id, job.user);
        else if (way == 1) _handOverOne(id, job.user);
        else if (way == 2) _pastPhaseOf(id);
        else _contestOne(id, way == 3 ? job.user : _actor(_pick(WORKERS)));
    }

    function _pastPhaseOf(JobId id) private {
        _pastPhase(id);
        _settleOne(id);
    }

    function _ask(bool sound) private {
        uint8 workers = uint8(1 + _pick(4));
        uint8 agreeing = uint8(workers / 2 + 1 + _pick(workers - workers / 2));
        if (!sound) agreeing = uint8(_pick(6));
        _requestOne(_pick(OFFERS), _user(_pick(USERS)), _trust(workers, agreeing), sound || _pick(2) == 0);
    }

    /// @dev Any call on any job by anybody.
    function _anything() private {
        uint256 way = _pick(12);
        if (way == 0) return _ask(false);
        if (jobs.length == 0) return;
        JobId id = jobs[_pick(jobs.length)];
        address account = _actor(_pick(WORKERS + USERS + 2));
        if (way == 1) _drawOne(id);
        if (way == 2) _commitOne(id, account, _someResult());
        if (way == 3) _declineOne(id, account);
        if (way == 4) _revealOne(id, account, _pick(2) == 0);
        if (way == 5) _tallyOne(id);
        if (way == 6) _contestOne(id, account);
        if (way == 7) _settleOne(id);
        if (way == 8) _acceptOne(id, account);
        if (way == 9) _handOverOne(id, account);
        if (way == 10) _answerOne(id, account);
        if (way == 11) _claimOne(account, _actor(_pick(WORKERS + USERS + 2)));
    }

    function _changePool() private {
        address worker = _worker(_pick(WORKERS));
        uint256 way = _pick(8);
        if (way < 2) _joinOne(worker, _pick(3) == 0 ? _pick(2 * LEAST_STAKE) : 0);
        if (way == 2 || way == 3) _resumeOne(worker);
        if (way == 4) _pauseOne(worker);
        if (way == 5) _unbondOne(worker, _pick(2 * uint256(BOND)));
        if (way == 6) _withdrawOne(worker, _actor(_pick(WORKERS)));
        if (way == 7) _claimOne(worker, worker);
    }

    function _waitSome() private {
        uint256 way = _pick(8);
        if (way == 0) VM.warp(block.timestamp + 1 hours);
        else if (way == 1) VM.warp(block.timestamp + DELAY);
        else if (way == 2) VM.roll(block.number + 9000);
        else if (way < 5) VM.warp(block.timestamp + 1 + _pick(COMMIT));
        else VM.roll(block.number + 1 + _pick(3));
    }

    /// @dev Mostly the same.
    function _someResult() private returns (bytes32) {
        uint256 way = _pick(12);
        if (way < 8) return A;
        if (way < 10) return B;
        return way == 10 ? C : refusal;
    }
}
