// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {CircuitId} from '../interfaces/ICircuitRegistry.sol';
import {G1Point} from '../proofs/Bn254.sol';
import {LogProof} from './LogProofs.sol';

/// @dev keccak256 of a task's full terms, of who coordinates it, and of the contract and chain that run it. It is what
/// keyholders sign.
type TaskId is bytes32;

enum TaskStatus {
    None,
    /// Not all members of the committee have accepted.
    Proposed,
    Running,
    /// No round will be opened any more; some may wait to be settled.
    Ended,
    Closed
}

enum RoundStatus {
    None,
    Open,
    /// The included set is fixed.
    Frozen,
    Finalised,
    /// Nothing was, or will be, summed.
    Void,
    /// The sum was not proven in time, and must not be formed over another set: the root stays.
    Burned
}

enum EnrolmentStatus {
    None,
    Active,
    Left,
    Expelled
}

/// @dev What a complaint says of a submission.
enum Fault {
    /// The proof of the one-time key E fails.
    Ephemeral,
    /// A ciphertext has not 32 bytes for each element.
    Length,
    /// A share does not lie on the committed polynomials.
    Share
}

/// @dev How the work goes. `multiplier` is the learning rate's, 1 to 15.
struct Work {
    uint8 steps;
    uint8 multiplier;
    uint16 rounds;
    /// Void rounds after which the task may be closed; they do not count as rounds.
    uint16 maxVoid;
    uint16 minTrainers;
    uint16 maxTrainers;
    uint16 minBatches;
}

/// @dev In wei. Rewards are a round's, each split among those who earned it.
struct Amounts {
    uint96 trainerReward;
    uint96 keyholderReward;
    uint96 finaliserReward;
    /// Lost by a trainer whose shares are proven bad, or are not delivered.
    uint96 trainerStake;
    /// Lost for every round that an enrolled trainer stays away from.
    uint96 roundBond;
    /// Lost by the opener of a round whose seed nobody draws in time.
    uint96 openingBond;
    /// What a demand for bytes costs the one who was wrong.
    uint96 demandBond;
    /// Locked in `Keyholders` by each member, and lost for a wrong or undelivered sum.
    uint96 keyholderStake;
    /// Lost by a member that posts no sum.
    uint96 absencePenalty;
}

/// @dev Two instants and, for every round, the lengths of its phases, in seconds. The lengths of demands, answers and
/// complaints hold for shares before the freeze, and again for sums after the aggregation.
struct Times {
    uint48 startsAt;
    uint48 endsAt;
    uint32 training;
    uint32 demands;
    uint32 answers;
    uint32 complaints;
    uint32 aggregation;
}

/// @dev All that a task is. Its hash is the task's id.
struct Terms {
    CircuitId circuit;
    /// Of the model to start from, with salt 0.
    uint256 initialRoot;
    /// SHA-256 of the blocks that hold the model and the description of data and model.
    bytes32 modelCid;
    bytes32 specCid;
    /// Root of the tree of admitted trainers, as OpenZeppelin's merkle-tree makes it; zero admits everybody.
    bytes32 admissionRoot;
    address[] committee;
    uint8 threshold;
    Work work;
    Amounts amounts;
    Times times;
}

/// @dev What a trainer says of its shares: section 10 of docs/PROTOCOL.md.
struct Sealing {
    /// E = e * (1, 2), the one-time key under which shares are sealed.
    G1Point ephemeral;
    /// C_1 .. C_(t-1), the commitments to the polynomials' coefficients.
    G1Point[] commitments;
    /// That the trainer knows e.
    LogProof proof;
    /// Names the list of all members' ciphertexts: `Transcript.hashCiphertexts`.
    bytes32 ctRoot;
    /// SHA-256 of the envelope.
    bytes32 cid;
}

/// @dev An EIP-712 signature in EIP-2098's form.
struct Signature {
    bytes32 r;
    bytes32 vs;
}

