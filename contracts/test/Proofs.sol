// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {CircuitId} from '../interfaces/ICircuitRegistry.sol';
import {CircuitRegistry} from '../proofs/CircuitRegistry.sol';
import {CommitGroth16Harness} from './CommitGroth16Harness.sol';
import {Fixtures} from './Fixtures.sol';

/// @title A registered key, and proofs to show to the verifier
/// @dev Calls get a limit of gas: a point that a precompile refuses takes nearly all that it is given.
abstract contract Proofs is Fixtures {
    struct Proven {
        uint256[10] proof;
        uint256[] pubs;
    }

    uint256 internal constant CALL_GAS = 4_000_000;
    uint256 internal constant STEPS = 3;
    uint256 internal constant SIGNALS = 5;

    CommitGroth16Harness internal harness;
    CircuitRegistry internal registry;
    CircuitId internal id;
    address internal vk;
    /// @dev Three steps, then the finalisation of their sum.
    Proven[] internal honest;

    function setUp() public virtual {
        harness = new CommitGroth16Harness();
        registry = new CircuitRegistry(false);
        id = registry.register(_key(), _metadata(), _development());
        vk = registry.circuit(id).vk;
        string memory json = _file('proofs.json');
        for (uint256 i; i <= STEPS; ++i) honest.push(_provenAt(json, '', i));
    }

    function _provenAt(string memory json, string memory path, uint256 index) internal pure returns (Proven memory) {
        return Proven(_proofAt(json, path, index), _pubsAt(json, path, index));
    }

    function _verify(Proven memory shown) internal view returns (bool) {
        return harness.verify{gas: CALL_GAS}(vk, shown.proof, shown.pubs);
    }

    function _verifyAll(Proven[] memory shown) internal view returns (bool ok, uint256 sumX, uint256 sumY) {
        (uint256[10][] memory proofs, uint256[] memory pubs) = _flatten(shown);
        return harness.verifyBatch{gas: CALL_GAS}(vk, proofs, pubs);
    }

    function _accepts(Proven[] memory shown) internal view returns (bool ok) {
        (ok, , ) = _verifyAll(shown);
    }

    function _flatten(
        Proven[] memory shown
    ) internal pure returns (uint256[10][] memory proofs, uint256[] memory pubs) {
        uint256 count;
        for (uint256 i; i < shown.length; ++i) count += shown[i].pubs.length;
        proofs = new uint256[10][](shown.length);
        pubs = new uint256[](count);
        uint256 next;
        for (uint256 i; i < shown.length; ++i) {
            proofs[i] = shown[i].proof;
            for (uint256 j; j < shown[i].pubs.length; ++j) {
                pubs[next] = shown[i].pubs[j];
                ++next;
            }
        }
    }

    /// @notice The first honest proofs, over and over, with `shown` at `place`.
    function _among(uint256 size, uint256 place, Proven memory shown) internal view returns (Proven[] memory batch) {
        batch = _honestBatch(size);
        batch[place] = shown;
    }

    function _honestBatch(uint256 size) internal view returns (Proven[] memory batch) {
        batch = new Proven[](size);
        for (uint256 i; i < size; ++i) batch[i] = honest[i % honest.length];
    }

    /// @notice What the verifier answers, alone and in three places of a batch of four, must be `expected`.
    function _expect(bool expected, Proven memory shown, string memory name) internal view {
        assertTrue(_verify(shown) == expected, string.concat('alone: ', name));
        assertTrue(_accepts(_among(4, 0, shown)) == expected, string.concat('first of four: ', name));
        assertTrue(_accepts(_among(4, 1, shown)) == expected, string.concat('second of four: ', name));
        assertTrue(_accepts(_among(4, 3, shown)) == expected, string.concat('last of four: ', name));
    }
}
