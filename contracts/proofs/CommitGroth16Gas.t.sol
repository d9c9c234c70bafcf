// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Proofs} from '../test/Proofs.sol';

/// @dev Of what a call is given: exact costs stand in snapshots/gas-verifier.json.
contract CommitGroth16GasTest is Proofs {
    uint256 private constant _LIMIT = 3_000_000;

    function _gasOf(Proven memory shown) private view returns (uint256 used) {
        used = gasleft();
        bool ok = harness.verify{gas: _LIMIT}(vk, shown.proof, shown.pubs);
        used -= gasleft();
        assertFalse(ok, 'rejected, without a revert');
    }

    function test_AMerelyWrongProofCostsWhatARightOneDoes() public view {
        Proven memory shown = honest[0];
        shown.pubs[1] ^= 1;
        assertBelow(_gasOf(shown), 400_000);
        shown = honest[0];
        (shown.proof[6], shown.proof[7]) = (shown.proof[8], shown.proof[9]);
        assertBelow(_gasOf(shown), 400_000);
    }

    function test_IdentitiesAndValuesOutOfRangeCostNoPrecompile() public view {
        Proven memory shown = honest[0];
        (shown.proof[8], shown.proof[9]) = (0, 0);
        assertBelow(_gasOf(shown), 30_000);
        shown = honest[0];
        shown.pubs[4] = type(uint256).max;
        assertBelow(_gasOf(shown), 30_000);
    }

    /// @dev A point that a precompile refuses takes 63/64 of the gas, and leaves enough to say no: a caller that must go on
    /// after a no has to limit what it gives, or to check points first.
    function test_APointThatIsNoneTakesWhatThePrecompileWasGiven() public view {
        Proven memory shown = honest[0];
        shown.proof[9] ^= 1;
        uint256 used = _gasOf(shown);
        assertBelow(used, _LIMIT + 10_000);
        assertBelow(_LIMIT / 2, used);
    }

    function test_ABatchStopsAtTheFirstPointThatIsNone() public view {
        Proven memory shown = honest[0];
        shown.proof[9] ^= 1;
        (uint256[10][] memory proofs, uint256[] memory pubs) = _flatten(_among(4, 1, shown));
        uint256 used = gasleft();
        (bool ok, , ) = harness.verifyBatch{gas: _LIMIT}(vk, proofs, pubs);
        used -= gasleft();
        assertFalse(ok, 'rejected, without a revert');
        assertBelow(used, _LIMIT + 30_000);
    }
}
