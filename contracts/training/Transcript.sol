// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {G1Point} from '../proofs/Bn254.sol';
import {LogProof, LogProofs} from './LogProofs.sol';
import {Sealing, TaskId} from './TrainingTypes.sol';

/// @dev The words of a round's hashes, laid out once. What differs from trainer to trainer is put in before each hash.
struct Words {
    uint256[] deal;
    uint256[] shares;
    uint256[] step;
    uint256[] batch;
    uint256 steps;
}

/// @title What is hashed about a round
/// @notice Rows of 32-byte words, byte for byte as the SDK hashes them (docs/PROTOCOL.md, section 10). The first word is
/// the name of the hash, and every list is preceded by its count, so that nothing hashed for one purpose serves another.
/// @dev Assumes: lists have the lengths that the words were laid out for. Callers check them.
library Transcript {
    bytes32 internal constant DEAL = keccak256('tacit.deal');
    bytes32 internal constant SHARES = keccak256('tacit.shares');
    bytes32 internal constant SEALED = keccak256('tacit.sealed');
    bytes32 internal constant STEP = keccak256('tacit.step');
    bytes32 internal constant FINAL = keccak256('tacit.final');
    bytes32 internal constant BATCH = keccak256('tacit.batch');
    bytes32 internal constant LOG = keccak256('tacit.log');
    bytes32 internal constant FROZEN = keccak256('tacit.frozen');

    /// @dev Places in a deal: name, scope (5 words), trainer, K, then D_1 .. D_K.
    uint256 private constant _TRAINER_AT = 6;
    uint256 private constant _STEPS_AT = 7;
    uint256 private constant _D_AT = 8;
    /// @dev Length of a proof with its D, and where D begins in it.
    uint256 internal constant PROOF_BYTES = 0x140;
    uint256 internal constant D_OFFSET = 0x100;

    function layOut(
        bytes32 keyHash,
        TaskId task,
        uint256 round,
        uint256 steps,
        uint256 commitments
    ) internal view returns (Words memory words) {
        words = layOutDeal(keyHash, task, round, steps, commitments);
        words.step = new uint256[](6);
        words.step[0] = uint256(STEP);
        words.batch = new uint256[](6);
        (words.batch[0], words.batch[2], words.batch[3]) = (uint256(BATCH), uint256(TaskId.unwrap(task)), round);
    }

    /// @notice Of these words, those of the deal and of sharesHash alone: what disputes need.
    function layOutDeal(
        bytes32 keyHash,
        TaskId task,
        uint256 round,
        uint256 steps,
        uint256 commitments
    ) internal view returns (Words memory words) {
        uint256 length;
        // Both are a byte's.
        unchecked {
            length = 11 + 2 * steps + 2 * commitments;
        }
        uint256[] memory deal = new uint256[](length);
        (bytes32 name, uint256 stepsAt, uint256 dAt) = (DEAL, _STEPS_AT, _D_AT);
        assembly ('memory-safe') {
            let row := add(deal, 0x20)
            mstore(row, name)
            mstore(add(row, 0x20), chainid())
            mstore(add(row, 0x40), address())
            mstore(add(row, 0x60), keyHash)
            mstore(add(row, 0x80), task)
            mstore(add(row, 0xa0), round)
            mstore(add(row, mul(stepsAt, 0x20)), steps)
            // Behind D_1 .. D_K and E.
            mstore(add(row, mul(add(dAt, mul(add(steps, 1), 2)), 0x20)), commitments)
        }
        (words.deal, words.steps) = (deal, steps);
        words.shares = new uint256[](6);
        words.shares[0] = uint256(SHARES);
    }

    /// @notice sharesHash of an update.
    /// @param proof Where in the call's data the proof of its first step begins; the others follow
    function hashUpdate(
        Words memory words,
        address trainer,
        uint256 proof,
        Sealing calldata sealing
    ) internal pure returns (bytes32) {
        (uint256[] memory deal, uint256 steps) = (words.deal, words.steps);
        assembly ('memory-safe') {
            let to := add(deal, mul(add(_D_AT, 1), 0x20))
            let from := add(proof, D_OFFSET)
            for {
                let end := add(to, mul(steps, 0x40))
            } lt(to, end) {
                to := add(to, 0x40)
                from := add(from, PROOF_BYTES)
            } {
                calldatacopy(to, from, 0x40)
            }
        }
        return _hashShares(words, trainer, sealing);
    }

    /// @notice sharesHash of a submission as disputes show it.
    function hashSubmission(
        Words memory words,
        address trainer,
        G1Point[] calldata points,
        Sealing calldata sealing
    ) internal pure returns (bytes32) {
        uint256[] memory deal = words.deal;
        assembly ('memory-safe') {
            calldatacopy(add(deal, mul(add(_D_AT, 1), 0x20)), points.offset, mul(points.length, 0x40))
        }
        return _hashShares(words, trainer, sealing);
    }

    /// @notice The deal that was hashed last.
    function lastDeal(Words memory words) internal pure returns (bytes32) {
        return bytes32(words.shares[1]);
    }

    /// @notice The context of a step of the update that was hashed last.
    /// @param proof Where in the call's data the proof begins whose D the context binds
    function stepContext(
        Words memory words,
        bytes32 sharesHash,
        uint256 step,
        uint256 proof
    ) internal pure returns (uint256 context) {
        uint256[] memory row = words.step;
        uint256[] memory shares = words.shares;
        uint256 shift = LogProofs.CHALLENGE_SHIFT;
        assembly ('memory-safe') {
            mstore(add(row, 0x40), mload(add(shares, 0x40)))
            mstore(add(row, 0x60), sharesHash)
            mstore(add(row, 0x80), step)
            calldatacopy(add(row, 0xa0), add(proof, D_OFFSET), 0x40)
            context := shr(shift, keccak256(add(row, 0x20), 0xc0))
        }
    }

    /// @notice Which of its batches a trainer's step uses.
    /// @dev Assumes: there is one.
    function batchOf(
        Words memory words,
        bytes32 seed,
        address trainer,
        uint256 step,
        uint256 batches
    ) internal pure returns (uint256 batch) {
        uint256[] memory row = words.batch;
        assembly ('memory-safe') {
            mstore(add(row, 0x40), seed)
            mstore(add(row, 0xa0), trainer)
            mstore(add(row, 0xc0), step)
            batch := mod(keccak256(add(row, 0x20), 0xc0), batches)
        }
    }

    /// @notice The name of a list of ciphertexts.
    function hashCiphertexts(bytes32[] calldata ctHashes) internal pure returns (bytes32 hash) {
        bytes32 name = SEALED;
        assembly ('memory-safe') {
            let row := mload(0x40)
            mstore(row, name)
            mstore(add(row, 0x20), ctHashes.length)
            calldatacopy(add(row, 0x40), ctHashes.offset, mul(ctHashes.length, 0x20))
            hash := keccak256(row, add(0x40, mul(ctHashes.length, 0x20)))
        }
    }

    function finalContext(
        bytes32 keyHash,
        TaskId task,
        uint256 round,
        bytes32 frozenLog,
        G1Point memory sum,
        address beneficiary
    ) internal view returns (uint256) {
        bytes memory row = abi.encode(
            FINAL,
            block.chainid,
            address(this),
            keyHash,
            task,
            round,
            frozenLog,
            sum,
            beneficiary
        );
        return uint256(keccak256(row)) >> LogProofs.CHALLENGE_SHIFT;
    }

    /// @notice The log of a round to which nobody has submitted.
    function emptyLog(bytes32 keyHash, TaskId task, uint256 round) internal view returns (bytes32) {
        return keccak256(abi.encode(LOG, block.chainid, address(this), keyHash, task, round));
    }

    function appendLog(bytes32 log, bytes32 sharesHash) internal pure returns (bytes32 next) {
        bytes32 name = LOG;
        assembly ('memory-safe') {
            let row := mload(0x40)
            mstore(row, name)
            mstore(add(row, 0x20), log)
            mstore(add(row, 0x40), sharesHash)
            next := keccak256(row, 0x60)
        }
    }

    /// @notice The log after several submissions.
    function appendLogs(bytes32 log, bytes32[] calldata hashes) internal pure returns (bytes32 next) {
        bytes32 name = LOG;
        next = log;
        assembly ('memory-safe') {
            let row := mload(0x40)
            mstore(row, name)
            let from := hashes.offset
            for {
                let end := add(from, mul(hashes.length, 0x20))
            } lt(from, end) {
                from := add(from, 0x20)
            } {
                mstore(add(row, 0x20), next)
                mstore(add(row, 0x40), calldataload(from))
                next := keccak256(row, 0x60)
            }
        }
    }

    /// @notice The name of an included set: all that was submitted, and whose of it stays.
    function freezeLog(bytes32 log, uint256 included) internal pure returns (bytes32) {
        return keccak256(abi.encode(FROZEN, log, included));
    }

    function _hashShares(
        Words memory words,
        address trainer,
        Sealing calldata sealing
    ) private pure returns (bytes32 sharesHash) {
        uint256[] memory row = words.deal;
        uint256 place = _D_AT + 2 * words.steps;
        G1Point[] calldata points = sealing.commitments;
        assembly ('memory-safe') {
            mstore(add(row, mul(add(_TRAINER_AT, 1), 0x20)), trainer)
            let e := add(row, mul(add(place, 1), 0x20))
            calldatacopy(e, sealing, 0x40)
            calldatacopy(add(e, 0x60), points.offset, mul(points.length, 0x40))
        }
        uint256 deal = _hash(row);
        row = words.shares;
        LogProof calldata proof = sealing.proof;
        assembly ('memory-safe') {
            mstore(add(row, 0x40), deal)
            // The proof, ctRoot and cid.
            calldatacopy(add(row, 0x60), proof, 0x80)
            sharesHash := keccak256(add(row, 0x20), 0xc0)
        }
    }

    function _hash(uint256[] memory row) private pure returns (uint256 hash) {
        assembly ('memory-safe') {
            hash := keccak256(add(row, 0x20), mul(mload(row), 0x20))
        }
    }
}
