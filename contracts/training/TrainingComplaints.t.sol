// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingDisputes} from '../interfaces/ITrainingDisputes.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {DealHashes, SealedDeal} from '../test/DealHashes.sol';
import {Dealer, Dealt} from '../test/Dealer.sol';
import {Faults} from '../test/Faults.sol';
import {LogProof} from './LogProofs.sol';
import {TrainingDisputesSupport} from './TrainingDisputesSupport.t.sol';
import {Complaint, EnrolmentStatus, Fault, LogPath, RoundStatus, Submission, TaskId} from './TrainingTypes.sol';

/// @dev What is upheld, and when; honest trainers lose nothing (docs/PROTOCOL.md, section 10).
contract TrainingComplaintsTest is TrainingDisputesSupport {
    using Bn254 for G1Point;

    uint256 private constant _R = Bn254.FIELD_ORDER;

    function setUp() public {
        _startRound();
    }

    /// @dev A stranger shows it, and the second trainer is out. What only the member can prove pays the member.
    function _uphold(Fault fault, Dealt memory bad, uint256 member) private {
        address paid = fault == Fault.Share ? _member(member) : STRANGER;
        Complaint memory said = _complaint(fault, bad, member);
        (Submission memory shown, LogPath memory path) = (_submission(bad), _pathOf(bad));
        VM.expectEmit();
        emit ITrainingDisputes.ComplaintUpheld(id, number, _trainer(1), fault, member);
        VM.expectEmit();
        emit ITrainingDisputes.TrainerExcluded(id, number, _trainer(1), BOUNTY + REST);
        VM.expectEmit();
        emit ITrainingTasks.Credited(paid, BOUNTY);
        VM.prank(STRANGER);
        training.complain(id, shown, path, said);
        assertEq(training.owed(paid), BOUNTY);
        assertEq(training.roundOf(id, number).pot, REST);
        assertEq(training.roundOf(id, number).openDemands, 0);
        _assertExcluded(1);
    }

    /// @dev The second of three submits this, and is complained about.
    function _upholdAmong(Fault fault, Dealt memory bad, uint256 member) private {
        _submitAmong(bad);
        _uphold(fault, bad, member);
    }

    function _said(bytes4 selector, uint256 k) private pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, _trainer(k));
    }

    function _said(bytes4 selector, uint256 k, uint256 member) private pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, _trainer(k), member);
    }

    // Fault.Ephemeral

    function test_UpholdsAnUnprovenE() public {
        Dealt memory bad = _second();
        Faults.unprove(bad);
        _upholdAmong(Fault.Ephemeral, bad, 5);
    }

    /// @dev Right, but for z, which is r more.
    function test_UpholdsAnAliasOfAProof() public {
        Dealt memory bad = _second();
        Faults.aliasProof(bad);
        _upholdAmong(Fault.Ephemeral, bad, 1);
    }

    function test_UpholdsAProofOfAnotherDeal() public {
        Dealt memory bad = _second();
        Dealt memory other = _deal(id, _trainer(1), 2);
        bad.submission.proofOfE = Dealer.proveEphemeral(other.dealHash, bad.submission.deal.e, bad.ephemeral);
        Dealer.rehash(bad);
        _upholdAmong(Fault.Ephemeral, bad, 1);
    }

    /// @dev All but `fault` is left empty, and so is the list of ciphertexts.
    function test_EphemeralNeedsNoMember() public {
        Dealt memory bad = _second();
        Faults.unprove(bad);
        _submitAmong(bad);
        Complaint memory said;
        said.fault = Fault.Ephemeral;
        (Submission memory shown, LogPath memory path) = (_submission(bad), _pathOf(bad));
        shown.ctHashes = new bytes32[](0);
        VM.prank(STRANGER);
        training.complain(id, shown, path, said);
        _assertExcluded(1);
    }

    /// @dev Section 10: to publish Z of a copied E would open the other's share. The copier goes without that.
    // INV-49
    function test_ACopiedEIsNoOracle() public {
        Dealt memory bad = _second();
        Faults.copyEphemeral(bad, _deal(id, _trainer(0), 1));
        _submitAmong(bad);
        for (uint256 member = 1; member <= MEMBERS; ++member) {
            _refuse(Fault.Share, bad, member, _said(ITrainingDisputes.EphemeralUnproven.selector, 1));
        }
        _assertNoneExcluded();
        _uphold(Fault.Ephemeral, bad, 3);
        _refuse(Fault.Ephemeral, _at(0), 3, _said(ITrainingDisputes.EphemeralIsProven.selector, 0));
    }

    /// @dev Even if the length is wrong: the proof of e comes first.
    function test_ACopiedEIsNoOracleOfAnyLength() public {
        Dealt memory bad = _second();
        Faults.copyEphemeral(bad, _deal(id, _trainer(0), 1));
        Faults.resize(bad, 2, 64);
        _submitAmong(bad);
        _refuse(Fault.Share, bad, 2, _said(ITrainingDisputes.EphemeralUnproven.selector, 1));
        _uphold(Fault.Length, bad, 2);
    }

    // Fault.Length

    function test_UpholdsOtherLengths() public {
        Dealt memory bad = _second();
        uint256[5] memory sizes = [uint256(0), 64, 95, 97, 128];
        for (uint256 i; i < 5; ++i) Faults.resize(bad, i + 1, sizes[i]);
        _submitAmong(bad);
        Fault[2] memory faults = [Fault.Length, Fault.Share];
        for (uint256 i; i < 5; ++i) {
            for (uint256 f; f < 2; ++f) {
                try this.upholdAndForget(faults[f], bad, i + 1) {
                    assertTrue(false, 'forgotten');
                } catch (bytes memory reason) {
                    assertEq(bytes32(bytes4(reason)), bytes32(Forgotten.selector));
                }
            }
        }
        _uphold(Fault.Length, bad, 2);
    }

    error Forgotten();

    /// @notice Undoes what it does, so that a round serves for several complaints.
    function upholdAndForget(Fault fault, Dealt calldata bad, uint256 member) external {
        _uphold(fault, bad, member);
        revert Forgotten();
    }

    /// @dev Z is not needed, nor are bases: the bytes speak for themselves.
    function test_AShareOfAnotherLengthNeedsNoZ() public {
        Dealt memory bad = _second();
        Faults.resize(bad, 4, 97);
        _submitAmong(bad);
        Complaint memory said = _complaint(Fault.Length, bad, 4);
        said.fault = Fault.Share;
        _complain(STRANGER, bad, said);
        _assertExcluded(1);
    }

    // Fault.Share

    function testFuzz_UpholdsAnyWrongWord(uint256 member, uint256 word, uint256 by) public {
        Dealt memory bad = _second();
        member = bound(member, 1, MEMBERS);
        Faults.shift(bad, member, word % ELEMENTS, bound(by, 1, _R - 1));
        _submitAmong(bad);
        uint256 other = 1 + (member % MEMBERS);
        _refuse(Fault.Share, bad, other, _said(ITrainingDisputes.ShareIsRight.selector, 1, other));
        _refuse(Fault.Length, bad, member, abi.encodeWithSelector(ITrainingDisputes.LengthIsRight.selector, 96));
        _refuse(Fault.Ephemeral, bad, member, _said(ITrainingDisputes.EphemeralIsProven.selector, 1));
        _uphold(Fault.Share, bad, member);
    }

    /// @dev The same number in another spelling is no element.
    function test_UpholdsWordsOfROrMore() public {
        for (uint256 word; word < ELEMENTS; ++word) {
            if (word > 0) _nextTask();
            Dealt memory bad = _second();
            Faults.overflow(bad, 3, word);
            _submitAmong(bad);
            _complain(Fault.Share, bad, 3);
            _assertExcluded(1);
        }
    }

    /// @dev For every member: no share is on these polynomials.
    function test_UpholdsOtherCommitments() public {
        for (uint256 kind; kind < 3; ++kind) {
            if (kind > 0) _nextTask();
            Dealt memory bad = _second();
            if (kind == 0) Faults.commitOther(bad, 0, 99);
            else Faults.bendCoefficient(bad, kind);
            _submitAmong(bad);
            _complain(Fault.Share, bad, 1 + kind);
            _assertExcluded(1);
        }
    }

    function _nextTask() private {
        id = _running();
        _enrol(id, ABSENT);
        number = _openRound(id);
    }

    // Honest trainers

    // INV-46, INV-49
    function test_RevertWhen_TheTrainerIsHonest() public {
        _submitHonest(3);
        VM.warp(_shareTime(0) + 1);
        for (uint256 k; k < 3; ++k) {
            Dealt memory dealt = _at(k);
            for (uint256 i = 1; i <= MEMBERS; ++i) {
                _refuse(Fault.Ephemeral, dealt, i, _said(ITrainingDisputes.EphemeralIsProven.selector, k));
                _refuse(Fault.Length, dealt, i, abi.encodeWithSelector(ITrainingDisputes.LengthIsRight.selector, 96));
                _refuse(Fault.Share, dealt, i, _said(ITrainingDisputes.ShareIsRight.selector, k, i));
            }
        }
        _assertNoneExcluded();
        _freeze(id);
        assertEq(training.roundOf(id, number).included, 3);
    }

    /// @dev A nonce of 0: T is the identity, which is hashed as zeros.
    function test_TheIdentityIsATAsWell() public {
        Dealt memory dealt = _second();
        G1Point memory zero;
        uint256 c = DealHashes.ephemeralChallenge(dealt.dealHash, dealt.submission.deal.e, zero);
        dealt.submission.proofOfE = LogProof(c, mulmod(c, dealt.ephemeral, _R));
        Faults.shift(dealt, 2, 0, 1);
        _submitAmong(dealt);
        _refuse(Fault.Ephemeral, dealt, 1, _said(ITrainingDisputes.EphemeralIsProven.selector, 1));
        Complaint memory said = _complaint(Fault.Share, dealt, 2);
        G1Point memory key = dealt.keys[1];
        G1Point[5] memory points = [dealt.submission.deal.e, key, said.shared, zero, zero];
        c = DealHashes.complaintChallenge(dealt.sharesHash, dealt.dealHash, 2, points);
        said.proof = LogProof(c, mulmod(c, _memberSecret(2), _R));
        _complain(STRANGER, dealt, said);
        _assertExcluded(1);
    }

    // Where, when, and by whom

    function test_ComplaintsHaveTheirTime() public {
        Dealt memory bad = _second();
        Faults.unprove(bad);
        _submitAmong(bad);
        VM.warp(_shareTime(0));
        _refuse(Fault.Ephemeral, bad, 1, _tooEarly(_shareTime(0) + 1));
        VM.warp(_shareTime(3) + 1);
        _refuse(Fault.Ephemeral, bad, 1, _tooLate(_shareTime(3)));
        _assertNoneExcluded();
        VM.warp(_shareTime(3));
        _uphold(Fault.Ephemeral, bad, 1);
    }

    function test_ComplaintsBeginAtOnce() public {
        Dealt memory bad = _second();
        Faults.unprove(bad);
        _submitAmong(bad);
        assertEq(block.timestamp, _shareTime(0) + 1);
        _uphold(Fault.Ephemeral, bad, 1);
    }

    /// @dev Once the set is fixed, nothing changes it.
    // INV-43, INV-49
    function test_RevertWhen_TheRoundIsFrozen() public {
        Dealt memory bad = _second();
        Faults.unprove(bad);
        _submitAmong(bad);
        _freeze(id);
        _refuse(Fault.Ephemeral, bad, 1, _notInStatus(RoundStatus.Frozen));
        VM.warp(_shareTime(3));
        _refuse(Fault.Ephemeral, bad, 1, _notInStatus(RoundStatus.Frozen));
        assertEq(training.roundOf(id, number).included, 3);
    }

    function test_RevertWhen_TheTrainerIsNotInTheRound() public {
        Dealt memory bad = _second();
        Faults.unprove(bad);
        _submitAmong(bad);
        Submission memory shown = _submission(bad);
        LogPath memory path = _pathOf(bad);
        Complaint memory said = _complaint(Fault.Ephemeral, bad, 1);
        shown.trainer = STRANGER;
        VM.expectRevert(_notEnrolled(STRANGER));
        training.complain(id, shown, path, said);
        shown.trainer = _trainer(ABSENT);
        VM.expectRevert(_about(ITrainingDisputes.NotSubmitted.selector, ABSENT));
        training.complain(id, shown, path, said);
    }

    /// @dev What another submitted, under the name of one who is honest.
    function test_RevertWhen_TheSubmissionIsNotTheTrainers() public {
        Dealt memory bad = _second();
        Faults.unprove(bad);
        _submitAmong(bad);
        Dealt memory forged = abi.decode(abi.encode(bad), (Dealt));
        forged.submission.deal.trainer = _trainer(0);
        bytes32 hash = _hashOf(forged);
        LogPath memory path = _pathOf(bad);
        _refuseAt(_submission(forged), path, _complaint(Fault.Ephemeral, bad, 1), _notInLog(path.before, hash));
        path = _pathAt(id, number, 0);
        _refuseAt(_submission(forged), path, _complaint(Fault.Ephemeral, bad, 1), _notInLog(path.before, hash));
        path = _pathAt(id, number, 2);
        bytes memory reason = _notInLog(path.before, bad.sharesHash);
        _refuseAt(_submission(bad), path, _complaint(Fault.Ephemeral, bad, 1), reason);
        // A log that nobody walked.
        path = LogPath(training.roundOf(id, number).log, new bytes32[](0));
        reason = _notInLog(path.before, bad.sharesHash);
        _refuseAt(_submission(bad), path, _complaint(Fault.Ephemeral, bad, 1), reason);
        _assertNoneExcluded();
    }

    function _refuseAt(
        Submission memory shown,
        LogPath memory path,
        Complaint memory said,
        bytes memory reason
    ) private {
        VM.expectRevert(reason);
        training.complain(id, shown, path, said);
    }

    function _hashOf(Dealt memory dealt) private pure returns (bytes32) {
        SealedDeal memory submission = dealt.submission;
        return DealHashes.hashShares(submission, DealHashes.hashDeal(submission.deal));
    }

    /// @dev It was not complained about in time: in the next round it is nothing.
    // INV-52
    function test_RevertWhen_TheComplaintIsOfAnotherRound() public {
        Dealt memory bad = _second();
        Faults.unprove(bad);
        _submitAmong(bad);
        LogPath memory path = _pathOf(bad);
        _freeze(id);
        for (uint256 i = 1; i <= MEMBERS; ++i) _postSum(id, number, i);
        _finalise(id, FINALISER);
        _replay(bad, path);
    }

    // INV-52
    function test_RevertWhen_TheComplaintIsOfAnotherTask() public {
        Dealt memory bad = _second();
        Faults.unprove(bad);
        _submitAmong(bad);
        LogPath memory path = _pathOf(bad);
        id = _running();
        _enrol(id, ABSENT);
        _replay(bad, path);
    }

    /// @dev All are honest in the round that is opened; what was bad elsewhere is shown.
    function _replay(Dealt memory bad, LogPath memory path) private {
        number = _openRound(id);
        _submitHonest(3);
        VM.warp(_shareTime(0) + 1);
        Complaint memory said = _complaint(Fault.Ephemeral, bad, 1);
        Dealt memory here = abi.decode(abi.encode(bad), (Dealt));
        (here.submission.deal.scope.task, here.submission.deal.scope.round) = (TaskId.unwrap(id), number);
        bytes32 hash = _hashOf(here);
        _refuseAt(_submission(bad), path, said, _notInLog(path.before, hash));
        path = _pathAt(id, number, 1);
        _refuseAt(_submission(bad), path, said, _notInLog(path.before, hash));
        assertTrue(training.enrolmentOf(id, _trainer(1)).status == EnrolmentStatus.Active, 'active');
        assertEq(training.owed(STRANGER), 0);
    }
}
