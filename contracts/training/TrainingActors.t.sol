// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {CircuitId, ICircuitRegistry} from '../interfaces/ICircuitRegistry.sol';
import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {CircuitRegistry} from '../proofs/CircuitRegistry.sol';
import {SimulatedKey} from '../test/SimulatedKey.sol';
import {TestBase} from '../test/TestBase.sol';
import {Keyholders} from './Keyholders.sol';
import {LogProof} from './LogProofs.sol';
import {Training} from './Training.sol';
import {Amounts, Task, TaskId, Terms, Times, Work} from './TrainingTypes.sol';

/// @title Contracts, and who acts on them
/// @notice A registered key whose trapdoor is known, five members with stakes, trainers with keys of their own, and
/// tasks of small numbers, no two alike, so that none can stand for another unseen.
abstract contract TrainingActors is TestBase {
    uint256 internal constant START = 1_800_000_000;
    uint256 internal constant FIRST_BLOCK = 1000;
    /// @dev L, and the most steps that the circuit sums.
    uint256 internal constant ELEMENTS = 3;
    uint32 internal constant MAX_STEPS = 8;
    uint256 internal constant MEMBERS = 5;
    uint256 internal constant TRAINERS = 3;
    uint64 internal constant DELAY = 7 days;
    address internal constant COORDINATOR = address(0xc0);
    address internal constant OPENER = address(0x09e4e6);
    address internal constant FINALISER = address(0xf14a1);
    address internal constant STRANGER = address(0x57a46e6);

    CircuitRegistry internal circuits;
    Keyholders internal keyholders;
    Training internal training;
    CircuitId internal circuit;
    bytes32 internal keyHash;
    address internal vk;
    /// @dev All tasks of the test, in the order of their creation; and all whom something may be owed.
    TaskId[] internal tasks;
    address[] internal actors;

    /// @dev No `setUp`: a handler of invariant tests inherits this, and everything public of it is called.
    function _start() internal {
        VM.warp(START);
        VM.roll(FIRST_BLOCK);
        circuits = new CircuitRegistry(false);
        keyholders = new Keyholders(DELAY);
        training = new Training(circuits, keyholders);
        ICircuitRegistry.Provenance memory development;
        development.development = true;
        circuit = circuits.register(SimulatedKey.verifyingKey(ELEMENTS), SimulatedKey.metadata(MAX_STEPS), development);
        (keyHash, vk) = (circuits.circuit(circuit).keyHash, circuits.circuit(circuit).vk);
        for (uint256 i = 1; i <= MEMBERS; ++i) {
            _register(_memberSecret(i), 10 * uint256(_amounts().keyholderStake));
            actors.push(_member(i));
        }
        for (uint256 k; k < TRAINERS + 2; ++k) actors.push(_trainer(k));
        address[4] memory others = [COORDINATOR, OPENER, FINALISER, STRANGER];
        for (uint256 i; i < others.length; ++i) actors.push(others[i]);
    }

    /// @notice y of a member, counted from 1, and the key of its account.
    function _memberSecret(uint256 member) internal pure returns (uint256) {
        return 1000 + member;
    }

    function _member(uint256 member) internal pure returns (address) {
        return VM.addr(_memberSecret(member));
    }

    /// @notice The key of the account of a trainer, counted from 0: its index, if trainers enrol in order.
    function _trainerSecret(uint256 k) internal pure returns (uint256) {
        return 2000 + k;
    }

    function _trainer(uint256 k) internal pure returns (address) {
        return VM.addr(_trainerSecret(k));
    }

    function _dataRoot(uint256 k) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode('data', k))) % Bn254.FIELD_ORDER;
    }

    function _batches(uint256 k) internal pure returns (uint16) {
        return uint16(50 + 7 * k);
    }

    /// @notice The caller of the next call, with so much more to spend.
    function _as(address account, uint256 value) internal {
        VM.deal(account, account.balance + value);
        VM.prank(account);
    }

    function _register(uint256 secret, uint256 stake) internal {
        address owner = VM.addr(secret);
        _registerFor(owner, secret, stake);
    }

    /// @notice With the proof that `provePossession` of the SDK makes.
    function _registerFor(address owner, uint256 secret, uint256 stake) internal {
        G1Point memory key = SimulatedKey.pointOf(secret);
        uint256 nonce = uint256(keccak256(abi.encode('nonce', secret, owner))) % Bn254.FIELD_ORDER;
        G1Point memory t = SimulatedKey.pointOf(nonce);
        bytes32 name = keccak256('tacit.possession');
        uint256 c = uint256(keccak256(abi.encode(name, block.chainid, address(keyholders), owner, key, t))) >> 3;
        uint256 z = addmod(nonce, mulmod(c, secret, Bn254.FIELD_ORDER), Bn254.FIELD_ORDER);
        _as(owner, stake);
        keyholders.register{value: stake}(key, LogProof(c, z));
    }

    function _amounts() internal pure returns (Amounts memory) {
        return
            Amounts({
                trainerReward: 10_007,
                keyholderReward: 5003,
                finaliserReward: 2003,
                trainerStake: 40_009,
                roundBond: 1013,
                openingBond: 607,
                demandBond: 709,
                keyholderStake: 90_001,
                absencePenalty: 8009
            });
    }

    function _times() internal view returns (Times memory) {
        return
            Times({
                startsAt: uint48(block.timestamp + 1000),
                endsAt: uint48(block.timestamp + 50_000),
                training: 503,
                demands: 101,
                answers: 203,
                complaints: 307,
                aggregation: 401
            });
    }

    /// @notice 3 of 5 members, 3 rounds, 1 step, from 2 trainers on. Whoever wants others changes them.
    function _terms() internal view returns (Terms memory terms) {
        terms.circuit = circuit;
        terms.initialRoot = 12_345;
        (terms.modelCid, terms.specCid) = (keccak256('model'), keccak256('spec'));
        terms.committee = new address[](MEMBERS);
        for (uint256 i; i < MEMBERS; ++i) terms.committee[i] = _member(i + 1);
        terms.threshold = 3;
        terms.work = Work({
            steps: 1,
            multiplier: 7,
            rounds: 3,
            maxVoid: 1,
            minTrainers: 2,
            maxTrainers: 4,
            minBatches: 40
        });
        (terms.amounts, terms.times) = (_amounts(), _times());
    }

    function _rewards(Terms memory terms) internal pure returns (uint256) {
        Amounts memory a = terms.amounts;
        return (uint256(a.trainerReward) + a.keyholderReward + a.finaliserReward) * terms.work.rounds;
    }

    /// @notice A task of these terms, with a salt of its own.
    function _create(Terms memory terms) internal returns (TaskId id) {
        uint256 value = _rewards(terms);
        _as(COORDINATOR, value);
        id = training.create{value: value}(terms, bytes32(tasks.length));
        tasks.push(id);
    }

    /// @notice A member's signature, until the end of time.
    function _acceptance(TaskId id, uint256 member) internal view returns (bytes memory) {
        uint256 amount = training.taskOf(id).amounts.keyholderStake;
        bytes32 digest = keyholders.hashAcceptance(
            _member(member),
            address(training),
            TaskId.unwrap(id),
            amount,
            type(uint64).max
        );
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(_memberSecret(member), digest);
        return abi.encodePacked(r, s, v);
    }

    /// @notice Shows a member's signature.
    function _accept(TaskId id, uint256 member) internal {
        bytes memory signature = _acceptance(id, member);
        training.accept(id, _member(member), type(uint64).max, signature);
    }

    function _acceptAll(TaskId id) internal {
        for (uint256 i = 1; i <= MEMBERS; ++i) _accept(id, i);
    }

    function _enrol(TaskId id, uint256 k) internal {
        uint256 deposit = training.depositOf(id);
        _as(_trainer(k), deposit);
        training.enrol{value: deposit}(id, _dataRoot(k), _batches(k), new bytes32[](0));
    }

    /// @notice The members have accepted, and it is time; nobody has enrolled.
    function _accepted(Terms memory terms) internal returns (TaskId id) {
        id = _create(terms);
        _acceptAll(id);
        if (block.timestamp < terms.times.startsAt) VM.warp(terms.times.startsAt);
    }

    /// @notice A task ready for its first round.
    function _runningWith(Terms memory terms) internal returns (TaskId id) {
        id = _accepted(terms);
        for (uint256 k; k < TRAINERS; ++k) _enrol(id, k);
    }

    function _running() internal returns (TaskId) {
        return _runningWith(_terms());
    }

    function _assertLock(TaskId id, uint256 member, uint256 amount, IKeyholders.LockStatus status) internal view {
        IKeyholders.Lock memory found = keyholders.lockOf(address(training), TaskId.unwrap(id), _member(member));
        assertEq(found.amount, amount);
        assertTrue(found.status == status, 'status of the lock');
    }

    /// @notice Everything of a task, as the contract has it.
    function _task(TaskId id) internal view returns (Task memory) {
        return training.taskOf(id);
    }
}
