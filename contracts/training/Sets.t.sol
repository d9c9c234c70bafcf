// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {TestBase} from '../test/TestBase.sol';
import {Sets} from './Sets.sol';

/// @dev Sets against what is written on a bit at a time.
contract SetsTest is TestBase {
    function _countSlowly(uint256 set) private pure returns (uint256 count) {
        for (uint256 rest = set; rest != 0; rest >>= 1) count += rest % 2;
    }

    function _assertCount(uint256 set) private pure {
        assertEq(Sets.count(set), _countSlowly(set));
    }

    function testFuzz_CountsWhatIsIn(uint256 set) public pure {
        _assertCount(set);
    }

    /// @dev Uniform words have around 128 bits: these have few, and many.
    function testFuzz_CountsSparseAndDenseSets(uint256 a, uint256 b, uint256 c, uint256 d) public pure {
        _assertCount(a & b & c & d);
        _assertCount(a | b | c | d);
    }

    function test_CountsEveryPrefixAndSuffix() public pure {
        assertEq(Sets.count(0), 0);
        for (uint256 n = 1; n <= 256; ++n) {
            assertEq(Sets.count(type(uint256).max >> (256 - n)), n);
            assertEq(Sets.count(type(uint256).max << (256 - n)), n);
            assertEq(Sets.count(1 << (n - 1)), 1);
            assertEq(Sets.count(~(1 << (n - 1))), 255);
        }
    }

    function testFuzz_ContainsItsBits(uint256 set, uint8 index) public pure {
        uint256 bit = uint256(1) << index;
        assertTrue(Sets.contains(set | bit, index), 'put in');
        assertFalse(Sets.contains(set & ~bit, index), 'taken out');
        assertTrue(Sets.contains(set, index) == (set & bit != 0), 'as it is');
    }

    /// @dev Where positions are made of numbers from outside, there is none above 255.
    function testFuzz_ContainsNothingBeyondItsBits(uint256 set, uint256 index) public pure {
        assertFalse(Sets.contains(set, bound(index, 256, type(uint256).max)), 'no bit');
        assertFalse(Sets.contains(set, type(uint256).max), 'nor there');
    }
}
