// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Sets} from './Sets.sol';
import {TrainingDisputeActs} from './TrainingDisputeActs.t.sol';
import {Handed, Kind, RoundBook, SumBook, TaskBook} from './TrainingModel.t.sol';
import {TrainingTaskActs} from './TrainingTaskActs.t.sol';
import {TrainingUpdateActs} from './TrainingUpdateActs.t.sol';
import {EnrolmentStatus, Fault, RoundStatus, TaskStatus} from './TrainingTypes.sol';

/// @title What leads on
/// @notice Calls at random seldom get a round to its end. Here somebody does what the phase is for, or waits for the next.
abstract contract TrainingSteps is TrainingTaskActs, TrainingUpdateActs, TrainingDisputeActs {
    using Sets for uint256;

    function _step(uint256 w) internal {
        TaskBook storage book = _books[w];
        RoundStatus status = _current(w).status;
        if (book.status == TaskStatus.Proposed) return _acceptOne(w, _lowest(~book.accepted, 1));
        if (book.status == TaskStatus.Closed) return _payOut(w);
        if (status == RoundStatus.Open) return _stepOpen(w);
        if (status == RoundStatus.Frozen) return _stepFrozen(w);
        if (book.unsettled != 0 && _chance(12)) return _closeTask(w, _anybody());
        if (book.unsettled != 0 && (book.status == TaskStatus.Ended || _chance(3))) return _stepSums(w, _unsettled(w));
        bool over = book.status == TaskStatus.Ended || block.timestamp > book.endsAt;
        if (over && _chance(6)) return _chance(2) ? _enrolOne(w, _pick(POOL)) : _openOne(w, _anybody());
        if (over && book.unsettled != 0) return _settleOne(w, _unsettled(w), _anybody());
        if (over) return _closeTask(w, _anybody());
        if (_chance(20)) return VM.warp(book.endsAt + 1);
        _stepBetween(w);
    }

    /// @notice A kind of deal: two in three are honest.
    function _someKind() internal returns (Kind) {
        return _chance(3) ? Kind(_pick(uint256(Kind.Cancelling) + 1)) : Kind.Honest;
    }

    /// @notice Mostly none of so many faults.
    function _someFault(uint256 count) internal returns (uint256) {
        return _chance(4) ? _pick(count + 1) : 0;
    }

    function _stepBetween(uint256 w) private {
        TaskBook storage book = _books[w];
        uint256 next = POOL;
        for (uint256 k = POOL; k > 0; --k) {
            if (_trainerBooks[w][_trainer(k - 1)].status == EnrolmentStatus.None) next = k - 1;
        }
        bool wanted = book.active.count() < LEAST || (book.active.count() < MOST && _chance(2));
        if (wanted && next < POOL) return _enrolOne(w, next);
        if (book.active.count() < LEAST) return _stopTask(w, COORDINATOR);
        if (block.timestamp < book.startsAt) return VM.warp(book.startsAt);
        _openOne(w, _anybody());
        VM.roll(block.number + 3);
    }

    function _stepOpen(uint256 w) private {
        RoundBook storage round = _current(w);
        (uint256 demands, uint256 answers, uint256 complaints) = _limits(round.trainingEnds);
        if (block.timestamp <= round.trainingEnds) {
            if (round.seed == 0 && block.number < round.openedAt + 3) return VM.roll(round.openedAt + 3);
            if (round.seed == 0 && _chance(4)) return _draw(w, _anybody());
            return _stepTraining(w);
        }
        if (round.seed == 0 || round.submitted.count() < LEAST) return _freezeOne(w, _anybody());
        // That all cancels out is often noticed by nobody.
        if (round.log == 0 && !_chance(4)) return _clear(w, complaints);
        if (block.timestamp > complaints) return _clear(w, complaints);
        if (_chance(2)) return _accuse(w);
        uint256 member = 1 + _pick(COMMITTEE);
        if (block.timestamp <= demands) {
            if (_chance(4)) return VM.warp(demands + 1);
            return _demandShare(w, _someIncluded(w), member, _member(member));
        }
        bool early = block.timestamp <= answers;
        (address trainer, uint256 asked) = _someDemand(w);
        if (trainer == address(0) || _chance(3)) return VM.warp((early ? answers : complaints) + 1);
        if (early && _chance(6)) return _answerShare(w, _someIncluded(w), member, 0);
        if (early && !_chance(5)) return _answerShare(w, trainer, asked, 0);
        _withdrawDemand(w, trainer, asked, _anybody());
    }

    /// @dev Who comes last can make the sum the identity.
    function _stepTraining(uint256 w) private {
        RoundBook storage round = _current(w);
        address trainer = _someAwaited(w);
        if (trainer == address(0) || !_isTaking(w) || _chance(9)) return VM.warp(round.trainingEnds + 1);
        // The seed stays, also when the chain has forgotten the block.
        if (round.seed != 0 && _chance(12)) return VM.roll(block.number + REMEMBERED + 3);
        if (_chance(6)) return _relaySome(w, 0);
        // Whoever it is: one that was there before, or is not invited.
        if (_chance(6)) return _submitOne(w, _pick(POOL), Kind.Honest, Spoil.None);
        bool last = (round.invited & ~round.submitted).count() == 1;
        Kind kind = last && _chance(3) ? Kind.Cancelling : _someKind();
        _submitOne(w, _placeOf(trainer), kind, Spoil.None);
    }

    /// @notice After the last complaint: what is demanded still is done away with, then the set is frozen.
    function _clear(uint256 w, uint256 complaints) internal {
        if (block.timestamp <= complaints) VM.warp(complaints + 1);
        (address trainer, uint256 member) = _someDemand(w);
        if (trainer == address(0) || _chance(4)) return _freezeOne(w, _anybody());
        _withdrawDemand(w, trainer, member, _anybody());
    }

    function _withdrawDemand(uint256 w, address trainer, uint256 member, address account) internal {
        if (_isIncluded(w, _books[w].round, trainer)) {
            return _excludeUndelivered(w, trainer, member, account, false);
        }
        _returnDemand(w, trainer, member, account);
    }

    /// @dev Somebody finds what is wrong, or finds fault with whom there is nothing wrong with.
    function _accuse(uint256 w) private {
        for (uint256 k; k < POOL; ++k) {
            Handed storage handed = _handed[w][_books[w].round][_trainer(k)];
            if (handed.kind == Kind.Honest || !_isIncluded(w, _books[w].round, _trainer(k))) continue;
            // What nobody complains about is frozen, and shows in the sums.
            if (handed.kind >= Kind.Bent && _current(w).status == RoundStatus.Open && !_chance(3)) continue;
            Fault fault = Fault.Share;
            if (handed.kind >= Kind.Unproven && handed.kind <= Kind.Copied) fault = Fault.Ephemeral;
            if (handed.kind == Kind.Resized && _chance(2)) fault = Fault.Length;
            if (handed.kind == Kind.Copied && _chance(2)) fault = Fault.Share;
            return _complain(w, _trainer(k), handed.member, fault, _someFault(4));
        }
        _complain(w, _someTrainer(), 1 + _pick(COMMITTEE), Fault(_pick(3)), 0);
    }

    function _stepFrozen(uint256 w) private {
        RoundBook storage round = _current(w);
        uint256 number = _books[w].round;
        (, , uint256 last) = _limits(round.aggregationEnds);
        // Too late, or too early.
        if (_chance(6)) return _accuse(w);
        if (_chance(8)) return _burnOne(w, _anybody());
        if (block.timestamp <= round.aggregationEnds) {
            bool missing = round.posted.count() < COMMITTEE;
            if (missing && !_chance(6)) return _postOne(w, number, _lowest(~round.posted, 1), _someFault(5));
            if (_chance(2)) return _finaliseOne(w, 0, _anybody(), actors[_pick(actors.length)]);
            return VM.warp(round.aggregationEnds + 1);
        }
        bool late = block.timestamp > last;
        if (_chance(late ? 2 : 5)) return _finaliseOne(w, 0, _anybody(), actors[_pick(actors.length)]);
        if (late || round.posted.count() < THRESHOLD) return _burnOne(w, _anybody());
        if (_chance(9)) return VM.warp(last + 1);
        _disputeSum(w, number);
    }

    function _stepSums(uint256 w, uint256 number) private {
        RoundBook storage round = _roundBooks[w][number];
        (, , uint256 last) = _limits(round.aggregationEnds);
        if (block.timestamp > last) return _settleOne(w, number, _anybody());
        if (_chance(block.timestamp <= round.aggregationEnds ? 2 : 9)) {
            uint256 member = _lowest(~round.posted, 1);
            if (member <= COMMITTEE) return _postOne(w, number, member, _someFault(5));
        }
        _disputeSum(w, number);
    }

    function _disputeSum(uint256 w, uint256 number) private {
        RoundBook storage round = _roundBooks[w][number];
        (uint256 demands, uint256 answers, uint256 last) = _limits(round.aggregationEnds);
        for (uint256 m = 1; m <= COMMITTEE; ++m) {
            SumBook storage sum = _sums[w][number][m];
            if (!round.posted.contains(m) || round.faulty.contains(m) || sum.fits || _chance(3)) continue;
            bool gathered = round.gathered == round.submitted.count();
            return !sum.canonical || gathered ? _proveWrong(w, number, m, 0) : _gatherSome(w, number, false);
        }
        if (_chance(6)) return _proveWrong(w, number, 1 + _pick(COMMITTEE), _pick(3));
        uint256 asked = _lowest(round.demanded & ~round.answered, 1);
        if (asked <= COMMITTEE && block.timestamp <= answers && _chance(2))
            return _answerSum(w, number, asked, _chance(4));
        uint256 other = _lowest(round.posted & ~round.demanded, 1);
        if (other <= COMMITTEE && block.timestamp <= demands && !_chance(3)) {
            return _demandSum(w, number, other, _anybody());
        }
        if (_chance(4)) return _gatherSome(w, number, false);
        uint256 next = block.timestamp <= demands ? demands : answers;
        VM.warp((block.timestamp > answers ? last : next) + 1);
    }

    function _payOut(uint256 w) private {
        if (_chance(2)) return _collectOne(w, _someTrainer(), ALL, _anybody());
        address account = actors[_pick(actors.length)];
        _withdrawOne(account, account);
    }

    // Who and what there is

    /// @notice The lowest number in a set, from one on; 32 if there is none below.
    function _lowest(uint256 set, uint256 from) internal pure returns (uint256 number) {
        number = from;
        while (number < 32 && !set.contains(number)) ++number;
    }

    function _someTrainer() internal returns (address) {
        return _trainer(_pick(POOL));
    }

    function _someAwaited(uint256 w) private returns (address) {
        uint256 first = _pick(POOL);
        for (uint256 k; k < POOL; ++k) {
            address trainer = _trainer((first + k) % POOL);
            if (_isAwaited(w, trainer)) return trainer;
        }
        return address(0);
    }

    /// @dev Mostly one whose shares somebody may ask for.
    function _someIncluded(uint256 w) private returns (address trainer) {
        uint256 first = _pick(POOL);
        for (uint256 k; k < POOL; ++k) {
            trainer = _trainer((first + k) % POOL);
            if (_isIncluded(w, _books[w].round, trainer)) return trainer;
        }
    }

    function _placeOf(address trainer) private pure returns (uint256 k) {
        while (_trainer(k) != trainer) ++k;
    }

    /// @notice A demand for a share that is not answered, of the last round.
    function _someDemand(uint256 w) internal view returns (address trainer, uint256 member) {
        for (uint256 k; k < POOL; ++k) {
            for (uint256 m = 1; m <= COMMITTEE; ++m) if (_demandOf(w, _trainer(k), m).open) return (_trainer(k), m);
        }
    }

    /// @notice The first round that is over and not settled.
    function _unsettled(uint256 w) internal view returns (uint256 number) {
        number = 1;
        while (_roundBooks[w][number].settled) ++number;
    }
}
