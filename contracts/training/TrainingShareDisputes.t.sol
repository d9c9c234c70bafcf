// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingDisputes} from '../interfaces/ITrainingDisputes.sol';
import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {G1Point} from '../proofs/Bn254.sol';
import {DealHashes} from '../test/DealHashes.sol';
import {Dealt} from '../test/Dealer.sol';
import {TrainingDisputesSupport} from './TrainingDisputesSupport.t.sol';
import {Demand, LogPath, RoundStatus, Submission} from './TrainingTypes.sol';

/// @dev Demands for shares, and answers.
contract TrainingShareDisputesTest is TrainingDisputesSupport {
    bytes4 private constant _NOT_DEMANDED = ITrainingDisputes.NotDemanded.selector;
    bytes4 private constant _DEMANDED = ITrainingDisputes.AlreadyDemanded.selector;

    function setUp() public {
        _startRound();
        _submitHonest(3);
        VM.warp(_shareTime(0) + 1);
    }

    function _refuseDemand(address by, uint256 k, uint256 member, bytes memory reason) private {
        _refuseDemandOf(by, _trainer(k), member, reason);
    }

    function _refuseDemandOf(address by, address trainer, uint256 member, bytes memory reason) private {
        VM.deal(by, BOND);
        VM.expectRevert(reason);
        VM.prank(by);
        training.demandShare{value: BOND}(id, trainer, member);
    }

    function _refuseAnswer(
        Submission memory shown,
        LogPath memory path,
        uint256 member,
        bytes memory ciphertext,
        bytes memory reason
    ) private {
        VM.expectRevert(reason);
        training.answerShare(id, shown, path, member, ciphertext);
    }

    function _refuseAnswerAt(uint256 place, uint256 member, bytes memory reason) private {
        Dealt memory dealt = _at(place);
        bytes memory ciphertext = dealt.ciphertexts[member - 1];
        _refuseAnswer(_submission(dealt), _pathOf(dealt), member, ciphertext, reason);
    }

    function _openDemands() private view returns (uint256) {
        return training.roundOf(id, number).openDemands;
    }

    function _assertDemand(uint256 k, uint256 member, address demander, bool open) private view {
        Demand memory found = training.demandOf(id, number, _trainer(k), member);
        assertEq(found.demander, demander);
        assertTrue(found.open == open, 'open');
    }

    function test_ADemandIsKept() public {
        uint256 before = address(training).balance;
        _as(_member(2), BOND);
        VM.expectEmit();
        emit ITrainingDisputes.ShareDemanded(id, number, _trainer(1), 2);
        training.demandShare{value: BOND}(id, _trainer(1), 2);
        _assertDemand(1, 2, _member(2), true);
        _assertDemand(1, 1, address(0), false);
        _assertDemand(0, 2, address(0), false);
        assertEq(_openDemands(), 1);
        assertEq(address(training).balance, before + BOND);
        _assertNoneExcluded();
    }

    /// @dev From the first second after training up to T1.
    function test_DemandsHaveTheirTime() public {
        (uint256 demands, uint256 answers, uint256 complaints) = training.shareDeadlines(id, number);
        assertEq(demands, _shareTime(1));
        assertEq(answers, _shareTime(2));
        assertEq(complaints, _shareTime(3));
        VM.warp(_shareTime(0));
        _refuseDemand(_member(1), 0, 1, _tooEarly(_shareTime(0) + 1));
        VM.warp(_shareTime(0) + 1);
        _demand(0, 1);
        VM.warp(_shareTime(1));
        _demand(0, 2);
        VM.warp(_shareTime(1) + 1);
        _refuseDemand(_member(3), 0, 3, _tooLate(_shareTime(1)));
        assertEq(_openDemands(), 2);
    }

    function test_RevertWhen_AMemberIsNone() public {
        _refuseDemand(_member(1), 0, 0, _memberUnknown(0));
        _refuseDemand(_member(5), 0, 6, _memberUnknown(6));
        _refuseDemand(_member(1), 0, 256 + 1, _memberUnknown(257));
        _refuseDemand(_member(1), 0, type(uint256).max, _memberUnknown(type(uint256).max));
    }

    function test_RevertWhen_AnotherThanTheMemberDemands() public {
        _refuseDemand(STRANGER, 0, 1, _notInCommittee(STRANGER));
        _refuseDemand(COORDINATOR, 0, 1, _notInCommittee(COORDINATOR));
        _refuseDemand(_trainer(0), 0, 1, _notInCommittee(_trainer(0)));
        _refuseDemand(_member(1), 0, 2, _notInCommittee(_member(1)));
        _refuseDemand(_member(5), 0, 4, _notInCommittee(_member(5)));
        assertEq(_openDemands(), 0);
    }

    function test_RevertWhen_TheTrainerIsNotInTheRound() public {
        _refuseDemandOf(_member(1), STRANGER, 1, _notEnrolled(STRANGER));
        _refuseDemandOf(_member(1), _member(1), 1, _notEnrolled(_member(1)));
        _refuseDemandOf(_member(1), address(0), 1, _notEnrolled(address(0)));
        _refuseDemand(_member(1), ABSENT, 1, _about(ITrainingDisputes.NotSubmitted.selector, ABSENT));
    }

    function test_RevertWhen_ADemandIsMadeTwice() public {
        _demand(0, 1);
        _refuseDemand(_member(1), 0, 1, _about(_DEMANDED, 0, 1));
        _answer(STRANGER, 0, 1);
        _refuseDemand(_member(1), 0, 1, _about(_DEMANDED, 0, 1));
        _demand(0, 2);
        _demand(1, 1);
        assertEq(_openDemands(), 2);
    }

    function test_RevertWhen_TheBondIsNotExact() public {
        uint256[3] memory sent = [uint256(0), BOND - 1, BOND + 1];
        for (uint256 i; i < 3; ++i) {
            VM.deal(_member(1), sent[i]);
            VM.expectRevert(_notExact(sent[i], BOND));
            VM.prank(_member(1));
            training.demandShare{value: sent[i]}(id, _trainer(0), 1);
        }
        _assertSolvent();
    }

    function test_RevertWhen_NoRoundIsOpen() public {
        Dealt memory dealt = _at(0);
        (Submission memory shown, LogPath memory path) = (_submission(dealt), _pathOf(dealt));
        _freeze(id);
        bytes memory reason = _notInStatus(RoundStatus.Frozen);
        _refuseDemand(_member(1), 0, 1, reason);
        _refuseAnswer(shown, path, 1, dealt.ciphertexts[0], reason);
        VM.expectRevert(reason);
        training.excludeUndelivered(id, shown, path, 1);
        VM.expectRevert(reason);
        training.returnDemand(id, _trainer(0), 1);
    }

    function test_RevertWhen_NoRoundWasOpened() public {
        id = _running();
        number = 0;
        _refuseDemand(_member(1), 0, 1, _notInStatus(RoundStatus.None));
        VM.expectRevert(_notInStatus(RoundStatus.None));
        training.returnDemand(id, _trainer(0), 1);
    }

    // INV-45, INV-49
    function test_WhoeverAnswersGetsTheBond() public {
        _demand(1, 2);
        Dealt memory dealt = _at(1);
        (Submission memory shown, LogPath memory path) = (_submission(dealt), _pathOf(dealt));
        VM.expectEmit();
        emit ITrainingDisputes.ShareAnswered(id, number, _trainer(1), 2, dealt.ciphertexts[1]);
        VM.expectEmit();
        emit ITrainingTasks.Credited(STRANGER, BOND);
        VM.prank(STRANGER);
        training.answerShare(id, shown, path, 2, dealt.ciphertexts[1]);
        assertEq(training.owed(STRANGER), BOND);
        assertEq(training.owed(_member(2)), 0);
        _assertDemand(1, 2, _member(2), false);
        assertEq(_openDemands(), 0);
        _assertNoneExcluded();
    }

    /// @dev At once, and up to T2.
    function test_AnswersHaveTheirTime() public {
        VM.warp(_shareTime(1));
        for (uint256 member = 1; member <= 3; ++member) _demand(2, member);
        _answer(_trainer(2), 2, 1);
        VM.warp(_shareTime(2));
        _answer(_trainer(2), 2, 2);
        VM.warp(_shareTime(2) + 1);
        _refuseAnswerAt(2, 3, _tooLate(_shareTime(2)));
        assertEq(training.owed(_trainer(2)), 2 * BOND);
    }

    function test_RevertWhen_NothingWasDemanded() public {
        _refuseAnswerAt(0, 1, _about(_NOT_DEMANDED, 0, 1));
        _demand(0, 1);
        _refuseAnswerAt(0, 2, _about(_NOT_DEMANDED, 0, 2));
        _refuseAnswerAt(1, 1, _about(_NOT_DEMANDED, 1, 1));
        _answer(STRANGER, 0, 1);
        _refuseAnswerAt(0, 1, _about(_NOT_DEMANDED, 0, 1));
        Dealt memory dealt = _at(0);
        Submission memory shown = _submission(dealt);
        LogPath memory path = _pathOf(dealt);
        bytes memory ciphertext = dealt.ciphertexts[0];
        _refuseAnswer(shown, path, 0, ciphertext, _about(_NOT_DEMANDED, 0, 0));
        _refuseAnswer(shown, path, 6, ciphertext, _about(_NOT_DEMANDED, 0, 6));
        shown.trainer = STRANGER;
        _refuseAnswer(shown, path, 1, ciphertext, _notEnrolled(STRANGER));
        assertEq(training.owed(STRANGER), BOND);
    }

    function test_RevertWhen_TheBytesAreForeign() public {
        _demand(1, 2);
        Dealt memory dealt = _at(1);
        (Submission memory shown, LogPath memory path) = (_submission(dealt), _pathOf(dealt));
        bytes[4] memory foreign = [dealt.ciphertexts[0], _at(0).ciphertexts[1], bytes(''), dealt.ciphertexts[1]];
        foreign[3] = bytes.concat(dealt.ciphertexts[1], hex'00');
        for (uint256 i; i < 4; ++i) _refuseAnswer(shown, path, 2, foreign[i], _foreign(2, foreign[i]));
        dealt.ciphertexts[1][95] ^= 0x01;
        _refuseAnswer(shown, path, 2, dealt.ciphertexts[1], _foreign(2, dealt.ciphertexts[1]));
        assertEq(_openDemands(), 1);
    }

    function test_RevertWhen_TheListOfCiphertextsIsForeign() public {
        _demand(1, 2);
        Dealt memory dealt = _at(1);
        (Submission memory shown, LogPath memory path) = (_submission(dealt), _pathOf(dealt));
        bytes32[][] memory lists = _foreignLists(shown);
        for (uint256 i; i < lists.length; ++i) {
            shown.ctHashes = lists[i];
            _refuseAnswer(shown, path, 2, dealt.ciphertexts[1], _listForeign(lists[i]));
        }
        // With its own root it is another submission.
        shown.sealing.ctRoot = DealHashes.hashCiphertexts(lists[4]);
        dealt.submission.ctHashes = lists[4];
        bytes32 hash = DealHashes.hashShares(dealt.submission, dealt.dealHash);
        _refuseAnswer(shown, path, 2, dealt.ciphertexts[1], _notInLog(path.before, hash));
        assertEq(_openDemands(), 1);
    }

    /// @dev Another's submission under the trainer's name, a changed one, and a wrong place: for answers and exclusions.
    function test_RevertWhen_TheSubmissionIsNotInTheLog() public {
        _demand(1, 2);
        Dealt memory dealt = _at(1);
        Submission memory shown = _submission(dealt);
        LogPath memory wrong = _pathAt(id, number, 0);
        _refuseBoth(shown, wrong, _notInLog(wrong.before, dealt.sharesHash));
        wrong = _pathOf(dealt);
        wrong.before ^= bytes32(uint256(1));
        _refuseBoth(shown, wrong, _notInLog(wrong.before, dealt.sharesHash));
        wrong = _pathOf(dealt);
        wrong.later[0] ^= bytes32(uint256(1));
        _refuseBoth(shown, wrong, _notInLog(wrong.before, dealt.sharesHash));
        LogPath memory path = _pathOf(dealt);
        wrong.later = new bytes32[](0);
        _refuseBoth(shown, wrong, _notInLog(path.before, dealt.sharesHash));
        Dealt memory other = _deal(id, _trainer(1), 2);
        _refuseBoth(_submission(other), path, _notInLog(path.before, other.sharesHash));
        shown.sealing.commitments = new G1Point[](1);
        _refuseBoth(shown, path, abi.encodeWithSelector(ITrainingRounds.SealingMiscounted.selector, 1, 2));
        shown = _submission(dealt);
        shown.stepCommitments = new G1Point[](2);
        _refuseBoth(shown, path, abi.encodeWithSelector(ITrainingRounds.ProofsMiscounted.selector, 2, 1, 1));
        assertEq(_openDemands(), 1);
    }

    function _refuseBoth(Submission memory shown, LogPath memory path, bytes memory reason) private {
        bytes memory ciphertext = _at(1).ciphertexts[1];
        VM.warp(_shareTime(2));
        _refuseAnswer(shown, path, 2, ciphertext, reason);
        VM.warp(_shareTime(2) + 1);
        VM.expectRevert(reason);
        training.excludeUndelivered(id, shown, path, 2);
    }

    /// @dev Somebody unknown must not pass for the first trainer.
    function test_RevertWhen_ADemandIsLookedUpForNobody() public {
        _demand(0, 1);
        VM.expectRevert(_notEnrolled(STRANGER));
        training.demandOf(id, number, STRANGER, 1);
    }

    /// @dev All members doubt all trainers: each has a demand of its own.
    function test_EveryMemberMayDemandOfEveryTrainer() public {
        for (uint256 k; k < 3; ++k) {
            for (uint256 member = 1; member <= MEMBERS; ++member) _demand(k, member);
        }
        assertEq(_openDemands(), 15);
        _assertSolvent();
        VM.warp(_shareTime(2));
        for (uint256 k; k < 3; ++k) {
            for (uint256 member = 1; member <= MEMBERS; ++member) _answer(_trainer(k), k, member);
            assertEq(training.owed(_trainer(k)), MEMBERS * BOND);
        }
        _assertNoneExcluded();
        _freeze(id);
        assertEq(training.roundOf(id, number).included, 3);
    }
}
