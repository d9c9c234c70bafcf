// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IInferenceMarket, JobId, OfferId} from '../interfaces/IInferenceMarket.sol';
import {MarketSupport} from './MarketSupport.t.sol';

/// @dev Whoever is unhappy asks for a further evaluation.
contract MarketContestsTest is MarketSupport {
    uint256 private constant _FEE = uint256(FEE) * SAMPLES;
    uint256 private constant _PRICE = uint256(PRICE) * SAMPLES;

    OfferId private _plain;

    function setUp() public {
        _startMarket();
        _plain = _offer(_terms());
        _pool(9);
    }

    function _expectMayNot(JobId id, address account) private {
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.MayNotContest.selector, id, account));
        VM.prank(account);
        market.contest(id);
    }

    function _lapse(JobId id) private {
        _pastPhase(id);
        market.settle(id);
    }

    function test_TakesTheDepositAndAsksMoreWorkers() public {
        JobId id = _agreed(_plain, 2, 2);
        uint256 cost = 3 * _FEE;
        uint256 deadline = market.jobOf(id).deadline;
        assertEq(market.contestCostOf(id), cost);
        VM.deal(USER, cost);
        VM.expectEmit();
        emit IInferenceMarket.StepDisputed(id, 0, USER, 5);
        VM.expectEmit();
        emit IInferenceMarket.DrawAwaited(id, 0, uint64(block.number + 1));
        VM.prank(USER);
        market.contest{value: cost}(id);
        IInferenceMarket.Job memory job = market.jobOf(id);
        assertTrue(job.contested && job.contester == USER && job.deposit == cost, 'contested');
        assertTrue(job.target == 5 && job.result == A, 'what is contested stays known');
        assertEq(job.deadline, deadline + 3 * (COMMIT + REVEAL));
        _assertPhase(id, IInferenceMarket.Phase.Drawing);
        assertEq(_draw(id).length, 3);
        _assertSound();
    }

    function testFuzz_TakesTheExactDeposit(uint256 value) public {
        JobId id = _agreed(_plain, 2, 2);
        value = bound(value, 0, 6 * _FEE);
        VM.deal(USER, value);
        if (value != 3 * _FEE) {
            VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.PaymentDiffers.selector, 3 * _FEE, value));
        }
        VM.prank(USER);
        market.contest{value: value}(id);
    }

    function test_OnlyTheUserAndWhoWouldLoseContest() public {
        JobId id = _request(_plain, 3, 2);
        address[] memory panel = _evaluate(id, _list(A, B, A));
        _expectMayNot(id, panel[0]);
        _expectMayNot(id, panel[2]);
        _expectMayNot(id, CREATOR);
        _expectMayNot(id, STRANGER);
        _contest(id, panel[1]);
        assertEq(market.jobOf(id).contester, panel[1]);
    }

    function test_WhoWasSilentDoesNotContest() public {
        JobId id = _request(_plain, 3, 2);
        address[] memory panel = _draw(id);
        for (uint256 i; i < 3; ++i) _commit(id, panel[i], A);
        _reveal(id, panel[0], A);
        _reveal(id, panel[1], A);
        _lapse(id);
        _assertPhase(id, IInferenceMarket.Phase.Contestable);
        _expectMayNot(id, panel[2]);
    }

    function test_ContestsInTimeOnly() public {
        JobId id = _request(_plain, 2, 2);
        _expectPhase(id, IInferenceMarket.Phase.Drawing);
        market.contest(id);
        _evaluate(id, _list(A, A));
        uint256 until = market.jobOf(id).until;
        VM.warp(until);
        _contest(id, USER);
        id = _agreed(_plain, 2, 2);
        _pastPhase(id);
        _expectLate(market.jobOf(id).until);
        VM.prank(USER);
        market.contest(id);
    }

    // INV-65
    function test_ContestsOnce() public {
        JobId id = _agreed(_plain, 2, 2);
        _contest(id, USER);
        _expectPhase(id, IInferenceMarket.Phase.Drawing);
        VM.prank(USER);
        market.contest(id);
        // What the larger panel says is said for good.
        _evaluate(id, _list(A, B, B));
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    // INV-64, INV-65
    function test_AContestThatFailsIsPaidForByItsDeposit() public {
        JobId id = _agreed(_plain, 2, 2);
        _contest(id, USER);
        address[] memory second = _evaluate(id, _list(A, A, A));
        for (uint256 i; i < 3; ++i) assertEq(_earned(second[i]), _FEE);
        assertEq(_earned(USER), 0);
        assertEq(_earned(CREATOR), _PRICE);
        assertEq(market.jobOf(id).contester, address(0));
        assertTrue(market.jobOf(id).contested, 'contested');
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    // INV-60, INV-65
    function test_AnOverturnedResultIsPaidForByThoseWhoLose() public {
        JobId id = _request(_plain, 2, 2);
        address[] memory first = _evaluate(id, _list(B, B));
        _contest(id, USER);
        address[] memory second = _evaluate(id, _list(A, A, A));
        for (uint256 i; i < 3; ++i) assertEq(_earned(second[i]), _FEE);
        for (uint256 i; i < 2; ++i) _assertWorker(first[i], STAKE - BOND, 0);
        assertEq(market.forfeited(), 2 * uint256(BOND) - 3 * _FEE);
        // The deposit, and the fees that nobody of the first panel earned.
        assertEq(_earned(USER), 3 * _FEE + 2 * _FEE);
        assertEq(_earned(CREATOR), _PRICE);
        assertEq(market.jobOf(id).result, A);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    // INV-60
    function test_AWorkerOutvotedByLiarsIsRight() public {
        JobId id = _request(_plain, 3, 2);
        address[] memory first = _evaluate(id, _list(B, A, B));
        _contest(id, first[1]);
        _evaluate(id, _list(A, A, A, A));
        _assertWorker(first[1], STAKE, 0);
        assertEq(_earned(first[1]), _FEE + 4 * _FEE);
        _assertWorker(first[0], STAKE - BOND, 0);
        _assertWorker(first[2], STAKE - BOND, 0);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    // INV-60
    function test_AWorkerThatInsistsLosesBondAndDeposit() public {
        JobId id = _request(_plain, 3, 2);
        address[] memory first = _evaluate(id, _list(A, B, A));
        _contest(id, first[1]);
        address[] memory second = _evaluate(id, _list(A, B, A, A));
        assertEq(_earned(first[1]), 4 * _FEE - 3 * _FEE);
        _assertWorker(first[1], STAKE - BOND, 0);
        _assertWorker(second[1], STAKE - BOND, 0);
        assertEq(_earned(second[0]), _FEE);
        assertEq(market.forfeited(), 2 * uint256(BOND));
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    /// @dev Where a seat of the first panel stayed empty, five are drawn later, and a deposit pays for four.
    function test_EmptySeatsOfTheFirstPanelArePaidForByTheUser() public {
        JobId id = _request(_plain, 3, 2);
        address[] memory first = _draw(id);
        _decline(id, first[1]);
        _commit(id, first[0], A);
        _commit(id, first[2], A);
        _reveal(id, first[0], A);
        _reveal(id, first[2], A);
        _contest(id, USER);
        address[] memory second = _evaluate(id, _all(5, A));
        for (uint256 i; i < 5; ++i) assertEq(_earned(second[i]), _FEE);
        assertEq(_earned(USER), 0);
        assertEq(_earned(first[0]), _FEE);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    // Nobody decides

    // INV-65
    function test_WhereNobodyComesTheFirstAgreementStands() public {
        JobId id = _agreed(_plain, 2, 2);
        _contest(id, USER);
        _lapse(id);
        // A contest that nobody comes to makes no job free, and costs nothing.
        assertEq(_earned(CREATOR), _PRICE);
        assertEq(_earned(USER), 3 * _FEE);
        assertEq(market.jobOf(id).result, A);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    // INV-60, INV-65
    function test_WhoeverCameIsPaidWhereNothingIsDecided() public {
        JobId id = _request(_plain, 3, 2);
        address[] memory first = _evaluate(id, _list(A, B, A));
        _contest(id, first[1]);
        address[] memory second = _draw(id);
        _commit(id, second[0], A);
        _commit(id, second[1], B);
        _decline(id, second[2]);
        _decline(id, second[3]);
        _reveal(id, second[0], A);
        _reveal(id, second[1], B);
        address[] memory third = _draw(id);
        assertEq(third.length, 2);
        _commit(id, third[0], B);
        _decline(id, third[1]);
        _reveal(id, third[0], B);
        // Three to three, of four that decide: A was first, and stands. Nobody loses a bond.
        _lapse(id);
        assertEq(market.forfeited(), 0);
        for (uint256 i; i < 3; ++i) _assertWorker(first[i], STAKE, 0);
        assertEq(_earned(first[0]), _FEE);
        assertEq(_earned(first[1]), 4 * _FEE - 3 * _FEE);
        assertEq(_earned(second[0]), _FEE);
        assertEq(_earned(second[1]), _FEE);
        assertEq(_earned(third[0]), _FEE);
        assertEq(market.jobOf(id).result, A);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    // INV-60, INV-65
    function test_AFullPanelWithoutAMajorityLeavesTheFirst() public {
        JobId id = _agreed(_plain, 2, 2);
        _contest(id, USER);
        // Two, two and one, of three that decide.
        address[] memory second = _evaluate(id, _list(B, B, C));
        for (uint256 i; i < 3; ++i) {
            assertEq(_earned(second[i]), _FEE);
            _assertWorker(second[i], STAKE, 0);
        }
        assertEq(market.jobOf(id).result, A);
        assertEq(_earned(USER), 0);
        assertEq(_earned(CREATOR), _PRICE);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    // INV-60, INV-65
    function test_WhereMostSayAnotherNothingIsServed() public {
        JobId id = _request(_plain, 4, 3);
        address[] memory first = _evaluate(id, _list(A, A, A, B));
        _contest(id, first[3]);
        address[] memory second = _draw(id);
        for (uint256 i; i < 5; ++i) {
            if (i < 3) _commit(id, second[i], B);
            else _decline(id, second[i]);
        }
        for (uint256 i; i < 3; ++i) _reveal(id, second[i], B);
        // Three to four, of five that decide.
        _lapse(id);
        assertEq(market.jobOf(id).result, 0);
        assertEq(market.forfeited(), 0);
        for (uint256 i; i < 4; ++i) _assertWorker(first[i], STAKE, 0);
        for (uint256 i; i < 3; ++i) assertEq(_earned(second[i]), _FEE);
        assertEq(_earned(first[3]), 5 * _FEE - 3 * _FEE);
        assertEq(_earned(first[0]) + _earned(CREATOR), 0);
        assertEq(_earned(USER), market.costOf(_plain, 4, SAMPLES));
        _assertClosed(id, IInferenceMarket.Outcome.Unserved);
    }

    /// @dev A panel that took all the time that there was cannot keep others from looking at what it said.
    function test_AContestHasItsTimeHoweverLate() public {
        JobId id = _request(_plain, 2, 2);
        VM.warp(market.jobOf(id).until);
        address[] memory first = _draw(id);
        VM.warp(market.jobOf(id).until);
        _commit(id, first[0], B);
        _commit(id, first[1], B);
        VM.warp(market.jobOf(id).until);
        _reveal(id, first[0], B);
        _reveal(id, first[1], B);
        VM.warp(market.jobOf(id).until);
        assertTrue(block.timestamp > market.jobOf(id).deadline, 'past the deadline');
        _contest(id, USER);
        assertEq(market.jobOf(id).deadline, block.timestamp + 3 * (COMMIT + REVEAL));
        _evaluate(id, _list(A, A, A));
        _assertWorker(first[0], STAKE - BOND, 0);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    function test_AStepAfterAContestIsContestedAnew() public {
        JobId id = _request(_offer(_stepTerms(2)), 3, 2);
        _evaluate(id, _list(A, B, A));
        _contest(id, USER);
        _evaluate(id, _list(A, A, A, A));
        IInferenceMarket.Job memory job = market.jobOf(id);
        assertTrue(job.step == 1 && !job.contested && job.target == 3 && job.deposit == 0, 'the next step');
        _evaluate(id, _list(B, B, B));
        _contest(id, USER);
        _evaluate(id, _list(B, B, B, B));
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }
}
