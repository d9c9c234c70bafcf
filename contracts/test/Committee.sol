// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {LogProof} from '../training/LogProofs.sol';
import {DealHashes} from './DealHashes.sol';
import {Dealer, Dealt} from './Dealer.sol';
import {SimulatedKey} from './SimulatedKey.sol';

/// @dev What a member shows about a share; whether it is right is for contracts to say.
struct Accusation {
    uint256 index;
    bytes ciphertext;
    G1Point z;
    LogProof proof;
}

/// @title What keyholders make of what was dealt to them
library Committee {
    uint256 private constant _R = Bn254.FIELD_ORDER;

    error NotInvertible(uint256 x);

    /// @notice Y_1, Y_2, ... of these secrets.
    function publicKeys(uint256[] memory secrets) internal view returns (G1Point[] memory keys) {
        keys = new G1Point[](secrets.length);
        for (uint256 i; i < secrets.length; ++i) keys[i] = SimulatedKey.pointOf(secrets[i]);
    }

    /// @notice A member's complaint about its share: grounded or not, with the right Z.
    function accuse(Dealt memory dealt, uint256 index, uint256 secret) internal view returns (Accusation memory) {
        return accuseWith(dealt, index, secret, Bn254.multiply(dealt.submission.deal.e, secret));
    }

    /// @notice The same with any Z: the proof holds for y * E alone.
    function accuseWith(
        Dealt memory dealt,
        uint256 index,
        uint256 secret,
        G1Point memory z
    ) internal view returns (Accusation memory) {
        LogProof memory proof = proveShared(dealt, index, secret, z);
        return Accusation(index, dealt.ciphertexts[index - 1], z, proof);
    }

    /// @notice (c, z) that one secret makes Y from the generator and Z from E.
    function proveShared(
        Dealt memory dealt,
        uint256 index,
        uint256 secret,
        G1Point memory z
    ) internal view returns (LogProof memory) {
        uint256 nonce = Dealer.nonceFor(dealt.sharesHash, secret);
        G1Point memory e = dealt.submission.deal.e;
        uint256 c = DealHashes.complaintChallenge(
            dealt.sharesHash,
            dealt.dealHash,
            index,
            [e, SimulatedKey.pointOf(secret), z, SimulatedKey.pointOf(nonce), Bn254.multiply(e, nonce)]
        );
        return LogProof(c, Dealer.respond(nonce, c, secret));
    }

    /// @notice The words under the pads, those of r or more included.
    /// @dev Assumes: whole words.
    function open(
        G1Point memory z,
        bytes32 dealHash,
        uint256 index,
        bytes memory ciphertext
    ) internal pure returns (uint256[] memory) {
        uint256[] memory words = new uint256[](ciphertext.length / 32);
        for (uint256 j; j < words.length; ++j) {
            uint256 word;
            assembly ('memory-safe') {
                word := mload(add(add(ciphertext, 0x20), mul(j, 0x20)))
            }
            words[j] = word;
        }
        return Dealer.applyPads(z, dealHash, index, words);
    }

    /// @notice What a member submits for these trainers.
    function sumOfShares(Dealt[] memory included, uint256 index) internal pure returns (uint256[] memory sum) {
        sum = new uint256[](included[0].polynomial[0].length);
        for (uint256 k; k < included.length; ++k) Dealer.addTo(sum, Dealer.shareOf(included[k], index));
    }

    /// @notice The vector at 0, from the shares of exactly t members.
    function interpolate(
        uint256[] memory indices,
        uint256[][] memory shares
    ) internal view returns (uint256[] memory values) {
        values = new uint256[](shares[0].length);
        for (uint256 k; k < indices.length; ++k) {
            uint256 weight = weightAtZero(indices, k);
            for (uint256 j; j < values.length; ++j) {
                values[j] = addmod(values[j], mulmod(weight, shares[k][j], _R), _R);
            }
        }
    }

    /// @notice What the share of member indices[own] weighs in the value at 0 (Lagrange).
    function weightAtZero(uint256[] memory indices, uint256 own) internal view returns (uint256) {
        (uint256 over, uint256 under) = (1, 1);
        for (uint256 k; k < indices.length; ++k) {
            if (k == own) continue;
            over = mulmod(over, indices[k], _R);
            under = mulmod(under, addmod(indices[k], _R - indices[own], _R), _R);
        }
        return mulmod(over, invert(under), _R);
    }

    /// @notice x^(r - 2) mod r, by precompile 5 (EIP-198).
    function invert(uint256 x) internal view returns (uint256 inverse) {
        uint256[6] memory input = [uint256(32), 32, 32, x, _R - 2, _R];
        bool ok;
        assembly ('memory-safe') {
            ok := staticcall(gas(), 5, input, 0xc0, 0x00, 0x20)
            inverse := mload(0x00)
        }
        if (!ok || inverse == 0) revert NotInvertible(x);
    }
}
