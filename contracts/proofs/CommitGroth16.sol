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

    /// @dev What a batch adds up, in one list, by the byte where each part begins: the seed of the weights; C and D, weighted,
    /// and the plain sum of the D's, each as an input of precompile 6 (a sum, and what is added to it; one more word makes
    /// the latter an input of precompile 7); the sum of the weights; each public signal times its proof's weight.
    uint256 private constant _SEED = 0x20;
    uint256 private constant _SUM_C = 0x40;
    uint256 private constant _SUM_D = 0xe0;
    uint256 private constant _TOTAL = 0x180;
    uint256 private constant _WEIGHTS = 0x200;
    uint256 private constant _SIGNALS = 0x220;
    uint256 private constant _SUMS_WORDS = 16;

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
        if (!_isKeyFor(vk, signals)) return (false, 0, 0);

        uint256[] memory sums = new uint256[](_SUMS_WORDS + signals);
        sums[0] = uint256(_seedOf(vk, proofs, pubs));
        uint256[] memory input = _inputWithKey(vk, count, signals);
        for (uint256 k; k < count; ++k) {
            if (!_weigh(sums, k, pubs, signals) || !_take(sums, input, k, proofs)) return (false, 0, 0);
        }
        if (!_putSums(sums, input, count * Bn254.PAIR_WORDS, signals)) return (false, 0, 0);
        if (!Bn254.pairsMultiplyToOne(input, count + _KEY_PAIRS)) return (false, 0, 0);
        return (true, _at(sums, _TOTAL), _at(sums, _TOTAL + 0x20));
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
        // The data's root is zero in every finalisation.
        if (factor == 0) return true;
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

    /// @dev Draws the proof's weight: 1 for the first, and the others' are what keeps errors from cancelling. Adds its
    /// public signals, times the weight; false if one of them is r or more.
    function _weigh(
        uint256[] memory sums,
        uint256 k,
        uint256[] memory pubs,
        uint256 signals
    ) private pure returns (bool ok) {
        uint256 order = Bn254.FIELD_ORDER;
        assembly ('memory-safe') {
            let weight := 1
            if k {
                mstore(0x00, mload(add(sums, _SEED)))
                mstore(0x20, k)
                weight := shr(128, keccak256(0x00, 0x40))
            }
            mstore(add(sums, add(_SUM_C, 0x80)), weight)
            mstore(add(sums, add(_SUM_D, 0x80)), weight)
            let sum := add(sums, _WEIGHTS)
            mstore(sum, addmod(mload(sum), weight, order))

            ok := 1
            let size := mul(signals, 0x20)
            let pub := add(add(pubs, 0x20), mul(k, size))
            for {
                let end := add(pub, size)
            } lt(pub, end) {
                pub := add(pub, 0x20)
            } {
                sum := add(sum, 0x20)
                let value := mload(pub)
                ok := and(ok, lt(value, order))
                mstore(sum, addmod(mload(sum), mulmod(weight, value, order), order))
            }
        }
    }

    /// @dev Adds a proof to the sums, and puts its weighted A and its B into the input. An identity fails, and so does
    /// a point that a precompile refuses.
    /// Assumes: its weight is drawn.
    function _take(
        uint256[] memory sums,
        uint256[] memory input,
        uint256 k,
        uint256[10][] calldata proofs
    ) private view returns (bool ok) {
        assembly ('memory-safe') {
            let proof := add(proofs.offset, mul(k, 0x140))
            let pair := add(add(input, 0x20), mul(k, 0xc0))
            calldatacopy(pair, proof, 0xc0)
            let c := add(sums, _SUM_C)
            calldatacopy(add(c, 0x40), add(proof, 0xc0), 0x40)
            let d := add(sums, _SUM_D)
            calldatacopy(add(d, 0x40), add(proof, 0x100), 0x40)
            let total := add(sums, _TOTAL)
            mcopy(add(total, 0x40), add(d, 0x40), 0x40)

            ok := gt(or(mload(pair), mload(add(pair, 0x20))), 0)
            let b := or(mload(add(pair, 0x40)), mload(add(pair, 0x60)))
            ok := and(ok, gt(or(b, or(mload(add(pair, 0x80)), mload(add(pair, 0xa0)))), 0))
            ok := and(ok, gt(or(mload(add(c, 0x40)), mload(add(c, 0x60))), 0))
            ok := and(ok, gt(or(mload(add(d, 0x40)), mload(add(d, 0x60))), 0))

            // The first weight is one.
            if mul(ok, k) {
                let first := mload(add(pair, 0x40))
                mstore(add(pair, 0x40), mload(add(c, 0x80)))
                ok := staticcall(gas(), 7, pair, 0x60, pair, 0x40)
                mstore(add(pair, 0x40), first)
            }
            if mul(ok, k) {
                ok := staticcall(gas(), 7, add(c, 0x40), 0x60, add(c, 0x40), 0x40)
            }
            if mul(ok, k) {
                ok := staticcall(gas(), 7, add(d, 0x40), 0x60, add(d, 0x40), 0x40)
            }
            if ok {
                ok := staticcall(gas(), 6, c, 0x80, c, 0x40)
            }
            if ok {
                ok := staticcall(gas(), 6, d, 0x80, d, 0x40)
            }
            if ok {
                ok := staticcall(gas(), 6, total, 0x80, total, 0x40)
                // A chain without the precompiles answers with nothing.
                ok := and(ok, eq(returndatasize(), 0x40))
            }
        }
    }

    /// @dev Puts the sums into the key's part of the input; alpha belongs to every equation, so it takes all weights.
    function _putSums(
        uint256[] memory sums,
        uint256[] memory input,
        uint256 tail,
        uint256 signals
    ) private view returns (bool) {
        uint256 weights = _at(sums, _WEIGHTS);
        uint256[3] memory alpha = [input[tail], input[tail + 1], weights];
        if (!Bn254.tryMultiply(alpha)) return false;
        (input[tail], input[tail + 1]) = (alpha[0], alpha[1]);
        uint256[] memory weighted = new uint256[](signals);
        for (uint256 i; i < signals; ++i) weighted[i] = sums[_SUMS_WORDS + i];
        if (!_putStatement(input, tail, weights, weighted)) return false;
        (input[tail + _COMMITMENT_AT], input[tail + _COMMITMENT_AT + 1]) = (
            _at(sums, _SUM_D),
            _at(sums, _SUM_D + 0x20)
        );
        (input[tail + _C_AT], input[tail + _C_AT + 1]) = (_at(sums, _SUM_C), _at(sums, _SUM_C + 0x20));
        return true;
    }

    /// @dev The word that begins so many bytes behind the list's own beginning.
    function _at(uint256[] memory list, uint256 place) private pure returns (uint256 word) {
        assembly ('memory-safe') {
            word := mload(add(list, place))
        }
    }
}
