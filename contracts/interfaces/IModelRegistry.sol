// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {TaskId} from '../training/TrainingTypes.sol';
import {CircuitId} from './ICircuitRegistry.sol';

/// @dev keccak256 of chain, registry, publisher and listing; whether it was trained here is not part of it.
type ModelId is bytes32;

/// @title Models that can be asked for predictions
/// @notice Anybody may publish a model: the root of its weights, where they are, what they predict, under which licence
/// and for what price. A model that was trained here names its round, which the registry checks.
///
/// @dev Warning: of an uploaded model nothing is checked but its form. `origin` says which of the two it is.
/// Warning: a root binds weights and nothing else. Description and licence are the publisher's claims, fixed once; readers
/// verify what they fetch against the digests.
interface IModelRegistry {
    enum Origin {
        /// The root is what the publisher says.
        Uploaded,
        /// The root was proven by a round of `Training`.
        Trained
    }

    /// @dev What a publisher says.
    struct Listing {
        /// Zero for a network that no circuit proves anything about: `specCid` says what it is, and `root` is zero.
        CircuitId circuit;
        uint256 root;
        /// SHA-256 of the blocks with the weights, the description of inputs and outputs, and the licence's text. The
        /// weights' is zero where only the publisher serves the model.
        bytes32 weightsCid;
        bytes32 specCid;
        bytes32 licenceCid;
        /// For one prediction, in wei.
        uint96 price;
        /// After which layers the model may be cut between worker and creator: bit i for layer i.
        uint32 splitPoints;
        /// Models that this one was made from.
        ModelId[] parents;
    }

    struct Model {
        address publisher;
        uint96 price;
        Origin origin;
        bool withdrawn;
        uint32 splitPoints;
        uint48 publishedAt;
        /// Of a trained model.
        uint16 round;
        CircuitId circuit;
        uint256 root;
        bytes32 weightsCid;
        bytes32 specCid;
        bytes32 licenceCid;
        TaskId task;
    }

    event ModelPublished(
        ModelId indexed id,
        address indexed publisher,
        CircuitId indexed circuit,
        Origin origin,
        uint256 root,
        ModelId[] parents
    );
    event PriceChanged(ModelId indexed id, uint96 price);
    event ModelWithdrawn(ModelId indexed id);

    error ModelAlreadyPublished(ModelId id);
    error ModelUnknown(ModelId id);
    error NotPublisher(ModelId id, address account);
    error ModelAlreadyWithdrawn(ModelId id);
    /// @notice A root is below r, and not zero; where there is no circuit, there is none.
    error RootRefused(uint256 root);
    /// @notice A model without a description or a licence is of no use to anybody.
    error DescriptionMissing(bytes32 specCid, bytes32 licenceCid);
    error ParentsTooMany(uint256 count, uint256 most);
    error RoundNotFinalised(TaskId task, uint256 round);
    /// @notice The round's model has another root, or was trained under another circuit.
    error RoundDiffers(TaskId task, uint256 round, uint256 root, CircuitId circuit);
    /// @notice A trained model is its coordinator's to publish: it paid for it, and its keyholders and trainers know.
    error NotCoordinatorOf(TaskId task, address account);

    /// @notice Publishes a model of the caller's own making.
    function publish(Listing calldata listing) external returns (ModelId);

    /// @notice Publishes the model of a finalised round, by the coordinator of its task.
    function publishTrained(Listing calldata listing, TaskId task, uint16 round) external returns (ModelId);

    /// @notice Changes the price of future predictions.
    function setPrice(ModelId id, uint96 price) external;

    /// @notice No more predictions; what was published stays readable.
    function withdraw(ModelId id) external;

    function modelOf(ModelId id) external view returns (Model memory);

    function parentsOf(ModelId id) external view returns (ModelId[] memory);

    function isOffered(ModelId id) external view returns (bool);

    function modelIdOf(address publisher, Listing calldata listing) external view returns (ModelId);
}
