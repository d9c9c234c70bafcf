// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';

/// @title Hashes of the last blocks
library BlockHistory {
    /// @dev The system contract that remembers them, and how many (EIP-2935).
    address internal constant STORE = 0x0000F90827F1C53a10cb7A02335B175320002935;
    uint256 internal constant WINDOW = 8191;

    /// @notice The hash of a past block, up to `WINDOW` blocks ago.
    function hashOf(uint256 number) internal view returns (bytes32 hash) {
        if (block.number <= number) revert ITrainingRounds.SeedTooEarly(block.number, number + 1);
        if (block.number > number + WINDOW) revert ITrainingRounds.SeedLost(block.number, number + WINDOW);
        hash = find(number);
        if (hash == 0) revert ITrainingRounds.HistoryMissing(number);
    }

    /// @notice The same, but zero for a block whose hash nobody here remembers, or that is not past.
    function find(uint256 number) internal view returns (bytes32 hash) {
        // The opcode remembers 256 blocks, and is there also where the contract is not.
        hash = blockhash(number);
        if (hash != 0) return hash;
        (bool ok, bytes memory answer) = STORE.staticcall(abi.encode(number));
        if (ok && answer.length == 32) hash = bytes32(answer);
    }
}
