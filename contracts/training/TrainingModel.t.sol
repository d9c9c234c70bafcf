// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {Dealt} from '../test/Dealer.sol';
import {Sets} from './Sets.sol';
import {TrainingMoney} from './TrainingMoney.t.sol';
import {Enrolment, EnrolmentStatus, Round, RoundStatus, TaskId, TaskStatus, Terms} from './TrainingTypes.sol';

/// @dev What a trainer did to its deal before it submitted: to the share of one member, to the proof of e, or to what its
/// polynomials are committed to.
enum Kind {
    Honest,
    Shifted,
    Overflown,
    Resized,
    Unproven,
    Aliased,
    Copied,
    Bent,
    Foreign,
    /// Its D is minus the sum of the others'.
    Cancelling
}

struct TaskBook {
    TaskId id;
    TaskStatus status;
    uint256 steps;
    uint256 rounds;
    uint256 maxVoid;
    uint256 startsAt;
    uint256 endsAt;
    uint256 round;
    uint256 pool;
    uint256 root;
    uint256 consumed;
    uint256 voids;
    uint256 unsettled;
    uint256 enrolled;
    uint256 active;
    /// Who was excluded in any round.
    uint256 expelled;
    uint256 accepted;
}

struct RoundBook {
    RoundStatus status;
    bool settled;
    bool forfeits;
    uint256 openedAt;
    uint256 trainingEnds;
    uint256 aggregationEnds;
    bytes32 seed;
    uint256 invited;
    uint256 submitted;
    uint256 excluded;
    /// The logarithm of the sum.
    uint256 log;
    address opener;
    uint256 openDemands;
    uint256 pot;
    /// All that ever came into the pot.
    uint256 inflow;
    uint256 share;
    uint256 payees;
    uint256 rootAfter;
    /// Sets of members, counted from 1.
    uint256 posted;
    uint256 demanded;
    uint256 answered;
    uint256 faulty;
    /// Submissions that were gathered.
    uint256 gathered;
}

struct TrainerBook {
    EnrolmentStatus status;
    uint256 index;
    uint256 deposit;
    uint256 collected;
    uint256 lastRound;
}

struct Handed {
    bool done;
    Kind kind;
    /// Whose share is bad.
    uint256 member;
    uint256 place;
    uint256 log;
}

struct ShareDemand {
    address demander;
    bool open;
}

struct SumBook {
    bytes content;
    /// Of the right length, and each element below r.
    bool canonical;
    bool fits;
    address demander;
}

