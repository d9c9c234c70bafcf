// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Bn254} from './Bn254.sol';

/// @title Groth16 with a committed part
/// @notice Checks that a proof (A, B, C) and a commitment D fit a key and public signals:
/// e(A, B) = e(alpha, beta) e(IC_0 + sum pub_i IC_i, gamma) e(D, eta) e(C, delta). D commits to the signals that the
/// contract does not see; docs/PROTOCOL.md, section 5, says why it has a trapdoor eta of its own.
/// @dev Functions return false for whatever is no proof: points off their curve or outside their group, identities,
/// values at or above r, a wrong number of them, an address that holds no key for so many. They stop at the first call
/// of a precompile that fails. A point that a precompile refuses costs 63/64 of the caller's gas (see `Bn254`); a proof
/// that is merely wrong costs what a right one does.
///
/// Assumes: `vk` is the `vk` of a registered circuit. Any contract with bytes of the right length would be read.
///
/// Warning: from a proof (A, B, C, D) anybody can make (A, B + s eta, C, D + s A), which passes for the same public
/// signals, and whose D nobody can open. The caller must hash D into one of the signals, computed by itself.
/// Warning: proofs are not unique. (s A, B / s, C) and (A, B + s delta, C + s A) pass as well, and one proof passes as
/// often as it is shown. Their bytes identify nothing.
/// Warning: a D must be proven in the transaction that adds it to a sum, or it can be chosen against the others.
library CommitGroth16 {
    /// @dev Where a key's code keeps what; in words, from the code's second byte on (`VerifyingKeyCode`).
    /// It begins with the end of a pairing's input, as is: alpha -beta | IC_0 -gamma | 0 -eta | 0 -delta | IC_1 ...
    uint256 private constant _STATEMENT_AT = 6;
    uint256 private constant _COMMITMENT_AT = 12;
    uint256 private constant _C_AT = 18;
    uint256 private constant _BASES_AT = 24;
    /// @dev Pairs that a key contributes, whatever the number of proofs.
    uint256 private constant _KEY_PAIRS = 4;

    /// @dev What a batch adds up, proof by proof.
    struct Sums {
        bytes32 seed;
        uint256[3] a;
        uint256[5] c;
        uint256[5] d;
        /// The plain sum of the D's.
        uint256[4] total;
        /// The sum of the weights, and of each public signal times its proof's weight.
        uint256 weights;
        uint256[] signals;
    }

    /// @notice Whether one proof holds.
    /// @param abc A.x A.y | B.x.im B.x.re B.y.im B.y.re | C.x C.y
    /// @param pubs The public signals, IC_1 first.
    function verify(
        address vk,
        uint256[8] calldata abc,
        uint256 dx,
        uint256 dy,
        uint256[] memory pubs
    ) internal view returns (bool) {
        if (!_isKeyFor(vk, pubs.length) || !_areCanonical(pubs)) return false;
        if (_hasIdentity(abc) || (dx | dy) == 0) return false;
        uint256[] memory input = _inputWithKey(vk, 1, pubs.length);
        assembly ('memory-safe') {
            calldatacopy(add(input, 0x20), abc, 0xc0)
        }
        uint256 tail = Bn254.PAIR_WORDS;
        if (!_putStatement(input, tail, 1, pubs)) return false;
        (input[tail + _COMMITMENT_AT], input[tail + _COMMITMENT_AT + 1]) = (dx, dy);
        (input[tail + _C_AT], input[tail + _C_AT + 1]) = (abc[6], abc[7]);
        return Bn254.pairsMultiplyToOne(input, 1 + _KEY_PAIRS);
    }

    /// @notice Whether all of several proofs under one key hold, with N + 4 pairings for N of them, and the sum of their D's.
    /// @dev The equations are added with weights that hash everything in them: wrong ones cancel with probability 2^-128.
    /// The same proof may occur twice. Their sum can be the identity (0, 0), and is (0, 0) where `ok` is false.
    /// @param proofs A.x A.y | B.x.im B.x.re B.y.im B.y.re | C.x C.y | D.x D.y, for each proof
    /// @param pubs The public signals of the first proof, then those of the second, and so on.
    function verifyBatch(
        address vk,
        uint256[10][] calldata proofs,
        uint256[] memory pubs
    ) internal view returns (bool ok, uint256 sumX, uint256 sumY) {
        uint256 count = proofs.length;
        if (count == 0 || pubs.length % count != 0) return (false, 0, 0);
        uint256 signals = pubs.length / count;
        if (!_isKeyFor(vk, signals) || !_areCanonical(pubs)) return (false, 0, 0);

        Sums memory sums;
        sums.seed = _seedOf(vk, proofs, pubs);
        sums.signals = new uint256[](signals);
        uint256[] memory input = _inputWithKey(vk, count, signals);
        for (uint256 k; k < count; ++k) {
            if (!_take(sums, input, k, proofs[k], pubs)) return (false, 0, 0);
        }
        if (!_putSums(sums, input, count * Bn254.PAIR_WORDS)) return (false, 0, 0);
        if (!Bn254.pairsMultiplyToOne(input, count + _KEY_PAIRS)) return (false, 0, 0);
        return (true, sums.total[0], sums.total[1]);
    }

    /// @notice A, B and C of a proof with its D.
    function abcOf(uint256[10] calldata proof) internal pure returns (uint256[8] calldata abc) {
        assembly ('memory-safe') {
            abc := proof
        }
    }

    function _isKeyFor(address vk, uint256 signals) private view returns (bool) {
        return vk.code.length == 1 + 32 * (_BASES_AT + 2 * signals);
    }

    /// @dev Whether all are below r: r more than a value would stand for the same value in the equation.
    function _areCanonical(uint256[] memory pubs) private pure returns (bool ok) {
        uint256 order = Bn254.FIELD_ORDER;
        assembly ('memory-safe') {
            ok := 1
            let end := add(add(pubs, 0x20), mul(mload(pubs), 0x20))
            for {
                let pub := add(pubs, 0x20)
            } lt(pub, end) {
                pub := add(pub, 0x20)
            } {
                ok := and(ok, lt(mload(pub), order))
            }
        }
    }

    function _hasIdentity(uint256[8] calldata abc) private pure returns (bool) {
        return (abc[0] | abc[1]) == 0 || (abc[2] | abc[3] | abc[4] | abc[5]) == 0 || (abc[6] | abc[7]) == 0;
    }

    /// @dev The input of a pairing with room for `count` pairs (A, B), then the key as its code has it.
    function _inputWithKey(address vk, uint256 count, uint256 signals) private view returns (uint256[] memory input) {
        input = new uint256[](count * Bn254.PAIR_WORDS + _BASES_AT + 2 * signals);
        assembly ('memory-safe') {
            let gap := mul(count, 0xc0)
            extcodecopy(vk, add(add(input, 0x20), gap), 1, sub(mul(mload(input), 0x20), gap))
        }
    }

    /// @dev Puts factor * IC_0 + sum signals_i * IC_i in the place of IC_0.
    function _putStatement(
        uint256[] memory input,
        uint256 tail,
        uint256 factor,
        uint256[] memory signals
    ) private view returns (bool) {
        uint256 offset = tail + _STATEMENT_AT;
        uint256[5] memory sum;
        if (!_add(sum, input[offset], input[offset + 1], factor)) return false;
        uint256 base = tail + _BASES_AT;
        for (uint256 i; i < signals.length; ++i) {
            if (!_add(sum, input[base], input[base + 1], signals[i])) return false;
            base += 2;
        }
        (input[offset], input[offset + 1]) = (sum[0], sum[1]);
        return true;
    }

    /// @dev sum += factor * (x, y).
    function _add(uint256[5] memory sum, uint256 x, uint256 y, uint256 factor) private view returns (bool) {
        (sum[2], sum[3], sum[4]) = (x, y, factor);
        return Bn254.tryMultiplyAdd(sum);
    }

    /// @dev Everything that the weights must not depend on afterwards: the key, the proofs and what they state.
    function _seedOf(
        address vk,
        uint256[10][] calldata proofs,
        uint256[] memory pubs
    ) private view returns (bytes32 seed) {
        assembly ('memory-safe') {
            let start := mload(0x40)
            mstore(start, extcodehash(vk))
            mstore(add(start, 0x20), proofs.length)
            let size := mul(proofs.length, 0x140)
            let end := add(add(start, 0x40), size)
            calldatacopy(add(start, 0x40), proofs.offset, size)
            size := mul(mload(pubs), 0x20)
            mcopy(end, add(pubs, 0x20), size)
            seed := keccak256(start, sub(add(end, size), start))
        }
    }

    /// @dev 1 for the first proof: the others' weights are what keeps errors from cancelling.
    function _weightOf(bytes32 seed, uint256 k) private pure returns (uint256 weight) {
        if (k == 0) return 1;
        assembly ('memory-safe') {
            mstore(0x00, seed)
            mstore(0x20, k)
            weight := shr(128, keccak256(0x00, 0x40))
        }
    }

    /// @dev Adds a proof to the sums, and puts its weighted A and its B into the input.
    function _take(
        Sums memory sums,
        uint256[] memory input,
        uint256 k,
        uint256[10] calldata proof,
        uint256[] memory pubs
    ) private view returns (bool) {
        if (_hasIdentity(abcOf(proof)) || (proof[8] | proof[9]) == 0) return false;
        uint256 weight = _weightOf(sums.seed, k);
        uint256[3] memory a = sums.a;
        (a[0], a[1], a[2]) = (proof[0], proof[1], weight);
        if (k != 0 && !Bn254.tryMultiply(a)) return false;
        assembly ('memory-safe') {
            let pair := add(add(input, 0x20), mul(k, 0xc0))
            mcopy(pair, a, 0x40)
            calldatacopy(add(pair, 0x40), add(proof, 0x40), 0x80)
        }
        if (!_add(sums.c, proof[6], proof[7], weight)) return false;
        if (!_add(sums.d, proof[8], proof[9], weight)) return false;
        (sums.total[2], sums.total[3]) = (proof[8], proof[9]);
        _weigh(sums, pubs, k, weight);
        return Bn254.tryAdd(sums.total);
    }

    /// @dev Adds a proof's public signals, times its weight.
    /// Assumes: `pubs` holds as many for each proof as there are sums, of which this is number `k`.
    function _weigh(Sums memory sums, uint256[] memory pubs, uint256 k, uint256 weight) private pure {
        uint256 order = Bn254.FIELD_ORDER;
        sums.weights = addmod(sums.weights, weight, order);
        uint256[] memory signals = sums.signals;
        assembly ('memory-safe') {
            let size := mul(mload(signals), 0x20)
            let pub := add(add(pubs, 0x20), mul(k, size))
            let end := add(pub, size)
            for {
                let sum := add(signals, 0x20)
            } lt(pub, end) {
                pub := add(pub, 0x20)
                sum := add(sum, 0x20)
            } {
                mstore(sum, addmod(mload(sum), mulmod(weight, mload(pub), order), order))
            }
        }
    }

    /// @dev Puts the sums into the key's part of the input; alpha belongs to every equation, so it takes all weights.
    function _putSums(Sums memory sums, uint256[] memory input, uint256 tail) private view returns (bool) {
        uint256[3] memory alpha = sums.a;
        (alpha[0], alpha[1], alpha[2]) = (input[tail], input[tail + 1], sums.weights);
        if (!Bn254.tryMultiply(alpha)) return false;
        (input[tail], input[tail + 1]) = (alpha[0], alpha[1]);
        if (!_putStatement(input, tail, sums.weights, sums.signals)) return false;
        (input[tail + _COMMITMENT_AT], input[tail + _COMMITMENT_AT + 1]) = (sums.d[0], sums.d[1]);
        (input[tail + _C_AT], input[tail + _C_AT + 1]) = (sums.c[0], sums.c[1]);
        return true;
    }
}
