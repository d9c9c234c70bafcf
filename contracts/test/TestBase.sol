// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IVm} from './IVm.sol';

/// @title What the Solidity tests share
abstract contract TestBase {
    IVm internal constant VM = IVm(address(uint160(uint256(keccak256('hevm cheat code')))));

    error AssertionFailed(string what);
    error UintsDiffer(uint256 actual, uint256 expected);
    error WordsDiffer(bytes32 actual, bytes32 expected);
    error AddressesDiffer(address actual, address expected);
    error TextsDiffer(string actual, string expected);
    error NotBelow(uint256 actual, uint256 limit);

    function assertTrue(bool condition, string memory what) internal pure {
        if (!condition) revert AssertionFailed(what);
    }

    function assertFalse(bool condition, string memory what) internal pure {
        if (condition) revert AssertionFailed(what);
    }

    function assertEq(uint256 actual, uint256 expected) internal pure {
        if (actual != expected) revert UintsDiffer(actual, expected);
    }

    function assertEq(bytes32 actual, bytes32 expected) internal pure {
        if (actual != expected) revert WordsDiffer(actual, expected);
    }

    function assertEq(address actual, address expected) internal pure {
        if (actual != expected) revert AddressesDiffer(actual, expected);
    }

    function assertEq(string memory actual, string memory expected) internal pure {
        if (keccak256(bytes(actual)) != keccak256(bytes(expected))) revert TextsDiffer(actual, expected);
    }

    function assertBelow(uint256 actual, uint256 limit) internal pure {
        if (actual >= limit) revert NotBelow(actual, limit);
    }

    /// @notice Any word, folded into [low, high].
    function bound(uint256 word, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + (word % (high - low + 1));
    }
}
