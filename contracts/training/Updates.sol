// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {CommitGroth16} from '../proofs/CommitGroth16.sol';
import {BlockHistory} from './BlockHistory.sol';
import {Payments} from './Payments.sol';
import {Sets} from './Sets.sol';
import {RoundState, State} from './TrainingState.sol';
import {Enrolment, RoundStatus, Sealing, Signature, Task, TaskId} from './TrainingTypes.sol';
import {Transcript, Words} from './Transcript.sol';

/// @dev What updates of one transaction have in common, and what they add up to.
struct Intake {
    TaskId task;
    uint256 round;
    uint256 steps;
    /// To the coefficients of each trainer's polynomials: t - 1.
    uint256 commitments;
    /// The learning rate, at its place in `params`.
    uint256 rate;
    uint256 root;
    bytes32 seed;
    uint256 barred;
    uint256 submitted;
    bytes32 log;
    /// Who had submitted before the call. In a batch they are passed over: whoever takes one update out of it, and sends
    /// that alone, must not stop the others.
    uint256 before;
    /// The D's of those who are passed over: proven with the rest, and not added.
    G1Point surplus;
    /// Five public signals for each proof.
    uint256[] pubs;
    Words words;
    /// Where in the call's data the first root and the first proof begin. Their numbers are checked.
    uint256 roots;
    uint256 proofs;
    bool isBatch;
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
    /// @dev All bits of vs but the highest, which is that of v (EIP-2098).
    bytes32 private constant _S_MASK = bytes32(type(uint256).max >> 1);

    /// @notice The seed; draws it if nobody has.
    function seedOf(State storage state, TaskId id, uint256 number) internal returns (bytes32 seed) {
        RoundState storage round = state.rounds[id][number];
        seed = round.seed;
        if (seed != 0) return seed;
        seed = BlockHistory.hashOf(round.openedAt + SEED_DELAY);
        round.seed = seed;
        emit ITrainingRounds.SeedDrawn(id, number, seed);
    }

    function begin(State storage state, TaskId id, uint256 proofs) internal returns (Intake memory intake) {
        Task storage task = state.tasks[id];
        uint256 number = task.round;
        RoundState storage round = state.rounds[id][number];
        if (round.status != RoundStatus.Open) revert ITrainingRounds.RoundNotInStatus(id, number, round.status);
        Payments.requireUntil(round.trainingEnds);

        (intake.task, intake.round, intake.steps) = (id, number, task.steps);
        intake.commitments = task.threshold - 1;
        intake.rate = uint256(task.multiplier) << _RATE_SHIFT;
        intake.root = round.root;
        intake.seed = seedOf(state, id, number);
        (intake.barred, intake.submitted, intake.log) = (round.barred, round.submitted, round.log);
        intake.before = intake.submitted;
        intake.pubs = new uint256[](_SIGNALS * proofs);
        intake.words = Transcript.layOut(task.keyHash, id, number, intake.steps, intake.commitments);
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
        intake.isBatch = updates > 1;
        (uint256 rootsAt, uint256 proofsAt) = (0, 0);
        assembly ('memory-safe') {
            rootsAt := roots.offset
            proofsAt := proofs.offset
        }
        (intake.roots, intake.proofs) = (rootsAt, proofsAt);
    }

    /// @notice Takes one trainer's update: fills in what its proofs must be about.
    function take(State storage state, Intake memory intake, Sealing calldata sealing) internal {
        bool passedOver = _admit(state, intake);
        _checkSealing(intake, sealing);
        address trainer = intake.trainer;
        uint256 proof = intake.proofs + intake.first * Transcript.PROOF_BYTES;
        bytes32 sharesHash = intake.words.hashUpdate(trainer, proof, sealing);
        intake.sharesHash = sharesHash;
        for (uint256 s; s < intake.steps; ++s) _fill(intake, s);
        if (passedOver) return _passOver(intake, proof);
        intake.log = Transcript.appendLog(intake.log, sharesHash);
        emit ITrainingRounds.UpdateSubmitted(intake.task, intake.round, trainer, sharesHash, sealing.cid);
    }

