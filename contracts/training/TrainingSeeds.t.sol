// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {BlockHistory} from './BlockHistory.sol';
import {Made} from './TrainingSupport.t.sol';
import {TrainingMoney} from './TrainingMoney.t.sol';
import {Round, RoundStatus, TaskId} from './TrainingTypes.sol';

/// @dev A store of block hashes that is honest, or says something else.
contract Store {
    enum Mood {
        Honest,
        Zero,
        Short,
        Long,
        Reverts
    }

    Mood private immutable _MOOD;

    constructor(Mood mood) {
        _MOOD = mood;
    }

    fallback(bytes calldata number) external returns (bytes memory) {
        return _answer(number);
    }

    function _answer(bytes calldata number) private view returns (bytes memory) {
        if (_MOOD == Mood.Reverts) revert('no');
        if (_MOOD == Mood.Zero) return abi.encode(0);
        bytes32 hash = keccak256(number);
        if (_MOOD == Mood.Short) return abi.encodePacked(bytes31(hash));
        if (_MOOD == Mood.Long) return abi.encode(hash, hash);
        return abi.encode(hash);
    }
}

/// @dev Where a round's seed comes from, and what happens without one.
contract TrainingSeedsTest is TrainingMoney {
    uint256 private constant _BOND = 607;

    TaskId private _id;

    function setUp() public {
        _start();
        _id = _running();
    }

    function _expectStatus(uint256 number, RoundStatus actual) private {
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.RoundNotInStatus.selector, _id, number, actual));
    }

    function _expectEarly(uint256 from) private {
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.TooEarly.selector, block.timestamp, from));
    }

    function _submitFirst(uint256 count) private {
        for (uint256 k; k < count; ++k) _submit(_deal(_id, _trainer(k), 1));
    }

    // INV-48
    function test_DrawsTheSeed() public {
        _openRound(_id);
        bytes32 seed = blockhash(FIRST_BLOCK + 2);
        assertTrue(seed != 0, 'a hash');
        VM.expectEmit();
        emit ITrainingRounds.SeedDrawn(_id, 1, seed);
        VM.prank(STRANGER);
        training.drawSeed(_id);
        assertEq(_round(_id).seed, seed);
        for (uint256 s; s < 3; ++s) {
            assertEq(training.batchOf(_id, 1, _trainer(1), s), _batchOf(_id, 1, _trainer(1), s));
        }
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.NotEnrolled.selector, _id, STRANGER));
        training.batchOf(_id, 1, STRANGER, 0);
        _assertSolvent();
    }

    // INV-48
    function test_RevertWhen_TheSeedIsDrawnEarly() public {
        _open(_id);
        for (uint256 i; i < 3; ++i) {
            VM.roll(FIRST_BLOCK + i);
            bytes memory reason = abi.encodeWithSelector(
                ITrainingRounds.SeedTooEarly.selector,
                FIRST_BLOCK + i,
                FIRST_BLOCK + 3
            );
            VM.expectRevert(reason);
            training.drawSeed(_id);
            Made memory made;
            (made.trainer, made.roots, made.proofs) = (_trainer(0), new uint256[](1), new uint256[10][](1));
            VM.expectRevert(reason);
            _send(_id, made);
        }
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.SeedNotDrawn.selector, _id, 1));
        training.batchOf(_id, 1, _trainer(0), 0);
        VM.roll(FIRST_BLOCK + 3);
        training.drawSeed(_id);
    }

    // INV-48
    function test_RevertWhen_TheSeedIsDrawnTwice() public {
        _openRound(_id);
        training.drawSeed(_id);
        bytes32 seed = _round(_id).seed;
        bytes memory reason = abi.encodeWithSelector(ITrainingRounds.SeedAlreadyDrawn.selector, _id, 1);
        VM.expectRevert(reason);
        training.drawSeed(_id);
        VM.roll(block.number + 100_000);
        VM.expectRevert(reason);
        training.drawSeed(_id);
        assertEq(_round(_id).seed, seed);
    }

    /// @dev The first update fixes it, and those after use it, however late.
    function test_TheFirstUpdateDrawsTheSeed() public {
        _openRound(_id);
        bytes32 seed = _seedOf(_id, 1);
        _submitFirst(1);
        assertEq(_round(_id).seed, seed);
        VM.roll(block.number + 100_000);
        _submit(_deal(_id, _trainer(1), 1));
        assertEq(_round(_id).submitted, 3);
    }

    function test_RevertWhen_NoRoundIsOpen() public {
        _expectStatus(0, RoundStatus.None);
        training.drawSeed(_id);
        _expectStatus(0, RoundStatus.None);
        training.freeze(_id);
        _expectStatus(0, RoundStatus.None);
        training.burn(_id);
        uint256[8] memory abc;
        _expectStatus(0, RoundStatus.None);
        training.finalise(_id, 1, 1, abc, FINALISER, 0);
        _expectStatus(0, RoundStatus.None);
        training.settle(_id, 0);
        Made memory made;
        (made.trainer, made.roots, made.proofs) = (_trainer(0), new uint256[](1), new uint256[10][](1));
        _expectStatus(0, RoundStatus.None);
        _send(_id, made);
    }

    function _etch(Store.Mood mood) private {
        VM.etch(BlockHistory.STORE, address(new Store(mood)).code);
    }

    /// @dev From 256 blocks on, the system contract knows; up to 8191.
    function test_TheSeedMayComeFromTheStore() public {
        _etch(Store.Mood.Honest);
        _open(_id);
        VM.roll(FIRST_BLOCK + 2 + 8191);
        assertEq(blockhash(FIRST_BLOCK + 2), 0);
        training.drawSeed(_id);
        assertEq(_round(_id).seed, keccak256(abi.encode(FIRST_BLOCK + 2)));
    }

    function test_RevertWhen_TheSeedIsLost() public {
        _etch(Store.Mood.Honest);
        _open(_id);
        VM.roll(FIRST_BLOCK + 2 + 8192);
        bytes memory reason = abi.encodeWithSelector(
            ITrainingRounds.SeedLost.selector,
            FIRST_BLOCK + 2 + 8192,
            FIRST_BLOCK + 2 + 8191
        );
        VM.expectRevert(reason);
        training.drawSeed(_id);
        Made memory made;
        (made.trainer, made.roots, made.proofs) = (_trainer(0), new uint256[](1), new uint256[10][](1));
        VM.expectRevert(reason);
        _send(_id, made);
    }

    function test_RevertWhen_TheStoreDoesNotKnow() public {
        _open(_id);
        VM.roll(FIRST_BLOCK + 2 + 257);
        bytes memory reason = abi.encodeWithSelector(ITrainingRounds.HistoryMissing.selector, FIRST_BLOCK + 2);
        VM.etch(BlockHistory.STORE, '');
        VM.expectRevert(reason);
        training.drawSeed(_id);
        for (uint256 mood = uint256(Store.Mood.Zero); mood <= uint256(Store.Mood.Reverts); ++mood) {
            _etch(Store.Mood(mood));
            VM.expectRevert(reason);
            training.drawSeed(_id);
        }
        _etch(Store.Mood.Honest);
        training.drawSeed(_id);
    }

    // Without a seed

    function test_RevertWhen_AnUnseededRoundIsFrozenEarly() public {
        _openRound(_id);
        uint256 ends = _round(_id).trainingEnds;
        _expectEarly(ends + 1);
        training.freeze(_id);
        VM.roll(FIRST_BLOCK + 2 + 8191);
        VM.warp(ends);
        _expectEarly(ends + 1);
        training.freeze(_id);
        VM.warp(ends + 1);
        VM.expectEmit();
        emit ITrainingRounds.RoundVoided(_id, 1);
        VM.expectEmit();
        emit ITrainingRounds.RoundSettled(_id, 1, 202, 7);
        VM.prank(STRANGER);
        training.freeze(_id);
        _assertForfeited();
    }

    /// @dev Of the bond each of three gets a third; a wei is left for the pool.
    function _assertForfeited() private {
        Round memory round = training.roundOf(_id, 1);
        assertTrue(round.status == RoundStatus.Void && round.settled && !round.forfeits, 'void');
        assertTrue(round.share == 202 && round.payees == 7 && round.pot == 0, 'shared');
        assertEq(uint256(_task(_id).pool), 51_039 + 1);
        assertEq(training.owed(OPENER), 0);
        _assertSolvent();
        _collectAll(_id);
        for (uint256 k; k < 3; ++k) assertEq(training.owed(_trainer(k)), 202);
        assertEq(uint256(training.enrolmentOf(_id, _trainer(0)).deposit), 40_009 + 4 * 1013);
        _assertSolvent();
    }

    /// @dev Nothing can come of it any more, so nobody has to wait.
    function test_ARoundWhoseSeedIsLostIsVoidAtOnce() public {
        _open(_id);
        VM.roll(FIRST_BLOCK + 2 + 8192);
        training.freeze(_id);
        _assertForfeited();
    }

    function test_RevertWhen_TheSeedIsDrawnAfterTheTraining() public {
        _openRound(_id);
        uint256 ends = _round(_id).trainingEnds;
        VM.warp(ends + 1);
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.TooLate.selector, ends + 1, ends));
        training.drawSeed(_id);
        VM.warp(ends);
        training.drawSeed(_id);
    }

    /// @dev Or the opener would save its bond, and everybody else lose theirs, by one call after the end.
    // INV-46
    function test_NobodyPaysForARoundInWhichNobodyCouldSubmit() public {
        _open(_id);
        VM.warp(_round(_id).trainingEnds + 1);
        VM.roll(block.number + 3);
        training.freeze(_id);
        assertFalse(training.roundOf(_id, 1).forfeits, 'bonds are lost');
        assertEq(training.owed(OPENER), 0);
        _assertSolvent();
    }
}
