// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IInferenceMarket, JobId, OfferId} from '../interfaces/IInferenceMarket.sol';
import {IWorkerPool} from '../interfaces/IWorkerPool.sol';
import {MarketSupport} from './MarketSupport.t.sol';

/// @dev What happens to those who do nothing, and to the job.
contract MarketSilenceTest is MarketSupport {
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

    function _has(address[] memory list, address worker) private pure returns (bool) {
        for (uint256 i; i < list.length; ++i) if (list[i] == worker) return true;
        return false;
    }

    function _assertSeat(uint256 index, IInferenceMarket.SeatStatus status) private view {
        assertEq(uint256(market.panelOf(_id)[index].status), uint256(status));
    }

    function _commitAll(bytes32 result) private {
        for (uint256 i; i < 3; ++i) _commit(_id, _panel[i], result);
    }

    // INV-60
    function test_SilenceCostsAFee() public {
        _commit(_id, _panel[0], A);
        _commit(_id, _panel[2], A);
        _expectEarly(uint256(market.jobOf(_id).until) + 1);
        market.settle(_id);
        _pastPhase(_id);
        VM.expectEmit();
        emit IInferenceMarket.WorkerSilent(_id, 0, _panel[1], _FORFEIT);
        VM.expectEmit();
        emit IWorkerPool.WorkerPaused(_panel[1]);
        VM.expectEmit();
        emit IInferenceMarket.Credited(_id, USER, _FORFEIT);
        VM.prank(STRANGER);
        market.settle(_id);
        _assertWorker(_panel[1], STAKE - _FORFEIT, 0);
        assertFalse(_isDrawable(_panel[1]), 'drawable');
        assertEq(_earned(USER), _FORFEIT);
        assertEq(market.forfeited(), 0);
        _assertSeat(1, IInferenceMarket.SeatStatus.Silent);
        _assertPhase(_id, IInferenceMarket.Phase.Revealing);
        _assertSound();
    }

    // INV-60
    function test_AResultThatIsNotShownCostsTheBond() public {
        _commitAll(A);
        _reveal(_id, _panel[0], A);
        _reveal(_id, _panel[1], A);
        _pastPhase(_id);
        VM.expectEmit();
        emit IInferenceMarket.WorkerSlashed(_id, 0, _panel[2], 0, BOND);
        VM.expectEmit();
        emit IWorkerPool.WorkerPaused(_panel[2]);
        VM.expectEmit();
        emit IInferenceMarket.Credited(_id, USER, _FORFEIT);
        market.tally(_id);
        _assertWorker(_panel[2], STAKE - BOND, 0);
        // The user's is a fee, and the rest nobody's.
        assertEq(market.forfeited(), BOND - _FORFEIT);
        _assertSound();
        _assertPhase(_id, IInferenceMarket.Phase.Contestable);
        VM.prank(USER);
        market.accept(_id);
        assertEq(_earned(USER), 2 * _FORFEIT);
        assertEq(_earned(_panel[2]), 0);
        _assertClosed(_id, IInferenceMarket.Outcome.Served);
    }

    /// @dev Who lies, sees the others' results and says nothing loses as much as who shows the lie.
    // INV-60
    function test_HidingALieSavesNothing() public {
        for (uint256 i; i < 3; ++i) _commit(_id, _panel[i], i == 1 ? B : A);
        _reveal(_id, _panel[0], A);
        _reveal(_id, _panel[2], A);
        _pastPhase(_id);
        market.settle(_id);
        _assertWorker(_panel[1], STAKE - BOND, 0);
        assertFalse(_isDrawable(_panel[1]), 'drawable');
    }

    /// @dev The last second of the phase is early enough, and one who was in time loses nothing by another's silence.
    // INV-60
    function test_WhoShowsInTheLastSecondLosesNothing() public {
        _commitAll(A);
        VM.warp(market.jobOf(_id).until);
        _reveal(_id, _panel[0], A);
        _expectEarly(block.timestamp + 1);
        market.tally(_id);
        _reveal(_id, _panel[1], A);
        _pastPhase(_id);
        market.tally(_id);
        _assertWorker(_panel[0], STAKE, BOND);
        _assertWorker(_panel[1], STAKE, BOND);
        _assertSound();
    }

    function test_NobodyShowsAnything() public {
        _commitAll(A);
        _pastPhase(_id);
        market.settle(_id);
        _assertPhase(_id, IInferenceMarket.Phase.Drawing);
        assertEq(_earned(USER), 3 * _FORFEIT);
        assertEq(market.forfeited(), 3 * (BOND - _FORFEIT));
        for (uint256 i; i < 3; ++i) _assertWorker(_panel[i], STAKE - BOND, 0);
        // They may resume, and are not drawn to this step again.
        for (uint256 i; i < 3; ++i) {
            VM.prank(_panel[i]);
            market.resume();
        }
        VM.roll(block.number + 1);
        address[] memory second = _draw(_id);
        assertEq(second.length, 3);
        for (uint256 i; i < 3; ++i) {
            for (uint256 j; j < 3; ++j) assertFalse(second[i] == _panel[j], 'again');
        }
        _assertSound();
    }

    /// @dev One absence is one absence, from however many jobs: whoever is out of the draw already pays no more.
    // INV-60
    function test_OneAbsenceCostsOneFee() public {
        JobId[4] memory all;
        for (uint256 i; i < 4; ++i) {
            all[i] = _request(_plain, 4, 3);
            _draw(all[i]);
        }
        VM.warp(block.timestamp + COMMIT + 1);
        for (uint256 i; i < 4; ++i) market.settle(all[i]);
        market.settle(_id);
        for (uint256 i; i < 6; ++i) _assertWorker(_worker(i), STAKE - _FORFEIT, 0);
        assertEq(_earned(USER), 6 * _FORFEIT);
        _assertSound();
    }

    /// @dev Nor more than is free: what is locked for others is not touched.
    // INV-59, INV-60
    function test_SilenceTakesOnlyWhatIsFree() public {
        VM.prank(_panel[0]);
        market.startUnbonding(STAKE - BOND - 7);
        JobId id = _request(_plain, 4, 3);
        address[] memory drawn = _draw(id);
        while (!_has(drawn, _panel[0])) {
            id = _request(_plain, 4, 3);
            drawn = _draw(id);
        }
        _commit(id, _panel[0], A);
        assertEq(market.freeStakeOf(_panel[0]), 7);
        VM.warp(market.jobOf(_id).until + 1);
        VM.expectEmit();
        emit IInferenceMarket.WorkerSilent(_id, 0, _panel[0], 7);
        market.settle(_id);
        assertEq(market.freeStakeOf(_panel[0]), 0);
        assertEq(market.workerOf(_panel[0]).locked, BOND);
        _assertSound();
    }

    function test_NobodyCommits() public {
        _pastPhase(_id);
        market.settle(_id);
        _assertPhase(_id, IInferenceMarket.Phase.Drawing);
        assertEq(market.drawableCount(), 3);
        _assertSound();
    }

    // INV-62
    function test_NobodyServesAndTheUserIsRefunded() public {
        for (uint256 i; i < 2; ++i) {
            _pastPhase(_id);
            market.settle(_id);
            if (i == 0) _draw(_id);
        }
        _pastPhase(_id);
        VM.expectEmit();
        emit IInferenceMarket.JobClosed(_id, IInferenceMarket.Outcome.Unserved, market.costOf(_plain, 3, SAMPLES));
        market.settle(_id);
        _assertClosed(_id, IInferenceMarket.Outcome.Unserved);
        assertEq(_earned(USER), market.costOf(_plain, 3, SAMPLES) + 6 * _FORFEIT);
        assertEq(market.drawableCount(), 0);
        _expectPhase(_id, IInferenceMarket.Phase.Closed);
        market.settle(_id);
    }

    // INV-59, INV-62
    function test_ACommitmentThatWaitsIsReleasedWithTheJob() public {
        _commit(_id, _panel[0], A);
        _decline(_id, _panel[1]);
        _decline(_id, _panel[2]);
        _assertWorker(_panel[0], STAKE, BOND);
        _pastPhase(_id);
        market.settle(_id);
        _assertWorker(_panel[0], STAKE, 0);
        assertEq(_earned(_panel[0]), 0);
        _assertClosed(_id, IInferenceMarket.Outcome.Unserved);
    }

    function test_AnUndrawnJobIsRefunded() public {
        JobId id = _request(_plain, 4, 4);
        uint256 until = market.jobOf(id).until;
        VM.warp(until);
        _expectEarly(until + 1);
        market.settle(id);
        VM.warp(until + 1);
        market.settle(id);
        _assertClosed(id, IInferenceMarket.Outcome.Unserved);
    }

    /// @dev A worker may come late to settle: whoever committed still has the time to reveal.
    function test_RevealsHaveTheirTimeHoweverLate() public {
        _commit(_id, _panel[0], A);
        _commit(_id, _panel[1], A);
        VM.warp(block.timestamp + 30 days);
        market.settle(_id);
        assertEq(market.jobOf(_id).until, block.timestamp + REVEAL);
        _reveal(_id, _panel[0], A);
        _reveal(_id, _panel[1], A);
        VM.prank(USER);
        market.accept(_id);
        _assertClosed(_id, IInferenceMarket.Outcome.Served);
    }
}