    /// @notice The update that was taken last must be signed by its trainer's own account. Contracts cannot, and submit
    /// for themselves: to ask one would let it take all the relayer's gas.
    /// @dev Either of the two signatures (r, s) and (r, -s) will do: a trainer is in a round once. No trainer is the zero
    /// address, which a failed recovery gives.
    function requireSigned(Intake memory intake, Signature calldata signature, bytes32 digest) internal pure {
        (bytes32 r, bytes32 vs) = (signature.r, signature.vs);
        uint8 v = uint8(uint256(vs) >> 255) + 27;
        if (ecrecover(digest, v, r, vs & _S_MASK) != intake.trainer) {
            revert ITrainingRounds.UpdateNotSigned(intake.trainer, intake.sharesHash);
        }
    }

    /// @notice Verifies all proofs, and adds their commitments to the round's sum.
    function finish(State storage state, Intake memory intake, uint256[10][] calldata proofs) internal {
        RoundState storage round = state.rounds[intake.task][intake.round];
        G1Point memory sum = _verify(state.tasks[intake.task].vk, intake, proofs);
        if (!intake.surplus.isZero()) sum = Bn254.add(sum, intake.surplus.negate());
        round.sum = Bn254.add(round.sum, sum);
        (round.submitted, round.log) = (intake.submitted, intake.log);
    }

    function _admit(State storage state, Intake memory intake) private view returns (bool passedOver) {
        Enrolment storage enrolment = state.enrolments[intake.task][intake.trainer];
        uint256 batches = enrolment.batches;
        uint256 bit = 1 << enrolment.index;
        if (batches != 0 && intake.submitted & bit != 0) {
            passedOver = intake.isBatch && intake.before & bit != 0;
            if (!passedOver) revert ITrainingRounds.AlreadySubmitted(intake.task, intake.round, intake.trainer);
            // Twice in one batch is a mistake.
            intake.before &= ~bit;
        }
        if (batches == 0 || intake.barred & bit != 0) {
            revert ITrainingRounds.NotInvited(intake.task, intake.round, intake.trainer);
        }
        intake.submitted |= bit;
        (intake.dataRoot, intake.batches) = (enrolment.dataRoot, batches);
    }

    /// @param proof Where in the call's data the trainer's first proof begins
    function _passOver(Intake memory intake, uint256 proof) private view {
        for (uint256 s; s < intake.steps; ++s) {
            uint256[4] memory terms = [intake.surplus.x, intake.surplus.y, 0, 0];
            uint256 place = proof + s * Transcript.PROOF_BYTES + Transcript.D_OFFSET;
            assembly ('memory-safe') {
                calldatacopy(add(terms, 0x40), place, 0x40)
            }
            // A D that is none is refused with all proofs.
            if (!Bn254.tryAdd(terms)) revert ITrainingRounds.ProofsRefused(intake.task, intake.round);
            intake.surplus = G1Point(terms[0], terms[1]);
        }
    }

    /// @dev Roots chain from the round's model on, so that a chain is summed as a whole.
    function _fill(Intake memory intake, uint256 step) private pure {
        uint256 k = intake.first + step;
        uint256 params = intake.words.batchOf(intake.seed, intake.trainer, step, intake.batches);
        params = (params << _BATCH_SHIFT) | intake.rate;
        uint256 proof = intake.proofs + k * Transcript.PROOF_BYTES;
        uint256 context = intake.words.stepContext(intake.sharesHash, step, proof);
        (uint256[] memory pubs, uint256 roots) = (intake.pubs, intake.roots);
        (uint256 root, uint256 dataRoot) = (intake.root, intake.dataRoot);
        assembly ('memory-safe') {
            // Five words for each proof.
            let place := add(add(pubs, 0x20), mul(k, 0xa0))
            let after_ := add(roots, mul(k, 0x20))
            if step {
                root := calldataload(sub(after_, 0x20))
            }
            mstore(place, root)
            mstore(add(place, 0x20), calldataload(after_))
            mstore(add(place, 0x40), dataRoot)
            mstore(add(place, 0x60), params)
            mstore(add(place, 0x80), context)
        }
    }

    function _checkSealing(Intake memory intake, Sealing calldata sealing) private pure {
        G1Point[] calldata points = sealing.commitments;
        if (points.length != intake.commitments) {
            revert ITrainingRounds.SealingMiscounted(points.length, intake.commitments);
        }
        _checkPoint(intake.trainer, sealing.ephemeral);
        for (uint256 i; i < points.length; ++i) _checkPoint(intake.trainer, points[i]);
    }

    /// @dev A dispute could not compute with anything else, and would revert.
    function _checkPoint(address trainer, G1Point calldata point) private pure {
        if (!point.isOnCurveCalldata()) revert ITrainingRounds.SealingPointRefused(trainer, point);
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
