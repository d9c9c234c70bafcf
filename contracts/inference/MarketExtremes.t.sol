// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IInferenceMarket, JobId, OfferId} from '../interfaces/IInferenceMarket.sol';
import {MarketSupport} from './MarketSupport.t.sol';

/// @dev Whole courses of jobs at the terms that sums are most likely to break at.
contract MarketExtremesTest is MarketSupport {
    uint16 private constant _MOST = type(uint16).max;

    function setUp() public {
        _startMarket();
    }

    function _ask(OfferId offer, uint8 workers, uint8 agreeing, uint16 samples) private returns (JobId id) {
        uint256 cost = market.costOf(offer, workers, samples);
        VM.deal(USER, USER.balance + cost);
        VM.prank(USER);
        id = market.request{value: cost}(
            offer,
            _trust(workers, agreeing),
            samples,
            30 days,
            keccak256(abi.encode(jobs.length))
        );
        jobs.push(id);
    }

    function _smallest() private pure returns (IInferenceMarket.Terms memory terms) {
        terms = _terms();
        (terms.workerFee, terms.bond, terms.mostSamples) = (0, 1, _MOST);
        (terms.commitSeconds, terms.revealSeconds, terms.contestSeconds) = (60, 60, 60);
    }

    function _largest() private pure returns (IInferenceMarket.Terms memory terms) {
        terms = _terms();
        (terms.bond, terms.mostSamples) = (type(uint96).max, _MOST);
        terms.workerFee = uint96(uint256(type(uint96).max) / 9 / _MOST);
        (terms.commitSeconds, terms.revealSeconds, terms.contestSeconds) = (7 days, 7 days, 7 days);
    }

    /// @notice One lies, one hides, one is silent and one declines; a contest overturns what two agreed on.
    function _runThrough(JobId id) private returns (address[] memory panel) {
        panel = _draw(id);
        assertEq(panel.length, 4);
        _decline(id, panel[3]);
        for (uint256 i; i < 3; ++i) _commit(id, panel[i], i == 0 ? B : A);
        _reveal(id, panel[0], B);
        _reveal(id, panel[1], A);
        _pastPhase(id);
        market.tally(id);
        _assertSound();
        address[] memory others = _draw(id);
        assertEq(others.length, 2);
        _commit(id, others[0], B);
        _pastPhase(id);
        market.settle(id);
        _reveal(id, others[0], B);
        _assertSound();
        panel = _draw(id);
        _commit(id, panel[0], B);
        _reveal(id, panel[0], B);
        _assertPhase(id, IInferenceMarket.Phase.Contestable);
        _contest(id, USER);
        _assertSound();
        panel = _draw(id);
        assertEq(panel.length, 5);
    }

    // INV-58, INV-60
    function test_JobsOfNoWorthSettle() public {
        OfferId offer = _offer(_smallest());
        for (uint256 i; i < 14; ++i) _join(_worker(i), LEAST_STAKE);
        VM.roll(block.number + 1);
        JobId id = _ask(offer, 4, 3, _MOST);
        address[] memory panel = _runThrough(id);
        assertEq(market.contestCostOf(id), 0);
        for (uint256 i; i < 5; ++i) _commit(id, panel[i], A);
        for (uint256 i; i < 5; ++i) _reveal(id, panel[i], A);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
        // Three whose result lost, and one that hid it.
        assertEq(market.forfeited(), 4);
        assertEq(_earned(USER), 0);
    }

    // INV-58, INV-60
    function test_JobsOfAllThereIsSettle() public {
        model = _publish(CREATOR, type(uint96).max);
        OfferId offer = _offer(_largest());
        for (uint256 i; i < 14; ++i) _join(_worker(i), type(uint96).max);
        VM.roll(block.number + 1);
        JobId id = _ask(offer, 4, 3, _MOST);
        address[] memory panel = _runThrough(id);
        uint256 fee = uint256(_largest().workerFee) * _MOST;
        for (uint256 i; i < 5; ++i) _commit(id, panel[i], A);
        for (uint256 i; i < 4; ++i) _reveal(id, panel[i], A);
        _pastPhase(id);
        market.tally(id);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
        // Three that lost pay four, and two that hid something the user.
        assertEq(market.forfeited(), 3 * uint256(type(uint96).max) - 4 * fee + 2 * (type(uint96).max - fee));
        assertEq(_earned(CREATOR), uint256(type(uint96).max) * _MOST);
        for (uint256 i; i < 14; ++i) assertEq(market.workerOf(_worker(i)).locked, 0);
    }
}
