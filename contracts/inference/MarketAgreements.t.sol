// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IInferenceMarket, JobId, OfferId} from '../interfaces/IInferenceMarket.sol';
import {MarketSupport} from './MarketSupport.t.sol';

/// @dev What results come to, and who is paid for them.
contract MarketAgreementsTest is MarketSupport {
    uint256 private constant _FEE = uint256(FEE) * SAMPLES;

    OfferId private _plain;

    function setUp() public {
        _startMarket();
        _plain = _offer(_terms());
        _pool(9);
    }

    function _accept(JobId id) private {
        VM.prank(USER);
        market.accept(id);
    }

    function _lapse(JobId id) private {
        _pastPhase(id);
        market.settle(id);
    }

    function _expectMayNotAccept(JobId id) private {
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.MayNotAccept.selector, id));
        _accept(id);
    }

    // All agree

    // INV-64
    function testFuzz_WhoAgreesIsPaid(uint8 workers, uint8 agreeing, bool waits) public {
        workers = uint8(bound(workers, 1, 4));
        agreeing = uint8(bound(agreeing, workers / 2 + 1, workers));
        JobId id = _request(_plain, workers, agreeing);
        address[] memory panel = _evaluate(id, _all(workers, A));
        assertEq(market.jobOf(id).until, block.timestamp + CONTEST);
        for (uint256 i; i < workers; ++i) _assertWorker(panel[i], STAKE, BOND);
        if (waits) _lapse(id);
        else _accept(id);
        for (uint256 i; i < workers; ++i) {
            _assertWorker(panel[i], STAKE, 0);
            assertEq(_earned(panel[i]), _FEE);
        }
        assertEq(_earned(CREATOR), uint256(PRICE) * SAMPLES);
        assertEq(_earned(USER), 0);
        assertEq(market.jobOf(id).result, A);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    function test_TellsWhatIsAgreed() public {
        JobId id = _request(_plain, 2, 2);
        address[] memory panel = _draw(id);
        for (uint256 i; i < 2; ++i) _commit(id, panel[i], A);
        _reveal(id, panel[0], A);
        VM.expectEmit();
        emit IInferenceMarket.StepAgreed(id, 0, A, 2, uint64(block.timestamp + CONTEST));
        _reveal(id, panel[1], A);
        VM.expectEmit();
        emit IInferenceMarket.Credited(id, panel[0], _FEE);
        VM.expectEmit();
        emit IInferenceMarket.Credited(id, panel[1], _FEE);
        VM.expectEmit();
        emit IInferenceMarket.StepSettled(id, 0, A);
        VM.expectEmit();
        emit IInferenceMarket.Credited(id, CREATOR, uint256(PRICE) * SAMPLES);
        VM.expectEmit();
        emit IInferenceMarket.JobClosed(id, IInferenceMarket.Outcome.Served, 0);
        _accept(id);
    }

    function test_OnlyTheUserAccepts() public {
        JobId id = _request(_plain, 1, 1);
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.NotUserOf.selector, id, CREATOR));
        VM.prank(CREATOR);
        market.accept(id);
        _expectPhase(id, IInferenceMarket.Phase.Drawing);
        _accept(id);
        _evaluate(id, _list(A));
        _accept(id);
        _expectPhase(id, IInferenceMarket.Phase.Closed);
        _accept(id);
    }

    function test_SettlesOnlyWhatIsOver() public {
        JobId id = _agreed(_plain, 1, 1);
        uint256 until = market.jobOf(id).until;
        VM.warp(until);
        _expectEarly(until + 1);
        market.settle(id);
        VM.warp(until + 1);
        market.settle(id);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    // One differs

    // INV-60, INV-64
    function test_WhoDiffersLosesItsBond() public {
        JobId id = _request(_plain, 3, 2);
        address[] memory panel = _evaluate(id, _list(A, B, A));
        _assertPhase(id, IInferenceMarket.Phase.Contestable);
        // The one that would lose may contest: the user's word is not enough.
        _expectMayNotAccept(id);
        _pastPhase(id);
        _expectMayNotAccept(id);
        VM.expectEmit();
        emit IInferenceMarket.WorkerSlashed(id, 0, panel[1], B, BOND);
        market.settle(id);
        _assertWorker(panel[1], STAKE - BOND, 0);
        assertFalse(_isDrawable(panel[1]), 'drawable');
        assertEq(_earned(panel[0]), _FEE);
        assertEq(_earned(panel[1]), 0);
        // Nobody has the bond, and the user its third fee.
        assertEq(market.forfeited(), BOND);
        assertEq(_earned(USER), _FEE);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    // Nobody agrees

    // INV-60, INV-65
    function test_ADisagreementIsDecidedByTheLargerPanel() public {
        JobId id = _request(_plain, 2, 2);
        uint256 deadline = market.jobOf(id).deadline;
        address[] memory first = _draw(id);
        _commit(id, first[0], A);
        _commit(id, first[1], B);
        _reveal(id, first[0], A);
        VM.expectEmit();
        emit IInferenceMarket.StepDisputed(id, 0, address(0), 5);
        _reveal(id, first[1], B);
        _assertPhase(id, IInferenceMarket.Phase.Drawing);
        assertEq(market.jobOf(id).target, 5);
        assertEq(market.jobOf(id).deadline, deadline + 3 * (COMMIT + REVEAL));
        assertFalse(market.jobOf(id).contested, 'contested');
        address[] memory second = _evaluate(id, _list(B, B, A));
        assertTrue(market.panelOf(id)[2].second && !market.panelOf(id)[0].second, 'second');
        assertEq(market.jobOf(id).result, B);
        // From the escrow, and from the losers' bonds.
        assertEq(_earned(first[1]), _FEE);
        assertEq(_earned(second[0]), _FEE);
        assertEq(_earned(second[1]), _FEE);
        assertEq(_earned(first[0]) + _earned(second[2]), 0);
        _assertWorker(first[0], STAKE - BOND, 0);
        _assertWorker(second[2], STAKE - BOND, 0);
        assertEq(market.forfeited(), 2 * uint256(BOND) - 2 * _FEE);
        assertEq(_earned(USER), _FEE);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    function test_ThoseWhoComeLaterMayAllBeNeeded() public {
        JobId id = _request(_plain, 3, 3);
        _evaluate(id, _list(A, A, B));
        // Three of three can agree no more; four of seven decide.
        assertEq(market.jobOf(id).target, 7);
        address[] memory second = _draw(id);
        assertEq(second.length, 4);
        _commit(id, second[0], A);
        _commit(id, second[1], A);
        _decline(id, second[2]);
        _decline(id, second[3]);
        _reveal(id, second[0], A);
        _reveal(id, second[1], A);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
        assertEq(market.forfeited(), BOND - 2 * _FEE);
    }

    /// @dev A third could not make three equal results of two that differ, nor a seventh four of two.
    function test_NobodyIsAskedWhoCannotDecide() public {
        JobId id = _request(_plain, 3, 3);
        address[] memory panel = _draw(id);
        for (uint256 i; i < 3; ++i) _commit(id, panel[i], i == 0 ? A : B);
        _reveal(id, panel[0], A);
        _reveal(id, panel[1], B);
        _lapse(id);
        assertEq(market.jobOf(id).target, 7);
        _assertPhase(id, IInferenceMarket.Phase.Drawing);
        panel = _draw(id);
        assertEq(panel.length, 5);
        for (uint256 i; i < 5; ++i) _commit(id, panel[i], i < 2 ? C : bytes32(i + 1));
        for (uint256 i; i < 4; ++i) _reveal(id, panel[i], i < 2 ? C : bytes32(i + 1));
        _lapse(id);
        assertEq(market.jobOf(id).result, 0);
        _assertClosed(id, IInferenceMarket.Outcome.Unserved);
    }

    // INV-60, INV-62
    function test_WhereNobodyEverAgreesAllBondsReturn() public {
        JobId id = _request(_plain, 2, 2);
        address[] memory first = _evaluate(id, _list(A, B));
        address[] memory second = _evaluate(id, _list(A, B, C));
        for (uint256 i; i < 2; ++i) _assertWorker(first[i], STAKE, 0);
        for (uint256 i; i < 3; ++i) _assertWorker(second[i], STAKE, 0);
        assertEq(_earned(USER), market.costOf(_plain, 2, SAMPLES));
        assertEq(market.jobOf(id).result, 0);
        _assertClosed(id, IInferenceMarket.Outcome.Unserved);
    }

    // INV-60, INV-62
    function test_WhereTooFewComeAllBondsReturn() public {
        JobId id = _request(_plain, 2, 2);
        address[] memory first = _evaluate(id, _list(A, B));
        address[] memory second = _draw(id);
        _commit(id, second[0], A);
        _decline(id, second[1]);
        _decline(id, second[2]);
        _reveal(id, second[0], A);
        _assertPhase(id, IInferenceMarket.Phase.Drawing);
        _lapse(id);
        _assertWorker(first[0], STAKE, 0);
        _assertWorker(second[0], STAKE, 0);
        assertEq(_earned(second[0]), 0);
        assertEq(_earned(USER), market.costOf(_plain, 2, SAMPLES));
        _assertClosed(id, IInferenceMarket.Outcome.Unserved);
    }

    /// @dev As long as those who are missing could still decide, they are asked for.
    function test_AMissingOneIsReplaced() public {
        JobId id = _request(_plain, 3, 2);
        address[] memory panel = _draw(id);
        _commit(id, panel[0], A);
        _commit(id, panel[1], B);
        _decline(id, panel[2]);
        _reveal(id, panel[0], A);
        _reveal(id, panel[1], B);
        _assertPhase(id, IInferenceMarket.Phase.Drawing);
        assertEq(market.jobOf(id).target, 3);
        _evaluate(id, _list(B));
        assertEq(market.jobOf(id).result, B);
        assertFalse(market.panelOf(id)[2].second, 'of the first panel');
        _lapse(id);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
        // After a first reveal one is enough to go on.
        id = _request(_plain, 4, 3);
        panel = _draw(id);
        _commit(id, panel[0], A);
        _commit(id, panel[1], A);
        _commit(id, panel[2], B);
        _decline(id, panel[3]);
        for (uint256 i; i < 3; ++i) _reveal(id, panel[i], i == 2 ? B : A);
        _assertPhase(id, IInferenceMarket.Phase.Drawing);
        address last = _draw(id)[0];
        _commit(id, last, A);
        _reveal(id, last, A);
        _assertPhase(id, IInferenceMarket.Phase.Contestable);
        _assertSound();
    }

    // Steps

    // INV-64
    function test_StepsFollowEachOther() public {
        JobId id = _request(_offer(_stepTerms(3)), 2, 2);
        address[] memory panel = _draw(id);
        for (uint256 i; i < 2; ++i) _commit(id, panel[i], A);
        _reveal(id, panel[0], A);
        VM.expectEmit();
        emit IInferenceMarket.StepAgreed(id, 0, A, 2, 0);
        VM.expectEmit();
        emit IInferenceMarket.Credited(id, panel[0], _FEE);
        VM.expectEmit();
        emit IInferenceMarket.Credited(id, panel[1], _FEE);
        VM.expectEmit();
        emit IInferenceMarket.StepSettled(id, 0, A);
        VM.expectEmit();
        emit IInferenceMarket.DrawAwaited(id, 1, uint64(block.number + 1));
        _reveal(id, panel[1], A);
        IInferenceMarket.Job memory job = market.jobOf(id);
        assertTrue(job.step == 1 && job.input == A && job.result == 0 && job.target == 2, 'the next step');
        assertEq(market.panelOf(id).length, 0);
        _assertSound();
        _evaluate(id, _list(B, B));
        assertEq(market.jobOf(id).input, B);
        _evaluate(id, _list(C, C));
        job = market.jobOf(id);
        assertTrue(job.step == 2 && job.input == B && job.result == C, 'the last step');
        _assertPhase(id, IInferenceMarket.Phase.Contestable);
        _accept(id);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
        assertEq(_earned(USER), 0);
    }

    function test_AnIntermediateDisagreementWaits() public {
        JobId id = _request(_offer(_stepTerms(2)), 3, 2);
        uint256 deadline = market.jobOf(id).deadline;
        _evaluate(id, _list(A, A, B));
        _assertPhase(id, IInferenceMarket.Phase.Contestable);
        assertEq(market.jobOf(id).result, A);
        // The second step has the time that it would have had.
        assertEq(market.jobOf(id).deadline, deadline + CONTEST);
        _lapse(id);
        IInferenceMarket.Job memory job = market.jobOf(id);
        assertTrue(job.step == 1 && job.input == A && job.result == 0, 'the next step');
        _evaluate(id, _all(3, C));
        _accept(id);
        assertEq(_earned(USER), _FEE);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    // INV-64
    function test_StepsThatAreSettledStayPaid() public {
        OfferId offer = _offer(_stepTerms(3));
        JobId id = _request(offer, 2, 2);
        address[] memory panel = _evaluate(id, _list(A, A));
        _pastPhase(id);
        market.settle(id);
        assertEq(_earned(panel[0]) + _earned(panel[1]), 2 * _FEE);
        assertEq(_earned(USER), market.costOf(offer, 2, SAMPLES) - 2 * _FEE);
        assertEq(_earned(CREATOR), 0);
        _assertClosed(id, IInferenceMarket.Outcome.Unserved);
    }

    // Refusals

    // INV-64
    function test_WhoRefusesTheInputIsPaid() public {
        JobId id = _request(_plain, 2, 2);
        address[] memory panel = _evaluate(id, _list(refusal, refusal));
        _accept(id);
        assertEq(_earned(panel[0]) + _earned(panel[1]), 2 * _FEE);
        assertEq(_earned(CREATOR), 0);
        assertEq(_earned(USER), uint256(PRICE) * SAMPLES);
        assertEq(market.jobOf(id).result, refusal);
        _assertClosed(id, IInferenceMarket.Outcome.Refused);
    }

    /// @dev Refusing is less work than evaluating: workers who all refuse must be contestable in every step.
    function test_ARefusalCanBeContestedInEveryStep() public {
        OfferId offer = _offer(_stepTerms(3));
        JobId id = _request(offer, 1, 1);
        address[] memory lazy = _evaluate(id, _list(refusal));
        _assertPhase(id, IInferenceMarket.Phase.Contestable);
        _contest(id, USER);
        _evaluate(id, _list(A, A));
        assertEq(market.jobOf(id).step, 1);
        assertEq(market.jobOf(id).input, A);
        _assertWorker(lazy[0], STAKE - BOND, 0);
        _assertSound();
        // And where nobody contests, a refusal ends the job.
        _evaluate(id, _list(refusal));
        _lapse(id);
        assertEq(market.jobOf(id).input, A);
        _assertClosed(id, IInferenceMarket.Outcome.Refused);
    }
}
