// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingDisputes} from '../interfaces/ITrainingDisputes.sol';
import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {G1Point} from '../proofs/Bn254.sol';
import {LogPath, Sealing, Submission, Task, TaskId} from './TrainingTypes.sol';
import {Transcript, Words} from './Transcript.sol';

/// @title What was submitted, shown against a round's log
/// @dev The log is a chain of hashes: a submission's place in it is shown with all hashes after it, a word each.
library SubmissionLog {
    using Transcript for Words;

    function layOut(Task storage task, TaskId id, uint256 round) internal view returns (Words memory) {
        return Transcript.layOutDeal(task.keyHash, id, round, task.steps, task.threshold - 1);
    }

    /// @notice sharesHash of the submission, which must stand in the log at this place.
    function requireAt(
        Words memory words,
        Submission calldata submission,
        LogPath calldata path,
        bytes32 log
    ) internal pure returns (bytes32 sharesHash) {
        sharesHash = hash(words, submission);
        requireLeadsTo(Transcript.appendLog(path.before, sharesHash), path.later, log);
    }

    /// @notice What was submitted after `from` must make the log.
    function requireLeadsTo(bytes32 from, bytes32[] calldata later, bytes32 log) internal pure {
        if (Transcript.appendLogs(from, later) != log) revert ITrainingDisputes.NotInLog(from, log);
    }

    /// @dev Lists of other lengths would not fit into the words.
    function hash(Words memory words, Submission calldata submission) internal pure returns (bytes32) {
        Sealing calldata sealing = submission.sealing;
        G1Point[] calldata points = submission.stepCommitments;
        uint256 commitments = sealing.commitments.length;
        uint256 expected = (words.deal.length - 11) / 2 - words.steps;
        if (commitments != expected) revert ITrainingRounds.SealingMiscounted(commitments, expected);
        if (points.length != words.steps) {
            revert ITrainingRounds.ProofsMiscounted(points.length, words.steps, words.steps);
        }
        return words.hashSubmission(submission.trainer, points, sealing);
    }
}
