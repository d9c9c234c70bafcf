// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {CircuitId, ICircuitRegistry} from '../interfaces/ICircuitRegistry.sol';
import {IProofDesk} from '../interfaces/IProofDesk.sol';
import {CommitGroth16} from './CommitGroth16.sol';

/// @title ProofDesk
/// @dev It keeps nothing.
contract ProofDesk is IProofDesk {
    bytes32 private constant _STANDALONE = keccak256('tacit.standalone');
    /// @dev Leaves a context below 2^253, which is below r.
    uint256 private constant _CONTEXT_SHIFT = 3;
    /// @dev In `params`, of a finalisation.
    uint256 private constant _MODE_FINALISE = 1;

    ICircuitRegistry public immutable CIRCUITS;

    constructor(ICircuitRegistry circuits) {
        CIRCUITS = circuits;
    }

    /// @inheritdoc IProofDesk
    function verifyStep(
        CircuitId circuit,
        uint256[10] calldata proof,
        uint256[5] calldata statement,
        uint256 nonce,
        uint256 step,
        uint256 epoch
    ) external view returns (bool) {
        ICircuitRegistry.Circuit memory found = CIRCUITS.circuit(circuit);
        bytes memory row = abi.encode(_STANDALONE, found.keyHash, nonce, step, epoch, proof[8], proof[9]);
        if (uint256(keccak256(row)) >> _CONTEXT_SHIFT != statement[4]) return false;
        if (statement[3] & _MODE_FINALISE != 0) return false;
        uint256[] memory pubs = new uint256[](statement.length);
        for (uint256 i; i < pubs.length; ++i) pubs[i] = statement[i];
        return CommitGroth16.verify(found.vk, CommitGroth16.abcOf(proof), proof[8], proof[9], pubs);
    }
}
