// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Address} from '@openzeppelin/contracts/utils/Address.sol';
import {ReentrancyGuard} from '@openzeppelin/contracts/utils/ReentrancyGuard.sol';
import {EIP712} from '@openzeppelin/contracts/utils/cryptography/EIP712.sol';
import {MessageHashUtils} from '@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol';
import {ICircuitRegistry} from '../interfaces/ICircuitRegistry.sol';
import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {ITraining} from '../interfaces/ITraining.sol';
import {G1Point} from '../proofs/Bn254.sol';
import {Forwarding} from './Forwarding.sol';
import {Rounds} from './Rounds.sol';
import {ShareDisputes} from './ShareDisputes.sol';
import {SumDisputes} from './SumDisputes.sol';
import {Tasks} from './Tasks.sol';
import {TaskTerms} from './TaskTerms.sol';
import {RoundState, State} from './TrainingState.sol';
import {
    Complaint,
    Demand,
    Enrolment,
    LogPath,
    PostedSum,
    Round,
    Sealing,
    Submission,
    Task,
    TaskId,
    Terms,
    Times,
    Update
} from './TrainingTypes.sol';
import {Transcript, Words} from './Transcript.sol';
import {Intake, Updates} from './Updates.sol';
import {Views} from './Views.sol';

/// @title Training
/// @dev Thin: what is done stands in libraries, because one contract has room for 24,576 bytes. It has no owner, and
/// cannot be replaced.
contract Training is ITraining, EIP712, ReentrancyGuard {
    // solhint-disable-next-line gas-small-strings
    bytes32 private constant _UPDATE = keccak256('Update(bytes32 task,uint256 round,bytes32 sharesHash)');

    /// @inheritdoc ITraining
    ICircuitRegistry public immutable CIRCUITS;
    /// @inheritdoc ITraining
    IKeyholders public immutable KEYHOLDERS;

    State private _state;

    constructor(ICircuitRegistry circuits, IKeyholders keyholders) EIP712('Tacit Training', '1') {
        (CIRCUITS, KEYHOLDERS) = (circuits, keyholders);
    }

    /// @dev Slashed stake comes from there.
    receive() external payable {
        if (msg.sender != address(KEYHOLDERS)) revert EtherRefused(msg.sender);
    }

    function create(Terms calldata terms, bytes32 salt) external payable returns (TaskId) {
        return Tasks.create(_state, CIRCUITS, terms, salt);
    }

    function accept(TaskId task, address owner, uint64 deadline, bytes calldata signature) external nonReentrant {
        Tasks.accept(_state, KEYHOLDERS, task, owner, deadline, signature);
    }

    function enrol(TaskId task, uint256 dataRoot, uint16 batches, bytes32[] calldata admission) external payable {
        Tasks.enrol(_state, task, dataRoot, batches, admission);
    }

    function quit(TaskId task) external {
        Tasks.quit(_state, task);
    }

    function stop(TaskId task) external {
        Tasks.stop(_state, task);
    }

    function close(TaskId task) external {
        Tasks.close(_state, KEYHOLDERS, task);
    }

    function collect(TaskId task, address trainer, uint256 limit) external {
        Tasks.collect(_state, task, trainer, limit);
    }

    function withdraw(address payable to) external nonReentrant {
        if (to == address(0)) revert WithdrawalToNobody();
        uint256 amount = _state.owed[msg.sender];
        if (amount == 0) revert NothingOwed(msg.sender);
        delete _state.owed[msg.sender];
        emit Withdrawn(msg.sender, to, amount);
        Address.sendValue(to, amount);
    }

    function openRound(TaskId task) external payable {
        Rounds.open(_state, task);
    }

    function drawSeed(TaskId task) external {
        Rounds.draw(_state, task);
    }

    function submitUpdate(
        TaskId task,
        uint256[] calldata roots,
        uint256[10][] calldata proofs,
        Sealing calldata sealing
    ) external {
        Intake memory intake = Updates.begin(_state, task, proofs.length);
        Updates.requireCounts(intake, 1, roots, proofs);
        intake.trainer = msg.sender;
        Updates.take(_state, intake, sealing);
        Updates.finish(_state, intake, proofs);
    }

    function submitUpdates(
        TaskId task,
        Update[] calldata updates,
        uint256[] calldata roots,
        uint256[10][] calldata proofs
    ) external {
        Intake memory intake = Updates.begin(_state, task, proofs.length);
        Updates.requireCounts(intake, updates.length, roots, proofs);
        bytes32 domain = _domainSeparatorV4();
        for (uint256 i; i < updates.length; ++i) {
            Update calldata update = updates[i];
            (intake.trainer, intake.first) = (update.trainer, i * intake.steps);
            Updates.take(_state, intake, update.sealing);
            bytes32 hash = _structHash(task, intake.round, intake.sharesHash);
            Updates.requireSigned(intake, update.signature, MessageHashUtils.toTypedDataHash(domain, hash));
        }
        Updates.finish(_state, intake, proofs);
    }

    function freeze(TaskId task) external {
        Rounds.freeze(_state, task);
    }

    function finalise(
        TaskId task,
        uint256 root,
        uint64 lossSum,
        uint256[8] calldata abc,
        address beneficiary,
        bytes32 cid
    ) external {
        Rounds.finalise(_state, task, root, lossSum, abc, beneficiary, cid);
    }

    function burn(TaskId task) external {
        Rounds.burn(_state, task);
    }

    function settle(TaskId task, uint256 round) external {
        SumDisputes.settle(_state, KEYHOLDERS, task, round);
    }

    function announce(TaskId task, uint256 round, bytes32 cid) external {
        emit ModelAnnounced(task, round, msg.sender, cid);
    }

    function demandShare(TaskId task, address trainer, uint256 member) external payable {
        ShareDisputes.demand(_state, task, trainer, member);
    }

    function answerShare(
        TaskId task,
        Submission calldata submission,
        LogPath calldata path,
        uint256 member,
        bytes calldata ciphertext
    ) external {
        // Forwarded below with the rest of the data; named here for the ABI.
        (task, submission, path, member, ciphertext);
        Forwarding.forward(address(ShareDisputes), ShareDisputes.answer.selector, _state, KEYHOLDERS);
    }

    function excludeUndelivered(
        TaskId task,
        Submission calldata submission,
        LogPath calldata path,
        uint256 member
    ) external {
        // Forwarded below with the rest of the data; named here for the ABI.
        (task, submission, path, member);
        Forwarding.forward(address(ShareDisputes), ShareDisputes.excludeUndelivered.selector, _state, KEYHOLDERS);
    }

    function returnDemand(TaskId task, address trainer, uint256 member) external {
        ShareDisputes.returnDemand(_state, task, trainer, member);
    }

    function complain(
        TaskId task,
        Submission calldata submission,
        LogPath calldata path,
        Complaint calldata complaint
    ) external {
        // Forwarded below with the rest of the data; named here for the ABI.
        (task, submission, path, complaint);
        Forwarding.forward(address(ShareDisputes), ShareDisputes.complain.selector, _state, KEYHOLDERS);
    }

    function postSum(TaskId task, uint256 round, bytes32 frozenLog, bytes32 cid) external {
        SumDisputes.post(_state, task, round, frozenLog, cid);
    }

    function demandSum(TaskId task, uint256 round, uint256 member) external payable {
        SumDisputes.demand(_state, task, round, member);
    }

    function answerSum(TaskId task, uint256 round, uint256 member, bytes calldata sum) external {
        SumDisputes.answer(_state, task, round, member, sum);
    }

    function gather(TaskId task, uint256 round, Submission[] calldata next, bytes32[] calldata later) external {
        // Forwarded below with the rest of the data; named here for the ABI.
        (task, round, next, later);
        Forwarding.forward(address(SumDisputes), SumDisputes.gather.selector, _state, KEYHOLDERS);
    }

    function proveSumWrong(
        TaskId task,
        uint256 round,
        uint256 member,
        G1Point[] calldata bases,
        bytes calldata sum
    ) external {
        SumDisputes.proveWrong(_state, KEYHOLDERS, task, round, member, bases, sum);
    }

    function taskIdOf(address coordinator, Terms calldata terms, bytes32 salt) external view returns (TaskId) {
        return TaskTerms.idOf(coordinator, terms, salt);
    }

    function taskOf(TaskId task) external view returns (Task memory) {
        return Views.showTask(_state, task);
    }

    function committeeOf(TaskId task) external view returns (address[] memory) {
        return Views.showCommittee(_state, task);
    }

    function enrolmentOf(TaskId task, address trainer) external view returns (Enrolment memory) {
        return _state.enrolments[task][trainer];
    }

    function depositOf(TaskId task) external view returns (uint256) {
        return Tasks.depositOf(_state.tasks[task]);
    }

    function owed(address account) external view returns (uint256) {
        return _state.owed[account];
    }

    function roundOf(TaskId task, uint256 round) external view returns (Round memory) {
        return Views.showRound(_state.tasks[task], _state.rounds[task][round]);
    }

    function frozenLogOf(TaskId task, uint256 round) external view returns (bytes32) {
        RoundState storage found = _state.rounds[task][round];
        return Transcript.freezeLog(found.log, found.submitted & ~found.barred);
    }

    function shareDeadlines(TaskId task, uint256 round) external view returns (uint256, uint256, uint256) {
        return _deadlines(task, _state.rounds[task][round].trainingEnds);
    }

    function sumDeadlines(TaskId task, uint256 round) external view returns (uint256, uint256, uint256) {
        return _deadlines(task, _state.rounds[task][round].aggregationEnds);
    }

    function batchOf(TaskId task, uint256 round, address trainer, uint256 step) external view returns (uint256) {
        Words memory words = Transcript.layOut(0, task, round, 0, 0);
        bytes32 seed = _state.rounds[task][round].seed;
        if (seed == 0) revert SeedNotDrawn(task, round);
        uint256 batches = _state.enrolments[task][trainer].batches;
        if (batches == 0) revert NotEnrolled(task, trainer);
        return Transcript.batchOf(words, seed, trainer, step, batches);
    }

    function demandOf(
        TaskId task,
        uint256 round,
        address trainer,
        uint256 member
    ) external view returns (Demand memory) {
        return _state.demands[task][round][ShareDisputes.indexOf(_state, task, trainer)][member];
    }

    function postedSumOf(TaskId task, uint256 round, uint256 member) external view returns (PostedSum memory) {
        return _state.sums[task][round][member];
    }

    function gatheredOf(TaskId task, uint256 round) external view returns (G1Point[] memory) {
        return _state.gathered[task][round];
    }

    function hashUpdate(TaskId task, uint256 round, bytes32 sharesHash) public view returns (bytes32) {
        return _hashTypedDataV4(_structHash(task, round, sharesHash));
    }

    function _structHash(TaskId task, uint256 round, bytes32 sharesHash) private pure returns (bytes32 hash) {
        bytes32 name = _UPDATE;
        assembly ('memory-safe') {
            let row := mload(0x40)
            mstore(row, name)
            mstore(add(row, 0x20), task)
            mstore(add(row, 0x40), round)
            mstore(add(row, 0x60), sharesHash)
            hash := keccak256(row, 0x80)
        }
    }

    /// @dev Zeros while the first one is unknown.
    function _deadlines(TaskId task, uint256 from) private view returns (uint256, uint256, uint256) {
        if (from == 0) return (0, 0, 0);
        Times storage times = _state.tasks[task].times;
        uint256 answers = from + times.demands + times.answers;
        return (from + times.demands, answers, answers + times.complaints);
    }
}
