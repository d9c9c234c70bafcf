// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {Accusation, Committee} from '../test/Committee.sol';
import {DealHashes, Scope, SealedDeal} from '../test/DealHashes.sol';
import {Dealer, Dealt, Plan} from '../test/Dealer.sol';
import {SimulatedKey} from '../test/SimulatedKey.sol';
import {Sets} from './Sets.sol';
import {TrainingActors} from './TrainingActors.t.sol';
import {
    Complaint,
    Fault,
    LogPath,
    Round,
    Sealing,
    Signature,
    Submission,
    Task,
    TaskId,
    Update
} from './TrainingTypes.sol';

/// @dev What a trainer hands in.
struct Made {
    address trainer;
    uint256[] roots;
    uint256[10][] proofs;
    Sealing sealing;
}

/// @title Rounds from their opening to the last payment
/// @notice `_deal` makes what a trainer makes, `_make` proves it, `_submit` hands it in and keeps it, so that everybody
/// can act on it later: members sum what was dealt to them, and disputes show what the log covers.
abstract contract TrainingSupport is TrainingActors {
    using Sets for uint256;

    bytes32 private constant _LOG = keccak256('tacit.log');
    bytes32 private constant _FROZEN = keccak256('tacit.frozen');
    bytes32 private constant _BATCH = keccak256('tacit.batch');
    uint256 internal constant LOSS = 4321;
    /// @dev What a transaction may have. A precompile takes nearly all that it is given for a point that is none.
    uint256 internal constant CALL_GAS = 16_000_000;

    /// @dev What was submitted, in the order of the log.
    mapping(TaskId task => mapping(uint256 round => bytes[])) private _submitted;

    // Rounds

    /// @notice Opens a round; its seed is not known yet.
    function _open(TaskId id) internal {
        uint256 bond = _task(id).amounts.openingBond;
        _as(OPENER, bond);
        training.openRound{value: bond}(id);
    }

    /// @notice Opens a round, and waits for its seed.
    function _openRound(TaskId id) internal returns (uint256 number) {
        _open(id);
        VM.roll(block.number + 3);
        return _task(id).round;
    }

    function _round(TaskId id) internal view returns (Round memory) {
        return training.roundOf(id, _task(id).round);
    }

    /// @notice The round's seed, drawn or not.
    function _seedOf(TaskId id, uint256 number) internal view returns (bytes32 seed) {
        Round memory round = training.roundOf(id, number);
        return round.seed != 0 ? round.seed : blockhash(round.openedAt + 2);
    }

    /// @notice The batch of a step, as the document has it.
    function _batchOf(TaskId id, uint256 number, address trainer, uint256 step) internal view returns (uint256) {
        bytes memory words = abi.encode(_BATCH, _seedOf(id, number), id, number, trainer, step);
        return uint256(keccak256(words)) % training.enrolmentOf(id, trainer).batches;
    }

    function _warpPast(uint256 time) internal {
        VM.warp(time + 1);
    }

    /// @notice Waits for the first second in which the round may be frozen, and freezes it.
    function _freeze(TaskId id) internal {
        (, , uint256 complaints) = training.shareDeadlines(id, _task(id).round);
        if (block.timestamp <= complaints) _warpPast(complaints);
        training.freeze(id);
    }

    /// @notice A round in which the first `count` trainers submit, up to its freeze.
    function _frozenRound(TaskId id, uint256 count) internal returns (uint256 number) {
        number = _openRound(id);
        for (uint256 k; k < count; ++k) _submit(_deal(id, _trainer(k), 1));
        _freeze(id);
    }

    /// @notice The same up to its end, with the sums of all members.
    function _finalisedRound(TaskId id, uint256 count) internal returns (uint256 number) {
        number = _frozenRound(id, count);
        for (uint256 i = 1; i <= MEMBERS; ++i) _postSum(id, number, i);
        _finalise(id, FINALISER);
    }

    /// @notice Waits until nobody can dispute a sum any more, and settles.
    function _settle(TaskId id, uint256 number) internal {
        (, , uint256 complaints) = training.sumDeadlines(id, number);
        if (block.timestamp <= complaints) _warpPast(complaints);
        training.settle(id, number);
    }

    // Updates

    /// @notice Where deals of a round belong.
    function _scope(TaskId id, uint256 number) internal view returns (Scope memory) {
        return Scope(block.chainid, address(training), keyHash, TaskId.unwrap(id), number);
    }

    function _plan(TaskId id, address trainer, uint256 seed) internal view returns (Plan memory plan) {
        Task memory task = _task(id);
        (plan.scope, plan.trainer, plan.seed) = (_scope(id, task.round), trainer, seed);
        plan.threshold = task.threshold;
        address[] memory committee = training.committeeOf(id);
        plan.keys = new G1Point[](committee.length);
        for (uint256 i; i < committee.length; ++i) plan.keys[i] = keyholders.member(committee[i]).key;
        uint256 drawn = uint256(keccak256(abi.encode(seed, trainer, id, task.round)));
        plan.steps = Dealer.drawSteps(drawn, task.steps, ELEMENTS);
    }

    /// @notice What a trainer makes in the task's last round.
    function _deal(TaskId id, address trainer, uint256 seed) internal view returns (Dealt memory) {
        return Dealer.prepare(_plan(id, trainer, seed));
    }

    function _idOf(Dealt memory dealt) internal pure returns (TaskId) {
        return TaskId.wrap(dealt.submission.deal.scope.task);
    }

    /// @notice The proofs of a deal, in the round that it was made for.
    function _make(Dealt memory dealt) internal view returns (Made memory made) {
        return _makeFor(_idOf(dealt), dealt);
    }

    /// @notice Proofs of what the last round of a task asks for, but of the deal's own contexts.
    function _makeFor(TaskId id, Dealt memory dealt) internal view returns (Made memory made) {
        address trainer = dealt.submission.deal.trainer;
        uint256 steps = dealt.dLogs.length;
        (made.trainer, made.sealing) = (trainer, _sealing(dealt));
        (made.roots, made.proofs) = (new uint256[](steps), new uint256[10][](steps));
        for (uint256 s; s < steps; ++s) {
            made.roots[s] = uint256(keccak256(abi.encode('root', dealt.sharesHash, s))) % Bn254.FIELD_ORDER;
            uint256[4] memory statement = _statementOf(id, trainer, s);
            if (s > 0) statement[0] = made.roots[s - 1];
            statement[1] = made.roots[s];
            (made.proofs[s], ) = Dealer.proveStep(dealt, s, statement);
        }
    }

    /// @notice What a trainer must prove of a step: rootBefore (the task's), rootAfter (0), dataRoot, params.
    function _statementOf(
        TaskId id,
        address trainer,
        uint256 step
    ) internal view returns (uint256[4] memory statement) {
        Task memory task = _task(id);
        (statement[0], statement[2]) = (task.root, training.enrolmentOf(id, trainer).dataRoot);
        statement[3] = SimulatedKey.stepParams(_batchOf(id, task.round, trainer, step), task.multiplier);
    }

    /// @notice One call, by the trainer.
    function _send(TaskId id, Made memory made) internal {
        VM.prank(made.trainer);
        training.submitUpdate{gas: CALL_GAS}(id, made.roots, made.proofs, made.sealing);
    }

    function _submit(Dealt memory dealt) internal {
        Made memory made = _make(dealt);
        _send(_idOf(dealt), made);
        _keep(dealt);
    }

    /// @notice Keeps what was submitted. `_submit` does.
    function _keep(Dealt memory dealt) internal {
        _submitted[_idOf(dealt)][dealt.submission.deal.scope.round].push(abi.encode(dealt));
    }

    /// @notice Whatever follows it in a batch is hashed with it: the signature of one trainer's update.
    function _signUpdate(uint256 secret, Dealt memory dealt) internal view returns (Signature memory) {
        bytes32 digest = training.hashUpdate(_idOf(dealt), dealt.submission.deal.scope.round, dealt.sharesHash);
        return _compact(secret, digest);
    }

    /// @notice A signature in EIP-2098's form.
    function _compact(uint256 secret, bytes32 digest) internal pure returns (Signature memory) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(secret, digest);
        return Signature(r, bytes32((uint256(v - 27) << 255) | uint256(s)));
    }

    /// @notice What a relayer sends for these trainers, of whom it is told the secrets.
    function _makeBatch(
        Dealt[] memory dealt,
        uint256[] memory secrets
    ) internal view returns (Update[] memory updates, uint256[] memory roots, uint256[10][] memory proofs) {
        uint256 steps = dealt[0].dLogs.length;
        updates = new Update[](dealt.length);
        (roots, proofs) = (new uint256[](dealt.length * steps), new uint256[10][](dealt.length * steps));
        for (uint256 i; i < dealt.length; ++i) {
            Made memory made = _make(dealt[i]);
            updates[i] = Update(made.trainer, _signUpdate(secrets[i], dealt[i]), made.sealing);
            for (uint256 s; s < steps; ++s) {
                (roots[i * steps + s], proofs[i * steps + s]) = (made.roots[s], made.proofs[s]);
            }
        }
    }

    // What disputes show

    function _sealing(Dealt memory dealt) internal pure returns (Sealing memory sealing) {
        sealing.ephemeral = dealt.submission.deal.e;
        sealing.commitments = dealt.submission.deal.c;
        sealing.proof = dealt.submission.proofOfE;
        sealing.ctRoot = DealHashes.hashCiphertexts(dealt.submission.ctHashes);
        sealing.cid = dealt.submission.cidDigest;
    }

    function _submission(Dealt memory dealt) internal pure returns (Submission memory) {
        SealedDeal memory s = dealt.submission;
        return Submission(s.deal.trainer, s.deal.d, _sealing(dealt), s.ctHashes);
    }

    /// @notice What was submitted to a round, also what was excluded later.
    function _logged(TaskId id, uint256 number) internal view returns (Dealt[] memory all) {
        bytes[] storage kept = _submitted[id][number];
        all = new Dealt[](kept.length);
        for (uint256 i; i < kept.length; ++i) all[i] = abi.decode(kept[i], (Dealt));
    }

    /// @notice What was submitted and is not excluded.
    function _included(TaskId id, uint256 number) internal view returns (Dealt[] memory included) {
        Dealt[] memory all = _logged(id, number);
        uint256 excluded = training.roundOf(id, number).excluded;
        uint256 count;
        for (uint256 i; i < all.length; ++i) {
            uint256 index = training.enrolmentOf(id, all[i].submission.deal.trainer).index;
            if (!excluded.contains(index)) all[count++] = all[i];
        }
        included = new Dealt[](count);
        for (uint256 i; i < count; ++i) included[i] = all[i];
    }

    function _emptyLog(TaskId id, uint256 number) internal view returns (bytes32) {
        return keccak256(abi.encode(_LOG, _scope(id, number)));
    }

    /// @notice The log of these, one after another.
    function _walk(bytes32 log, Dealt[] memory submitted, uint256 count) internal pure returns (bytes32) {
        for (uint256 i; i < count; ++i) log = keccak256(abi.encode(_LOG, log, submitted[i].sharesHash));
        return log;
    }

    function _frozenLog(TaskId id, uint256 number) internal view returns (bytes32) {
        Dealt[] memory all = _logged(id, number);
        Round memory round = training.roundOf(id, number);
        bytes32 log = _walk(_emptyLog(id, number), all, all.length);
        return keccak256(abi.encode(_FROZEN, log, round.submitted & ~round.excluded));
    }

    /// @notice Where the submission of a place (from 0) stands in the log.
    function _pathAt(TaskId id, uint256 number, uint256 place) internal view returns (LogPath memory path) {
        Dealt[] memory all = _logged(id, number);
        path.before = _walk(_emptyLog(id, number), all, place);
        path.later = new bytes32[](all.length - place - 1);
        for (uint256 i; i < path.later.length; ++i) path.later[i] = all[place + 1 + i].sharesHash;
    }

    /// @notice Where a trainer's submission stands in the log.
    function _pathOf(Dealt memory dealt) internal view returns (LogPath memory) {
        (TaskId id, uint256 number) = (_idOf(dealt), dealt.submission.deal.scope.round);
        Dealt[] memory all = _logged(id, number);
        uint256 place;
        while (all[place].sharesHash != dealt.sharesHash) ++place;
        return _pathAt(id, number, place);
    }

    /// @notice A member's complaint, with all that its kind asks for.
    function _complaint(Fault fault, Dealt memory dealt, uint256 member) internal view returns (Complaint memory said) {
        (said.fault, said.member) = (fault, uint8(member));
        if (fault == Fault.Ephemeral) return said;
        said.ciphertext = dealt.ciphertexts[member - 1];
        if (fault == Fault.Length) return said;
        Accusation memory shown = Committee.accuse(dealt, member, _memberSecret(member));
        (said.shared, said.proof) = (shown.z, shown.proof);
        said.bases = SimulatedKey.committedBases(ELEMENTS);
    }

    // Sums and the next model

    /// @notice The bytes of a member's right sum.
    function _sumBytes(TaskId id, uint256 number, uint256 member) internal view returns (bytes memory) {
        return abi.encodePacked(Committee.sumOfShares(_included(id, number), member));
    }

    function _postSum(TaskId id, uint256 number, uint256 member) internal {
        _postBytes(id, number, member, _sumBytes(id, number, member));
    }

    /// @notice Any bytes, right or wrong.
    function _postBytes(TaskId id, uint256 number, uint256 member, bytes memory sum) internal {
        (bytes32 log, bytes32 cid) = (training.frozenLogOf(id, number), sha256(sum));
        VM.prank(_member(member));
        training.postSum(id, number, log, cid);
    }

    /// @notice The proof of the model after the frozen round, as whoever knows the sum makes it.
    function _proveFinal(
        TaskId id,
        uint256 root,
        uint256 loss,
        address beneficiary
    ) internal view returns (uint256[8] memory abc) {
        Task memory task = _task(id);
        Dealt[] memory included = _included(id, task.round);
        uint256 params = SimulatedKey.finalParams(65_536 / included.length, loss);
        uint256[4] memory statement = [task.root, root, 0, params];
        bytes32 log = _frozenLog(id, task.round);
        (uint256[10] memory proof, ) = Dealer.proveFinal(included, log, beneficiary, statement);
        for (uint256 i; i < 8; ++i) abc[i] = proof[i];
    }

    function _nextRoot(TaskId id) internal view returns (uint256) {
        return uint256(keccak256(abi.encode('next', id, _task(id).round))) % Bn254.FIELD_ORDER;
    }

    function _finalise(TaskId id, address beneficiary) internal {
        uint256 root = _nextRoot(id);
        uint256[8] memory abc = _proveFinal(id, root, LOSS, beneficiary);
        training.finalise(id, root, uint64(LOSS), abc, beneficiary, keccak256('cid'));
    }
}
