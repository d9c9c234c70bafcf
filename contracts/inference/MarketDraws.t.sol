// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IInferenceMarket, JobId, OfferId} from '../interfaces/IInferenceMarket.sol';
import {BlockHistory} from '../training/BlockHistory.sol';
import {MarketSupport} from './MarketSupport.t.sol';

/// @dev A store of block hashes that has all of them.
contract BlockStore {
    fallback(bytes calldata number) external returns (bytes memory) {
        return abi.encode(keccak256(number));
    }
}

/// @dev Who gets the seats, and who has a say in it.
contract MarketDrawsTest is MarketSupport {
    error Peeked(address[] workers);

    OfferId private _plain;

    function setUp() public {
        _startMarket();
        _plain = _offer(_terms());
    }

    /// @notice Who would be drawn now; leaves nothing behind.
    function _peek(JobId id) private returns (address[] memory workers) {
        try this.drawAndTell(id) {
            assertTrue(false, 'it tells');
        } catch (bytes memory reason) {
            assertEq(bytes32(bytes4(reason)), bytes32(Peeked.selector));
            assembly ('memory-safe') {
                workers := add(add(reason, 0x24), 0x20)
            }
        }
    }

    function drawAndTell(JobId id) external {
        revert Peeked(_draw(id));
    }

    function _assertSame(address[] memory a, address[] memory b) private pure {
        assertEq(keccak256(abi.encode(a)), keccak256(abi.encode(b)));
    }

    function _pause(address worker) private {
        VM.prank(worker);
        market.pause();
    }

    function _expectNobody(JobId id) private {
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.NobodyToDraw.selector, id));
    }

    // INV-59, INV-63
    function testFuzz_DrawsDifferentWorkersAndLocksNothing(uint8 workers, uint8 pool, bytes32 cid) public {
        workers = uint8(bound(workers, 1, 4));
        pool = uint8(bound(pool, workers, 12));
        _pool(pool);
        VM.assume(cid != 0);
        JobId id = _requestAs(USER, _plain, _trust(workers, workers), cid);
        address[] memory drawn = _draw(id);
        assertEq(drawn.length, workers);
        for (uint256 i; i < drawn.length; ++i) {
            for (uint256 j; j < i; ++j) assertFalse(drawn[i] == drawn[j], 'twice');
            _assertWorker(drawn[i], STAKE, 0);
        }
        _assertPhase(id, IInferenceMarket.Phase.Committing);
        assertEq(market.jobOf(id).until, block.timestamp + COMMIT);
        assertEq(market.jobOf(id).drawBlock, 0);
        _assertSound();
    }

    function test_TellsWhoIsDrawn() public {
        _pool(3);
        JobId id = _request(_plain, 3, 2);
        address[] memory drawn = _peek(id);
        VM.expectEmit();
        emit IInferenceMarket.WorkersDrawn(id, 0, drawn, uint64(block.timestamp + COMMIT));
        _assertSame(_draw(id), drawn);
    }

    /// @dev 600 draws among six: each expects 100, and less than 60 or more than 140 come once in 10^5 times.
    function test_EverybodyIsAsLikely() public {
        _pool(6);
        _pause(_worker(1));
        _join(_worker(6), STAKE);
        _join(_worker(7), BOND - 1);
        VM.roll(block.number + 1);
        uint256[8] memory counts;
        for (uint256 i; i < 600; ++i) {
            JobId id = _requestAs(USER, _plain, _trust(1, 1), bytes32(i + 1));
            address drawn = _peek(id)[0];
            counts[uint160(drawn) - uint160(_worker(0))] += 1;
        }
        assertEq(counts[1] + counts[7], 0);
        for (uint256 i; i < 7; ++i) {
            if (i != 1) assertTrue(counts[i] > 60 && counts[i] < 140, 'about one in six');
        }
    }

    function test_WaitsForTheBlock() public {
        _pool(1);
        JobId id = _request(_plain, 1, 1);
        uint256 named = block.number + 1;
        for (uint256 i; i < 2; ++i) {
            VM.roll(named - 1 + i);
            VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.DrawTooEarly.selector, block.number, named + 1));
            market.draw(id);
        }
        VM.roll(named + 1);
        market.draw(id);
        _expectPhase(id, IInferenceMarket.Phase.Committing);
        market.draw(id);
    }

    function test_DrawsUntilItIsTooLateToEvaluate() public {
        _pool(1);
        JobId id = _request(_plain, 1, 1);
        _toDraw(id);
        uint256 until = block.timestamp + DURATION - COMMIT - REVEAL;
        VM.warp(until);
        _peek(id);
        VM.warp(until + 1);
        _expectLate(until);
        market.draw(id);
    }

    function test_PassesOverWhoHasTooLittleFree() public {
        _join(_worker(0), BOND - 1);
        _join(_worker(1), 2 * uint256(BOND) - 1);
        VM.roll(block.number + 1);
        JobId first = _request(_plain, 1, 1);
        assertEq(_draw(first)[0], _worker(1));
        _commit(first, _worker(1), A);
        JobId second = _request(_plain, 1, 1);
        _toDraw(second);
        _expectNobody(second);
        market.draw(second);
        _assertSound();
    }

    /// @dev The least stake counts, where it is more than a bond.
    function test_PassesOverWhoHasLessThanTheLeastStake() public {
        IInferenceMarket.Terms memory terms = _terms();
        (terms.workerFee, terms.bond) = (0, 1);
        OfferId cheap = _offer(terms);
        _join(_worker(0), LEAST_STAKE);
        VM.roll(block.number + 1);
        JobId id = _request(cheap, 1, 1);
        VM.prank(_worker(0));
        market.startUnbonding(1);
        _toDraw(id);
        _expectNobody(id);
        market.draw(id);
    }

    function test_NeitherUserNorCreatorServe() public {
        _join(CREATOR, STAKE);
        _join(USER, STAKE);
        VM.roll(block.number + 1);
        JobId id = _request(_plain, 1, 1);
        _toDraw(id);
        _expectNobody(id);
        market.draw(id);
        assertEq(_draw(_requestAs(STRANGER, _plain, _trust(1, 1), REQUEST))[0], USER);
    }

    function test_FillsWhatItCan() public {
        _pool(2);
        JobId id = _request(_plain, 4, 3);
        assertEq(_draw(id).length, 2);
        assertEq(market.panelOf(id).length, 2);
        _assertSound();
    }

    function test_WaitsWhereNobodyIs() public {
        JobId id = _request(_plain, 1, 1);
        _toDraw(id);
        _expectNobody(id);
        market.draw(id);
        _pool(1);
        // Whoever came later is not drawn by a hash that it knew.
        market.draw(id);
        _assertPhase(id, IInferenceMarket.Phase.Drawing);
        assertEq(market.jobOf(id).drawBlock, block.number + 1);
        assertEq(_draw(id)[0], _worker(0));
    }

    // Attacks: once the hash is known

    // INV-63
    function test_NobodyComesForAKnownHash() public {
        _pool(3);
        _pause(_worker(2));
        JobId id = _request(_plain, 4, 3);
        _toDraw(id);
        // A new one, one that returns, and one whose stake was not enough.
        _join(_worker(3), STAKE);
        VM.prank(_worker(2));
        market.resume();
        address[] memory drawn = _draw(id);
        assertEq(drawn.length, 2);
        for (uint256 i; i < 2; ++i) assertTrue(drawn[i] == _worker(0) || drawn[i] == _worker(1), 'who was there');
    }

    // INV-63
    function test_NobodyBuysASeatOfAKnownHash() public {
        _join(_worker(0), BOND - 1);
        VM.roll(block.number + 1);
        JobId id = _request(_plain, 1, 1);
        _toDraw(id);
        _join(_worker(0), 1);
        market.draw(id);
        _assertPhase(id, IInferenceMarket.Phase.Drawing);
        assertEq(_draw(id)[0], _worker(0));
    }

    /// @dev Who draws everybody else for jobs of its own, which cost nothing, has not locked their stakes.
    // INV-59, INV-63
    function test_NobodyTakesOthersOutOfADrawByHavingThemDrawn() public {
        IInferenceMarket.Terms memory terms = _terms();
        (terms.workerFee, terms.bond) = (0, uint96(STAKE));
        OfferId trap = _offer(terms);
        _pool(12);
        JobId id = _request(_plain, 3, 2);
        JobId[3] memory traps;
        for (uint256 i; i < 3; ++i) traps[i] = _requestAs(STRANGER, trap, _trust(4, 4), bytes32(i + 1));
        address[] memory expected = _peek(id);
        for (uint256 i; i < 3; ++i) _draw(traps[i]);
        _assertSame(_draw(id), expected);
    }

    /// @dev In the block of the request is early enough: the next one's hash is not known.
    function test_TheBlockOfTheRequestIsEarlyEnough() public {
        _pool(1);
        _pause(_worker(0));
        JobId id = _request(_plain, 1, 1);
        VM.prank(_worker(0));
        market.resume();
        assertEq(_draw(id)[0], _worker(0));
    }

    // INV-63
    function testFuzz_ComingAndGoingChangesNothing(uint256 word) public {
        _pool(10);
        JobId id = _request(_plain, 3, 2);
        address[] memory expected = _peek(id);
        _toDraw(id);
        for (uint256 i; i < 10; ++i) {
            word = uint256(keccak256(abi.encode(word)));
            address worker = _worker(word % 20);
            bool mine = worker != expected[0] && worker != expected[1] && worker != expected[2];
            if (!mine) continue;
            if (word % 20 >= 10) _join(worker, STAKE);
            else if (_isDrawable(worker)) _pause(worker);
            else _join(worker, 0);
        }
        _assertSame(_draw(id), expected);
    }

    /// @dev Whoever is drawn and goes only makes room for the next in order; the others stay.
    function test_GoingMakesRoomForTheNextOnly() public {
        _pool(10);
        JobId id = _request(_plain, 3, 2);
        address[] memory before = _peek(id);
        _toDraw(id);
        _pause(before[1]);
        address[] memory drawn = _draw(id);
        assertEq(drawn[0], before[0]);
        assertEq(drawn[1], before[2]);
    }

    function test_EveryJobHasADrawOfItsOwn() public {
        _pool(12);
        uint256 differing;
        JobId first = _request(_plain, 4, 3);
        for (uint256 i; i < 4; ++i) {
            JobId id = _request(_plain, 4, 3);
            _toDraw(id);
            if (keccak256(abi.encode(_peek(id))) != keccak256(abi.encode(_peek(first)))) ++differing;
        }
        assertTrue(differing > 2, 'one hash, other workers');
    }

    // Hashes that are gone

    function test_ALostHashNamesAnotherBlock() public {
        _pool(1);
        JobId id = _request(_plain, 1, 1);
        VM.etch(BlockHistory.STORE, address(new BlockStore()).code);
        VM.roll(market.jobOf(id).drawBlock + BlockHistory.WINDOW + 1);
        VM.expectEmit();
        emit IInferenceMarket.DrawAwaited(id, 0, uint64(block.number + 1));
        market.draw(id);
        _assertPhase(id, IInferenceMarket.Phase.Drawing);
        assertEq(_draw(id)[0], _worker(0));
    }

    function test_HashesLastWhereTheyAreStored() public {
        _pool(1);
        JobId id = _request(_plain, 1, 1);
        VM.etch(BlockHistory.STORE, address(new BlockStore()).code);
        VM.roll(market.jobOf(id).drawBlock + BlockHistory.WINDOW);
        market.draw(id);
        _assertPhase(id, IInferenceMarket.Phase.Committing);
    }

    function test_WithoutAStoreAHashIsLostSooner() public {
        _pool(1);
        JobId id = _request(_plain, 1, 1);
        uint256 named = market.jobOf(id).drawBlock;
        VM.etch(BlockHistory.STORE, '');
        VM.roll(named + 257);
        market.draw(id);
        _assertPhase(id, IInferenceMarket.Phase.Drawing);
        assertEq(market.jobOf(id).drawBlock, named + 258);
    }

    // Pools with many places

    function test_LooksAtSomeOfManyPlaces() public {
        _pool(130);
        for (uint256 i; i < 129; ++i) _pause(_worker(i));
        // One of 130: a draw that looks 512 times overlooks it once in fifty times.
        JobId id = _request(_plain, 1, 1);
        uint256 tries;
        while (_phase(id) == IInferenceMarket.Phase.Drawing) {
            _toDraw(id);
            market.draw(id);
            ++tries;
            assertTrue(tries < 5, 'found');
        }
        assertEq(market.panelOf(id)[0].worker, _worker(129));
        // Who comes takes the places that are free.
        _join(_worker(200), STAKE);
        assertEq(market.placeCount(), 130);
    }

    /// @dev It may look at a place more than once.
    // INV-63
    function test_FindsNobodyTwiceAmongMany() public {
        _pool(66);
        for (uint256 i = 5; i < 66; ++i) _pause(_worker(i));
        for (uint256 i; i < 20; ++i) {
            JobId id = _request(_plain, 4, 3);
            _toDraw(id);
            address[] memory drawn = _peek(id);
            assertEq(drawn.length, 4);
            for (uint256 k; k < 4; ++k) {
                for (uint256 m; m < k; ++m) assertFalse(drawn[k] == drawn[m], 'twice');
            }
        }
    }

    /// @dev As among few: 300 draws among three.
    function test_EverybodyIsAsLikelyAmongMany() public {
        _pool(66);
        for (uint256 i = 3; i < 66; ++i) _pause(_worker(i));
        uint256[3] memory counts;
        for (uint256 i; i < 300; ++i) {
            address drawn = _peek(_requestAs(USER, _plain, _trust(1, 1), bytes32(i + 1)))[0];
            counts[uint160(drawn) - uint160(_worker(0))] += 1;
        }
        for (uint256 i; i < 3; ++i) assertTrue(counts[i] > 60 && counts[i] < 140, 'about one in three');
    }

    /// @dev Places that are empty, or whose holders have staked too little, cost no more than a transaction may.
    function test_LooksNoMoreThanItMay() public {
        IInferenceMarket.Terms memory terms = _terms();
        terms.bond = uint96(STAKE) + 1;
        OfferId dear = _offer(terms);
        _pool(600);
        JobId id = _request(dear, 4, 3);
        _toDraw(id);
        uint256 before = gasleft();
        market.draw(id);
        assertBelow(before - gasleft(), 8_000_000);
        _assertPhase(id, IInferenceMarket.Phase.Drawing);
        assertEq(market.jobOf(id).drawBlock, block.number + 1);
    }

    /// @dev 64 places, of which one draw looks at each: nobody is overlooked, and it fits a transaction.
    function test_OverlooksNobodyAmongSixtyFour() public {
        _pool(64);
        for (uint256 i = 1; i < 64; ++i) _pause(_worker(i));
        for (uint256 i; i < 5; ++i) {
            JobId id = _request(_plain, 4, 3);
            _toDraw(id);
            uint256 before = gasleft();
            assertEq(_peek(id)[0], _worker(0));
            assertBelow(before - gasleft(), 4_000_000);
        }
    }
}
