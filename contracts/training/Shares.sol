// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Bn254, G1Point} from '../proofs/Bn254.sol';

/// @title Shares of a vector, checked against commitments
/// @notice A share fits if sum_l share_l K_l = D + sum_c i^c C_c. The right side is summed up by Horner's rule, in the first
/// two of four words: `raise` for each C_c, from the highest c, and then `Bn254.accumulate` for D.
/// @dev Assumes: all points are on the curve or the identity.
library Shares {
    using Bn254 for G1Point[];
    using Bn254 for G1Point;
    using Bn254 for uint256[4];

    /// @notice As `CircuitRegistry` hashes the committed bases.
    function hashBases(G1Point[] calldata bases) internal pure returns (bytes32) {
        return bases.hashPoints();
    }

    /// @notice Adds C_c to the sum, and multiplies that with i.
    /// @dev By doubling and adding, from the highest bit: for numbers as small as a member's this is cheaper than the
    /// precompile that multiplies. Assumes: the member is not 0.
    function raise(uint256[4] memory sum, uint256 x, uint256 y, uint256 member) internal view {
        // To nothing, nothing need be added.
        if (sum[0] | sum[1] == 0) {
            (sum[0], sum[1]) = (x, y);
        } else {
            sum.accumulate(x, y);
            (x, y) = (sum[0], sum[1]);
        }
        uint256 bit = 1;
        while (bit <= member >> 1) bit <<= 1;
        for (bit >>= 1; bit != 0; bit >>= 1) {
            sum.accumulate(sum[0], sum[1]);
            if (member & bit != 0) sum.accumulate(x, y);
        }
    }

    /// @notice Whether sum_l share_l K_l is the sum.
    /// @dev Assumes: there is a base for each element.
    function fits(
        G1Point[] calldata bases,
        uint256[] memory share,
        uint256[4] memory sum
    ) internal view returns (bool) {
        return bases.multiScalar(share).equals(G1Point(sum[0], sum[1]));
    }
}
