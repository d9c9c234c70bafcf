// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

/// @title Sets of small numbers, a bit each
library Sets {
    function contains(uint256 set, uint256 index) internal pure returns (bool) {
        return (set >> index) & 1 == 1;
    }

    /// @notice How many are in a set.
    /// @dev Adds up neighbouring fields of 1, 2 and 4 bits, then all bytes by a multiplication. A full set would overflow
    /// the top byte, so it is split.
    function count(uint256 set) internal pure returns (uint256) {
        return _countHalf(set >> 128) + _countHalf(uint128(set));
    }

    function _countHalf(uint256 half) private pure returns (uint256) {
        half -= (half >> 1) & 0x55555555555555555555555555555555;
        half = (half & 0x33333333333333333333333333333333) + ((half >> 2) & 0x33333333333333333333333333333333);
        half = (half + (half >> 4)) & 0x0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f;
        return uint128(half * 0x01010101010101010101010101010101) >> 120;
    }
}
