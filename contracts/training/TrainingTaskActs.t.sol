// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {Sets} from './Sets.sol';
import {RoundBook, TaskBook, TrainerBook, TrainingModel} from './TrainingModel.t.sol';
import {EnrolmentStatus, RoundStatus, TaskStatus} from './TrainingTypes.sol';

/// @title What somebody may do with a task, with the course of a round, and with money
/// @notice Each picks who does it and how, and says by the books whether it may succeed.
abstract contract TrainingTaskActs is TrainingModel {
    using Sets for uint256;

    uint256 private constant _LOSS_LIMIT = 1 << 48;

    // Who takes part

    function _acceptOne(uint256 w, uint256 member) internal {
        TaskBook storage book = _books[w];
        bool allowed = book.status == TaskStatus.Proposed && member <= COMMITTEE && !book.accepted.contains(member);
        bytes memory signature = _acceptance(book.id, member);
        bytes memory data = abi.encodeCall(
            ITrainingTasks.accept,
            (book.id, _member(member), type(uint64).max, signature)
        );
        if (!_do(_anybody(), 0, data, allowed)) return;
        book.accepted |= 1 << member;
        _locks[w][member] = _amounts().keyholderStake;
        if (book.accepted.count() == COMMITTEE) book.status = TaskStatus.Running;
    }

    /// @dev Now and then a keyholder, or one that pays too little.
    function _enrolOne(uint256 w, uint256 k) internal {
        TaskBook storage book = _books[w];
        address account = _chance(12) ? _member(1 + _pick(COMMITTEE)) : _trainer(k);
        TrainerBook storage trainer = _trainerBooks[w][account];
        bool paid = !_chance(12);
        uint256 deposit = _amounts().trainerStake;
        deposit += (book.rounds + book.maxVoid - book.round) * _amounts().roundBond;
        bool allowed = book.status == TaskStatus.Running && block.timestamp <= book.endsAt && paid;
        allowed = allowed && trainer.status == EnrolmentStatus.None && account == _trainer(k);
        allowed = allowed && book.active.count() < MOST;
        bytes memory data = abi.encodeCall(
            ITrainingTasks.enrol,
            (book.id, _dataRoot(k), _batches(k), new bytes32[](0))
        );
        if (!_do(account, paid ? deposit : deposit - 1, data, allowed)) return;
        (trainer.status, trainer.index, trainer.deposit) = (EnrolmentStatus.Active, book.enrolled, deposit);
        trainer.collected = book.round;
        book.active |= 1 << book.enrolled;
        ++book.enrolled;
    }

    function _quitOne(uint256 w, address account) internal {
        bool allowed = _trainerBooks[w][account].status == EnrolmentStatus.Active;
        if (!_do(account, 0, abi.encodeCall(ITrainingTasks.quit, (_books[w].id)), allowed)) return;
        _retire(w, account, EnrolmentStatus.Left);
    }

    function _stopTask(uint256 w, address account) internal {
        TaskBook storage book = _books[w];
        bool open = book.status == TaskStatus.Proposed || book.status == TaskStatus.Running;
        bool allowed = open && !_isUnderWay(w) && account == COORDINATOR;
        if (!_do(account, 0, abi.encodeCall(ITrainingTasks.stop, (book.id)), allowed)) return;
        book.status = TaskStatus.Ended;
    }

    function _closeTask(uint256 w, address account) internal {
        TaskBook storage book = _books[w];
        bool over = book.status == TaskStatus.Ended;
        if (book.status == TaskStatus.Proposed) over = block.timestamp > book.startsAt;
        if (book.status == TaskStatus.Running) over = block.timestamp > book.endsAt;
        bool allowed = over && !_isUnderWay(w) && book.unsettled == 0;
        if (!_do(account, 0, abi.encodeCall(ITrainingTasks.close, (book.id)), allowed)) return;
        book.status = TaskStatus.Closed;
        _owed[COORDINATOR] += book.pool;
        book.pool = 0;
        for (uint256 m = 1; m <= COMMITTEE; ++m) _locks[w][m] = 0;
    }

    // The course of a round

    function _openOne(uint256 w, address account) internal {
        TaskBook storage book = _books[w];
        bool paid = !_chance(12);
        bool allowed = book.status == TaskStatus.Running && !_isUnderWay(w) && paid;
        allowed = allowed && block.timestamp >= book.startsAt && block.timestamp <= book.endsAt;
        allowed = allowed && book.active.count() >= LEAST;
        uint256 bond = _amounts().openingBond;
        bytes memory data = abi.encodeCall(ITrainingRounds.openRound, (book.id));
        if (!_do(account, paid ? bond : bond + 1, data, allowed)) return;
        RoundBook storage round = _roundBooks[w][++book.round];
        (round.status, round.openedAt, round.opener) = (RoundStatus.Open, block.number, account);
        (round.invited, round.trainingEnds) = (book.active, block.timestamp + _times().training);
    }

    function _draw(uint256 w, address account) internal {
        RoundBook storage round = _current(w);
        bool allowed = round.status == RoundStatus.Open && round.seed == 0 && _canDraw(round);
        allowed = allowed && block.timestamp <= round.trainingEnds;
        if (!_do(account, 0, abi.encodeCall(ITrainingRounds.drawSeed, (_books[w].id)), allowed)) return;
        _drawn(round);
    }

    function _freezeOne(uint256 w, address account) internal {
        RoundBook storage round = _current(w);
        bool allowed = round.status == RoundStatus.Open && _mayFreeze(round);
        _blames = true;
        if (!_do(account, 0, abi.encodeCall(ITrainingRounds.freeze, (_books[w].id)), allowed)) return;
        if (round.seed == 0) {
            _intoPot(round, _amounts().openingBond);
            return _void(w, round, round.invited);
        }
        _owed[round.opener] += _amounts().openingBond;
        uint256 included = round.submitted & ~round.excluded;
        if (included != 0) {
            round.forfeits = true;
            _intoPot(round, (round.invited & ~round.submitted).count() * _amounts().roundBond);
        }
        if (included.count() < LEAST || round.log == 0) {
            if (included.count() >= LEAST) ++reached['cancelled'];
            return _void(w, round, included);
        }
        round.status = RoundStatus.Frozen;
        ++_books[w].unsettled;
        round.aggregationEnds = block.timestamp + _times().aggregation;
    }

    function _mayFreeze(RoundBook storage round) private view returns (bool) {
        (, , uint256 last) = _limits(round.trainingEnds);
        if (round.seed == 0) {
            return block.number > round.openedAt + 2 + WINDOW || block.timestamp > round.trainingEnds;
        }
        if (round.submitted.count() < LEAST) last = round.trainingEnds;
        return block.timestamp > last && round.openDemands == 0;
    }

    function _void(uint256 w, RoundBook storage round, uint256 payees) private {
        TaskBook storage book = _books[w];
        round.status = RoundStatus.Void;
        ++reached['void'];
        if (round.seed == 0) ++reached['unseeded'];
        ++book.voids;
        if (book.voids == book.maxVoid + 1) _end(book);
        _share(w, round, payees);
    }

    /// @param fault 0 for a right proof; else of another beneficiary, root, loss, or round
    function _finaliseOne(uint256 w, uint256 fault, address account, address beneficiary) internal {
        TaskBook storage book = _books[w];
        RoundBook storage round = _current(w);
        (, , uint256 last) = _limits(round.aggregationEnds);
        bool frozen = round.status == RoundStatus.Frozen;
        bool allowed = frozen && block.timestamp <= last && fault == 0;
        (uint256 root, uint256 loss) = (_nextRoot(book.id), fault == 3 ? _LOSS_LIMIT : LOSS);
        uint256[8] memory abc;
        if (frozen) abc = _proveFinal(book.id, root, loss, fault == 1 ? address(1) : beneficiary);
        if (fault == 2) ++root;
        if (fault == 4) abc[6] = 1;
        if (fault == 4) abc[7] = 2;
        bytes memory data = abi.encodeCall(
            ITrainingRounds.finalise,
            (book.id, root, uint64(loss), abc, beneficiary, bytes32(0))
        );
        if (!_do(account, 0, data, allowed)) return;
        (book.root, round.rootAfter, round.status) = (root, root, RoundStatus.Finalised);
        book.pool -= _amounts().finaliserReward;
        _owed[beneficiary] += _amounts().finaliserReward;
        _consume(book);
    }

    function _burnOne(uint256 w, address account) internal {
        TaskBook storage book = _books[w];
        RoundBook storage round = _current(w);
        (, , uint256 last) = _limits(round.aggregationEnds);
        if (round.posted.count() < THRESHOLD) last = round.aggregationEnds;
        bool allowed = round.status == RoundStatus.Frozen && block.timestamp > last;
        if (!_do(account, 0, abi.encodeCall(ITrainingRounds.burn, (book.id)), allowed)) return;
        round.status = RoundStatus.Burned;
        _consume(book);
        _end(book);
    }

    function _settleOne(uint256 w, uint256 number, address account) internal {
        TaskBook storage book = _books[w];
        RoundBook storage round = _roundBooks[w][number];
        (, , uint256 last) = _limits(round.aggregationEnds);
        bool over = round.status == RoundStatus.Finalised || round.status == RoundStatus.Burned;
        bool allowed = over && !round.settled && block.timestamp > last;
        _blames = true;
        if (!_do(account, 0, abi.encodeCall(ITrainingRounds.settle, (book.id, number)), allowed)) return;
        uint256 standing;
        for (uint256 m = 1; m <= COMMITTEE; ++m) if (_judge(w, number, m)) standing |= 1 << m;
        if (round.status == RoundStatus.Finalised || standing.count() >= THRESHOLD) _reward(w, round, standing);
        --book.unsettled;
        _share(w, round, round.submitted & ~round.excluded);
    }

    /// @dev INV-51: whoever posted a right sum, and showed it when asked, keeps everything.
    function _judge(uint256 w, uint256 number, uint256 member) private returns (bool stands) {
        RoundBook storage round = _roundBooks[w][number];
        if (!round.posted.contains(member)) {
            ++reached['absent'];
            _intoPot(round, _slash(w, member, _amounts().absencePenalty));
            return false;
        }
        if (!round.demanded.contains(member) || round.answered.contains(member)) return !round.faulty.contains(member);
        ++reached['undelivered sum'];
        address demander = _sums[w][number][member].demander;
        _owed[demander] += _amounts().demandBond;
        _slashAll(w, number, member, demander);
    }

    function _reward(uint256 w, RoundBook storage round, uint256 standing) private {
        TaskBook storage book = _books[w];
        book.pool -= _amounts().trainerReward;
        _intoPot(round, _amounts().trainerReward);
        if (standing == 0) return;
        uint256 share = _amounts().keyholderReward / standing.count();
        for (uint256 m = 1; m <= COMMITTEE; ++m) {
            if (!standing.contains(m)) continue;
            book.pool -= share;
            _owed[_member(m)] += share;
        }
    }

    // Money

    function _collectOne(uint256 w, address account, uint256 limit, address caller) internal {
        TaskBook storage book = _books[w];
        TrainerBook storage trainer = _trainerBooks[w][account];
        bool active = trainer.status == EnrolmentStatus.Active;
        uint256 last = active ? book.round : trainer.lastRound;
        (uint256 number, uint256 earned, uint256 forfeited) = (trainer.collected, 0, 0);
        while (number < last && number < trainer.collected + limit && _roundBooks[w][number + 1].settled) {
            RoundBook storage round = _roundBooks[w][++number];
            if (round.payees & _bit(w, account) != 0) earned += round.share;
            bool absent = round.invited & ~round.submitted & _bit(w, account) != 0;
            if (round.forfeits && absent) forfeited += _amounts().roundBond;
        }
        bool returns_ = number == last && trainer.deposit != 0 && (!active || book.status == TaskStatus.Closed);
        bool allowed = trainer.status != EnrolmentStatus.None && (number > trainer.collected || returns_);
        bytes memory data = abi.encodeCall(ITrainingTasks.collect, (book.id, account, limit));
        if (!_do(caller, 0, data, allowed)) return;
        (trainer.collected, trainer.deposit) = (number, trainer.deposit - forfeited);
        _owed[account] += earned;
        if (!returns_) return;
        _owed[account] += trainer.deposit;
        trainer.deposit = 0;
    }

    function _withdrawOne(address account, address to) internal {
        uint256 amount = _owed[account];
        uint256 before = to.balance;
        bytes memory data = abi.encodeCall(ITrainingTasks.withdraw, (payable(to)));
        if (!_do(account, 0, data, amount != 0 && to != address(0))) return;
        assertEq(to.balance - before, amount);
        _owed[account] = 0;
        _paidOut += amount;
    }
}
