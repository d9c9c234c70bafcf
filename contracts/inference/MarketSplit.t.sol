// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IInferenceMarket, JobId, OfferId} from '../interfaces/IInferenceMarket.sol';
import {MarketSupport} from './MarketSupport.t.sol';

/// @dev What user and creator do after the workers.
contract MarketSplitTest is MarketSupport {
    uint256 private constant _PRICE = uint256(PRICE) * SAMPLES;
    bytes32 private constant _SEALED = keccak256('sealed');
    bytes32 private constant _ANSWER = keccak256('answer');

    OfferId private _split;

    function setUp() public {
        _startMarket();
        _split = _offer(_splitTerms());
        _pool(9);
    }

    function _handOver(JobId id) private {
        VM.prank(USER);
        market.handOver(id, _SEALED);
    }

    function _answer(JobId id) private {
        VM.prank(CREATOR);
        market.answer(id, _ANSWER);
    }

    function _accept(JobId id) private {
        VM.prank(USER);
        market.accept(id);
    }

    // INV-64
    function test_TheCreatorIsPaidForItsAnswer() public {
        JobId id = _agreed(_split, 2, 2);
        VM.expectEmit();
        emit IInferenceMarket.StepSettled(id, 0, A);
        VM.expectEmit();
        emit IInferenceMarket.HandOverAwaited(id, uint64(block.timestamp + HAND_OVER));
        VM.expectEmit();
        emit IInferenceMarket.JobHandedOver(id, _SEALED, uint64(block.timestamp + ANSWER));
        _handOver(id);
        _assertPhase(id, IInferenceMarket.Phase.Answering);
        assertEq(market.jobOf(id).sealedCid, _SEALED);
        assertEq(_earned(CREATOR), 0);
        // The workers wait for nobody.
        address[] memory panel = _those(id, IInferenceMarket.SeatStatus.Revealed);
        for (uint256 i; i < 2; ++i) {
            _assertWorker(panel[i], STAKE, 0);
            assertEq(_earned(panel[i]), uint256(FEE) * SAMPLES);
        }
        _assertSound();
        VM.expectEmit();
        emit IInferenceMarket.JobAnswered(id, _ANSWER);
        _answer(id);
        assertEq(market.jobOf(id).answerCid, _ANSWER);
        assertEq(_earned(CREATOR), _PRICE);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    function test_HandsOverAfterTheContestableTimeToo() public {
        JobId id = _agreed(_split, 1, 1);
        _pastPhase(id);
        market.settle(id);
        _assertPhase(id, IInferenceMarket.Phase.HandOver);
        assertEq(market.jobOf(id).until, block.timestamp + HAND_OVER);
        assertEq(market.jobOf(id).drawBlock, 0);
        _assertSound();
        VM.warp(market.jobOf(id).until);
        _handOver(id);
        VM.warp(market.jobOf(id).until);
        _answer(id);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    function test_AcceptingOnlyEndsTheWorkersWait() public {
        JobId id = _agreed(_split, 1, 1);
        _accept(id);
        _assertPhase(id, IInferenceMarket.Phase.HandOver);
        assertEq(_earned(CREATOR), 0);
        _expectPhase(id, IInferenceMarket.Phase.HandOver);
        _accept(id);
        _handOver(id);
        _answer(id);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    /// @dev By the larger panel, or because nobody came.
    function test_HandsOverAfterAContest() public {
        JobId id = _agreed(_split, 1, 1);
        _contest(id, USER);
        _evaluate(id, _list(A, A));
        _assertPhase(id, IInferenceMarket.Phase.HandOver);
        _handOver(id);
        id = _agreed(_split, 1, 1);
        _contest(id, USER);
        _pastPhase(id);
        market.settle(id);
        _assertPhase(id, IInferenceMarket.Phase.HandOver);
        assertEq(market.jobOf(id).drawBlock, 0);
        _handOver(id);
        _answer(id);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    function test_HandsOverWhatTheLastStepGave() public {
        IInferenceMarket.Terms memory terms = _splitTerms();
        terms.steps = 2;
        JobId id = _request(_offer(terms), 3, 2);
        _evaluate(id, _list(A, A, B));
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.MayNotAccept.selector, id));
        _handOver(id);
        _pastPhase(id);
        market.settle(id);
        _expectPhase(id, IInferenceMarket.Phase.Drawing);
        _handOver(id);
        _evaluate(id, _all(3, C));
        _handOver(id);
        assertEq(market.jobOf(id).result, C);
        _answer(id);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    /// @dev There is nothing to hand over of an input that is none.
    function test_ARefusalIsNotHandedOver() public {
        JobId id = _request(_split, 1, 1);
        _evaluate(id, _list(refusal));
        _expectPhase(id, IInferenceMarket.Phase.Closed);
        _handOver(id);
        _accept(id);
        _assertClosed(id, IInferenceMarket.Outcome.Refused);
        assertEq(_earned(USER), _PRICE);
        IInferenceMarket.Terms memory terms = _splitTerms();
        terms.steps = 2;
        id = _request(_offer(terms), 1, 1);
        _evaluate(id, _list(refusal));
        _expectPhase(id, IInferenceMarket.Phase.Closed);
        _handOver(id);
    }

    function test_OnlyTheUserHandsOver() public {
        JobId id = _agreed(_split, 1, 1);
        _expect(IInferenceMarket.CidIsZero.selector);
        VM.prank(USER);
        market.handOver(id, 0);
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.NotUserOf.selector, id, CREATOR));
        VM.prank(CREATOR);
        market.handOver(id, _SEALED);
        _handOver(id);
        _expectPhase(id, IInferenceMarket.Phase.Answering);
        _handOver(id);
    }

    function test_NothingIsHandedOverOfAnEncryptedJob() public {
        JobId id = _agreed(_offer(_terms()), 1, 1);
        VM.expectRevert(
            abi.encodeWithSelector(IInferenceMarket.ModeDiffers.selector, id, IInferenceMarket.Mode.Encrypted)
        );
        _handOver(id);
        _expectPhase(id, IInferenceMarket.Phase.Contestable);
        _answer(id);
    }

    function test_OnlyTheCreatorAnswers() public {
        JobId id = _agreed(_split, 1, 1);
        _expectPhase(id, IInferenceMarket.Phase.Contestable);
        _answer(id);
        _handOver(id);
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.NotCreatorOf.selector, _split, USER));
        VM.prank(USER);
        market.answer(id, _ANSWER);
        _expect(IInferenceMarket.CidIsZero.selector);
        VM.prank(CREATOR);
        market.answer(id, 0);
        _answer(id);
        _expectPhase(id, IInferenceMarket.Phase.Closed);
        _answer(id);
    }

    // INV-62
    function test_WithoutAHandOverThePriceReturns() public {
        JobId id = _agreed(_split, 2, 2);
        _accept(id);
        uint256 until = market.jobOf(id).until;
        _expectEarly(until + 1);
        market.settle(id);
        VM.warp(until + 1);
        _expectLate(until);
        _handOver(id);
        VM.prank(STRANGER);
        market.settle(id);
        assertEq(_earned(USER), _PRICE);
        assertEq(_earned(CREATOR), 0);
        _assertClosed(id, IInferenceMarket.Outcome.Abandoned);
    }

    // INV-62
    function test_WithoutAnAnswerThePriceReturns() public {
        JobId id = _agreed(_split, 2, 2);
        _handOver(id);
        uint256 until = market.jobOf(id).until;
        _expectEarly(until + 1);
        market.settle(id);
        VM.warp(until + 1);
        _expectLate(until);
        _answer(id);
        VM.prank(STRANGER);
        market.settle(id);
        assertEq(_earned(USER), _PRICE);
        assertEq(_earned(CREATOR), 0);
        assertEq(market.jobOf(id).sealedCid, _SEALED);
        _assertClosed(id, IInferenceMarket.Outcome.Unanswered);
    }
}
