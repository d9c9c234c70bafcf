// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {Fixtures} from '../test/Fixtures.sol';
import {Shares} from './Shares.sol';

contract SharesTest is Fixtures {
    using Bn254 for G1Point;

    // External, so that calldata can be passed.
    function fits(
        G1Point[] calldata bases,
        uint256[] calldata share,
        uint256[4] calldata sum
    ) external view returns (bool) {
        return Shares.fits(bases, share, sum);
    }

    /// @dev (start + factor) * member * (1, 2)
    function _raised(uint256 start, uint256 factor, uint256 member) private view returns (G1Point memory) {
        G1Point memory point = Bn254.generator().multiply(start);
        uint256[4] memory sum;
        (sum[0], sum[1]) = (point.x, point.y);
        point = Bn254.generator().multiply(factor);
        Shares.raise(sum, point.x, point.y, member);
        return G1Point(sum[0], sum[1]);
    }

    function test_RaisesForEveryMember() public view {
        for (uint256 member = 1; member <= 33; ++member) {
            assertTrue(_raised(7, 4, member).equals(Bn254.generator().multiply(11 * member)), 'after something');
            assertTrue(_raised(0, 4, member).equals(Bn254.generator().multiply(4 * member)), 'after nothing');
            assertTrue(_raised(7, 0, member).equals(Bn254.generator().multiply(7 * member)), 'by nothing');
            assertTrue(_raised(0, 0, member).isZero(), 'nothing');
            assertTrue(_raised(7, Bn254.FIELD_ORDER - 7, member).isZero(), 'away');
        }
    }

    function testFuzz_Raises(uint64 start, uint64 factor, uint8 member) public view {
        uint256 i = uint256(member) + 1;
        uint256 expected = (uint256(start) + factor) * i;
        assertTrue(_raised(start, factor, i).equals(Bn254.generator().multiply(expected)), 'raised');
    }

    function test_FitsExactlyTheSum() public view {
        G1Point[] memory bases = new G1Point[](2);
        (bases[0], bases[1]) = (Bn254.generator(), Bn254.generator().multiply(5));
        uint256[] memory share = new uint256[](2);
        (share[0], share[1]) = (3, 4);
        G1Point memory sum = Bn254.generator().multiply(23);
        assertTrue(this.fits(bases, share, [sum.x, sum.y, 0, 0]), 'right');
        share[1] = 5;
        assertFalse(this.fits(bases, share, [sum.x, sum.y, 0, 0]), 'wrong');
    }
}