/// @dev One trainer's part of a relayed batch.
struct Update {
    address trainer;
    Signature signature;
    Sealing sealing;
}

/// @dev What a trainer submitted, as disputes bring it: it is kept on chain as a hash only.
struct Submission {
    address trainer;
    /// D_1 .. D_K, one for each step.
    G1Point[] stepCommitments;
    Sealing sealing;
    /// keccak256 of each member's ciphertext: needed only where one of these is shown, and left empty otherwise.
    bytes32[] ctHashes;
}

/// @dev Where a submission stands in a round's log: the log before it, and what was submitted after it.
struct LogPath {
    bytes32 before;
    bytes32[] later;
}

/// @dev A complaint about a submission. All but `fault` is left empty for `Fault.Ephemeral`; `Fault.Length` leaves the
/// last three empty.
struct Complaint {
    Fault fault;
    /// From 1.
    uint8 member;
    bytes ciphertext;
    /// Z = y * E, and that it is.
    G1Point shared;
    LogProof proof;
    /// K_0, K_1, ...
    G1Point[] bases;
}

// The linter takes enums and structs for words. What is read together stands together.
// solhint-disable-next-line gas-struct-packing
struct Task {
    // Read by every submission: one word, then two.
    address vk;
    uint8 steps;
    uint8 multiplier;
    uint8 members;
    uint8 threshold;
    TaskStatus status;
    /// Of the last round that was opened, from 1; 0 before the first.
    uint16 round;
    /// All that ever enrolled: the next one's index.
    uint16 enrolled;
    bytes32 keyHash;
    /// Which trainers, by index, may take part in the next round.
    uint256 activeSet;
    address coordinator;
    uint96 pool;
    bytes32 basesHash;
    bytes32 admissionRoot;
    Work work;
    Times times;
    Amounts amounts;
    uint32 elements;
    /// Which members, by position from 0, have accepted.
    uint32 accepted;
    uint16 voids;
    /// Rounds that were frozen and are not yet paid.
    uint16 unsettled;
    // Worked out by `taskOf`, and zero where tasks are kept: the current model's root, and the rounds that were finalised or
    // burned.
    uint16 consumed;
    uint256 root;
}

/// @dev A round as `roundOf` shows it.
// The linter takes enums and structs for words.
// solhint-disable-next-line gas-struct-packing
struct Round {
    uint64 openedAt;
    uint48 trainingEnds;
    uint48 aggregationEnds;
    uint16 included;
    uint16 openDemands;
    RoundStatus status;
    bool settled;
    /// Whether those who stayed away lose their bonds.
    bool forfeits;
    bytes32 seed;
    /// Sets of trainers, a bit each, by index.
    uint256 invited;
    uint256 submitted;
    uint256 excluded;
    bytes32 log;
    /// The sum of the commitments of those who submitted and were not excluded.
    G1Point sum;
    address opener;
    /// Ether that waits to be split among the round's trainers.
    uint96 pot;
    /// Sets of members, a bit each, by position from 0.
    uint32 posted;
    uint32 demanded;
    uint32 answered;
    uint32 faulty;
    /// What each payee gets, once the round is settled.
    uint96 share;
    uint256 payees;
    /// Zero until the round is finalised.
    uint256 rootAfter;
    uint64 lossSum;
    /// How far `gather` has walked through the log.
    bytes32 gatheredLog;
}

// The linter takes enums and structs for words. What is read together stands together.
// solhint-disable-next-line gas-struct-packing
struct Enrolment {
    uint256 dataRoot;
    uint16 batches;
    uint8 index;
    EnrolmentStatus status;
    /// The last round that `collect` has accounted for.
    uint16 collected;
    /// The last round that it was invited to, once it has left or was expelled.
    uint16 lastRound;
    uint96 deposit;
}

struct Demand {
    address demander;
    bool open;
}

/// @dev A keyholder's sum: the SHA-256 of its bytes, and who demanded these.
struct PostedSum {
    bytes32 cid;
    address demander;
}
