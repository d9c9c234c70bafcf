// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {ITrainingDisputes} from '../interfaces/ITrainingDisputes.sol';
import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {TrainingDisputesSupport} from './TrainingDisputesSupport.t.sol';
import {RoundStatus, TaskId, TaskStatus, Terms} from './TrainingTypes.sol';

/// @dev What disputes about sums leave of stakes and rewards, over one round and several.
contract TrainingSettlementTest is TrainingDisputesSupport {
    uint256 private constant _FINALISER_REWARD = 2003;

    function setUp() public {
        _startRound();
    }

    function _freezeHonest() private {
        _submitHonest(3);
        _freeze(id);
    }

    /// @dev The first members post what is right.
    function _postFirst(uint256 count) private {
        for (uint256 i = 1; i <= count; ++i) _postSum(id, number, i);
    }

    /// @dev A member posts one byte, which is no sum, and everybody can show that.
    function _postBad(uint256 member) private {
        _postBytes(id, number, member, hex'00');
    }

    function _assertStake(uint256 member, uint256 lost) private view {
        assertEq(keyholders.member(_member(member)).stake, 10 * KEYHOLDER_STAKE - lost);
        _assertLock(id, member, KEYHOLDER_STAKE - lost, IKeyholders.LockStatus.Held);
    }

    /// @dev Settles, and expects this to be split among three trainers, and the reward among so many members.
    function _settleFor(uint256 pot, uint256 members) private {
        uint256 pool = _task(id).pool;
        bool pays = members != 0 || training.roundOf(id, number).status == RoundStatus.Finalised;
        VM.warp(_sumTime(3) + 1);
        VM.expectEmit();
        emit ITrainingRounds.RoundSettled(id, number, pot / 3, 0x07);
        training.settle(id, number);
        assertEq(training.roundOf(id, number).share, pot / 3);
        assertEq(training.roundOf(id, number).pot, 0);
        assertTrue(training.roundOf(id, number).settled, 'settled');
        if (pays) pool -= TRAINER_REWARD;
        if (members != 0) pool -= (KEYHOLDER_REWARD / members) * members;
        assertEq(_task(id).pool, pool + (pot % 3));
        _assertSolvent();
    }

    function _assertPaid(uint256 from, uint256 to, uint256 amount) private view {
        for (uint256 i = from; i <= to; ++i) assertEq(training.owed(_member(i)), amount);
    }

    function _finish() private {
        if (_task(id).status == TaskStatus.Running) {
            VM.prank(COORDINATOR);
            training.stop(id);
        }
        _windUp(id);
    }

    // INV-45
    function test_PaysMembersAndTrainers() public {
        _freezeHonest();
        _postAll();
        _finalise(id, FINALISER);
        VM.warp(_sumTime(3));
        VM.expectRevert(_tooEarly(_sumTime(3) + 1));
        training.settle(id, number);
        assertEq(_task(id).unsettled, 1);
        _settleFor(TRAINER_REWARD + ROUND_BOND, 5);
        assertEq(_task(id).unsettled, 0);
        _assertPaid(1, 5, KEYHOLDER_REWARD / 5);
        for (uint256 i = 1; i <= MEMBERS; ++i) _assertStake(i, 0);
        assertEq(training.owed(FINALISER), _FINALISER_REWARD);
        _finish();
        assertEq(keyholders.freeStakeOf(_member(1)), 10 * KEYHOLDER_STAKE);
    }

    function test_RevertWhen_TheRoundIsNotOver() public {
        _freezeHonest();
        _postAll();
        _warpPast(_sumTime(3));
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.RoundNotOver.selector, id, number));
        training.settle(id, number);
    }

    function test_AbsentMembersPay() public {
        _freezeHonest();
        _postFirst(3);
        _finalise(id, FINALISER);
        VM.warp(_sumTime(3) + 1);
        VM.expectEmit();
        emit ITrainingDisputes.MemberSlashed(id, number, _member(4), PENALTY);
        VM.expectEmit();
        emit ITrainingDisputes.MemberSlashed(id, number, _member(5), PENALTY);
        _settleFor(TRAINER_REWARD + ROUND_BOND + 2 * PENALTY, 3);
        _assertPaid(1, 3, KEYHOLDER_REWARD / 3);
        _assertPaid(4, 5, 0);
        _assertStake(3, 0);
        _assertStake(4, PENALTY);
        _assertStake(5, PENALTY);
        _finish();
        assertEq(keyholders.freeStakeOf(_member(4)), 10 * KEYHOLDER_STAKE - PENALTY);
    }

    /// @dev The model is proven, by trainers who told each other: nobody else gets what members did not earn.
    function test_NobodyMayHavePosted() public {
        _freezeHonest();
        _finalise(id, FINALISER);
        _settleFor(TRAINER_REWARD + ROUND_BOND + 5 * PENALTY, 0);
        _assertPaid(1, 5, 0);
        _finish();
    }

    /// @dev Enough right sums are known: trainers and members did all they could, and are paid.
    function test_ABurnedRoundPaysForEnoughSums() public {
        _freezeHonest();
        _postFirst(3);
        _burn();
        _settleFor(TRAINER_REWARD + ROUND_BOND + 2 * PENALTY, 3);
        _assertPaid(1, 3, KEYHOLDER_REWARD / 3);
        _assertPaid(4, 5, 0);
        _finish();
    }

    function test_ABurnedRoundPaysWithoutWrongOnes() public {
        _freezeHonest();
        _postFirst(3);
        _postBad(4);
        _proveWrong(STRANGER, 4, hex'00');
        _burn();
        _settleFor(TRAINER_REWARD + ROUND_BOND + PENALTY + SUM_REST, 3);
        _assertPaid(1, 3, KEYHOLDER_REWARD / 3);
        _finish();
    }

    /// @dev Two are right: what was committed to stays unknown.
    function test_ABurnedRoundPaysNobodyForAWrongSum() public {
        _freezeHonest();
        _postFirst(2);
        _postBad(3);
        _proveWrong(STRANGER, 3, hex'00');
        _burn();
        _settleFor(ROUND_BOND + 2 * PENALTY + SUM_REST, 0);
        _assertPaid(1, 5, 0);
        _assertStake(1, 0);
        _finish();
    }

    function test_ABurnedRoundPaysNobodyForAnUndeliveredSum() public {
        _freezeHonest();
        _postFirst(3);
        _demandSum(2);
        _burn();
        _settleFor(ROUND_BOND + 2 * PENALTY + SUM_REST, 0);
        _assertPaid(1, 5, 0);
        assertEq(training.owed(STRANGER), BOND + SUM_BOUNTY);
        _assertStake(2, KEYHOLDER_STAKE);
        _finish();
    }

    /// @dev Too few sums: it is burned at once, and those that were posted are disputed all the same.
    function test_SumsOfARoundThatWasBurnedEarlyAreDisputed() public {
        _freezeHonest();
        _postFirst(1);
        _postBad(2);
        _warpPast(_sumTime(0));
        training.burn(id);
        assertTrue(_round(id).status == RoundStatus.Burned, 'burned');
        _demandSum(1);
        bytes memory sum = _sumBytes(id, number, 1);
        VM.prank(FINALISER);
        training.answerSum(id, number, 1, sum);
        VM.warp(_sumTime(3));
        VM.expectRevert(_tooEarly(_sumTime(3) + 1));
        training.settle(id, number);
        _refuseRight(1, sum);
        _proveWrong(STRANGER, 2, hex'00');
        _settleFor(ROUND_BOND + 3 * PENALTY + SUM_REST, 0);
        assertEq(training.owed(FINALISER), BOND);
        assertEq(training.owed(STRANGER), SUM_BOUNTY);
        _finish();
    }

    function _refuseRight(uint256 member, bytes memory sum) private {
        _gatherAll();
        _refuseWrong(member, sum, abi.encodeWithSelector(ITrainingDisputes.SumIsRight.selector, member));
    }

    /// @dev The stake is lost once, and the bond comes back.
    function test_AWrongSumMayBeUndeliveredAsWell() public {
        _freezeHonest();
        _postFirst(4);
        _postBad(5);
        _demandSum(5);
        _proveWrong(FINALISER, 5, hex'00');
        _finalise(id, COORDINATOR);
        _settleFor(TRAINER_REWARD + ROUND_BOND + SUM_REST, 4);
        assertEq(training.owed(STRANGER), BOND);
        assertEq(training.owed(FINALISER), SUM_BOUNTY);
        _assertPaid(1, 4, KEYHOLDER_REWARD / 4);
        _assertPaid(5, 5, 0);
        _assertStake(5, KEYHOLDER_STAKE);
        _finish();
    }

    /// @dev A sum that was delivered, and was wrong: it counts for nothing, and the bond is whose answer it was.
    function test_AnAnswerMayBeWrong() public {
        _freezeHonest();
        _postFirst(4);
        _postBad(5);
        _demandSum(5);
        VM.prank(_member(5));
        training.answerSum(id, number, 5, hex'00');
        _proveWrong(STRANGER, 5, hex'00');
        _finalise(id, FINALISER);
        _settleFor(TRAINER_REWARD + ROUND_BOND + SUM_REST, 4);
        _assertPaid(5, 5, BOND);
        _assertPaid(1, 4, KEYHOLDER_REWARD / 4);
    }

    /// @dev The wrong sum of a round is proven while the next one is open; both are settled, in any order.
    function test_DisputesGoOnInTheNextRound() public {
        _freezeHonest();
        _postFirst(4);
        _postBad(5);
        _finalise(id, FINALISER);
        uint256 first = number;
        number = _openRound(id);
        _submitHonest(3);
        number = first;
        _proveWrong(STRANGER, 5, hex'00');
        _assertStake(5, KEYHOLDER_STAKE);
        assertEq(_round(id).pot, 0);
        assertEq(training.roundOf(id, first).pot, ROUND_BOND + SUM_REST);
        number = first + 1;
        _freeze(id);
        _postFirst(4);
        _postBad(5);
        // Nothing is left of its stake: the sum is wrong all the same.
        _proveWrong(STRANGER, 5, hex'00');
        assertEq(training.owed(STRANGER), SUM_BOUNTY);
        _finalise(id, FINALISER);
        assertEq(_task(id).unsettled, 2);
        _settleFor(TRAINER_REWARD + ROUND_BOND, 4);
        VM.expectRevert(_unsettled(1));
        training.close(id);
        number = first;
        _settleFor(TRAINER_REWARD + ROUND_BOND + SUM_REST, 4);
        _assertPaid(1, 4, 2 * (KEYHOLDER_REWARD / 4));
        _assertPaid(5, 5, 0);
        _finish();
        assertEq(keyholders.freeStakeOf(_member(5)), 9 * KEYHOLDER_STAKE);
    }

    function _unsettled(uint256 count) private returns (bytes memory) {
        VM.prank(COORDINATOR);
        training.stop(id);
        return abi.encodeWithSelector(ITrainingTasks.RoundsUnsettled.selector, id, count);
    }

    /// @dev The penalty of three rounds is more than the stake: what is left is lost, and never more.
    // INV-51
    function test_AbsenceCostsNoMoreThanTheStake() public {
        Terms memory terms = _terms();
        terms.amounts.absencePenalty = 40_000;
        id = _runningWith(terms);
        _enrol(id, ABSENT);
        uint256[3] memory lost = [uint256(40_000), 40_000, 10_001];
        uint256 sum;
        for (uint256 r; r < 3; ++r) {
            number = _openRound(id);
            _freezeHonest();
            _finalise(id, FINALISER);
            _settleFor(TRAINER_REWARD + ROUND_BOND + 5 * lost[r], 0);
            sum += lost[r];
            for (uint256 i = 1; i <= MEMBERS; ++i) _assertStake(i, sum);
        }
        assertTrue(_task(id).status == TaskStatus.Ended, 'ended');
        _windUp(id);
        assertEq(keyholders.freeStakeOf(_member(1)), 8 * KEYHOLDER_STAKE);
    }

    /// @dev Nobody's stake is left after the first round: the others go on, with wrong sums and none, and the task is closed.
    // INV-50, INV-51
    function test_NothingIsLeftToSlash() public {
        for (uint256 r; r < 3; ++r) {
            if (r > 0) number = _openRound(id);
            _freezeHonest();
            for (uint256 i = 1; i <= MEMBERS; ++i) {
                if (r == 2) continue;
                _postBad(i);
                _proveWrong(STRANGER, i, hex'00');
                _assertStake(i, KEYHOLDER_STAKE);
            }
            assertEq(training.owed(STRANGER), 5 * SUM_BOUNTY);
            _finalise(id, FINALISER);
            _settleFor(TRAINER_REWARD + ROUND_BOND + (r == 0 ? 5 * SUM_REST : 0), 0);
        }
        assertEq(keyholders.claimable(address(training)), 0);
        _windUp(id);
        for (uint256 i = 1; i <= MEMBERS; ++i) {
            assertEq(keyholders.freeStakeOf(_member(i)), 9 * KEYHOLDER_STAKE);
            _assertLock(id, i, 0, IKeyholders.LockStatus.Released);
        }
    }

    /// @dev It is paid for right sums, though it has nothing more to lose.
    function test_AMemberWithoutStakeIsPaid() public {
        _freezeHonest();
        _postFirst(4);
        _postBad(5);
        _proveWrong(STRANGER, 5, hex'00');
        _finalise(id, FINALISER);
        _settle(id, number);
        number = _openRound(id);
        _freezeHonest();
        _postAll();
        _finalise(id, FINALISER);
        _settleFor(TRAINER_REWARD + ROUND_BOND, 5);
        _assertPaid(5, 5, KEYHOLDER_REWARD / 5);
        _assertPaid(1, 4, KEYHOLDER_REWARD / 5 + KEYHOLDER_REWARD / 4);
        _finish();
    }

    /// @dev What the same members lock for another task is not touched.
    // INV-51
    function test_TasksDoNotShareStakes() public {
        TaskId other = id;
        id = _running();
        _enrol(id, ABSENT);
        number = _openRound(id);
        _freezeHonest();
        _postBad(1);
        _proveWrong(STRANGER, 1, hex'00');
        _burn();
        _settleFor(ROUND_BOND + 4 * PENALTY + SUM_REST, 0);
        for (uint256 i = 1; i <= MEMBERS; ++i) {
            _assertLock(other, i, KEYHOLDER_STAKE, IKeyholders.LockStatus.Held);
        }
        _finish();
        _assertLock(other, 1, KEYHOLDER_STAKE, IKeyholders.LockStatus.Held);
        assertEq(keyholders.freeStakeOf(_member(1)), 8 * KEYHOLDER_STAKE);
        training.freeze(other);
        VM.prank(COORDINATOR);
        training.stop(other);
        _windUp(other);
        assertEq(keyholders.freeStakeOf(_member(1)), 9 * KEYHOLDER_STAKE);
    }
}
