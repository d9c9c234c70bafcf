// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingDisputes} from '../interfaces/ITrainingDisputes.sol';
import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {Accusation, Committee} from '../test/Committee.sol';
import {Dealer, Dealt, Plan} from '../test/Dealer.sol';
import {Faults} from '../test/Faults.sol';
import {SimulatedKey} from '../test/SimulatedKey.sol';
import {TrainingDisputesSupport} from './TrainingDisputesSupport.t.sol';
import {Complaint, Fault, LogPath, RoundStatus, Submission, Terms} from './TrainingTypes.sol';

/// @dev What a complaint must show, about shares that are bad indeed; and points that meet where sums are zero.
contract TrainingComplaintProofsTest is TrainingDisputesSupport {
    using Bn254 for G1Point;

    uint256 private constant _R = Bn254.FIELD_ORDER;
    uint256 private constant _Q = Bn254.COORDINATE_ORDER;
    /// @dev Whose share is bad, and who shows it.
    uint256 private constant _WRONGED = 2;

    function setUp() public {
        _startRound();
        Dealt memory bad = _second();
        Faults.shift(bad, _WRONGED, 1, 1);
        _submitAmong(bad);
    }

    /// @dev It was refused for nothing but what was spoilt.
    function _upholdAfterAll() private {
        Dealt memory bad = _at(1);
        _complain(STRANGER, bad, _complaint(Fault.Share, bad, _WRONGED));
        _assertExcluded(1);
        assertEq(training.owed(_member(_WRONGED)), BOUNTY);
        assertEq(training.owed(STRANGER), 0);
    }

    function _refuseShown(Complaint memory said, bytes memory reason) private {
        _refuse(_at(1), said, reason);
    }

    function _unproven(uint256 member) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ITrainingDisputes.SharedPointUnproven.selector, _trainer(1), member);
    }

    /// @dev With a proof made for this Z, by one who has this secret.
    function _withZ(uint256 secret, G1Point memory z) private view returns (Complaint memory said) {
        Dealt memory bad = _at(1);
        said = _complaint(Fault.Share, bad, _WRONGED);
        Accusation memory shown = Committee.accuseWith(bad, _WRONGED, secret, z);
        (said.shared, said.proof) = (shown.z, shown.proof);
    }

    function test_RevertWhen_ZIsNoProperPoint() public {
        uint256 secret = _memberSecret(_WRONGED);
        G1Point memory z = _complaint(Fault.Share, _at(1), _WRONGED).shared;
        G1Point[8] memory wrong;
        (wrong[1], wrong[2], wrong[3]) = (Faults.offCurve(z), Faults.aliasX(z), Faults.aliasY(z));
        (wrong[4], wrong[5]) = (G1Point(_Q, _Q), G1Point(type(uint256).max, type(uint256).max));
        (wrong[6], wrong[7]) = (G1Point(0, _Q), G1Point(_Q, 0));
        for (uint256 i; i < wrong.length; ++i) _refuseShown(_withZ(secret, wrong[i]), _unproven(_WRONGED));
        // The right proof next to it.
        Complaint memory said = _complaint(Fault.Share, _at(1), _WRONGED);
        for (uint256 i; i < wrong.length; ++i) {
            said.shared = wrong[i];
            _refuseShown(said, _unproven(_WRONGED));
        }
        _assertNoneExcluded();
        _upholdAfterAll();
    }

    /// @dev Other multiples of E, proven as well as they can be: one could make any share look bad.
    // INV-46, INV-49
    function testFuzz_RevertWhen_ZIsAnother(uint256 factor) public {
        Dealt memory bad = _at(1);
        uint256 secret = _memberSecret(_WRONGED);
        factor = bound(factor, 1, _R - 1);
        if (factor == secret) factor = 1;
        G1Point memory z = bad.submission.deal.e.multiply(factor);
        _refuseShown(_withZ(secret, z), _unproven(_WRONGED));
        _refuseShown(_withZ(factor, z), _unproven(_WRONGED));
        Complaint memory said = _complaint(Fault.Share, bad, _WRONGED);
        said.shared = z;
        _refuseShown(said, _unproven(_WRONGED));
    }

    function test_RevertWhen_ZIsOpposite() public {
        G1Point memory z = _complaint(Fault.Share, _at(1), _WRONGED).shared;
        _refuseShown(_withZ(_memberSecret(_WRONGED), z.negate()), _unproven(_WRONGED));
        _refuseShown(_withZ(_R - _memberSecret(_WRONGED), z.negate()), _unproven(_WRONGED));
        _upholdAfterAll();
    }

    function test_RevertWhen_TheProofIsAnother() public {
        Complaint memory right = _complaint(Fault.Share, _at(1), _WRONGED);
        Complaint memory said = _copy(right);
        said.proof.z += _R;
        _refuseShown(said, _unproven(_WRONGED));
        said = _copy(right);
        said.proof.c ^= 1;
        _refuseShown(said, _unproven(_WRONGED));
        said = _copy(right);
        said.proof.c += _R;
        _refuseShown(said, _unproven(_WRONGED));
        said = _copy(right);
        said.proof.z = addmod(said.proof.z, 1, _R);
        _refuseShown(said, _unproven(_WRONGED));
        (said.proof.c, said.proof.z) = (0, 0);
        _refuseShown(said, _unproven(_WRONGED));
        _upholdAfterAll();
    }

    /// @dev A right Z and proof of another member, of another trainer, of another deal of the same trainer.
    function test_RevertWhen_TheProofIsForAnother() public {
        Dealt memory bad = _at(1);
        Complaint memory said = _complaint(Fault.Share, bad, _WRONGED);
        Complaint memory other = _complaint(Fault.Share, bad, 3);
        (said.shared, said.proof) = (other.shared, other.proof);
        _refuseShown(said, _unproven(_WRONGED));
        said = _complaint(Fault.Share, bad, _WRONGED);
        other = _complaint(Fault.Share, _at(0), _WRONGED);
        said.proof = other.proof;
        _refuseShown(said, _unproven(_WRONGED));
        said.shared = other.shared;
        _refuseShown(said, _unproven(_WRONGED));
        // The same E, and other ciphertexts.
        said = _complaint(Fault.Share, bad, _WRONGED);
        said.proof = _complaint(Fault.Share, _second(), _WRONGED).proof;
        _refuseShown(said, _unproven(_WRONGED));
        _upholdAfterAll();
    }

    /// @dev A member's share shown as another's: the ciphertext says whose it is.
    function test_RevertWhen_TheCiphertextIsAnothers() public {
        Dealt memory bad = _at(1);
        Complaint memory said = _complaint(Fault.Share, bad, _WRONGED);
        for (uint256 member = 1; member <= MEMBERS; ++member) {
            if (member == _WRONGED) continue;
            said.member = uint8(member);
            _refuseShown(said, _foreign(member, said.ciphertext));
        }
        said = _complaint(Fault.Share, bad, _WRONGED);
        bytes[3] memory foreign = [bad.ciphertexts[2], _at(0).ciphertexts[1], bytes('')];
        for (uint256 f = 1; f <= 2; ++f) {
            said.fault = Fault(f);
            for (uint256 i; i < 3; ++i) {
                said.ciphertext = foreign[i];
                _refuseShown(said, _foreign(_WRONGED, foreign[i]));
            }
        }
        _assertNoneExcluded();
        _upholdAfterAll();
    }

    function test_RevertWhen_TheListOfCiphertextsIsForeign() public {
        Dealt memory bad = _at(1);
        Complaint memory said = _complaint(Fault.Share, bad, _WRONGED);
        (Submission memory shown, LogPath memory path) = (_submission(bad), _pathOf(bad));
        bytes32[][] memory lists = _foreignLists(shown);
        for (uint256 f = 1; f <= 2; ++f) {
            said.fault = Fault(f);
            for (uint256 i; i < lists.length; ++i) {
                shown.ctHashes = lists[i];
                VM.expectRevert(_listForeign(lists[i]));
                training.complain(id, shown, path, said);
            }
        }
        _upholdAfterAll();
    }

    function test_RevertWhen_TheMemberIsNone() public {
        uint8[3] memory members = [0, 6, 255];
        Complaint memory said = _complaint(Fault.Share, _at(1), _WRONGED);
        for (uint256 f = 1; f <= 2; ++f) {
            said.fault = Fault(f);
            for (uint256 i; i < 3; ++i) {
                said.member = members[i];
                _refuseShown(said, _memberUnknown(members[i]));
            }
        }
        _upholdAfterAll();
    }

    function _refuseBases(Complaint memory said) private {
        bytes memory words;
        for (uint256 i; i < said.bases.length; ++i) {
            words = bytes.concat(words, abi.encode(said.bases[i].x, said.bases[i].y));
        }
        _refuseShown(said, abi.encodeWithSelector(ITrainingDisputes.BasesForeign.selector, keccak256(words)));
    }

    function test_RevertWhen_BasesAreForeign() public {
        Complaint memory said = _complaint(Fault.Share, _at(1), _WRONGED);
        G1Point[] memory right = said.bases;
        for (uint256 count; count <= ELEMENTS + 1; ++count) {
            if (count == ELEMENTS) continue;
            said.bases = SimulatedKey.committedBases(count);
            _refuseBases(said);
        }
        said.bases = SimulatedKey.committedBases(ELEMENTS);
        (said.bases[0], said.bases[1]) = (right[1], right[0]);
        _refuseBases(said);
        said.bases = SimulatedKey.committedBases(ELEMENTS);
        G1Point[5] memory foreign = [
            Bn254.generator(),
            Faults.aliasX(right[2]),
            Faults.aliasY(right[2]),
            right[2].negate(),
            Faults.offCurve(right[2])
        ];
        for (uint256 i; i < foreign.length; ++i) {
            said.bases[2] = foreign[i];
            _refuseBases(said);
        }
        _assertNoneExcluded();
        _upholdAfterAll();
    }

    // Points that a trainer chooses

    function _openTask(uint8 steps) private {
        Terms memory terms = _terms();
        terms.work.steps = steps;
        (terms.times.startsAt, terms.times.endsAt) = (uint48(block.timestamp), uint48(block.timestamp + 50_000));
        id = _runningWith(terms);
        _enrol(id, ABSENT);
        number = _openRound(id);
    }

    function _negated(uint256[] memory row) private pure returns (uint256[] memory negated) {
        negated = new uint256[](row.length);
        for (uint256 j; j < row.length; ++j) negated[j] = (_R - row[j]) % _R;
    }

    /// @dev The polynomials' first coefficients are these.
    function _recommit(Dealt memory dealt, uint256[] memory row) private view {
        dealt.polynomial[1] = row;
        dealt.submission.deal.c[0] = SimulatedKey.pointOf(SimulatedKey.commit(row));
        Dealer.reseal(dealt);
    }

    /// @dev D + C_1 + C_2 = 0: the first member's share is zeros, and right.
    function _vanishing() private view returns (Dealt memory dealt) {
        dealt = _second();
        uint256[] memory row = Dealer.shareOf(dealt, 1);
        for (uint256 j; j < ELEMENTS; ++j) row[j] = addmod(dealt.polynomial[1][j], _R - row[j], _R);
        _recommit(dealt, row);
        for (uint256 j; j < ELEMENTS; ++j) assertEq(Dealer.shareOf(dealt, 1)[j], 0);
    }

    function test_CommitmentsMayAddUpToTheIdentity() public {
        _openTask(1);
        Dealt memory dealt = _vanishing();
        Faults.shift(dealt, 2, 0, 1);
        _refuseHonestAndUphold(dealt, 1, 2);
    }

    /// @dev The least word that is no element.
    function test_UpholdsAWordOfR() public {
        _openTask(1);
        Dealt memory dealt = _vanishing();
        Faults.overflow(dealt, 1, 2);
        _refuseHonestAndUphold(dealt, 2, 1);
    }

    /// @dev C_1 = -2 C_2, so that Horner's rule passes the identity for the second member; and C_1 = -D.
    function test_CommitmentsMayCancelOnTheWay() public {
        for (uint256 kind; kind < 2; ++kind) {
            _openTask(1);
            Dealt memory dealt = _second();
            uint256[] memory row = _negated(dealt.polynomial[kind == 0 ? 2 : 0]);
            if (kind == 0) Dealer.addTo(row, row);
            _recommit(dealt, row);
            Faults.shift(dealt, 3, 0, 1);
            _refuseHonestAndUphold(dealt, 2, 3);
        }
    }

    /// @dev D_1 = -D_2: a chain that commits to nothing.
    function test_StepsMayAddUpToTheIdentity() public {
        _openTask(2);
        Plan memory plan = _plan(id, _trainer(1), 1);
        plan.steps[1] = _negated(plan.steps[0]);
        Dealt memory dealt = Dealer.prepare(plan);
        assertEq(Dealer.shareOf(dealt, 1).length, ELEMENTS);
        Faults.shift(dealt, 5, 2, 1);
        _refuseHonestAndUphold(dealt, 4, 5);
    }

    /// @dev e = 1 and e = -1: E is the generator or its opposite, and Z the member's key or its opposite.
    function test_EMayBeTheGenerator() public {
        for (uint256 kind; kind < 2; ++kind) {
            _openTask(1);
            Dealt memory dealt = _second();
            dealt.ephemeral = kind == 0 ? 1 : _R - 1;
            dealt.submission.deal.e = SimulatedKey.pointOf(dealt.ephemeral);
            Dealer.reseal(dealt);
            Faults.shift(dealt, 5, 2, 1);
            _refuseHonestAndUphold(dealt, 4, 5);
        }
    }

    function _refuseHonestAndUphold(Dealt memory dealt, uint256 honest, uint256 wronged) private {
        _submitAmong(dealt);
        bytes4 selector = ITrainingDisputes.ShareIsRight.selector;
        _refuse(Fault.Share, dealt, honest, abi.encodeWithSelector(selector, _trainer(1), honest));
        _complain(Fault.Share, dealt, wronged);
        _assertExcluded(1);
    }

    /// @dev The first two cancel each other: without one of them the sum is the other.
    // INV-39
    function test_SumsMayPassTheIdentity() public {
        _openTask(1);
        Dealt memory first = _deal(id, _trainer(0), 1);
        Plan memory plan = _plan(id, _trainer(1), 1);
        plan.steps[0] = _negated(first.polynomial[0]);
        Dealt memory second = Dealer.prepare(plan);
        Faults.unprove(second);
        _submit(first);
        _submit(second);
        assertTrue(_round(id).sum.isZero(), 'the identity');
        VM.warp(_shareTime(0) + 1);
        _complain(Fault.Ephemeral, second, 1);
        assertTrue(_round(id).sum.equals(first.submission.deal.d[0]), 'the first');
        _assertExcluded(1);
    }

    /// @dev Those who are left cancel each other: there is nothing to open, and the round is void.
    function test_ExclusionsMayLeaveTheIdentity() public {
        _openTask(1);
        Dealt memory first = _deal(id, _trainer(0), 1);
        Dealt memory second = _second();
        Faults.unprove(second);
        Plan memory plan = _plan(id, _trainer(2), 1);
        plan.steps[0] = _negated(first.polynomial[0]);
        _submit(first);
        _submit(second);
        _submit(Dealer.prepare(plan));
        VM.warp(_shareTime(0) + 1);
        _complain(Fault.Ephemeral, second, 1);
        assertTrue(_round(id).sum.isZero(), 'the identity');
        _freeze(id);
        assertTrue(_round(id).status == RoundStatus.Void, 'void');
        _assertSolvent();
    }

    /// @dev No dispute could compute with them.
    function test_RevertWhen_PointsOfASubmissionAreNone() public {
        _openTask(1);
        for (uint256 place; place < 3; ++place) {
            for (uint256 kind; kind < 4; ++kind) {
                Dealt memory bad = _second();
                G1Point memory point = place == 0 ? bad.submission.deal.e : bad.submission.deal.c[place - 1];
                G1Point memory spoilt;
                if (kind == 1) spoilt = Faults.offCurve(point);
                if (kind == 2) spoilt = Faults.aliasX(point);
                if (kind == 3) spoilt = Faults.aliasY(point);
                (point.x, point.y) = (spoilt.x, spoilt.y);
                Dealer.reseal(bad);
                _expectRefused(bad, spoilt);
            }
        }
    }

    function _expectRefused(Dealt memory bad, G1Point memory spoilt) private {
        (uint256[] memory roots, uint256[10][] memory proofs) = (_make(bad).roots, _make(bad).proofs);
        bytes4 selector = ITrainingRounds.SealingPointRefused.selector;
        VM.expectRevert(abi.encodeWithSelector(selector, _trainer(1), spoilt));
        VM.prank(_trainer(1));
        training.submitUpdate(id, roots, proofs, _sealing(bad));
    }
}
