// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IInferenceMarket, JobId, OfferId} from '../interfaces/IInferenceMarket.sol';
import {IWorkerPool} from '../interfaces/IWorkerPool.sol';
import {MarketSupport} from './MarketSupport.t.sol';

/// @dev What those drawn do.
contract MarketPanelsTest is MarketSupport {
    uint256 private constant _FORFEIT = uint256(FEE) * SAMPLES;

    OfferId private _plain;
    JobId private _id;
    address[] private _panel;

    function setUp() public {
        _startMarket();
        _plain = _offer(_terms());
        _pool(6);
        _id = _request(_plain, 3, 2);
        _panel = _draw(_id);
    }

    function _expectSeat(address worker, IInferenceMarket.SeatStatus status) private {
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.SeatDiffers.selector, _id, worker, status));
    }

    function _expectStranger(address worker) private {
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.NotOnPanel.selector, _id, worker));
    }

    function _assertSeat(uint256 index, IInferenceMarket.SeatStatus status) private view {
        assertEq(uint256(market.panelOf(_id)[index].status), uint256(status));
    }

    function _undrawn() private view returns (address) {
        for (uint256 i; i < 6; ++i) {
            address worker = _worker(i);
            if (worker != _panel[0] && worker != _panel[1] && worker != _panel[2]) return worker;
        }
        return address(0);
    }

    function _commitAll(bytes32 result) private {
        for (uint256 i; i < 3; ++i) _commit(_id, _panel[i], result);
    }

    // Commitments

    function test_KeepsCommitments() public {
        bytes32 commitment = market.hashResult(_id, 0, _panel[1], A, SALT);
        VM.expectEmit();
        emit IInferenceMarket.ResultCommitted(_id, 0, _panel[1], commitment);
        VM.prank(_panel[1]);
        market.commit(_id, commitment);
        IInferenceMarket.Seat memory seat = market.panelOf(_id)[1];
        assertEq(seat.worker, _panel[1]);
        assertEq(seat.commitment, commitment);
        assertEq(seat.result, 0);
        _assertSeat(1, IInferenceMarket.SeatStatus.Committed);
        _assertSeat(0, IInferenceMarket.SeatStatus.Drawn);
        assertEq(market.panelOf(_id)[0].commitment, 0);
    }

    function test_TheLastCommitmentStartsTheReveal() public {
        _commit(_id, _panel[0], A);
        _commit(_id, _panel[1], A);
        _assertPhase(_id, IInferenceMarket.Phase.Committing);
        bytes32 commitment = market.hashResult(_id, 0, _panel[2], A, SALT);
        VM.expectEmit();
        emit IInferenceMarket.RevealStarted(_id, 0, uint64(block.timestamp + REVEAL));
        VM.prank(_panel[2]);
        market.commit(_id, commitment);
        _assertPhase(_id, IInferenceMarket.Phase.Revealing);
        assertEq(market.jobOf(_id).until, block.timestamp + REVEAL);
    }

    // INV-59
    function test_ACommitmentLocksABond() public {
        _assertWorker(_panel[0], STAKE, 0);
        VM.prank(_panel[0]);
        market.startUnbonding(STAKE - BOND + 1);
        VM.expectRevert(
            abi.encodeWithSelector(IWorkerPool.StakeNotFree.selector, _panel[0], uint256(BOND), uint256(BOND) - 1)
        );
        VM.prank(_panel[0]);
        market.commit(_id, A);
        _decline(_id, _panel[0]);
        VM.prank(_panel[1]);
        market.startUnbonding(STAKE - BOND);
        _commit(_id, _panel[1], A);
        _assertWorker(_panel[1], STAKE, BOND);
        VM.expectRevert(abi.encodeWithSelector(IWorkerPool.StakeNotFree.selector, _panel[1], 1, 0));
        VM.prank(_panel[1]);
        market.startUnbonding(1);
        _assertSound();
    }

    function test_OnlyThoseDrawnCommit() public {
        address[4] memory others = [_undrawn(), USER, CREATOR, STRANGER];
        for (uint256 i; i < others.length; ++i) {
            _expectStranger(others[i]);
            VM.prank(others[i]);
            market.commit(_id, A);
        }
    }

    function test_CommitsOnceAndNotToNothing() public {
        _expect(IInferenceMarket.CommitmentIsZero.selector);
        VM.prank(_panel[0]);
        market.commit(_id, 0);
        _commit(_id, _panel[0], A);
        _expectSeat(_panel[0], IInferenceMarket.SeatStatus.Committed);
        VM.prank(_panel[0]);
        market.commit(_id, B);
    }

    function test_CommitsInTimeOnly() public {
        uint256 until = market.jobOf(_id).until;
        VM.warp(until);
        _commit(_id, _panel[0], A);
        VM.warp(until + 1);
        _expectLate(until);
        VM.prank(_panel[1]);
        market.commit(_id, A);
        _expectLate(until);
        VM.prank(_panel[1]);
        market.decline(_id);
        JobId waiting = _request(_plain, 1, 1);
        _expectPhase(waiting, IInferenceMarket.Phase.Drawing);
        VM.prank(_panel[0]);
        market.commit(waiting, A);
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.NotOnPanel.selector, waiting, _panel[0]));
        VM.prank(_panel[0]);
        market.decline(waiting);
    }

    // Reveals

    // INV-61
    function test_ShowsOnlyWhatWasCommittedTo() public {
        _commitAll(A);
        bytes32 kept = market.panelOf(_id)[0].commitment;
        bytes memory reason = abi.encodeWithSelector(IInferenceMarket.RevealDiffers.selector, _id, _panel[0], kept);
        VM.expectRevert(reason);
        _reveal(_id, _panel[0], B);
        VM.expectRevert(reason);
        VM.prank(_panel[0]);
        market.reveal(_id, A, bytes32(0));
        VM.expectEmit();
        emit IInferenceMarket.ResultRevealed(_id, 0, _panel[0], A);
        _reveal(_id, _panel[0], A);
        IInferenceMarket.Seat memory seat = market.panelOf(_id)[0];
        assertEq(seat.result, A);
        assertEq(seat.commitment, 0);
        _expectSeat(_panel[0], IInferenceMarket.SeatStatus.Revealed);
        _reveal(_id, _panel[0], A);
    }

    // INV-61
    function test_ACopiedCommitmentIsWorthNothing() public {
        bytes32 commitment = market.hashResult(_id, 0, _panel[0], A, SALT);
        for (uint256 i; i < 3; ++i) {
            VM.prank(_panel[i]);
            market.commit(_id, commitment);
        }
        _reveal(_id, _panel[0], A);
        for (uint256 i = 1; i < 3; ++i) {
            VM.expectPartialRevert(IInferenceMarket.RevealDiffers.selector);
            _reveal(_id, _panel[i], A);
        }
    }

    // INV-61
    function test_ACommitmentIsForOneStepOfOneJobHere() public {
        bytes32 hash = market.hashResult(_id, 0, _panel[0], A, SALT);
        bytes32 name = keccak256('tacit.result');
        assertEq(hash, keccak256(abi.encode(name, _id, uint256(0), _panel[0], A, SALT)));
        assertFalse(market.hashResult(_id, 1, _panel[0], A, SALT) == hash, 'step');
        assertFalse(market.hashResult(JobId.wrap(A), 0, _panel[0], A, SALT) == hash, 'job');
        assertFalse(market.hashResult(_id, 0, _panel[1], A, SALT) == hash, 'worker');
        assertFalse(market.hashResult(_id, 0, _panel[0], B, SALT) == hash, 'result');
        assertFalse(market.hashResult(_id, 0, _panel[0], A, A) == hash, 'salt');
        // One that was made for the second step serves nothing in the first.
        hash = market.hashResult(_id, 1, _panel[0], A, SALT);
        VM.prank(_panel[0]);
        market.commit(_id, hash);
        _commit(_id, _panel[1], A);
        _commit(_id, _panel[2], A);
        VM.expectPartialRevert(IInferenceMarket.RevealDiffers.selector);
        _reveal(_id, _panel[0], A);
    }

    function test_NothingIsNoResult() public {
        bytes32 commitment = market.hashResult(_id, 0, _panel[0], 0, SALT);
        VM.prank(_panel[0]);
        market.commit(_id, commitment);
        _commit(_id, _panel[1], A);
        _commit(_id, _panel[2], A);
        _expect(IInferenceMarket.ResultIsZero.selector);
        VM.prank(_panel[0]);
        market.reveal(_id, 0, SALT);
    }

    function test_RevealsInItsPhaseOnly() public {
        _commit(_id, _panel[0], A);
        _expectPhase(_id, IInferenceMarket.Phase.Committing);
        _reveal(_id, _panel[0], A);
        _expectPhase(_id, IInferenceMarket.Phase.Committing);
        market.tally(_id);
        _commit(_id, _panel[1], A);
        _decline(_id, _panel[2]);
        _expectPhase(_id, IInferenceMarket.Phase.Revealing);
        VM.prank(_panel[0]);
        market.commit(_id, A);
        _expectSeat(_panel[2], IInferenceMarket.SeatStatus.Declined);
        _reveal(_id, _panel[2], A);
        _expectStranger(STRANGER);
        _reveal(_id, STRANGER, A);
        uint256 until = market.jobOf(_id).until;
        _expectEarly(until + 1);
        market.tally(_id);
        VM.warp(until);
        _reveal(_id, _panel[0], A);
        VM.warp(until + 1);
        _expectLate(until);
        _reveal(_id, _panel[1], A);
    }

    // INV-61
    function test_NothingIsRevealedBeforeEnoughHaveCommitted() public {
        _commit(_id, _panel[0], A);
        _decline(_id, _panel[1]);
        _decline(_id, _panel[2]);
        // One of two that decide: whoever is drawn now would only have to copy.
        _assertPhase(_id, IInferenceMarket.Phase.Drawing);
        _expectPhase(_id, IInferenceMarket.Phase.Drawing);
        _reveal(_id, _panel[0], A);
        address[] memory others = _draw(_id);
        assertEq(others.length, 2);
        _assertSeat(0, IInferenceMarket.SeatStatus.Committed);
        _commit(_id, others[0], A);
        _commit(_id, others[1], A);
        _reveal(_id, others[0], A);
        _reveal(_id, others[1], A);
        _reveal(_id, _panel[0], A);
        _assertPhase(_id, IInferenceMarket.Phase.Contestable);
        VM.prank(USER);
        market.accept(_id);
        _assertClosed(_id, IInferenceMarket.Outcome.Served);
    }

    // Seats that are given back

    function test_DecliningIsFree() public {
        VM.expectEmit();
        emit IInferenceMarket.SeatDeclined(_id, 0, _panel[0]);
        _decline(_id, _panel[0]);
        _assertWorker(_panel[0], STAKE, 0);
        assertTrue(_isDrawable(_panel[0]), 'drawable');
        _assertSeat(0, IInferenceMarket.SeatStatus.Declined);
        _assertSound();
        _expectSeat(_panel[0], IInferenceMarket.SeatStatus.Declined);
        _decline(_id, _panel[0]);
        _expectSeat(_panel[0], IInferenceMarket.SeatStatus.Declined);
        VM.prank(_panel[0]);
        market.commit(_id, A);
        _commit(_id, _panel[1], A);
        _expectSeat(_panel[1], IInferenceMarket.SeatStatus.Committed);
        _decline(_id, _panel[1]);
        _expectStranger(STRANGER);
        _decline(_id, STRANGER);
    }

    // INV-59, INV-62
    function test_WhoeverWaitsForOthersMayGo() public {
        _commit(_id, _panel[0], A);
        _expectSeat(_panel[0], IInferenceMarket.SeatStatus.Committed);
        _decline(_id, _panel[0]);
        _decline(_id, _panel[1]);
        _decline(_id, _panel[2]);
        _assertPhase(_id, IInferenceMarket.Phase.Drawing);
        _expectSeat(_panel[1], IInferenceMarket.SeatStatus.Declined);
        _decline(_id, _panel[1]);
        _assertWorker(_panel[0], STAKE, BOND);
        VM.expectEmit();
        emit IInferenceMarket.SeatDeclined(_id, 0, _panel[0]);
        _decline(_id, _panel[0]);
        _assertWorker(_panel[0], STAKE, 0);
        _assertSeat(0, IInferenceMarket.SeatStatus.Declined);
        _assertPhase(_id, IInferenceMarket.Phase.Drawing);
        address[] memory others = _draw(_id);
        assertEq(others.length, 3);
        for (uint256 i; i < 3; ++i) assertFalse(others[i] == _panel[0], 'again');
        _assertSound();
    }

    /// @dev What others have shown is no reason to go.
    function test_NobodyGoesOnceResultsAreShown() public {
        _commitAll(A);
        _reveal(_id, _panel[0], A);
        _expectPhase(_id, IInferenceMarket.Phase.Revealing);
        _decline(_id, _panel[1]);
        _pastPhase(_id);
        _expectPhase(_id, IInferenceMarket.Phase.Revealing);
        _decline(_id, _panel[1]);
        market.settle(_id);
        _assertPhase(_id, IInferenceMarket.Phase.Drawing);
        _expectSeat(_panel[0], IInferenceMarket.SeatStatus.Revealed);
        _decline(_id, _panel[0]);
        _expectSeat(_panel[1], IInferenceMarket.SeatStatus.Silent);
        _decline(_id, _panel[1]);
    }

    // INV-63
    function test_WhoDeclinedIsNotDrawnAgainInThisStep() public {
        for (uint256 i; i < 3; ++i) _decline(_id, _panel[i]);
        _assertPhase(_id, IInferenceMarket.Phase.Drawing);
        address[] memory second = _draw(_id);
        assertEq(second.length, 3);
        for (uint256 i; i < 3; ++i) {
            for (uint256 j; j < 3; ++j) assertFalse(second[i] == _panel[j], 'again');
        }
        for (uint256 i; i < 3; ++i) _decline(_id, second[i]);
        // Six have declined, and their seats were filled again: all of them are remembered.
        _toDraw(_id);
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.NobodyToDraw.selector, _id));
        market.draw(_id);
        _assertSound();
    }

    function test_WhoDeclinedMayServeTheNextStep() public {
        JobId id = _request(_offer(_stepTerms(2)), 3, 2);
        address[] memory first = _draw(id);
        _decline(id, first[0]);
        _commit(id, first[1], A);
        _commit(id, first[2], A);
        for (uint256 i; i < 6; ++i) {
            if (_worker(i) == first[0]) continue;
            VM.prank(_worker(i));
            market.pause();
        }
        _reveal(id, first[1], A);
        _reveal(id, first[2], A);
        assertEq(market.jobOf(id).step, 1);
        assertEq(_draw(id)[0], first[0]);
        _assertSound();
    }

    function test_TwoOfThreeDecideWithoutTheThird() public {
        _decline(_id, _panel[1]);
        _commit(_id, _panel[0], A);
        _commit(_id, _panel[2], A);
        _assertPhase(_id, IInferenceMarket.Phase.Revealing);
        _reveal(_id, _panel[0], A);
        _reveal(_id, _panel[2], A);
        VM.prank(USER);
        market.accept(_id);
        // What the third would have had is the user's.
        assertEq(_earned(USER), _FORFEIT);
        assertEq(_earned(_panel[1]), 0);
        _assertClosed(_id, IInferenceMarket.Outcome.Served);
    }
}
