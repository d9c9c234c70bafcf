// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {ITrainingDisputes} from '../interfaces/ITrainingDisputes.sol';
import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {Dealt} from '../test/Dealer.sol';
import {Faults} from '../test/Faults.sol';
import {TrainingMoney} from './TrainingMoney.t.sol';
import {Enrolment, EnrolmentStatus, Fault, RoundStatus, TaskId, Terms} from './TrainingTypes.sol';

/// @dev Who gets how much, to the wei.
contract TrainingPaymentsTest is TrainingMoney {
    /// @dev What a trainer deposits before the first round, and what is paid in for three rounds.
    uint256 private constant _DEPOSIT = 40_009 + 4 * 1013;
    uint256 private constant _POOL = 51_039;

    TaskId private _id;

    function setUp() public {
        _start();
        _id = _running();
    }

    function _expectSettled(uint256 share, uint256 payees) private {
        VM.expectEmit();
        emit ITrainingRounds.RoundSettled(_id, 1, share, payees);
    }

    function _warpToSettle() private {
        (, , uint256 last) = training.sumDeadlines(_id, 1);
        VM.warp(last + 1);
    }

    function _post(uint256 count) private {
        for (uint256 i = 1; i <= count; ++i) _postSum(_id, 1, i);
    }

    function _assertStakes(uint256 present, uint256 lost) private view {
        for (uint256 i = 1; i <= MEMBERS; ++i) {
            _assertLock(_id, i, 90_001 - (i <= present ? 0 : lost), IKeyholders.LockStatus.Held);
        }
    }

    // What a round pays

    /// @dev INV-45. Two of three submit, all members post: a reward and a lost bond for two, a reward for five.
    function test_PaysForAModel() public {
        _finalisedRound(_id, 2);
        _warpToSettle();
        _expectSettled((10_007 + 1013) / 2, 3);
        training.settle(_id, 1);
        _assertSolvent();
        for (uint256 i = 1; i <= MEMBERS; ++i) assertEq(training.owed(_member(i)), 1000);
        _assertStakes(5, 0);
        assertEq(training.owed(OPENER), 607);
        assertEq(training.owed(FINALISER), 2003);
        assertEq(uint256(_task(_id).pool), _POOL - 2003 - 10_007 - 5000);
        for (uint256 k; k < 3; ++k) {
            uint256 lost = k < 2 ? 0 : 1013;
            VM.expectEmit();
            emit ITrainingTasks.TrainerCollected(_id, _trainer(k), 1, k < 2 ? 5510 : 0, lost);
            VM.prank(STRANGER);
            training.collect(_id, _trainer(k), ALL);
            assertEq(training.owed(_trainer(k)), k < 2 ? 5510 : 0);
            assertEq(uint256(training.enrolmentOf(_id, _trainer(k)).deposit), _DEPOSIT - lost);
        }
        _assertSolvent();
    }

    /// @dev Whoever posts no sum pays those who trained, and gets nothing. What cannot be split stays in the pool.
    function test_AbsentKeyholdersPay() public {
        _frozenRound(_id, 3);
        _post(3);
        _finalise(_id, FINALISER);
        _warpToSettle();
        for (uint256 i = 4; i <= MEMBERS; ++i) {
            VM.expectEmit();
            emit ITrainingDisputes.MemberSlashed(_id, 1, _member(i), 8009);
        }
        // 26025 are three times 8675.
        _expectSettled(8675, 7);
        training.settle(_id, 1);
        _assertStakes(3, 8009);
        for (uint256 i = 1; i <= MEMBERS; ++i) assertEq(training.owed(_member(i)), i <= 3 ? 1667 : 0);
        assertEq(uint256(_task(_id).pool), _POOL - 2003 - 10_007 - 3 * 1667);
        _assertSolvent();
    }

    /// @dev A model without a single sum: trainers are paid, the members' reward stays.
    function test_AModelWithoutSums() public {
        _frozenRound(_id, 2);
        _finalise(_id, FINALISER);
        _warpToSettle();
        // 51065 in two.
        _expectSettled(25_532, 3);
        training.settle(_id, 1);
        _assertStakes(0, 8009);
        assertEq(uint256(_task(_id).pool), _POOL - 2003 - 10_007 + 1);
        _assertSolvent();
    }

    /// @dev Enough right sums are known: nobody can be blamed for a proof that did not come.
    function test_PaysForABurnedRoundWithEnoughSums() public {
        _frozenRound(_id, 2);
        _post(3);
        _warpToSettle();
        training.burn(_id);
        _expectSettled((10_007 + 1013 + 2 * 8009) / 2, 3);
        training.settle(_id, 1);
        assertEq(uint256(_task(_id).pool), _POOL - 10_007 - 3 * 1667);
        assertEq(training.owed(_member(3)), 1667);
        _assertSolvent();
        _windUp(_id);
    }

    /// @dev Nobody is rewarded; the absent ones pay those who trained.
    function test_PaysNobodyForABurnedRoundWithTooFewSums() public {
        _frozenRound(_id, 2);
        _post(2);
        VM.warp(training.roundOf(_id, 1).aggregationEnds + 1);
        training.burn(_id);
        _warpToSettle();
        _expectSettled((1013 + 3 * 8009) / 2, 3);
        training.settle(_id, 1);
        assertEq(uint256(_task(_id).pool), _POOL);
        for (uint256 i = 1; i <= MEMBERS; ++i) assertEq(training.owed(_member(i)), 0);
        _assertSolvent();
        _windUp(_id);
    }

    /// @dev Three were posted, but one of them was demanded and not shown: it does not stand.
    function test_SumsThatNobodyShowsDoNotStand() public {
        _frozenRound(_id, 2);
        _post(3);
        _as(STRANGER, 709);
        training.demandSum{value: 709}(_id, 1, 3);
        _assertSolvent();
        _warpToSettle();
        training.burn(_id);
        VM.expectEmit();
        emit ITrainingDisputes.MemberSlashed(_id, 1, _member(3), 90_001);
        // A quarter of the stake is the demander's.
        _expectSettled((1013 + 2 * 8009 + 90_001 - 22_500) / 2, 3);
        training.settle(_id, 1);
        assertEq(training.owed(STRANGER), 709 + 22_500);
        _assertLock(_id, 3, 0, IKeyholders.LockStatus.Held);
        assertEq(uint256(_task(_id).pool), _POOL);
        _assertSolvent();
        _windUp(_id);
        _assertLock(_id, 3, 0, IKeyholders.LockStatus.Released);
    }

    /// @dev INV-51. Nothing is left to take the second time.
    function test_AStakeIsLostOnce() public {
        Terms memory terms = _terms();
        terms.amounts.absencePenalty = terms.amounts.keyholderStake - 1;
        _id = _runningWith(terms);
        for (uint256 i = 1; i <= 3; ++i) {
            _frozenRound(_id, 3);
            for (uint256 m = 1; m < MEMBERS; ++m) _postSum(_id, i, m);
            _finalise(_id, FINALISER);
        }
        uint256[3] memory taken = [uint256(90_000), 1, 0];
        for (uint256 i = 1; i <= 3; ++i) {
            uint256 before = keyholders.member(_member(MEMBERS)).stake;
            _settle(_id, i);
            assertEq(keyholders.member(_member(MEMBERS)).stake, before - taken[i - 1]);
            assertEq(uint256(training.roundOf(_id, i).share), (10_007 + taken[i - 1]) / 3);
        }
        _windUp(_id);
    }

    // Collecting

    function _expectNothing(address trainer) private {
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.NothingToCollect.selector, _id, trainer));
    }

    function test_RevertWhen_ThereIsNothingToCollect() public {
        _expectNothing(STRANGER);
        training.collect(_id, STRANGER, ALL);
        _expectNothing(_trainer(0));
        training.collect(_id, _trainer(0), ALL);
        _finalisedRound(_id, 2);
        _expectNothing(_trainer(0));
        training.collect(_id, _trainer(0), ALL);
        _settle(_id, 1);
        _expectNothing(_trainer(0));
        training.collect(_id, _trainer(0), 0);
        training.collect(_id, _trainer(0), 1);
        _expectNothing(_trainer(0));
        training.collect(_id, _trainer(0), ALL);
        _expectNothing(STRANGER);
        training.collect(_id, STRANGER, ALL);
    }

    /// @dev INV-45. As far as rounds are settled without a gap, and not further than the limit.
    function test_CollectsInParts() public {
        for (uint256 i = 1; i <= 3; ++i) _finalisedRound(_id, 2);
        _settle(_id, 3);
        _expectNothing(_trainer(0));
        training.collect(_id, _trainer(0), ALL);
        _settle(_id, 1);
        VM.expectEmit();
        emit ITrainingTasks.TrainerCollected(_id, _trainer(0), 1, 5510, 0);
        training.collect(_id, _trainer(0), ALL);
        _settle(_id, 2);
        VM.expectEmit();
        emit ITrainingTasks.TrainerCollected(_id, _trainer(0), 2, 5510, 0);
        training.collect(_id, _trainer(0), 1);
        VM.expectEmit();
        emit ITrainingTasks.TrainerCollected(_id, _trainer(0), 3, 5510, 0);
        training.collect(_id, _trainer(0), 1);
        VM.expectEmit();
        emit ITrainingTasks.TrainerCollected(_id, _trainer(2), 2, 0, 2026);
        training.collect(_id, _trainer(2), 2);
        VM.expectEmit();
        emit ITrainingTasks.TrainerCollected(_id, _trainer(1), 3, 3 * 5510, 0);
        training.collect(_id, _trainer(1), type(uint256).max);
        _assertSolvent();
        _expectNothing(_trainer(0));
        training.collect(_id, _trainer(0), ALL);
        training.close(_id);
        VM.expectEmit();
        emit ITrainingTasks.DepositReturned(_id, _trainer(0), _DEPOSIT);
        training.collect(_id, _trainer(0), 0);
        // The last round of the third is not accounted for yet.
        VM.expectEmit();
        emit ITrainingTasks.DepositReturned(_id, _trainer(2), _DEPOSIT - 3 * 1013);
        training.collect(_id, _trainer(2), 1);
        assertEq(training.owed(_trainer(2)), _DEPOSIT - 3 * 1013);
        _expectNothing(_trainer(2));
        training.collect(_id, _trainer(2), ALL);
        training.collect(_id, _trainer(1), ALL);
        assertEq(training.owed(_trainer(1)), _DEPOSIT + 3 * 5510);
        _assertSolvent();
    }

    /// @dev At once, if no round concerns it.
    function test_LeavingReturnsTheDeposit() public {
        VM.prank(_trainer(0));
        training.quit(_id);
        training.collect(_id, _trainer(0), 0);
        assertEq(training.owed(_trainer(0)), _DEPOSIT);
        _assertSolvent();
        _openRound(_id);
        _enrol(_id, 3);
        VM.prank(_trainer(3));
        training.quit(_id);
        training.collect(_id, _trainer(3), ALL);
        assertEq(training.owed(_trainer(3)), 40_009 + 3 * 1013);
        _assertSolvent();
    }

    /// @dev After the round to which it was invited.
    function test_LeavingDuringARoundReturnsTheDepositLater() public {
        _openRound(_id);
        VM.prank(_trainer(2));
        training.quit(_id);
        _expectNothing(_trainer(2));
        training.collect(_id, _trainer(2), ALL);
        for (uint256 k; k < 2; ++k) _submit(_deal(_id, _trainer(k), 1));
        _freeze(_id);
        _finalise(_id, FINALISER);
        _expectNothing(_trainer(2));
        training.collect(_id, _trainer(2), ALL);
        _frozenRound(_id, 2);
        _settle(_id, 1);
        VM.expectEmit();
        emit ITrainingTasks.TrainerCollected(_id, _trainer(2), 1, 0, 1013);
        VM.expectEmit();
        emit ITrainingTasks.DepositReturned(_id, _trainer(2), _DEPOSIT - 1013);
        training.collect(_id, _trainer(2), ALL);
        assertEq(training.owed(_trainer(2)), _DEPOSIT - 1013);
        _assertSolvent();
    }

    /// @dev The stake is lost, the bonds come back; a quarter goes to whoever complained.
    function test_AnExpelledTrainerGetsItsBondsBack() public {
        _openRound(_id);
        Dealt memory bad = _deal(_id, _trainer(0), 1);
        Faults.unprove(bad);
        _submit(bad);
        _submit(_deal(_id, _trainer(1), 1));
        _submit(_deal(_id, _trainer(2), 1));
        VM.warp(training.roundOf(_id, 1).trainingEnds + 1);
        VM.prank(STRANGER);
        training.complain(_id, _submission(bad), _pathOf(bad), _complaint(Fault.Ephemeral, bad, 1));
        assertEq(training.owed(STRANGER), 10_002);
        _assertSolvent();
        Enrolment memory enrolment = training.enrolmentOf(_id, _trainer(0));
        assertTrue(enrolment.status == EnrolmentStatus.Expelled && enrolment.deposit == 4 * 1013, 'expelled');
        _freeze(_id);
        _finalise(_id, FINALISER);
        _settle(_id, 1);
        assertEq(uint256(training.roundOf(_id, 1).share), uint256(80_059) / 2);
        VM.expectEmit();
        emit ITrainingTasks.DepositReturned(_id, _trainer(0), 4 * 1013);
        training.collect(_id, _trainer(0), ALL);
        assertEq(training.owed(_trainer(0)), 4 * 1013);
        _collectAll(_id);
        _assertSolvent();
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.NotEnrolled.selector, _id, _trainer(0)));
        VM.prank(_trainer(0));
        training.quit(_id);
        // INV-40
        _open(_id);
        assertEq(_round(_id).invited, 6);
    }

    /// @dev Two absent ones pay the third, though the round is void; and rounds come to an end with all bonds lost.
    function testFuzz_BondsPayForVoidRounds(uint256 present) public {
        present = bound(present, 0, 2);
        _openRound(_id);
        _submit(_deal(_id, _trainer(present), 1));
        _freeze(_id);
        assertTrue(training.roundOf(_id, 1).status == RoundStatus.Void, 'void');
        _collectAll(_id);
        for (uint256 k; k < 3; ++k) {
            assertEq(training.owed(_trainer(k)), k == present ? 2026 : 0);
            uint256 left = uint256(training.enrolmentOf(_id, _trainer(k)).deposit);
            assertEq(left, k == present ? _DEPOSIT : _DEPOSIT - 1013);
        }
        _assertSolvent();
    }

    /// @dev Every bond of a trainer that never comes: one for each round that there can be.
    function test_WhoeverNeverComesLosesAllBondsAndNoMore() public {
        _openRound(_id);
        _submit(_deal(_id, _trainer(0), 1));
        _freeze(_id);
        for (uint256 i; i < 3; ++i) {
            _finalisedRound(_id, 2);
            _settle(_id, 2 + i);
        }
        assertEq(uint256(_task(_id).round), 4);
        training.close(_id);
        training.collect(_id, _trainer(2), ALL);
        assertEq(training.owed(_trainer(2)), 40_009);
        _windUpRest();
    }

    function _windUpRest() private {
        _collectAll(_id);
        _assertSolvent();
        for (uint256 i; i < actors.length; ++i) _withdraw(actors[i]);
        assertEq(address(training).balance, 0);
    }
}
