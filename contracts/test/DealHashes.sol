// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {G1Point} from '../proofs/Bn254.sol';
import {LogProof} from '../training/LogProofs.sol';

/// @dev Which round of which task, where: five words.
struct Scope {
    uint256 chainId;
    address where;
    bytes32 keyHash;
    bytes32 task;
    uint256 round;
}

/// @dev What a trainer commits to in a round: capital letters of docs/PROTOCOL.md in lower case.
struct Deal {
    Scope scope;
    address trainer;
    G1Point[] d;
    G1Point e;
    G1Point[] c;
}

/// @dev All that `sharesHash` covers.
struct SealedDeal {
    Deal deal;
    LogProof proofOfE;
    bytes32[] ctHashes;
    bytes32 cidDigest;
}

/// @title The hashes of docs/PROTOCOL.md, section 10
/// @notice Written from the document and held against the SDK's (sharing.json), so that contracts have something to be
/// compared with. All arguments are explicit: nothing is taken from the chain.
library DealHashes {
    bytes32 private constant _DEAL = keccak256('tacit.deal');
    bytes32 private constant _SHARES = keccak256('tacit.shares');
    bytes32 private constant _SEALED = keccak256('tacit.sealed');
    bytes32 private constant _STEP = keccak256('tacit.step');
    bytes32 private constant _FINAL = keccak256('tacit.final');
    bytes32 private constant _EPHEMERAL = keccak256('tacit.ephemeral');
    bytes32 private constant _COMPLAINT = keccak256('tacit.complaint');
    bytes32 private constant _PAD = keccak256('tacit.pad');
    /// @dev Contexts and challenges have 253 bits.
    uint256 private constant _SHIFT = 3;

    function hashDeal(Deal memory deal) internal pure returns (bytes32) {
        bytes memory head = abi.encode(_DEAL, deal.scope, deal.trainer);
        return keccak256(bytes.concat(head, _counted(deal.d), abi.encode(deal.e), _counted(deal.c)));
    }

    function hashShares(SealedDeal memory submission, bytes32 deal) internal pure returns (bytes32) {
        bytes32 root = hashCiphertexts(submission.ctHashes);
        return keccak256(abi.encode(_SHARES, deal, submission.proofOfE, root, submission.cidDigest));
    }

    /// @notice The name of all ciphertexts.
    function hashCiphertexts(bytes32[] memory ctHashes) internal pure returns (bytes32) {
        return keccak256(bytes.concat(_SEALED, _tail(abi.encode(ctHashes))));
    }

    function stepContext(
        bytes32 deal,
        bytes32 sharesHash,
        uint256 step,
        G1Point memory d
    ) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(_STEP, deal, sharesHash, step, d))) >> _SHIFT;
    }

    function finalContext(
        Scope memory scope,
        bytes32 frozenLog,
        G1Point memory sumOfD,
        address beneficiary
    ) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(_FINAL, scope, frozenLog, sumOfD, beneficiary))) >> _SHIFT;
    }

    /// @notice The challenge of the proof of e, whose prover committed to `t`.
    function ephemeralChallenge(bytes32 deal, G1Point memory e, G1Point memory t) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(_EPHEMERAL, deal, e, t))) >> _SHIFT;
    }

    /// @notice The challenge of a complaint.
    /// @param points E, Y, Z, T1, T2
    function complaintChallenge(
        bytes32 sharesHash,
        bytes32 deal,
        uint256 index,
        G1Point[5] memory points
    ) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(_COMPLAINT, sharesHash, deal, index, points))) >> _SHIFT;
    }

    function pad(G1Point memory z, bytes32 deal, uint256 index, uint256 word) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(_PAD, z, deal, index, word)));
    }

    /// @notice The envelope's bytes: DAG-CBOR with the shortest heads.
    /// @dev Ciphertexts of other lengths are taken as they are, which readers refuse.
    function envelope(bytes32 deal, bytes[] memory ciphertexts) internal pure returns (bytes memory whole) {
        whole = bytes.concat(hex'a3617601', hex'646465616c5820', deal, hex'667365616c6564');
        whole = bytes.concat(whole, _head(0x80, ciphertexts.length));
        for (uint256 i; i < ciphertexts.length; ++i) {
            whole = bytes.concat(whole, _head(0x40, ciphertexts[i].length), ciphertexts[i]);
        }
    }

    /// @dev CBOR's head for a length or count: the type in the upper three bits.
    function _head(uint8 major, uint256 count) private pure returns (bytes memory) {
        if (count < 24) return abi.encodePacked(major | uint8(count));
        if (count < 1 << 8) return abi.encodePacked(major | 24, uint8(count));
        if (count < 1 << 16) return abi.encodePacked(major | 25, uint16(count));
        return abi.encodePacked(major | 26, uint32(count));
    }

    /// @dev The count, then the coordinates.
    function _counted(G1Point[] memory points) private pure returns (bytes memory) {
        return _tail(abi.encode(points));
    }

    /// @dev What `abi.encode` gives for a list of static values, without the offset in front.
    function _tail(bytes memory encoded) private pure returns (bytes memory tail) {
        assembly ('memory-safe') {
            let size := sub(mload(encoded), 0x20)
            tail := add(encoded, 0x20)
            mstore(tail, size)
        }
    }
}
