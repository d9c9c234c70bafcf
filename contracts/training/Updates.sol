// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ECDSA} from '@openzeppelin/contracts/utils/cryptography/ECDSA.sol';
import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {CommitGroth16} from '../proofs/CommitGroth16.sol';
import {BlockHistory} from './BlockHistory.sol';
import {Payments} from './Payments.sol';
import {Sets} from './Sets.sol';
import {State} from './TrainingState.sol';
import {Enrolment, Round, RoundStatus, Sealing, Signature, Task, TaskId} from './TrainingTypes.sol';
import {Transcript, Words} from './Transcript.sol';

/// @dev What updates of one transaction have in common, and what they add up to.
struct Intake {
    TaskId task;
    uint256 round;
    uint256 steps;
    uint256 members;
    uint256 threshold;
    /// The learning rate, at its place in `params`.
    uint256 rate;
    uint256 root;
    bytes32 seed;
    uint256 invited;
    uint256 submitted;
    bytes32 log;
    /// Five public signals for each proof.
    uint256[] pubs;
    Words words;
    // Of the update that is being taken.
    address trainer;
    /// Where its proofs begin.
    uint256 first;
    uint256 dataRoot;
    uint256 batches;
    bytes32 sharesHash;
}

/// @title Taking updates
/// @notice Computes everything that a proof must be about but the root after each step, which its trainer says.
/// @dev An update leaves no slot of its own behind: the round's log and its set of trainers are kept, and disputes show
/// what the log covers.
library Updates {
    using Bn254 for G1Point;
    using Sets for uint256;
    using Transcript for Words;

    /// @dev Blocks between the opening of a round and the one whose hash is its seed.
    uint256 internal constant SEED_DELAY = 2;
    uint256 private constant _SIGNALS = 5;
    /// @dev Where `params` has the batch's index and the multiplier (docs/PROTOCOL.md, section 3).
    uint256 private constant _BATCH_SHIFT = 1;
    uint256 private constant _RATE_SHIFT = 13;

    /// @notice The seed; draws it if nobody has.
    function seedOf(State storage state, TaskId id, uint256 number) internal returns (bytes32 seed) {
        Round storage round = state.rounds[id][number];
        seed = round.seed;
        if (seed != 0) return seed;
        seed = BlockHistory.hashOf(round.openedAt + SEED_DELAY);
        round.seed = seed;
        emit ITrainingRounds.SeedDrawn(id, number, seed);
    }

    function begin(State storage state, TaskId id, uint256 proofs) internal returns (Intake memory intake) {
        Task storage task = state.tasks[id];
        uint256 number = task.round;
        Round storage round = state.rounds[id][number];
        if (round.status != RoundStatus.Open) revert ITrainingRounds.RoundNotInStatus(id, number, round.status);
        Payments.requireUntil(round.trainingEnds);

        (intake.task, intake.round, intake.steps) = (id, number, task.steps);
        (intake.members, intake.threshold) = (task.members, task.threshold);
        intake.rate = uint256(task.multiplier) << _RATE_SHIFT;
        intake.root = task.root;
        intake.seed = seedOf(state, id, number);
        (intake.invited, intake.submitted, intake.log) = (round.invited, round.submitted, round.log);
        intake.pubs = new uint256[](_SIGNALS * proofs);
        uint256 commitments = intake.threshold - 1;
        intake.words = Transcript.layOut(task.keyHash, id, number, intake.steps, commitments, intake.members);
    }

    /// @notice Every update has exactly as many steps as the task says.
    function requireCounts(
        Intake memory intake,
        uint256 updates,
        uint256[] calldata roots,
        uint256[10][] calldata proofs
    ) internal pure {
        uint256 expected = updates * intake.steps;
        if (expected == 0 || proofs.length != expected || roots.length != expected) {
            revert ITrainingRounds.ProofsMiscounted(proofs.length, roots.length, expected);
        }
    }

    /// @notice Takes one trainer's update: fills in what its proofs must be about.
    function take(
        State storage state,
        Intake memory intake,
        uint256[] calldata roots,
        uint256[10][] calldata proofs,
        Sealing calldata sealing
    ) internal {
        _admit(state, intake);
        _checkSealing(intake, sealing);
        address trainer = intake.trainer;
        bytes32 sharesHash = intake.words.hashUpdate(trainer, proofs, intake.first, sealing);
        intake.sharesHash = sharesHash;
        intake.log = Transcript.appendLog(intake.log, sharesHash);
        for (uint256 s; s < intake.steps; ++s) _fill(intake, s, roots, proofs);
        emit ITrainingRounds.UpdateSubmitted(intake.task, intake.round, trainer, sharesHash, sealing.cid);
    }

    /// @notice The update that was taken last must be signed by its trainer's own account. Contracts cannot, and submit
    /// for themselves: to ask one would let it take all the relayer's gas.
    function requireSigned(Intake memory intake, Signature calldata signature, bytes32 digest) internal pure {
        (address signer, ECDSA.RecoverError failure, ) = ECDSA.tryRecover(digest, signature.r, signature.vs);
        if (failure != ECDSA.RecoverError.NoError || signer != intake.trainer) {
            revert ITrainingRounds.UpdateNotSigned(intake.trainer, intake.sharesHash);
        }
    }

    /// @notice Verifies all proofs, and adds their commitments to the round's sum.
    function finish(State storage state, Intake memory intake, uint256[10][] calldata proofs) internal {
        Round storage round = state.rounds[intake.task][intake.round];
        G1Point memory sum = _verify(state.tasks[intake.task].vk, intake, proofs);
        round.sum = Bn254.add(round.sum, sum);
        (round.submitted, round.log) = (intake.submitted, intake.log);
    }

    function _admit(State storage state, Intake memory intake) private view {
        Enrolment storage enrolment = state.enrolments[intake.task][intake.trainer];
        uint256 batches = enrolment.batches;
        uint256 bit = 1 << enrolment.index;
        if (batches == 0 || intake.invited & bit == 0) {
            revert ITrainingRounds.NotInvited(intake.task, intake.round, intake.trainer);
        }
        if (intake.submitted & bit != 0) {
            revert ITrainingRounds.AlreadySubmitted(intake.task, intake.round, intake.trainer);
        }
        intake.submitted |= bit;
        (intake.dataRoot, intake.batches) = (enrolment.dataRoot, batches);
    }

    /// @dev Roots chain from the round's model on, so that a chain is summed as a whole.
    function _fill(
        Intake memory intake,
        uint256 step,
        uint256[] calldata roots,
        uint256[10][] calldata proofs
    ) private pure {
        uint256 k = intake.first + step;
        uint256[] memory pubs = intake.pubs;
        uint256 place = _SIGNALS * k;
        uint256 batch = intake.words.batchOf(intake.seed, intake.trainer, step, intake.batches);
        (pubs[place], pubs[place + 1]) = (step == 0 ? intake.root : roots[k - 1], roots[k]);
        (pubs[place + 2], pubs[place + 3]) = (intake.dataRoot, (batch << _BATCH_SHIFT) | intake.rate);
        pubs[place + 4] = intake.words.stepContext(intake.sharesHash, step, proofs[k]);
    }

    function _checkSealing(Intake memory intake, Sealing calldata sealing) private pure {
        G1Point[] calldata points = sealing.commitments;
        if (points.length + 1 != intake.threshold || sealing.ctHashes.length != intake.members) {
            revert ITrainingRounds.SealingMiscounted(points.length, sealing.ctHashes.length);
        }
        _checkPoint(intake.trainer, sealing.ephemeral);
        for (uint256 i; i < points.length; ++i) _checkPoint(intake.trainer, points[i]);
    }

    /// @dev A dispute could not compute with anything else, and would revert.
    function _checkPoint(address trainer, G1Point calldata point) private pure {
        if (!point.isOnCurve()) revert ITrainingRounds.SealingPointRefused(trainer, point);
    }

    function _verify(
        address vk,
        Intake memory intake,
        uint256[10][] calldata proofs
    ) private view returns (G1Point memory sum) {
        bool ok;
        if (proofs.length == 1) {
            uint256[10] calldata proof = proofs[0];
            (sum.x, sum.y) = (proof[8], proof[9]);
            ok = CommitGroth16.verify(vk, CommitGroth16.abcOf(proof), sum.x, sum.y, intake.pubs);
        } else {
            (ok, sum.x, sum.y) = CommitGroth16.verifyBatch(vk, proofs, intake.pubs);
        }
        if (!ok) revert ITrainingRounds.ProofsRefused(intake.task, intake.round);
    }
}
