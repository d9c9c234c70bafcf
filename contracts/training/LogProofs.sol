// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Bn254, G1Point} from '../proofs/Bn254.sol';

/// @dev That one secret x makes every image from its base, image_k = x * base_k: c is the challenge, and
/// z = nonce + c x mod r.
struct LogProof {
    uint256 c;
    uint256 z;
}

/// @title Proofs of knowledge of a logarithm
/// @notice Schnorr's, non-interactive by Fiat and Shamir, byte for byte as the SDK makes them.
/// @dev A statement with several pairs takes `commitmentOf` for each, and hashes all of them.
library LogProofs {
    using Bn254 for G1Point;

    /// @dev The name of the proof's purpose: nothing hashed for another one serves here.
    bytes32 internal constant POSSESSION = keccak256('tacit.possession');
    /// @dev Bits that are cut off a hash, to leave a challenge below 2^253, which is below r.
    uint256 internal constant CHALLENGE_SHIFT = 3;

    /// @notice Whether the owner proves to this contract, on this chain, that it has the secret of `key`.
    /// @dev Assumes: the key is on the curve.
    function provesPossession(LogProof calldata proof, G1Point memory key, address owner) internal view returns (bool) {
        if (!isCanonical(proof)) return false;
        G1Point memory t = commitmentOf(proof, Bn254.generator(), key);
        bytes memory words = abi.encode(POSSESSION, block.chainid, address(this), owner, key, t);
        return uint256(keccak256(words)) >> CHALLENGE_SHIFT == proof.c;
    }

    /// @notice Whether z is below r: with r more it would do as well.
    /// @dev c needs no bound: it is compared with a hash that has one.
    function isCanonical(LogProof calldata proof) internal pure returns (bool) {
        return proof.z < Bn254.FIELD_ORDER;
    }

    /// @notice T = z * base - c * image, what the prover committed to before it knew c; zeros if it is the identity.
    /// @dev Assumes: both are on the curve.
    function commitmentOf(
        LogProof calldata proof,
        G1Point memory base,
        G1Point memory image
    ) internal view returns (G1Point memory) {
        uint256[6] memory terms = [base.x, base.y, 0, image.x, image.y, 0];
        if (tryCommit(proof, terms)) return G1Point(terms[0], terms[1]);
        // Step by step, to say what was refused.
        return Bn254.add(base.multiply(proof.z), image.negate().multiply(proof.c));
    }

    /// @notice The same, of the base in the first two words and the image in the fourth and fifth: T takes the base's place.
    /// @dev False for a point that is none.
    function tryCommit(LogProof calldata proof, uint256[6] memory terms) internal view returns (bool) {
        // The precompile takes it mod r: no more than r is left by the subtraction.
        (terms[2], terms[5]) = (proof.z, Bn254.FIELD_ORDER - (proof.c % Bn254.FIELD_ORDER));
        return Bn254.tryCombine(terms);
    }
}
