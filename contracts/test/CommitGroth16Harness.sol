// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {CommitGroth16} from '../proofs/CommitGroth16.sol';

/// @title `CommitGroth16` as a contract
contract CommitGroth16Harness {
    function verify(address vk, uint256[10] calldata proof, uint256[] calldata pubs) external view returns (bool) {
        return CommitGroth16.verify(vk, CommitGroth16.abcOf(proof), proof[8], proof[9], pubs);
    }

    function verifyBatch(
        address vk,
        uint256[10][] calldata proofs,
        uint256[] calldata pubs
    ) external view returns (bool ok, uint256 sumX, uint256 sumY) {
        return CommitGroth16.verifyBatch(vk, proofs, pubs);
    }
}
