// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {G1Point} from './Bn254.sol';
import {Pedersen} from './Pedersen.sol';

/// @title `Pedersen` as a contract
/// @notice For measuring, for trying out, and for contracts elsewhere that would rather call than link. It keeps nothing.
contract PedersenBench {
    /// @notice Whether the commitment opens to this value and this blinding.
    function verifyOpening(G1Point calldata c, uint256 value, uint256 blinding) external view returns (bool) {
        return Pedersen.verifyOpening(c, value, blinding);
    }

    /// @notice The commitment to the sum of both values.
    function add(G1Point calldata a, G1Point calldata b) external view returns (G1Point memory) {
        return Pedersen.add(a, b);
    }

    /// @notice The commitment to the sum of all values.
    function aggregate(G1Point[] calldata commitments) external view returns (G1Point memory) {
        return Pedersen.aggregate(commitments);
    }
}
