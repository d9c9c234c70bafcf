// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {G1Point} from '../proofs/Bn254.sol';
import {Round, RoundStatus, Sealing, TaskId, Update} from '../training/TrainingTypes.sol';

/// @title Rounds: proven updates, one sum, the next model
/// @notice A round is opened; its seed is the hash of a later block; trainers submit proven updates, whose commitments
/// are added up; disputes take some out; the set is frozen, once; and whoever knows the sum of the frozen set proves the
/// next model. Everything but an update can be done by anybody.
/// @dev Deadlines are inclusive: what is to be done until T is in time in a block of time T.
interface ITrainingRounds {
    event RoundOpened(TaskId indexed task, uint256 indexed round, address opener, uint256 seedBlock, uint256 invited);
    event SeedDrawn(TaskId indexed task, uint256 indexed round, bytes32 seed);
    /// @notice What the hash covers is in the call's data; whoever misses it demands it.
    event UpdateSubmitted(
        TaskId indexed task,
        uint256 indexed round,
        address indexed trainer,
        bytes32 sharesHash,
        bytes32 cid
    );
    event RoundFrozen(TaskId indexed task, uint256 indexed round, uint256 included, G1Point sum, bytes32 frozenLog);
    event RoundFinalised(
        TaskId indexed task,
        uint256 indexed round,
        uint256 root,
        uint64 lossSum,
        address beneficiary,
        bytes32 cid
    );
    event RoundVoided(TaskId indexed task, uint256 indexed round);
    event RoundBurned(TaskId indexed task, uint256 indexed round);
    event RoundSettled(TaskId indexed task, uint256 indexed round, uint256 share, uint256 payees);
    /// @notice Somebody says where a round's model is. Readers check its root.
    event ModelAnnounced(TaskId indexed task, uint256 indexed round, address indexed by, bytes32 cid);

    error RoundNotInStatus(TaskId task, uint256 round, RoundStatus actual);
    error TrainersTooFew(TaskId task, uint256 active, uint256 least);
    /// @notice The seed is the hash of a block that is not known yet.
    error SeedTooEarly(uint256 number, uint256 from);
    /// @notice Nobody drew the seed while the chain remembered its block.
    error SeedLost(uint256 number, uint256 until);
    error SeedNotDrawn(TaskId task, uint256 round);
    error SeedAlreadyDrawn(TaskId task, uint256 round);
    /// @notice The chain has no contract that remembers blocks (EIP-2935).
    error HistoryMissing(uint256 number);
    error NotInvited(TaskId task, uint256 round, address trainer);
    error AlreadySubmitted(TaskId task, uint256 round, address trainer);
    error ProofsMiscounted(uint256 proofs, uint256 roots, uint256 expected);
    error SealingMiscounted(uint256 commitments, uint256 expected);
    /// @notice E or a C is the identity, not canonical, or not on the curve.
    error SealingPointRefused(address trainer, G1Point point);
    error UpdateNotSigned(address trainer, bytes32 sharesHash);
    /// @notice At least one proof does not hold for what the contract knows.
    error ProofsRefused(TaskId task, uint256 round);
    error DemandsOpen(TaskId task, uint256 round, uint256 count);
    error FinalisationRefused(TaskId task, uint256 round, uint256 root, uint64 lossSum);
    error BeneficiaryIsNobody();
    error RoundNotOver(TaskId task, uint256 round);

    /// @notice Opens the next round, with a bond that comes back at the freeze, if the seed was drawn.
    function openRound(TaskId task) external payable;

    /// @notice Fixes the seed; the first update does it as well.
    function drawSeed(TaskId task) external;

    /// @notice The caller's update.
    /// @param roots The root after each step
    /// @param proofs A, B, C and D of each step
    function submitUpdate(
        TaskId task,
        uint256[] calldata roots,
        uint256[10][] calldata proofs,
        Sealing calldata sealing
    ) external;

    /// @notice Several trainers' updates, each signed (`hashUpdate`) with the key of the trainer's own account. All are
    /// refused if one proof is wrong: look at each before. A trainer that has submitted before is passed over, so that
    /// nobody can stop a batch by sending one of its updates ahead of it.
    /// @param roots The roots and `proofs` of the first trainer's steps, then of the second's, and so on
    function submitUpdates(
        TaskId task,
        Update[] calldata updates,
        uint256[] calldata roots,
        uint256[10][] calldata proofs
    ) external;

    /// @notice Fixes the included set for ever, or voids the round.
    function freeze(TaskId task) external;

    /// @notice Proves the model after the round.
    /// @param abc The proof, made for the contract's own sum and for this beneficiary
    /// @param cid Where the model is said to be
    function finalise(
        TaskId task,
        uint256 root,
        uint64 lossSum,
        uint256[8] calldata abc,
        address beneficiary,
        bytes32 cid
    ) external;

    /// @notice Gives up a round that was not finalised in time, or for which too few sums were posted.
    function burn(TaskId task) external;

    /// @notice Slashes absent keyholders, and pays everybody.
    function settle(TaskId task, uint256 round) external;

    /// @notice Says where the model after a round is.
    function announce(TaskId task, uint256 round, bytes32 cid) external;

    function roundOf(TaskId task, uint256 round) external view returns (Round memory);

    /// @notice Names the included set; final once the round is frozen.
    function frozenLogOf(TaskId task, uint256 round) external view returns (bytes32);

    /// @notice The last instants for demands, answers and complaints about shares.
    function shareDeadlines(
        TaskId task,
        uint256 round
    ) external view returns (uint256 demands, uint256 answers, uint256 complaints);

    /// @notice The last instants for demands, answers and complaints about sums; zeros before the freeze.
    function sumDeadlines(
        TaskId task,
        uint256 round
    ) external view returns (uint256 demands, uint256 answers, uint256 complaints);

    /// @notice Which batch a trainer's step must use, once the seed is drawn.
    function batchOf(TaskId task, uint256 round, address trainer, uint256 step) external view returns (uint256);

    /// @notice What a trainer signs for a relayer: EIP-712's hash of
    /// `Update(bytes32 task,uint256 round,bytes32 sharesHash)`.
    function hashUpdate(TaskId task, uint256 round, bytes32 sharesHash) external view returns (bytes32);
}
