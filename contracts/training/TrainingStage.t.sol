// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Sets} from './Sets.sol';
import {TrainingChecks} from './TrainingChecks.t.sol';
import {RoundBook, TaskBook} from './TrainingModel.t.sol';
import {TrainingSteps} from './TrainingSteps.t.sol';
import {Fault, RoundStatus, TaskStatus} from './TrainingTypes.sol';

/// @dev Anybody does anything in two tasks at once, and a second set of books says beforehand whether it may. A call that
/// succeeds against the books, or fails against them, reverts here and so fails the run.
contract TrainingStage is TrainingSteps, TrainingChecks {
    using Sets for uint256;

    uint256 private constant _WAYS = 10;
    /// @dev More than it takes to lead a task to its end, whatever its state.
    uint256 private constant _MOST_STEPS = 60;

    modifier watched(uint256 word) {
        _resume(word);
        _;
        _remember();
    }

    /// @dev The first task is ready for its first round.
    constructor() {
        _found();
        for (uint256 m = 1; m <= COMMITTEE; ++m) _acceptOne(0, m);
        while (_books[0].active.count() < LEAST + 1) _enrolOne(0, _pick(POOL));
        _remember();
    }

    /// @notice What the phase is for.
    function proceed(uint256 word) external watched(word) {
        _stepOn(1 + _pick(4));
    }

    /// @notice The same, many times.
    function proceedFar(uint256 word) external watched(word) {
        _stepOn(5 + _pick(11));
    }

    function take(uint256 word) external watched(word) {
        _takePart();
    }

    function course(uint256 word) external watched(word) {
        _changeCourse();
    }

    function submit(uint256 word) external watched(word) {
        _submitSome();
    }

    function relay(uint256 word) external watched(word) {
        _relaySome(_pick(TASKS), _pick(6));
    }

    function disputeShare(uint256 word) external watched(word) {
        _disputeShares();
    }

    function disputeSum(uint256 word) external watched(word) {
        _disputeSums();
    }

    function pay(uint256 word) external watched(word) {
        _paySome();
    }

    function wait(uint256 word) external watched(word) {
        _waitSome();
    }

    /// @notice So many of these at random, for tests that have a sequence of their own.
    function play(uint256 word, uint256 count) external watched(word) {
        for (uint256 i; i < count; ++i) {
            uint256 way = _pick(_WAYS);
            if (way == 0) _stepOn(1 + _pick(4));
            if (way == 1) _stepOn(5 + _pick(11));
            if (way == 2) _takePart();
            if (way == 3) _changeCourse();
            if (way == 4) _submitSome();
            if (way == 5) _relaySome(_pick(TASKS), _pick(6));
            if (way == 6) _disputeShares();
            if (way == 7) _disputeSums();
            if (way == 8) _paySome();
            if (way == 9) _waitSome();
        }
    }

    // INV-50
    /// @notice A stranger alone leads every task to its end; everybody takes what is theirs, and nothing is left.
    function leadOut() external watched(0) {
        for (uint256 w; w < TASKS; ++w) {
            for (uint256 i; i < _MOST_STEPS && _books[w].status != TaskStatus.Closed; ++i) _leadOn(w);
            assertTrue(training.taskOf(_books[w].id).status == TaskStatus.Closed, 'a task that nobody can close');
            for (uint256 k; k < POOL; ++k) {
                if (_trainerBooks[w][_trainer(k)].deposit != 0) _collectOne(w, _trainer(k), ALL, STRANGER);
                assertEq(training.enrolmentOf(_books[w].id, _trainer(k)).deposit, 0);
            }
        }
        for (uint256 i; i < actors.length; ++i) if (_owed[actors[i]] != 0) _withdrawOne(actors[i], actors[i]);
        assertEq(address(training).balance, 0);
        for (uint256 m = 1; m <= COMMITTEE; ++m) assertEq(keyholders.member(_member(m)).locked, 0);
    }

    function _leadOn(uint256 w) private {
        TaskBook storage book = _books[w];
        RoundBook storage round = _current(w);
        (, , uint256 last) = _limits(round.status == RoundStatus.Open ? round.trainingEnds : round.aggregationEnds);
        bool waits = round.status != RoundStatus.None && round.status != RoundStatus.Void && block.timestamp <= last;
        if (waits) return VM.warp(last + 1);
        if (round.status == RoundStatus.Frozen) return _burnOne(w, STRANGER);
        if (round.status == RoundStatus.Open) {
            (address trainer, uint256 member) = _someDemand(w);
            if (trainer == address(0)) return _freezeOne(w, STRANGER);
            return _withdrawDemand(w, trainer, member, STRANGER);
        }
        if (book.unsettled != 0) {
            uint256 number = _unsettled(w);
            (, , last) = _limits(_roundBooks[w][number].aggregationEnds);
            if (block.timestamp <= last) return VM.warp(last + 1);
            return _settleOne(w, number, STRANGER);
        }
        uint256 ends = book.status == TaskStatus.Proposed ? book.startsAt : book.endsAt;
        if (book.status != TaskStatus.Ended && block.timestamp <= ends) return VM.warp(ends + 1);
        _closeTask(w, STRANGER);
    }

    function _stepOn(uint256 count) private {
        uint256 w = _pick(TASKS);
        for (uint256 i; i < count; ++i) _step(w);
    }

    function _takePart() private {
        (uint256 w, uint256 way) = (_pick(TASKS), _pick(8));
        if (way < 2) return _acceptOne(w, 1 + _pick(COMMITTEE + 1));
        if (way < 7) return _enrolOne(w, _pick(POOL));
        _quitOne(w, actors[_pick(actors.length)]);
    }

    function _changeCourse() private {
        (uint256 w, uint256 way) = (_pick(TASKS), _pick(6));
        if (way == 0) return _openOne(w, _anybody());
        if (way == 1) return _draw(w, _anybody());
        if (way == 2) return _freezeOne(w, _anybody());
        if (way == 3) return _burnOne(w, _anybody());
        if (way == 4) return _settleOne(w, _someRound(w), _anybody());
        _finaliseOne(w, _pick(5), _anybody(), actors[_pick(actors.length)]);
    }

    function _submitSome() private {
        Spoil spoil = _chance(2) ? Spoil(_pick(SPOILS)) : Spoil.None;
        _submitOne(_pick(TASKS), _pick(POOL), _someKind(), spoil);
    }

    function _disputeShares() private {
        (uint256 w, uint256 way) = (_pick(TASKS), _pick(6));
        (address trainer, uint256 member) = _chance(2) ? _asked(w) : (address(0), 0);
        if (trainer == address(0)) (trainer, member) = (_someTrainer(), _pick(COMMITTEE + 2));
        if (way == 0) return _demandShare(w, trainer, member, _chance(4) ? _anybody() : _member(member));
        if (way == 1) return _answerShare(w, trainer, member, _someFault(2));
        if (way == 2) return _excludeUndelivered(w, trainer, member, _anybody(), _chance(4));
        if (way == 3) return _returnDemand(w, trainer, member, _anybody());
        _complain(w, trainer, member, Fault(_pick(3)), _someFault(4));
    }

    /// @dev Somebody of whom something was demanded, whatever became of it.
    function _asked(uint256 w) private returns (address trainer, uint256 member) {
        uint256 first = _pick(POOL);
        for (uint256 k; k < POOL; ++k) {
            trainer = _trainer((first + k) % POOL);
            for (member = 1; member <= COMMITTEE; ++member) {
                if (_demandOf(w, trainer, member).demander != address(0)) return (trainer, member);
            }
        }
        return (address(0), 0);
    }

    function _disputeSums() private {
        (uint256 w, uint256 way) = (_pick(TASKS), _pick(6));
        (uint256 number, uint256 member) = (_someRound(w), _pick(COMMITTEE + 2));
        if (way < 2) return _postOne(w, number, member, _someFault(5));
        if (way == 2) return _demandSum(w, number, member, _anybody());
        if (way == 3) return _answerSum(w, number, member, _chance(4));
        if (way == 4) return _gatherSome(w, number, _chance(4));
        _proveWrong(w, number, member, _someFault(2));
    }

    function _paySome() private {
        (uint256 w, uint256 way) = (_pick(TASKS), _pick(12));
        address account = actors[_pick(actors.length)];
        if (way < 5) return _collectOne(w, _chance(5) ? account : _someTrainer(), _pick(4), _anybody());
        if (way < 9) return _withdrawOne(account, _chance(5) ? address(0) : actors[_pick(actors.length)]);
        if (way == 9) return _stopTask(w, _chance(2) ? COORDINATOR : account);
        _closeTask(w, _anybody());
    }

    /// @dev A little, or up to the last second of a phase, or past it.
    function _waitSome() private {
        uint256 way = _pick(12);
        if (way == 0) return VM.roll(block.number + (_chance(4) ? WINDOW : 1) + 3);
        if (way < 4) return VM.roll(block.number + 1 + _pick(3));
        if (way < 7) return VM.warp(block.timestamp + 1 + _pick(60));
        uint256 w = _pick(TASKS);
        RoundBook storage round = _roundBooks[w][_someRound(w)];
        uint256 from = round.aggregationEnds != 0 ? round.aggregationEnds : round.trainingEnds;
        (uint256 demands, uint256 answers, uint256 complaints) = _limits(from);
        uint256[5] memory ends = [from, demands, answers, complaints, _books[w].startsAt];
        uint256 until = ends[_pick(5)] + _pick(2);
        if (until > block.timestamp) VM.warp(until);
    }
}
