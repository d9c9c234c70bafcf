// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {JobId} from '../interfaces/IInferenceMarket.sol';
import {IWorkerPool} from '../interfaces/IWorkerPool.sol';
import {InferenceMarket} from './InferenceMarket.sol';
import {MarketSupport} from './MarketSupport.t.sol';

/// @dev Stakes, and who may be drawn.
contract WorkerPoolTest is MarketSupport {
    address private constant _ALICE = address(0xa11ce);
    address private constant _BOB = address(0xb0b);

    function setUp() public {
        _startMarket();
    }

    function _joinWith(uint256 value, string memory url) private {
        VM.deal(_ALICE, value);
        VM.prank(_ALICE);
        market.join{value: value}(url);
    }

    function _unbond(address worker, uint256 amount) private {
        VM.prank(worker);
        market.startUnbonding(amount);
    }

    function _withdraw(address worker, address to) private {
        VM.prank(worker);
        market.withdraw(payable(to));
    }

    function _expectFor(bytes4 selector, address worker) private {
        VM.expectRevert(abi.encodeWithSelector(selector, worker));
    }

    function _expectSmall(uint256 stake) private {
        VM.expectRevert(abi.encodeWithSelector(IWorkerPool.StakeTooSmall.selector, _ALICE, stake, LEAST_STAKE));
    }

    function test_KnowsItsRules() public {
        assertEq(address(market.MODELS()), address(models));
        assertEq(market.LEAST_STAKE(), LEAST_STAKE);
        assertEq(market.UNBONDING_DELAY(), DELAY);
        assertEq(market.MOST_WORKERS(), 4);
        assertEq(market.MOST_SEATS(), 9);
        assertEq(market.REFUSAL(), keccak256('tacit.refusal'));
        new InferenceMarket(models, 0, 90 days);
        VM.expectRevert(abi.encodeWithSelector(IWorkerPool.DelayTooLong.selector, 90 days + 1, 90 days));
        new InferenceMarket(models, 0, 90 days + 1);
    }

    function testFuzz_JoinsWithEnough(uint256 stake) public {
        stake = bound(stake, LEAST_STAKE, 1e28);
        VM.deal(_ALICE, stake);
        VM.expectEmit();
        emit IWorkerPool.WorkerJoined(_ALICE, 'https://worker.example');
        VM.expectEmit();
        emit IWorkerPool.WorkerStakeDeposited(_ALICE, stake);
        VM.prank(_ALICE);
        market.join{value: stake}('https://worker.example');
        IWorkerPool.Worker memory found = market.workerOf(_ALICE);
        assertTrue(found.stake == stake && found.locked == 0 && found.unbonding == 0, 'stake');
        assertTrue(found.drawable && found.availableFrom == 0 && found.since == block.number, 'drawable');
        assertEq(market.freeStakeOf(_ALICE), stake);
        assertEq(market.drawableCount(), 1);
        assertEq(market.placeCount(), 1);
        assertEq(market.workerAt(0), _ALICE);
        assertEq(market.workerAt(1), address(0));
        assertEq(address(market).balance, stake);
    }

    function testFuzz_RefusesTooLittle(uint256 stake) public {
        stake = bound(stake, 0, LEAST_STAKE - 1);
        VM.deal(_ALICE, stake);
        _expectSmall(stake);
        VM.prank(_ALICE);
        market.join{value: stake}('');
    }

    function test_RefusesMoreThanThereIs() public {
        uint256 most = type(uint96).max;
        _joinWith(most, '');
        VM.deal(_ALICE, 1);
        VM.expectPartialRevert(bytes4(keccak256('SafeCastOverflowedUintDowncast(uint8,uint256)')));
        VM.prank(_ALICE);
        market.join{value: 1}('');
        assertEq(market.workerOf(_ALICE).stake, most);
    }

    function test_UrlsAreBounded() public {
        bytes memory url = new bytes(257);
        VM.expectRevert(abi.encodeWithSelector(IWorkerPool.UrlTooLong.selector, 257, 256));
        market.join(string(url));
        _joinWith(LEAST_STAKE, string(new bytes(256)));
    }

    function test_JoiningAgainAddsStakeAndTellsTheUrl() public {
        _joinWith(LEAST_STAKE, 'a');
        VM.roll(block.number + 5);
        VM.expectEmit();
        emit IWorkerPool.WorkerJoined(_ALICE, 'b');
        VM.prank(_ALICE);
        market.join('b');
        // Telling of another URL is no reason to be passed over.
        assertEq(market.workerOf(_ALICE).since, FIRST_BLOCK);
        _joinWith(7, 'b');
        assertEq(market.workerOf(_ALICE).since, FIRST_BLOCK + 5);
        assertEq(market.workerOf(_ALICE).stake, LEAST_STAKE + 7);
        assertEq(market.drawableCount(), 1);
        assertEq(market.placeCount(), 1);
    }

    function test_PausesAndResumes() public {
        _joinWith(LEAST_STAKE, '');
        VM.expectEmit();
        emit IWorkerPool.WorkerPaused(_ALICE);
        VM.prank(_ALICE);
        market.pause();
        assertFalse(_isDrawable(_ALICE), 'drawable');
        assertEq(market.drawableCount(), 0);
        assertEq(market.workerAt(0), address(0));
        VM.roll(block.number + 3);
        VM.expectEmit();
        emit IWorkerPool.WorkerResumed(_ALICE);
        VM.prank(_ALICE);
        market.resume();
        assertTrue(_isDrawable(_ALICE), 'drawable');
        assertEq(market.workerOf(_ALICE).since, FIRST_BLOCK + 3);
        assertEq(market.workerAt(0), _ALICE);
        assertEq(market.placeCount(), 1);
    }

    function test_JoiningResumes() public {
        _joinWith(LEAST_STAKE, '');
        VM.prank(_ALICE);
        market.pause();
        VM.roll(block.number + 3);
        VM.expectEmit();
        emit IWorkerPool.WorkerJoined(_ALICE, 'c');
        VM.expectEmit();
        emit IWorkerPool.WorkerResumed(_ALICE);
        VM.prank(_ALICE);
        market.join('c');
        assertEq(market.workerOf(_ALICE).since, FIRST_BLOCK + 3);
    }

    function test_RefusesToPauseOrResumeTwice() public {
        _expectFor(IWorkerPool.WorkerUnknown.selector, _ALICE);
        VM.prank(_ALICE);
        market.pause();
        _expectFor(IWorkerPool.WorkerUnknown.selector, _ALICE);
        VM.prank(_ALICE);
        market.resume();
        _joinWith(LEAST_STAKE, '');
        _expectFor(IWorkerPool.WorkerAlreadyDrawable.selector, _ALICE);
        VM.prank(_ALICE);
        market.resume();
        VM.prank(_ALICE);
        market.pause();
        _expectFor(IWorkerPool.WorkerNotDrawable.selector, _ALICE);
        VM.prank(_ALICE);
        market.pause();
    }

    // INV-63
    function test_PlacesDoNotMove() public {
        for (uint256 i; i < 4; ++i) _join(_worker(i), STAKE);
        VM.prank(_worker(1));
        market.pause();
        VM.prank(_worker(3));
        market.pause();
        assertEq(market.workerAt(0), _worker(0));
        assertEq(market.workerAt(1), address(0));
        assertEq(market.workerAt(2), _worker(2));
        assertEq(market.placeCount(), 4);
        assertEq(market.drawableCount(), 2);
        // Whoever comes takes a free place, and only then is there a new one.
        for (uint256 i = 4; i < 7; ++i) _join(_worker(i), STAKE);
        assertEq(market.workerAt(3), _worker(4));
        assertEq(market.workerAt(1), _worker(5));
        assertEq(market.workerAt(4), _worker(6));
        assertEq(market.drawableCount(), 5);
    }

    function testFuzz_Unbonds(uint256 stake, uint256 amount) public {
        stake = bound(stake, LEAST_STAKE, 1e28);
        amount = bound(amount, 1, stake);
        _joinWith(stake, '');
        VM.expectEmit();
        emit IWorkerPool.WorkerUnbondingStarted(_ALICE, amount, uint64(START + DELAY));
        _unbond(_ALICE, amount);
        IWorkerPool.Worker memory found = market.workerOf(_ALICE);
        assertTrue(found.stake == stake && found.unbonding == amount, 'books');
        assertEq(found.availableFrom, START + DELAY);
        assertEq(market.freeStakeOf(_ALICE), stake - amount);
        assertTrue(found.drawable == (stake - amount >= LEAST_STAKE), 'paused with too little left');

        VM.warp(START + DELAY - 1);
        VM.expectRevert(abi.encodeWithSelector(IWorkerPool.UnbondingNotOver.selector, _ALICE, uint64(START + DELAY)));
        _withdraw(_ALICE, _BOB);
        VM.warp(START + DELAY);
        VM.expectEmit();
        emit IWorkerPool.WorkerStakeWithdrawn(_ALICE, _BOB, amount);
        _withdraw(_ALICE, _BOB);
        assertEq(_BOB.balance, amount);
        assertEq(market.workerOf(_ALICE).stake, stake - amount);
        assertEq(market.workerOf(_ALICE).availableFrom, 0);
        _expectFor(IWorkerPool.NothingUnbonding.selector, _ALICE);
        _withdraw(_ALICE, _BOB);
    }

    function test_EveryStartCountsAnew() public {
        _joinWith(STAKE, '');
        _unbond(_ALICE, 5);
        VM.warp(START + DELAY - 1);
        _unbond(_ALICE, 6);
        assertEq(market.workerOf(_ALICE).unbonding, 11);
        VM.warp(START + DELAY);
        VM.expectPartialRevert(IWorkerPool.UnbondingNotOver.selector);
        _withdraw(_ALICE, _ALICE);
        VM.warp(START + 2 * uint256(DELAY) - 1);
        _withdraw(_ALICE, _ALICE);
        assertEq(_ALICE.balance, 11);
    }

    function test_UnbondsNothingThatIsNotFree() public {
        _expectFor(IWorkerPool.WorkerUnknown.selector, _ALICE);
        _unbond(_ALICE, 1);
        _joinWith(STAKE, '');
        _expect(IWorkerPool.AmountIsZero.selector);
        _unbond(_ALICE, 0);
        VM.expectRevert(abi.encodeWithSelector(IWorkerPool.StakeNotFree.selector, _ALICE, STAKE + 1, STAKE));
        _unbond(_ALICE, STAKE + 1);
        _unbond(_ALICE, 9);
        VM.expectRevert(abi.encodeWithSelector(IWorkerPool.StakeNotFree.selector, _ALICE, STAKE - 8, STAKE - 9));
        _unbond(_ALICE, STAKE - 8);
        VM.expectPartialRevert(IWorkerPool.StakeNotFree.selector);
        _unbond(_ALICE, type(uint256).max);
    }

    function test_ResumesOnlyWithEnough() public {
        _joinWith(LEAST_STAKE + 5, '');
        _unbond(_ALICE, 6);
        assertFalse(_isDrawable(_ALICE), 'drawable');
        _expectSmall(LEAST_STAKE - 1);
        VM.prank(_ALICE);
        market.resume();
        // What unbonds is no stake for anything.
        _expectSmall(LEAST_STAKE - 1);
        VM.prank(_ALICE);
        market.join('');
        _joinWith(1, '');
        assertTrue(_isDrawable(_ALICE), 'drawable');
        assertEq(market.workerOf(_ALICE).stake, LEAST_STAKE + 6);
    }

    function test_NobodyTakesWhatIsNotThere() public {
        _expectFor(IWorkerPool.NothingUnbonding.selector, _ALICE);
        _withdraw(_ALICE, _ALICE);
        _expectFor(IWorkerPool.NothingClaimable.selector, _ALICE);
        VM.prank(_ALICE);
        market.claim(payable(_ALICE));
        _expect(IWorkerPool.RecipientIsZero.selector);
        _withdraw(_ALICE, address(0));
        _expect(IWorkerPool.RecipientIsZero.selector);
        VM.prank(_ALICE);
        market.claim(payable(address(0)));
        _expectFor(IWorkerPool.WorkerUnknown.selector, _ALICE);
        market.workerOf(_ALICE);
        assertEq(market.freeStakeOf(_ALICE), 0);
    }

    // INV-59
    function test_LockedStakeStaysUntilItsStepIsOver() public {
        _join(_ALICE, BOND + 10);
        VM.roll(block.number + 1);
        JobId id = _agreed(_offer(_terms()), 1, 1);
        assertEq(market.freeStakeOf(_ALICE), 10);
        VM.expectRevert(abi.encodeWithSelector(IWorkerPool.StakeNotFree.selector, _ALICE, 11, 10));
        _unbond(_ALICE, 11);
        _unbond(_ALICE, 10);
        VM.prank(USER);
        market.accept(id);
        _unbond(_ALICE, BOND);
        VM.warp(block.timestamp + DELAY);
        _withdraw(_ALICE, _ALICE);
        assertEq(_ALICE.balance, BOND + 10);
        _assertSound();
    }
}
