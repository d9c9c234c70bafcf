// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {G1Point} from '../proofs/Bn254.sol';
import {Complaint, Demand, Fault, LogPath, PostedSum, Submission, TaskId} from '../training/TrainingTypes.sol';

/// @title Disputes about shares and about sums
/// @notice Bytes that somebody cannot get are demanded, with a bond that pays whoever shows them. What is wrong is proven
/// wrong, and costs a stake; a complaint that is wrong reverts.
interface ITrainingDisputes {
    event ShareDemanded(TaskId indexed task, uint256 indexed round, address indexed trainer, uint256 member);
    event ShareAnswered(
        TaskId indexed task,
        uint256 indexed round,
        address indexed trainer,
        uint256 member,
        bytes ciphertext
    );
    event DemandReturned(TaskId indexed task, uint256 indexed round, address indexed trainer, uint256 member);
    event TrainerExcluded(TaskId indexed task, uint256 indexed round, address indexed trainer, uint256 slashed);
    event ComplaintUpheld(
        TaskId indexed task,
        uint256 indexed round,
        address indexed trainer,
        Fault fault,
        uint256 member
    );
    event SumPosted(TaskId indexed task, uint256 indexed round, address indexed member, bytes32 cid);
    event SumDemanded(TaskId indexed task, uint256 indexed round, uint256 member);
    event SumAnswered(TaskId indexed task, uint256 indexed round, uint256 member, bytes sum);
    event LogGathered(TaskId indexed task, uint256 indexed round, bytes32 upTo);
    event SumProvenWrong(TaskId indexed task, uint256 indexed round, address indexed member);
    event MemberSlashed(TaskId indexed task, uint256 indexed round, address indexed member, uint256 amount);

    error NotSubmitted(TaskId task, uint256 round, address trainer);
    error AlreadyExcluded(TaskId task, uint256 round, address trainer);
    error NotExcluded(TaskId task, uint256 round, address trainer);
    error MemberUnknown(TaskId task, uint256 member);
    error AlreadyDemanded(TaskId task, uint256 round, address trainer, uint256 member);
    error NotDemanded(TaskId task, uint256 round, address trainer, uint256 member);
    /// @notice What was shown is not where it is said to be in the round's log.
    error NotInLog(bytes32 upTo, bytes32 log);
    error CiphertextForeign(uint256 member, bytes32 hash);
    /// @notice These are not the hashes of the submission's ciphertexts, one for each member.
    error CiphertextListForeign(uint256 count, bytes32 root);
    /// @notice The proof of e holds.
    error EphemeralIsProven(address trainer);
    /// @notice Z must not be published for a trainer that did not prove e.
    error EphemeralUnproven(address trainer);
    error LengthIsRight(uint256 length);
    error ShareIsRight(address trainer, uint256 member);
    error BasesForeign(bytes32 hash);
    /// @notice Z is the identity or no point, or it is not proven.
    error SharedPointUnproven(address trainer, uint256 member);
    error FrozenLogDiffers(bytes32 claimed, bytes32 actual);
    error SumAlreadyPosted(TaskId task, uint256 round, address member);
    error SumNotPosted(TaskId task, uint256 round, uint256 member);
    error SumAlreadyDemanded(TaskId task, uint256 round, uint256 member);
    error SumNotDemanded(TaskId task, uint256 round, uint256 member);
    error SumForeign(uint256 member, bytes32 digest);
    error SumIsRight(uint256 member);
    error SumAlreadyFaulty(TaskId task, uint256 round, uint256 member);
    /// @notice `gather` has not walked through the whole log yet.
    error LogNotGathered(bytes32 gathered, bytes32 log);

    /// @notice The caller, a keyholder, cannot get its ciphertext of a trainer's submission.
    function demandShare(TaskId task, address trainer, uint256 member) external payable;

    /// @notice Shows the ciphertext, for the demand's bond; by anybody.
    function answerShare(
        TaskId task,
        Submission calldata submission,
        LogPath calldata path,
        uint256 member,
        bytes calldata ciphertext
    ) external;

    /// @notice Excludes a trainer whose bytes nobody showed in time.
    function excludeUndelivered(
        TaskId task,
        Submission calldata submission,
        LogPath calldata path,
        uint256 member
    ) external;

    /// @notice Returns the bond of a demand to a trainer that was excluded meanwhile.
    function returnDemand(TaskId task, address trainer, uint256 member) external;

    /// @notice Excludes a trainer that is proven to have submitted what its members cannot use. The bounty is the caller's,
    /// and for a bad share the member's, who alone can prove it.
    function complain(
        TaskId task,
        Submission calldata submission,
        LogPath calldata path,
        Complaint calldata complaint
    ) external;

    /// @notice The caller, a keyholder, has summed its shares of exactly the frozen set.
    /// @param cid SHA-256 of the sum's bytes, 32 for each element
    function postSum(TaskId task, uint256 round, bytes32 frozenLog, bytes32 cid) external;

    /// @notice Somebody cannot get the bytes of a posted sum.
    function demandSum(TaskId task, uint256 round, uint256 member) external payable;

    /// @notice Shows the bytes of a posted sum, for the demand's bond; by anybody.
    function answerSum(TaskId task, uint256 round, uint256 member, bytes calldata sum) external;

    /// @notice Adds up what the next submissions of the log committed their polynomials to. A dispute about sums needs
    /// that of the whole log, and can do it in parts.
    /// @param later The hashes of what is submitted after these
    function gather(TaskId task, uint256 round, Submission[] calldata next, bytes32[] calldata later) external;

    /// @notice Slashes a keyholder whose posted sum does not fit the sums of commitments.
    function proveSumWrong(
        TaskId task,
        uint256 round,
        uint256 member,
        G1Point[] calldata bases,
        bytes calldata sum
    ) external;

    function demandOf(
        TaskId task,
        uint256 round,
        address trainer,
        uint256 member
    ) external view returns (Demand memory);

    function postedSumOf(TaskId task, uint256 round, uint256 member) external view returns (PostedSum memory);

    /// @notice The sums of C_1 .. C_(t-1) over what `gather` has walked through.
    function gatheredOf(TaskId task, uint256 round) external view returns (G1Point[] memory);
}
