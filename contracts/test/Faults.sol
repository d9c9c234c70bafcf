// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Bn254, G1Point, G2Point} from '../proofs/Bn254.sol';
import {LogProof} from '../training/LogProofs.sol';
import {Dealer, Dealt} from './Dealer.sol';
import {SimulatedKey} from './SimulatedKey.sol';

/// @title What dishonest trainers make of an honest deal, and anybody of a proof
/// @notice Each changes one thing and makes all that hashes it anew, so that nothing but this one thing is wrong.
library Faults {
    uint256 private constant _R = Bn254.FIELD_ORDER;
    uint256 private constant _Q = Bn254.COORDINATE_ORDER;

    /// @notice Word j of a member's share is `by` more than on the polynomial, mod r.
    function shift(Dealt memory dealt, uint256 index, uint256 j, uint256 by) internal pure {
        uint256 right = Dealer.shareOf(dealt, index)[j];
        _replaceWord(dealt, index, j, right, addmod(right, by, _R));
    }

    /// @notice Word j of a member's share is the right one plus r: the same value in another spelling.
    function overflow(Dealt memory dealt, uint256 index, uint256 j) internal pure {
        uint256 right = Dealer.shareOf(dealt, index)[j];
        _replaceWord(dealt, index, j, right, right + _R);
    }

    /// @notice A member's ciphertext is cut, or filled with zeros, to so many bytes.
    function resize(Dealt memory dealt, uint256 index, uint256 size) internal pure {
        bytes memory old = dealt.ciphertexts[index - 1];
        bytes memory resized = new bytes(size);
        for (uint256 k; k < size && k < old.length; ++k) resized[k] = old[k];
        substitute(dealt, index, resized);
    }

    /// @notice A member's ciphertext is something else.
    function substitute(Dealt memory dealt, uint256 index, bytes memory ciphertext) internal pure {
        dealt.ciphertexts[index - 1] = ciphertext;
        Dealer.rehash(dealt);
    }

    /// @notice The proof of e proves nothing.
    function unprove(Dealt memory dealt) internal pure {
        dealt.submission.proofOfE.z = addmod(dealt.submission.proofOfE.z, 1, _R);
        Dealer.rehash(dealt);
    }

    /// @notice The proof of e is right, but for z, which is r more.
    function aliasProof(Dealt memory dealt) internal pure {
        dealt.submission.proofOfE.z += _R;
        Dealer.rehash(dealt);
    }

    /// @notice E and its proof are another trainer's, whose e this one does not know, and what is sealed is junk.
    /// @dev A member who complained with Z = y * E would open its share of the other one.
    function copyEphemeral(Dealt memory dealt, Dealt memory other) internal view {
        // Copies: structs in memory are shared by whoever holds them.
        G1Point memory e = other.submission.deal.e;
        LogProof memory proof = other.submission.proofOfE;
        dealt.submission.deal.e = G1Point(e.x, e.y);
        Dealer.reseal(dealt);
        dealt.submission.proofOfE = LogProof(proof.c, proof.z);
        for (uint256 i; i < dealt.ciphertexts.length; ++i) {
            for (uint256 k; k < dealt.ciphertexts[i].length; ++k) dealt.ciphertexts[i][k] ^= 0x5a;
        }
        Dealer.rehash(dealt);
    }

    /// @notice C_k, k from 1, is off by the generator: no share is on the committed polynomials.
    function bendCoefficient(Dealt memory dealt, uint256 k) internal view {
        G1Point[] memory c = dealt.submission.deal.c;
        c[k - 1] = Bn254.add(c[k - 1], Bn254.generator());
        Dealer.reseal(dealt);
    }

    /// @notice There are so many C's: the first ones, or the generator behind them.
    function recount(Dealt memory dealt, uint256 count) internal view {
        G1Point[] memory c = new G1Point[](count);
        G1Point[] memory old = dealt.submission.deal.c;
        for (uint256 k; k < count; ++k) c[k] = k < old.length ? old[k] : Bn254.generator();
        dealt.submission.deal.c = c;
        Dealer.reseal(dealt);
    }

    /// @notice D_(step) is that of other values, of which the shares know nothing. Its proof can still be simulated,
    /// as a trainer could prove it.
    function commitOther(Dealt memory dealt, uint256 step, uint256 d) internal view {
        dealt.dLogs[step] = d;
        dealt.submission.deal.d[step] = SimulatedKey.pointOf(d);
        Dealer.reseal(dealt);
    }

    /// @notice (A, B + eta, C, D + A) from (A, B, C, D): it passes for the same signals, and nobody can open its D.
    /// @dev Assumes: a simulated proof, whose B is the generator.
    function maul(uint256[10] memory proof) internal view returns (uint256[10] memory mauled) {
        mauled = _copy(proof);
        G1Point memory d = Bn254.add(G1Point(proof[8], proof[9]), G1Point(proof[0], proof[1]));
        G2Point memory b = SimulatedKey.generatorPlusEta();
        (mauled[2], mauled[3], mauled[4], mauled[5]) = (b.xImaginary, b.xReal, b.yImaginary, b.yReal);
        (mauled[8], mauled[9]) = (d.x, d.y);
    }

    /// @notice (-A, -B, C, D): other bytes for the same claim, which passes as well.
    function respell(uint256[10] memory proof) internal pure returns (uint256[10] memory other) {
        other = _copy(proof);
        (other[1], other[4], other[5]) = (_Q - proof[1], _Q - proof[4], _Q - proof[5]);
    }

    /// @notice The proof with another point of G1 at word 0 (A), 6 (C) or 8 (D).
    function withPoint(
        uint256[10] memory proof,
        uint256 place,
        G1Point memory point
    ) internal pure returns (uint256[10] memory changed) {
        changed = _copy(proof);
        (changed[place], changed[place + 1]) = (point.x, point.y);
    }

    /// @notice Off the curve. Not for the identity.
    function offCurve(G1Point memory point) internal pure returns (G1Point memory) {
        return G1Point(point.x, point.y ^ 1);
    }

    /// @notice The abscissa plus q, which is no canonical coordinate.
    function aliasX(G1Point memory point) internal pure returns (G1Point memory) {
        return G1Point(point.x + _Q, point.y);
    }

    /// @notice The ordinate plus q.
    function aliasY(G1Point memory point) internal pure returns (G1Point memory) {
        return G1Point(point.x, point.y + _Q);
    }

    /// @dev What is in memory would be changed for everybody who holds it.
    function _copy(uint256[10] memory proof) private pure returns (uint256[10] memory copy) {
        for (uint256 i; i < 10; ++i) copy[i] = proof[i];
    }

    /// @dev A pad is XORed, so a change of the word is one of the ciphertext.
    function _replaceWord(Dealt memory dealt, uint256 index, uint256 j, uint256 from, uint256 to) private pure {
        bytes memory ciphertext = dealt.ciphertexts[index - 1];
        assembly ('memory-safe') {
            let place := add(add(ciphertext, 0x20), mul(j, 0x20))
            mstore(place, xor(mload(place), xor(from, to)))
        }
        Dealer.rehash(dealt);
    }
}
