// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IModelRegistry, ModelId} from '../interfaces/IModelRegistry.sol';
import {TrainingSupport} from '../training/TrainingSupport.t.sol';
import {ModelRegistry} from './ModelRegistry.sol';

/// @title Listings, and what a registry makes of them
abstract contract ModelRegistrySupport is TrainingSupport {
    uint256 internal constant MOST_PARENTS = 16;
    address internal constant PUBLISHER = address(0x9b1);

    ModelRegistry internal registry;

    function _startRegistry() internal {
        _start();
        registry = new ModelRegistry(circuits, training);
    }

    function _listing(uint256 root) internal view returns (IModelRegistry.Listing memory listing) {
        (listing.circuit, listing.root) = (circuit, root);
        listing.weightsCid = keccak256('weights');
        (listing.specCid, listing.licenceCid) = (keccak256('description'), keccak256('licence'));
        (listing.price, listing.splitPoints) = (31, 5);
    }

    function _publish(address publisher, IModelRegistry.Listing memory listing) internal returns (ModelId) {
        VM.prank(publisher);
        return registry.publish(listing);
    }

    /// @notice A model of this root, without parents.
    function _upload(uint256 root) internal returns (ModelId) {
        return _publish(PUBLISHER, _listing(root));
    }

    /// @notice `count` parents, all of them the same.
    function _family(ModelId parent, uint256 count) internal pure returns (ModelId[] memory parents) {
        parents = new ModelId[](count);
        for (uint256 i; i < count; ++i) parents[i] = parent;
    }

    function _hash(IModelRegistry.Model memory model) internal pure returns (bytes32) {
        return keccak256(abi.encode(model));
    }

    function _assertId(ModelId a, ModelId b) internal pure {
        assertEq(ModelId.unwrap(a), ModelId.unwrap(b));
    }

    /// @dev As the registry should hold it.
    function _expected(
        IModelRegistry.Listing memory listing,
        address publisher
    ) internal view returns (IModelRegistry.Model memory model) {
        (model.publisher, model.price, model.splitPoints) = (publisher, listing.price, listing.splitPoints);
        (model.publishedAt, model.circuit, model.root) = (uint48(block.timestamp), listing.circuit, listing.root);
        (model.weightsCid, model.specCid, model.licenceCid) = (listing.weightsCid, listing.specCid, listing.licenceCid);
    }
}
