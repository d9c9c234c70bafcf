// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {G1Point, G2Point} from '../proofs/Bn254.sol';

/// @dev Names a key together with all that contracts believe about it; the same on every chain.
type CircuitId is bytes32;

/// @title Verifying keys, written once
/// @notice Keeps each key as the code of a contract of its own, and says what it is for. Anybody may register anything:
/// an id is worth what its reader knows about it.
///
/// @dev Warning: that a key is well formed says nothing about who knows its trapdoor, and whoever does can forge every
/// proof. What a registration says about its key (limits, dimensions, where it comes from) is the registrant's claim. Nothing
/// here can check it. Clients compute the id that they expect from their own copy of the key, of the circuit and of the
/// ceremony's transcript, which they verify, and take part under that id alone.
interface ICircuitRegistry {
    enum KeyPart {
        Alpha,
        Beta,
        Gamma,
        Delta,
        Eta,
        StatementBase,
        PlainBase,
        CommittedBase
    }

    struct VerifyingKey {
        G1Point alpha;
        G2Point beta;
        G2Point gamma;
        G2Point delta;
        G2Point eta;
        /// IC_0, and IC of the public signals that a verifier knows.
        G1Point[] statementBases;
        /// IC of the committed signals, as plain Groth16 has them; kept nowhere.
        G1Point[] plainBases;
        /// K_j = IC_j / eta: the bases of D. Kept as a hash.
        G1Point[] committedBases;
    }

    /// @dev What a contract must know of the circuit and cannot see in its key. `maxSteps` is zero for a circuit that
    /// trains nothing.
    struct Metadata {
        string name;
        /// The most steps that one trainer may sum in a round.
        uint32 maxSteps;
        /// Examples in a batch.
        uint32 batch;
        uint32 outputs;
        /// Fractional bits of an error, whose squares the loss sums up.
        uint8 errorFraction;
    }

    struct Provenance {
        /// The trapdoor is public. Then there is no transcript.
        bool development;
        /// keccak256 of the ceremony's transcript.
        bytes32 transcriptHash;
        /// SHA-256 of the block that the transcript's CID names.
        bytes32 transcriptCid;
    }

    struct Circuit {
        /// The contract whose code is the key.
        address vk;
        uint32 committedSignals;
        uint32 statementSignals;
        uint32 maxSteps;
        uint32 batch;
        uint32 outputs;
        uint8 errorFraction;
        bool development;
        /// As the SDK names the key, and contexts bind it.
        bytes32 keyHash;
        /// keccak256 of all coordinates of K_0, K_1, ...: who passes the bases in calldata is compared with it.
        bytes32 committedBasesHash;
    }

    event CircuitRegistered(
        CircuitId indexed id,
        bytes32 indexed keyHash,
        address vk,
        string name,
        Provenance provenance
    );

    error CircuitAlreadyRegistered(CircuitId id);
    error CircuitNotRegistered(CircuitId id);
    /// @notice A task with stakes may rest on a development key only where deployers opted in, or on a local chain.
    error DevelopmentKeyStaked(CircuitId id, uint256 chainId);
    /// @notice A development key has no transcript, and any other has one.
    error ProvenanceContradictory(bool development, bytes32 transcriptHash, bytes32 transcriptCid);
    /// @notice A key has a base for each signal and IC_0, one signal at least is committed, and each committed one has two.
    error KeyBasesMiscounted(uint256 statement, uint256 plain, uint256 committed);
    /// @notice An identity binds nothing: a signal with such a base could have any value.
    error KeyPointIsZero(KeyPart part, uint256 index);
    /// @notice A coordinate at or above q, or no solution of the curve's equation.
    error KeyPointNotOnCurve(KeyPart part, uint256 index);
    /// @notice An unfinished set-up leaves a trapdoor at one, where everybody knows it; its negative is known as well.
    error KeyPointIsGenerator(KeyPart part);
    /// @notice Of two equal trapdoors (or opposite ones) each could stand in the other's place in a forged proof.
    error KeyPointsCoincide(KeyPart a, KeyPart b);
    /// @notice e(sum rho_j K_j, eta) is not e(sum rho_j IC_j, gamma), or beta, gamma, delta or eta is no point of G2.
    error KeyPairingFailed(bytes32 keyHash);

    /// @notice Whether tasks with stakes may use development keys here although the chain is not a local one.
    function DEVELOPMENT_ALLOWED() external view returns (bool);

    /// @notice Checks a key and keeps it.
    /// @dev Refuses what the SDK refuses (`parseVerificationKey`), and opposite trapdoors besides. The check of the committed
    /// bases shows that they fit eta. That nobody knows eta is for the transcript to show, contribution by contribution.
    /// @return id What `circuitIdOf` says
    function register(
        VerifyingKey calldata key,
        Metadata calldata metadata,
        Provenance calldata provenance
    ) external returns (CircuitId id);

    /// @notice The circuit; reverts for an unknown id.
    function circuit(CircuitId id) external view returns (Circuit memory);

    /// @notice What the registrant claims about the circuit's name and its key's origin; reverts for an unknown id.
    function claimsOf(CircuitId id) external view returns (string memory name, Provenance memory provenance);

    /// @notice The circuit, unless it is unknown, or a development key that a task with stakes must not rest on.
    /// @param staked Whether anybody has something to lose by a forged proof
    function requireUsable(CircuitId id, bool staked) external view returns (Circuit memory);

    /// @notice The id of a key with these claims, whether it is registered or not.
    /// @param keyHash Covers all points of the key
    /// @param statementSignals Says where the statement's bases end, which the hash does not
    function circuitIdOf(
        bytes32 keyHash,
        uint32 statementSignals,
        Metadata calldata metadata,
        Provenance calldata provenance
    ) external pure returns (CircuitId);
}
