// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Bn254, G1Point} from '../proofs/Bn254.sol';

/// @title Shares of a vector, checked against commitments
library Shares {
    using Bn254 for G1Point[];
    using Bn254 for G1Point;

    /// @notice As `CircuitRegistry` hashes the committed bases.
    function hashBases(G1Point[] calldata bases) internal pure returns (bytes32) {
        return bases.hashPoints();
    }

    /// @notice Whether sum_l share_l K_l = D + sum_c i^c C_c.
    /// @dev Horner's rule, from the highest coefficient.
    /// Assumes: all points are on the curve or the identity, and there is a base for each element.
    function fits(
        G1Point[] calldata bases,
        uint256[] memory share,
        uint256 member,
        G1Point memory d,
        G1Point[] memory commitments
    ) internal view returns (bool) {
        G1Point memory right;
        for (uint256 c = commitments.length; c > 0; --c) {
            right = _multiplyBySmall(Bn254.add(right, commitments[c - 1]), member);
        }
        return bases.multiScalar(share).equals(Bn254.add(right, d));
    }

    /// @dev By doubling and adding: for numbers as small as a member's this is cheaper than the precompile that multiplies.
    function _multiplyBySmall(G1Point memory point, uint256 factor) private view returns (G1Point memory product) {
        while (true) {
            if (factor & 1 == 1) product = Bn254.add(product, point);
            factor >>= 1;
            if (factor == 0) return product;
            point = Bn254.add(point, point);
        }
    }
}
