// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {CircuitId} from './ICircuitRegistry.sol';

/// @title Proofs of single steps, for whoever asks
/// @notice Says of a proof that belongs to no task what `npx hardhat zk verify` says of it: that it holds, and that its
/// context follows from a nonce of the asker and from the commitment.
/// @dev Warning: a valid proof is about some roots and some nonce. Compare them with what you expect.
interface IProofDesk {
    /// @notice Whether the proof shows a step under this circuit's key.
    /// @dev Reverts for an unknown circuit alone. A finalisation is refused: of a sum of one's own making it shows nothing.
    /// @param proof A.x A.y | B.x.im B.x.re B.y.im B.y.re | C.x C.y | D.x D.y
    /// @param statement rootBefore, rootAfter, dataRoot, params, context
    /// @param nonce What the asker chose, so that an old proof cannot be shown again
    function verifyStep(
        CircuitId circuit,
        uint256[10] calldata proof,
        uint256[5] calldata statement,
        uint256 nonce,
        uint256 step,
        uint256 epoch
    ) external view returns (bool);
}
