// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingDisputes} from '../interfaces/ITrainingDisputes.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {LogProof, LogProofs} from './LogProofs.sol';
import {Shares} from './Shares.sol';
import {Complaint, Fault, Sealing, Submission, Task} from './TrainingTypes.sol';
import {Transcript} from './Transcript.sol';

/// @dev What a complaint is judged by.
struct Case {
    bytes32 deal;
    bytes32 sharesHash;
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

    function judge(
        Task storage task,
        Case memory held,
        Submission calldata submission,
        Complaint calldata complaint
    ) internal view {
        Sealing calldata sealing = submission.sealing;
        bool proven = _provesEphemeral(sealing, held.deal);
        if (complaint.fault == Fault.Ephemeral) {
            if (proven) revert ITrainingDisputes.EphemeralIsProven(submission.trainer);
            return;
        }
        (uint256 member, bytes calldata ciphertext) = (complaint.member, complaint.ciphertext);
        requireCiphertext(submission, task.members, member, ciphertext);
        (uint256 elements, bytes32 foreign) = _elementsOf(task, complaint.bases);
        bool whole = ciphertext.length == 32 * elements;
        if (complaint.fault == Fault.Length) {
            if (whole) revert ITrainingDisputes.LengthIsRight(ciphertext.length);
            return;
        }
        // Whoever copied another's E would have this publish what opens the other's shares.
        if (!proven) revert ITrainingDisputes.EphemeralUnproven(submission.trainer);
        if (!whole) return;
        if (!_provesShared(held, sealing.ephemeral, complaint)) {
            revert ITrainingDisputes.SharedPointUnproven(submission.trainer, member);
        }
        if (foreign != 0) revert ITrainingDisputes.BasesForeign(foreign);
        (bool canonical, uint256[] memory share) = _decrypt(held.deal, complaint.shared, member, ciphertext);
        if (canonical && _fits(submission, complaint, share)) {
            revert ITrainingDisputes.ShareIsRight(submission.trainer, member);
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

    /// @notice How many elements there are, and the hash of the bases if they are not the task's.
    /// @dev Points that hash to the same are as many, so that the number need not be read from storage.
    function _elementsOf(
        Task storage task,
        G1Point[] calldata bases
    ) private view returns (uint256 elements, bytes32 foreign) {
        bytes32 hash = Shares.hashBases(bases);
        if (hash == task.basesHash) return (bases.length, 0);
        return (task.elements, hash);
    }

    function _provesEphemeral(Sealing calldata sealing, bytes32 deal) private view returns (bool) {
        (LogProof calldata proof, G1Point calldata e) = (sealing.proof, sealing.ephemeral);
        if (!proof.isCanonical()) return false;
        uint256[6] memory row = [1, 2, 0, e.x, e.y, 0];
        _commit(proof, row);
        (row[4], row[5]) = (row[0], row[1]);
        (row[0], row[1], row[2], row[3]) = (uint256(_EPHEMERAL), uint256(deal), e.x, e.y);
        uint256 hash;
        assembly ('memory-safe') {
            hash := keccak256(row, 0xc0)
        }
        return hash >> LogProofs.CHALLENGE_SHIFT == proof.c;
    }

    /// @dev That one y makes the member's key from the generator, and Z from E.
    function _provesShared(
        Case memory held,
        G1Point calldata e,
        Complaint calldata complaint
    ) private view returns (bool) {
        (LogProof calldata proof, G1Point calldata z) = (complaint.proof, complaint.shared);
        if (!proof.isCanonical() || !z.isOnCurveCalldata()) return false;
        G1Point memory key = held.key;
        uint256[14] memory row;
        (row[0], row[1]) = (uint256(_COMPLAINT), uint256(held.sharesHash));
        (row[2], row[3]) = (uint256(held.deal), complaint.member);
        (row[4], row[5], row[6], row[7]) = (e.x, e.y, key.x, key.y);
        (row[8], row[9]) = (z.x, z.y);
        uint256[6] memory terms = [1, 2, 0, key.x, key.y, 0];
        _commit(proof, terms);
        (row[10], row[11]) = (terms[0], terms[1]);
        (terms[0], terms[1], terms[3], terms[4]) = (e.x, e.y, z.x, z.y);
        _commit(proof, terms);
        (row[12], row[13]) = (terms[0], terms[1]);
        uint256 hash;
        assembly ('memory-safe') {
            hash := keccak256(row, 0x1c0)
        }
        return hash >> LogProofs.CHALLENGE_SHIFT == proof.c;
    }

    /// @dev All points have been checked: those of a submission when it was taken, keys when they were registered, Z above.
    function _commit(LogProof calldata proof, uint256[6] memory terms) private view {
        if (!proof.tryCommit(terms)) revert Bn254.MultiplicationRefused(G1Point(terms[3], terms[4]), proof.c);
    }

    /// @dev A word of r or more is no element: the share is bad.
    function _decrypt(
        bytes32 deal,
        G1Point calldata z,
        uint256 member,
        bytes calldata ciphertext
    ) private pure returns (bool canonical, uint256[] memory share) {
        uint256[6] memory row = [uint256(_PAD), z.x, z.y, uint256(deal), member, 0];
        share = new uint256[](ciphertext.length / 32);
        uint256 order = Bn254.FIELD_ORDER;
        assembly ('memory-safe') {
            // The last word counts the pads.
            let count := add(row, 0xa0)
            let to := add(share, 0x20)
            let shift := sub(ciphertext.offset, to)
            canonical := 1
            for {
                let end := add(to, mul(mload(share), 0x20))
            } lt(to, end) {
                to := add(to, 0x20)
            } {
                let element := xor(calldataload(add(to, shift)), keccak256(row, 0xc0))
                mstore(to, element)
                mstore(count, add(mload(count), 1))
                canonical := and(canonical, lt(element, order))
            }
        }
    }

    /// @dev D is the sum over the steps.
    function _fits(
        Submission calldata submission,
        Complaint calldata complaint,
        uint256[] memory share
    ) private view returns (bool) {
        uint256[4] memory sum;
        uint256 member = complaint.member;
        G1Point[] calldata points = submission.sealing.commitments;
        for (uint256 c = points.length; c > 0; --c) {
            G1Point calldata point = points[c - 1];
            Shares.raise(sum, point.x, point.y, member);
        }
        points = submission.stepCommitments;
        for (uint256 s; s < points.length; ++s) {
            G1Point calldata point = points[s];
            Bn254.accumulate(sum, point.x, point.y);
        }
        return Shares.fits(complaint.bases, share, sum);
    }
}
