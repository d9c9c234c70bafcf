// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {CircuitId, ICircuitRegistry} from '../interfaces/ICircuitRegistry.sol';
import {IModelRegistry, ModelId} from '../interfaces/IModelRegistry.sol';
import {ITraining} from '../interfaces/ITraining.sol';
import {Bn254} from '../proofs/Bn254.sol';
import {Round, RoundStatus, Task, TaskId} from '../training/TrainingTypes.sol';

/// @title ModelRegistry
/// @dev It has no owner and holds no ether.
contract ModelRegistry is IModelRegistry {
    bytes32 private constant _MODEL = keccak256('tacit.model');
    /// @dev So that whoever walks a lineage meets no list that a block could not hold.
    uint256 private constant _MOST_PARENTS = 16;

    ICircuitRegistry public immutable CIRCUITS;
    ITraining public immutable TRAINING;

    mapping(ModelId id => Model model) private _models;
    mapping(ModelId id => ModelId[] parents) private _parents;

    constructor(ICircuitRegistry circuits, ITraining training) {
        (CIRCUITS, TRAINING) = (circuits, training);
    }

    /// @inheritdoc IModelRegistry
    function publish(Listing calldata listing) external returns (ModelId id) {
        if (_hasCircuit(listing)) CIRCUITS.circuit(listing.circuit);
        (id, ) = _publish(listing, Origin.Uploaded);
    }

    /// @inheritdoc IModelRegistry
    function publishTrained(Listing calldata listing, TaskId task, uint16 round) external returns (ModelId id) {
        Task memory trained = TRAINING.taskOf(task);
        Round memory last = TRAINING.roundOf(task, round);
        if (trained.coordinator != msg.sender) revert NotCoordinatorOf(task, msg.sender);
        if (last.status != RoundStatus.Finalised) revert RoundNotFinalised(task, round);
        if (last.rootAfter != listing.root || CIRCUITS.circuit(listing.circuit).vk != trained.vk) {
            revert RoundDiffers(task, round, listing.root, listing.circuit);
        }
        Model storage model;
        (id, model) = _publish(listing, Origin.Trained);
        (model.task, model.round) = (task, round);
    }

    /// @inheritdoc IModelRegistry
    function setPrice(ModelId id, uint96 price) external {
        _ownedBy(id, msg.sender).price = price;
        emit PriceChanged(id, price);
    }

    /// @inheritdoc IModelRegistry
    function withdraw(ModelId id) external {
        _ownedBy(id, msg.sender).withdrawn = true;
        emit ModelWithdrawn(id);
    }

    /// @inheritdoc IModelRegistry
    function modelOf(ModelId id) external view returns (Model memory model) {
        model = _models[id];
        if (model.publisher == address(0)) revert ModelUnknown(id);
    }

    /// @inheritdoc IModelRegistry
    function parentsOf(ModelId id) external view returns (ModelId[] memory) {
        return _parents[id];
    }

    /// @inheritdoc IModelRegistry
    function isOffered(ModelId id) external view returns (bool) {
        Model storage model = _models[id];
        return model.publisher != address(0) && !model.withdrawn;
    }

    /// @inheritdoc IModelRegistry
    function modelIdOf(address publisher, Listing calldata listing) public view returns (ModelId) {
        return ModelId.wrap(keccak256(abi.encode(_MODEL, block.chainid, address(this), publisher, listing)));
    }

    function _publish(Listing calldata listing, Origin origin) private returns (ModelId id, Model storage model) {
        _check(listing);
        id = modelIdOf(msg.sender, listing);
        model = _models[id];
        if (model.publisher != address(0)) revert ModelAlreadyPublished(id);

        (model.publisher, model.price, model.origin) = (msg.sender, listing.price, origin);
        (model.splitPoints, model.publishedAt) = (listing.splitPoints, uint48(block.timestamp));
        (model.circuit, model.root) = (listing.circuit, listing.root);
        (model.weightsCid, model.specCid, model.licenceCid) = (listing.weightsCid, listing.specCid, listing.licenceCid);
        _parents[id] = listing.parents;
        emit ModelPublished(id, msg.sender, listing.circuit, origin, listing.root, listing.parents);
    }

    /// @dev Parents are there already, so that a lineage has no circle.
    function _check(Listing calldata listing) private view {
        bool isRoot = listing.root != 0 && listing.root < Bn254.FIELD_ORDER;
        if (_hasCircuit(listing) ? !isRoot : listing.root != 0) revert RootRefused(listing.root);
        if (listing.specCid == 0 || listing.licenceCid == 0) {
            revert DescriptionMissing(listing.specCid, listing.licenceCid);
        }
        uint256 count = listing.parents.length;
        if (count > _MOST_PARENTS) revert ParentsTooMany(count, _MOST_PARENTS);
        for (uint256 i; i < count; ++i) {
            ModelId parent = listing.parents[i];
            if (_models[parent].publisher == address(0)) revert ModelUnknown(parent);
        }
    }

    function _hasCircuit(Listing calldata listing) private pure returns (bool) {
        return CircuitId.unwrap(listing.circuit) != 0;
    }

    function _ownedBy(ModelId id, address account) private view returns (Model storage model) {
        model = _models[id];
        if (model.publisher == address(0)) revert ModelUnknown(id);
        if (model.publisher != account) revert NotPublisher(id, account);
        if (model.withdrawn) revert ModelAlreadyWithdrawn(id);
    }
}