/// @title The books of `Training`, kept a second time
/// @notice Plainly, and with logarithms in the place of points. They say beforehand what may succeed.
abstract contract TrainingModel is TrainingMoney {
    using Sets for uint256;

    uint256 internal constant TASKS = 2;
    /// @dev 2 of 3.
    uint256 internal constant COMMITTEE = 3;
    uint256 internal constant THRESHOLD = 2;
    /// @dev Accounts that may enrol, one more than have room.
    uint256 internal constant POOL = 5;
    uint256 internal constant LEAST = 2;
    uint256 internal constant MOST = 4;
    /// @dev How far back `blockhash` looks, and the store of EIP-2935, which is not on the chain of the tests.
    uint256 internal constant REMEMBERED = 256;
    uint256 internal constant WINDOW = 8191;

    /// @notice How often each call has succeeded and failed, by selector.
    mapping(bytes4 selector => uint256) public successes;
    mapping(bytes4 selector => uint256) public failures;
    /// @notice What else is worth being reached.
    mapping(string what => uint256) public reached;

    TaskBook[TASKS] internal _books;
    mapping(uint256 task => mapping(uint256 round => RoundBook)) internal _roundBooks;
    mapping(uint256 task => mapping(address trainer => TrainerBook)) internal _trainerBooks;
    mapping(uint256 task => mapping(uint256 round => mapping(address trainer => Handed))) internal _handed;
    mapping(uint256 task => mapping(uint256 round => mapping(address trainer => mapping(uint256 member => ShareDemand))))
        internal _demands;
    mapping(uint256 task => mapping(uint256 round => mapping(uint256 member => SumBook))) internal _sums;
    /// @dev What is left of a member's locked stake.
    mapping(uint256 task => mapping(uint256 member => uint256 amount)) internal _locks;
    mapping(address account => uint256) internal _owed;
    uint256 internal _paidIn;
    uint256 internal _paidOut;
    /// @dev The call that is made shows a fault or an absence.
    bool internal _blames;
    uint256 private _word;
    uint256 private _time;
    uint256 private _height;

    function _found() internal {
        _start();
        for (uint256 w; w < TASKS; ++w) {
            Terms memory terms = _termsOf(w);
            TaskBook storage book = _books[w];
            (book.status, book.root, book.pool) = (TaskStatus.Proposed, terms.initialRoot, _rewards(terms));
            (book.steps, book.rounds, book.maxVoid) = (terms.work.steps, terms.work.rounds, terms.work.maxVoid);
            (book.startsAt, book.endsAt) = (terms.times.startsAt, terms.times.endsAt);
            _paidIn += book.pool;
            book.id = _create(terms);
        }
        _remember();
    }

    /// @dev The second task has two steps, and fewer rounds.
    function _termsOf(uint256 w) internal view returns (Terms memory terms) {
        terms = _terms();
        terms.committee = new address[](COMMITTEE);
        for (uint256 i; i < COMMITTEE; ++i) terms.committee[i] = _member(i + 1);
        (terms.threshold, terms.work.steps, terms.work.maxTrainers) = (uint8(THRESHOLD), uint8(w + 1), uint16(MOST));
        (terms.work.minTrainers, terms.initialRoot) = (uint16(LEAST), terms.initialRoot + w);
        if (w == 1) (terms.work.rounds, terms.work.maxVoid) = (2, 2);
    }

    /// @dev Whatever the runner makes of time between two calls, it goes on where it stood.
    function _resume(uint256 word) internal {
        VM.warp(_time);
        VM.roll(_height);
        _word = word;
    }

    function _remember() internal {
        (_time, _height) = (block.timestamp, block.number);
    }

    // Chance

    function _pick(uint256 count) internal returns (uint256) {
        _word = uint256(keccak256(abi.encode(_word)));
        return _word % count;
    }

    /// @dev One time in `count`.
    function _chance(uint256 count) internal returns (bool) {
        return _pick(count) == 0;
    }

    /// @dev Often one who has nothing to do with anything.
    function _anybody() internal returns (address) {
        return _chance(3) ? STRANGER : actors[_pick(actors.length)];
    }

    // Calls

    /// @dev Fails the run unless the call goes as the books say.
    function _do(address sender, uint256 value, bytes memory data, bool allowed) internal returns (bool) {
        uint256[] memory worth = _worthUnless(sender != STRANGER || _blames || !allowed);
        _as(sender, value);
        (bool ok, bytes memory answer) = address(training).call{value: value}(data);
        if (allowed && !ok) {
            assembly ('memory-safe') {
                revert(add(answer, 0x20), mload(answer))
            }
        }
        assertTrue(ok == allowed, 'what is forbidden succeeded');
        if (ok) _paidIn += value;
        if (ok) ++successes[bytes4(data)];
        else ++failures[bytes4(data)];
        _blames = false;
        for (uint256 i; i < worth.length; ++i) {
            // INV-46
            bool kept = actors[i] == sender || _worthOf(actors[i]) >= worth[i];
            assertTrue(kept, 'a stranger took something');
        }
        if (ok) _observe();
        return ok;
    }

    /// @notice Looks at everything after each call that succeeded.
    function _observe() internal virtual;

    function _worthUnless(bool skipped) private view returns (uint256[] memory worth) {
        worth = new uint256[](skipped ? 0 : actors.length);
        for (uint256 i; i < worth.length; ++i) worth[i] = _worthOf(actors[i]);
    }

    /// @notice All that an account has in `Training`, credited or not yet, and its locked stake, as the contracts say.
    function _worthOf(address account) private view returns (uint256 worth) {
        worth = training.owed(account) + keyholders.freeStakeOf(account);
        for (uint256 w; w < TASKS; ++w) {
            TaskId id = _books[w].id;
            worth += keyholders.lockOf(address(training), TaskId.unwrap(id), account).amount;
            Enrolment memory enrolment = training.enrolmentOf(id, account);
            if (enrolment.status == EnrolmentStatus.None) continue;
            worth += enrolment.deposit;
            for (uint256 n = enrolment.collected + 1; n <= _books[w].round; ++n) {
                Round memory round = training.roundOf(id, n);
                if (round.payees.contains(enrolment.index)) worth += round.share;
                bool absent = (round.invited & ~round.submitted).contains(enrolment.index);
                if (round.forfeits && absent) worth -= _amounts().roundBond;
            }
        }
    }

    // What the books say

    function _current(uint256 w) internal view returns (RoundBook storage) {
        return _roundBooks[w][_books[w].round];
    }

    /// @dev From any task, mostly its last round or the one before.
    function _someRound(uint256 w) internal returns (uint256 number) {
        number = _books[w].round;
        if (number > 1 && _chance(3)) --number;
    }

    function _isUnderWay(uint256 w) internal view returns (bool) {
        RoundStatus status = _current(w).status;
        return status == RoundStatus.Open || status == RoundStatus.Frozen;
    }

    /// @dev The set is fixed, and the round not settled.
    function _isDisputed(RoundBook storage round) internal view returns (bool) {
        bool fixed_ = round.status == RoundStatus.Frozen || round.status == RoundStatus.Finalised;
        return (fixed_ || round.status == RoundStatus.Burned) && !round.settled;
    }

    /// @notice The last instants for demands, answers and complaints.
    function _limits(uint256 from) internal view returns (uint256 demands, uint256 answers, uint256 complaints) {
        demands = from + _times().demands;
        answers = demands + _times().answers;
        complaints = answers + _times().complaints;
    }

    function _canDraw(RoundBook storage round) internal view returns (bool) {
        uint256 number = round.openedAt + 2;
        return block.number > number && block.number <= number + REMEMBERED;
    }

    function _drawn(RoundBook storage round) internal {
        if (round.seed == 0) round.seed = blockhash(round.openedAt + 2);
    }

    function _bit(uint256 w, address trainer) internal view returns (uint256) {
        TrainerBook storage book = _trainerBooks[w][trainer];
        return book.status == EnrolmentStatus.None ? 0 : 1 << book.index;
    }

    function _isIncluded(uint256 w, uint256 number, address trainer) internal view returns (bool) {
        RoundBook storage round = _roundBooks[w][number];
        return round.submitted & ~round.excluded & _bit(w, trainer) != 0;
    }

    /// @notice Whether the polynomials of all whom a round includes go with their D's.
    function _isSound(uint256 w, uint256 number) internal view returns (bool) {
        for (uint256 k; k < POOL; ++k) {
            bool bad = _handed[w][number][_trainer(k)].kind >= Kind.Bent;
            if (bad && _isIncluded(w, number, _trainer(k))) return false;
        }
        return true;
    }

    // What changes the books in more than one place

    function _intoPot(RoundBook storage round, uint256 amount) internal {
        round.pot += amount;
        round.inflow += amount;
    }

    function _end(TaskBook storage book) internal {
        if (book.status == TaskStatus.Running) book.status = TaskStatus.Ended;
    }

    function _consume(TaskBook storage book) internal {
        ++book.consumed;
        if (book.consumed == book.rounds) _end(book);
    }

    function _retire(uint256 w, address trainer, EnrolmentStatus status) internal {
        TrainerBook storage book = _trainerBooks[w][trainer];
        if (book.status == EnrolmentStatus.Active) book.lastRound = _books[w].round;
        _books[w].active &= ~_bit(w, trainer);
        book.status = status;
    }

    function _exclude(uint256 w, address trainer, address denouncer) internal {
        RoundBook storage round = _current(w);
        (uint256 stake, uint256 bit) = (_amounts().trainerStake, _bit(w, trainer));
        uint256 log = _handed[w][_books[w].round][trainer].log;
        round.log = addmod(round.log, Bn254.FIELD_ORDER - log, Bn254.FIELD_ORDER);
        round.excluded |= bit;
        _books[w].expelled |= bit;
        _retire(w, trainer, EnrolmentStatus.Expelled);
        _trainerBooks[w][trainer].deposit -= stake;
        _intoPot(round, stake - stake / 4);
        _owed[denouncer] += stake / 4;
    }

    /// @notice Takes up to so much of what is left of a member's locked stake.
    function _slash(uint256 w, uint256 member, uint256 most) internal returns (uint256 amount) {
        amount = _locks[w][member];
        if (amount > most) amount = most;
        _locks[w][member] -= amount;
        _paidIn += amount;
    }

    function _slashAll(uint256 w, uint256 number, uint256 member, address denouncer) internal {
        uint256 amount = _slash(w, member, type(uint256).max);
        _intoPot(_roundBooks[w][number], amount - amount / 4);
        _owed[denouncer] += amount / 4;
    }

    /// @notice Splits the pot.
    function _share(uint256 w, RoundBook storage round, uint256 payees) internal {
        uint256 count = payees.count();
        (round.settled, round.payees) = (true, payees);
        if (count != 0) round.share = round.pot / count;
        _books[w].pool += round.pot - round.share * count;
        round.pot = 0;
    }

    /// @notice The sum that the books stand for.
    function _pointOf(uint256 log) internal view returns (G1Point memory) {
        return Bn254.multiply(Bn254.generator(), log);
    }

    /// @notice What a trainer submitted.
    function _dealOf(uint256 w, uint256 number, address trainer) internal view returns (Dealt memory) {
        return _logged(_books[w].id, number)[_handed[w][number][trainer].place];
    }
}
