// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {CircuitId, ICircuitRegistry} from '../interfaces/ICircuitRegistry.sol';
import {Bn254, G1Point} from './Bn254.sol';
import {VerifyingKeyChecks} from './VerifyingKeyChecks.sol';
import {VerifyingKeyCode} from './VerifyingKeyCode.sol';

/// @title CircuitRegistry
/// @dev It has no owner, and nothing in it changes once it is written.
contract CircuitRegistry is ICircuitRegistry {
    using Bn254 for G1Point[];
    using VerifyingKeyChecks for VerifyingKey;

    /// @dev The chains that Hardhat and Geth start on one's own machine.
    uint256 private constant _HARDHAT_CHAIN = 31337;
    uint256 private constant _GETH_DEVELOPMENT_CHAIN = 1337;

    /// @inheritdoc ICircuitRegistry
    bool public immutable DEVELOPMENT_ALLOWED;

    mapping(CircuitId id => Circuit circuit) private _circuits;
    mapping(CircuitId id => string name) private _names;
    mapping(CircuitId id => Provenance provenance) private _provenances;

    constructor(bool developmentAllowed) {
        DEVELOPMENT_ALLOWED = developmentAllowed;
    }

    /// @inheritdoc ICircuitRegistry
    function register(
        VerifyingKey calldata key,
        Metadata calldata metadata,
        Provenance calldata provenance
    ) external returns (CircuitId id) {
        _checkProvenance(provenance);
        key.checkForm();
        bytes32 keyHash = key.hash();
        uint32 statementSignals = uint32(key.statementBases.length - 1);
        id = circuitIdOf(keyHash, statementSignals, metadata, provenance);
        if (_circuits[id].vk != address(0)) revert CircuitAlreadyRegistered(id);
        key.checkPairings(keyHash);

        address vk = VerifyingKeyCode.store(VerifyingKeyCode.encode(key));
        _circuits[id] = Circuit({
            vk: vk,
            committedSignals: uint32(key.committedBases.length),
            statementSignals: statementSignals,
            maxSteps: metadata.maxSteps,
            batch: metadata.batch,
            outputs: metadata.outputs,
            errorFraction: metadata.errorFraction,
            development: provenance.development,
            keyHash: keyHash,
            committedBasesHash: key.committedBases.hashPoints()
        });
        _names[id] = metadata.name;
        _provenances[id] = provenance;
        emit CircuitRegistered(id, keyHash, vk, metadata.name, provenance);
    }

    /// @inheritdoc ICircuitRegistry
    function requireUsable(CircuitId id, bool staked) external view returns (Circuit memory found) {
        found = circuit(id);
        if (found.development && staked && !_developmentMayBeStaked()) {
            revert DevelopmentKeyStaked(id, block.chainid);
        }
    }

    /// @inheritdoc ICircuitRegistry
    function claimsOf(CircuitId id) external view returns (string memory name, Provenance memory provenance) {
        if (_circuits[id].vk == address(0)) revert CircuitNotRegistered(id);
        return (_names[id], _provenances[id]);
    }

    /// @inheritdoc ICircuitRegistry
    function circuit(CircuitId id) public view returns (Circuit memory found) {
        found = _circuits[id];
        if (found.vk == address(0)) revert CircuitNotRegistered(id);
    }

    /// @inheritdoc ICircuitRegistry
    function circuitIdOf(
        bytes32 keyHash,
        uint32 statementSignals,
        Metadata calldata metadata,
        Provenance calldata provenance
    ) public pure returns (CircuitId) {
        return CircuitId.wrap(keccak256(abi.encode(keyHash, statementSignals, metadata, provenance)));
    }

    function _developmentMayBeStaked() private view returns (bool) {
        return DEVELOPMENT_ALLOWED || block.chainid == _HARDHAT_CHAIN || block.chainid == _GETH_DEVELOPMENT_CHAIN;
    }

    function _checkProvenance(Provenance calldata provenance) private pure {
        (bytes32 transcriptHash, bytes32 transcriptCid) = (provenance.transcriptHash, provenance.transcriptCid);
        bool whole = transcriptHash != 0 && transcriptCid != 0;
        bool none = transcriptHash == 0 && transcriptCid == 0;
        if (provenance.development ? !none : !whole) {
            revert ProvenanceContradictory(provenance.development, transcriptHash, transcriptCid);
        }
    }
}
