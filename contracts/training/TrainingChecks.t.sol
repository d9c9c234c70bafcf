// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {Dealt} from '../test/Dealer.sol';
import {Sets} from './Sets.sol';
import {RoundBook, ShareDemand, SumBook, TaskBook, TrainerBook, TrainingModel} from './TrainingModel.t.sol';
import {Demand, Enrolment, PostedSum, Round, RoundStatus, Task, TaskId, TaskStatus} from './TrainingTypes.sol';

/// @title What must hold between any two calls
abstract contract TrainingChecks is TrainingModel {
    using Sets for uint256;

    /// @dev What was seen of a round, after the last call.
    struct Seen {
        RoundStatus status;
        bool settled;
        uint48 trainingEnds;
        uint48 aggregationEnds;
        bytes32 seed;
        /// Of the set, the log and the sum; zero before the freeze.
        bytes32 frozen;
        uint256 rootAfter;
        bytes32 paid;
    }

    TaskStatus[TASKS] private _seenTasks;
    uint256[TASKS] private _seenRounds;
    mapping(uint256 task => mapping(uint256 round => Seen)) private _seen;

    /// @dev A round is never less than it was.
    function _observe() internal override {
        for (uint256 w; w < TASKS; ++w) {
            Task memory task = training.taskOf(_books[w].id);
            // INV-42
            assertTrue(task.status >= _seenTasks[w] && task.round >= _seenRounds[w], 'a task went back');
            (_seenTasks[w], _seenRounds[w]) = (task.status, task.round);
            for (uint256 n = 1; n <= task.round; ++n) _observeRound(w, n);
        }
    }

    function _observeRound(uint256 w, uint256 number) private {
        Seen storage seen = _seen[w][number];
        Round memory round = training.roundOf(_books[w].id, number);
        // INV-42
        assertTrue(_follows(seen.status, round.status), 'a round went back');
        assertTrue(round.settled || !seen.settled, 'unsettled again');
        assertTrue(seen.trainingEnds == 0 || seen.trainingEnds == round.trainingEnds, 'training');
        assertTrue(seen.aggregationEnds == 0 || seen.aggregationEnds == round.aggregationEnds, 'aggregation');
        // INV-48
        assertTrue(seen.seed == 0 || seen.seed == round.seed, 'another seed');
        // INV-43
        bool fixed_ = round.status > RoundStatus.Open && round.status != RoundStatus.Void;
        bytes32 set = keccak256(abi.encode(round.submitted & ~round.excluded, round.log, round.sum));
        bytes32 frozen = fixed_ ? set : bytes32(0);
        assertTrue(seen.frozen == 0 || seen.frozen == frozen, 'what was frozen');
        // INV-44
        assertTrue(seen.rootAfter == 0 || seen.rootAfter == round.rootAfter, 'another root');
        // INV-45
        bytes32 paid = round.settled ? keccak256(abi.encode(round.share, round.payees, round.pot)) : bytes32(0);
        assertTrue(seen.paid == 0 || seen.paid == paid, 'paid again');
        (seen.status, seen.settled, seen.seed) = (round.status, round.settled, round.seed);
        (seen.trainingEnds, seen.aggregationEnds) = (round.trainingEnds, round.aggregationEnds);
        (seen.frozen, seen.rootAfter, seen.paid) = (frozen, round.rootAfter, paid);
    }

    function _follows(RoundStatus before, RoundStatus now_) private pure returns (bool) {
        if (before == now_ || before == RoundStatus.None) return true;
        if (before == RoundStatus.Open) return now_ == RoundStatus.Frozen || now_ == RoundStatus.Void;
        return before == RoundStatus.Frozen && (now_ == RoundStatus.Finalised || now_ == RoundStatus.Burned);
    }

    // INV-39, INV-40
    function checkSums() external view {
        for (uint256 w; w < TASKS; ++w) {
            uint256 expelled;
            for (uint256 n = 1; n <= _books[w].round; ++n) {
                RoundBook storage book = _roundBooks[w][n];
                Round memory round = training.roundOf(_books[w].id, n);
                assertTrue(_pointOf(book.log).x == round.sum.x && _pointOf(book.log).y == round.sum.y, 'the sum');
                assertEq(round.submitted, book.submitted);
                assertEq(round.excluded, book.excluded);
                assertEq(round.invited, book.invited);
                assertTrue(round.submitted & ~round.invited == 0, 'came uninvited');
                assertTrue(round.excluded & ~round.submitted == 0, 'excluded without having come');
                assertTrue(round.invited & expelled == 0, 'excluded, and invited again');
                expelled |= round.excluded;
                if (round.status > RoundStatus.Open && round.status != RoundStatus.Void) {
                    assertEq(round.included, (book.submitted & ~book.excluded).count());
                }
                if (book.gathered != 0 && !book.settled) _checkGathered(w, n);
            }
            assertTrue(training.taskOf(_books[w].id).activeSet & expelled == 0, 'excluded, and active');
        }
    }

    /// @dev So far as it was gathered: the sums of what those who are included committed to.
    function _checkGathered(uint256 w, uint256 number) private view {
        Dealt[] memory all = _logged(_books[w].id, number);
        G1Point memory sum;
        for (uint256 i; i < _roundBooks[w][number].gathered; ++i) {
            if (!_isIncluded(w, number, all[i].submission.deal.trainer)) continue;
            sum = Bn254.add(sum, all[i].submission.deal.c[0]);
        }
        G1Point[] memory gathered = training.gatheredOf(_books[w].id, number);
        assertEq(gathered.length, THRESHOLD - 1);
        assertTrue(gathered[0].x == sum.x && gathered[0].y == sum.y, 'what was gathered');
    }

    // INV-41, INV-45
    function checkBalance() external view {
        _assertSolvent();
        assertEq(address(training).balance + _paidOut, _paidIn);
        for (uint256 w; w < TASKS; ++w) {
            for (uint256 n = 1; n <= _books[w].round; ++n) {
                RoundBook storage book = _roundBooks[w][n];
                Round memory round = training.roundOf(_books[w].id, n);
                assertEq(round.pot, book.pot);
                assertEq(round.share, book.share);
                assertEq(round.payees, book.payees);
                assertTrue(round.share * round.payees.count() <= book.inflow, 'paid more than there was');
            }
        }
    }

    // INV-45, INV-46, INV-49, INV-51
    function checkAccounts() external view {
        for (uint256 i; i < actors.length; ++i) {
            assertEq(training.owed(actors[i]), _owed[actors[i]]);
            for (uint256 w; w < TASKS; ++w) _checkTrainer(w, actors[i]);
        }
        for (uint256 w; w < TASKS; ++w) {
            for (uint256 m = 1; m <= COMMITTEE; ++m) _checkLock(w, m);
        }
    }

    function _checkTrainer(uint256 w, address account) private view {
        TrainerBook storage book = _trainerBooks[w][account];
        Enrolment memory found = training.enrolmentOf(_books[w].id, account);
        assertTrue(found.status == book.status, 'status of a trainer');
        assertEq(found.deposit, book.deposit);
        assertEq(found.collected, book.collected);
        assertEq(found.index, book.index);
        assertEq(found.lastRound, book.lastRound);
    }

    function _checkLock(uint256 w, uint256 member) private view {
        TaskBook storage book = _books[w];
        bytes32 terms = TaskId.unwrap(book.id);
        IKeyholders.Lock memory lock = keyholders.lockOf(address(training), terms, _member(member));
        assertEq(lock.amount, _locks[w][member]);
        IKeyholders.LockStatus status = IKeyholders.LockStatus.None;
        if (book.accepted.contains(member)) status = IKeyholders.LockStatus.Held;
        bool released = book.status == TaskStatus.Closed && book.accepted.contains(member);
        if (released) status = IKeyholders.LockStatus.Released;
        assertTrue(lock.status == status, 'status of a lock');
    }

    // INV-42, INV-43, INV-44, INV-48
    function checkCourse() external view {
        for (uint256 w; w < TASKS; ++w) {
            TaskBook storage book = _books[w];
            Task memory task = training.taskOf(book.id);
            assertTrue(task.status == book.status && task.round == book.round, 'course of the task');
            assertTrue(task.consumed == book.consumed && task.voids == book.voids, 'rounds that count');
            assertTrue(task.enrolled == book.enrolled && task.activeSet == book.active, 'who is there');
            assertEq(task.activeSet.count(), book.active.count());
            assertEq(task.unsettled, book.unsettled);
            assertEq(task.pool, book.pool);
            uint256 root = _termsOf(w).initialRoot;
            for (uint256 n = 1; n <= book.round; ++n) {
                _checkRound(w, n);
                RoundBook storage round = _roundBooks[w][n];
                if (round.status == RoundStatus.Finalised) root = training.roundOf(book.id, n).rootAfter;
                bool last =
                    n == book.round || !(round.status == RoundStatus.Open || round.status == RoundStatus.Frozen);
                assertTrue(last, 'two rounds at once');
            }
            assertEq(task.root, root);
            assertEq(task.root, book.root);
        }
    }

    function _checkRound(uint256 w, uint256 number) private view {
        RoundBook storage book = _roundBooks[w][number];
        Round memory round = training.roundOf(_books[w].id, number);
        assertTrue(round.status == book.status && round.settled == book.settled, 'course of the round');
        assertEq(round.seed, book.seed);
        assertTrue(book.submitted == 0 || round.seed != 0, 'submitted without a seed');
        assertEq(round.trainingEnds, book.trainingEnds);
        assertEq(round.aggregationEnds, book.aggregationEnds);
        assertEq(round.openDemands, book.openDemands);
        assertEq(round.rootAfter, book.rootAfter);
        assertEq(uint256(round.posted) << 1, book.posted);
        assertEq(uint256(round.demanded) << 1, book.demanded);
        assertEq(uint256(round.answered) << 1, book.answered);
        assertEq(uint256(round.faulty) << 1, book.faulty);
        for (uint256 k; k < POOL; ++k) _checkDemands(w, number, _trainer(k));
        for (uint256 m = 1; m <= COMMITTEE; ++m) {
            SumBook storage sum = _sums[w][number][m];
            PostedSum memory posted = training.postedSumOf(_books[w].id, number, m);
            assertEq(posted.demander, sum.demander);
            assertEq(posted.cid, book.posted.contains(m) ? sha256(sum.content) : bytes32(0));
        }
    }

    function _checkDemands(uint256 w, uint256 number, address trainer) private view {
        for (uint256 m = 1; m <= COMMITTEE; ++m) {
            ShareDemand storage book = _demands[w][number][trainer][m];
            if (book.demander == address(0)) continue;
            Demand memory found = training.demandOf(_books[w].id, number, trainer, m);
            assertTrue(found.demander == book.demander && found.open == book.open, 'a demand');
        }
    }
}
