// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingDisputes} from '../interfaces/ITrainingDisputes.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {LogProof, LogProofs} from './LogProofs.sol';
import {Shares} from './Shares.sol';
import {Complaint, Fault, Submission} from './TrainingTypes.sol';
import {Transcript} from './Transcript.sol';

/// @dev What a complaint is judged by.
struct Case {
    bytes32 deal;
    bytes32 sharesHash;
    bytes32 basesHash;
    uint256 elements;
    uint256 members;
    /// Of the member that the complaint is about.
    G1Point key;
}

/// @title The judge of complaints
/// @notice Upholds what section 10 of docs/PROTOCOL.md upholds, and reverts otherwise. It learns nothing that the
/// complaint does not show: one member's share, of a trainer that has proven e.
library Complaints {
    using Bn254 for G1Point;
    using LogProofs for LogProof;

    bytes32 private constant _EPHEMERAL = keccak256('tacit.ephemeral');
    bytes32 private constant _COMPLAINT = keccak256('tacit.complaint');
    bytes32 private constant _PAD = keccak256('tacit.pad');

    function judge(Case memory held, Submission calldata submission, Complaint calldata complaint) internal view {
        bool proven = _provesEphemeral(submission, held.deal);
        if (complaint.fault == Fault.Ephemeral) {
            if (proven) revert ITrainingDisputes.EphemeralIsProven(submission.trainer);
            return;
        }
        requireCiphertext(submission, held.members, complaint.member, complaint.ciphertext);
        bool whole = complaint.ciphertext.length == 32 * held.elements;
        if (complaint.fault == Fault.Length) {
            if (whole) revert ITrainingDisputes.LengthIsRight(complaint.ciphertext.length);
            return;
        }
        // Whoever copied another's E would have this publish what opens the other's shares.
        if (!proven) revert ITrainingDisputes.EphemeralUnproven(submission.trainer);
        if (!whole) return;
        if (!_provesShared(held, submission.sealing.ephemeral, complaint)) {
            revert ITrainingDisputes.SharedPointUnproven(submission.trainer, complaint.member);
        }
        bytes32 basesHash = Shares.hashBases(complaint.bases);
        if (basesHash != held.basesHash) revert ITrainingDisputes.BasesForeign(basesHash);
        (bool canonical, uint256[] memory share) = _decrypt(held.deal, complaint);
        if (canonical && _fits(submission, complaint, share)) {
            revert ITrainingDisputes.ShareIsRight(submission.trainer, complaint.member);
        }
    }

    /// @notice The ciphertext must be the member's, in a list that has one for each.
    function requireCiphertext(
        Submission calldata submission,
        uint256 members,
        uint256 member,
        bytes calldata ciphertext
    ) internal pure {
        bytes32[] calldata ctHashes = submission.ctHashes;
        bytes32 root = Transcript.hashCiphertexts(ctHashes);
        if (ctHashes.length != members || root != submission.sealing.ctRoot) {
            revert ITrainingDisputes.CiphertextListForeign(ctHashes.length, root);
        }
        bytes32 hash = keccak256(ciphertext);
        if (ctHashes[member - 1] != hash) {
            revert ITrainingDisputes.CiphertextForeign(member, hash);
        }
    }

    function _provesEphemeral(Submission calldata submission, bytes32 deal) private view returns (bool) {
        LogProof calldata proof = submission.sealing.proof;
        if (!proof.isCanonical()) return false;
        G1Point memory e = submission.sealing.ephemeral;
        G1Point memory t = proof.commitmentOf(Bn254.generator(), e);
        return uint256(keccak256(abi.encode(_EPHEMERAL, deal, e, t))) >> LogProofs.CHALLENGE_SHIFT == proof.c;
    }

    /// @dev That one y makes the member's key from the generator, and Z from E.
    function _provesShared(
        Case memory held,
        G1Point memory e,
        Complaint calldata complaint
    ) private view returns (bool) {
        (LogProof calldata proof, G1Point memory z) = (complaint.proof, complaint.shared);
        if (!proof.isCanonical() || !z.isOnCurve()) return false;
        G1Point[2] memory t = [proof.commitmentOf(Bn254.generator(), held.key), proof.commitmentOf(e, z)];
        bytes memory what = abi.encode(_COMPLAINT, held.sharesHash, held.deal, uint256(complaint.member));
        bytes memory row = bytes.concat(what, abi.encode(e, held.key, z, t));
        return uint256(keccak256(row)) >> LogProofs.CHALLENGE_SHIFT == proof.c;
    }

    /// @dev A word of r or more is no element: the share is bad.
    function _decrypt(
        bytes32 deal,
        Complaint calldata complaint
    ) private pure returns (bool canonical, uint256[] memory share) {
        bytes calldata ciphertext = complaint.ciphertext;
        uint256[6] memory row;
        (row[0], row[1], row[2]) = (uint256(_PAD), complaint.shared.x, complaint.shared.y);
        (row[3], row[4]) = (uint256(deal), complaint.member);
        share = new uint256[](ciphertext.length / 32);
        for (uint256 k; k < share.length; ++k) {
            row[5] = k;
            uint256 pad;
            assembly ('memory-safe') {
                pad := keccak256(row, 0xc0)
            }
            share[k] = uint256(bytes32(ciphertext[32 * k:])) ^ pad;
            if (share[k] >= Bn254.FIELD_ORDER) return (false, share);
        }
        return (true, share);
    }

    /// @dev D is the sum over the steps.
    function _fits(
        Submission calldata submission,
        Complaint calldata complaint,
        uint256[] memory share
    ) private view returns (bool) {
        G1Point memory d;
        for (uint256 i; i < submission.stepCommitments.length; ++i) d = Bn254.add(d, submission.stepCommitments[i]);
        G1Point[] memory commitments = submission.sealing.commitments;
        return Shares.fits(complaint.bases, share, complaint.member, d, commitments);
    }
}
