// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {CircuitId, ICircuitRegistry} from '../interfaces/ICircuitRegistry.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {CircuitRegistry} from '../proofs/CircuitRegistry.sol';
import {SimulatedKey} from '../test/SimulatedKey.sol';
import {Sets} from './Sets.sol';
import {Training} from './Training.sol';
import {TrainingMoney} from './TrainingMoney.t.sol';
import {Amounts, Task, TaskId, TaskStatus, Terms} from './TrainingTypes.sol';

/// @dev Which tasks can be proposed, and by what name.
contract TrainingTermsTest is TrainingMoney {
    using Sets for uint256;

    uint256 private constant _LIVE_CHAIN = 1;

    function setUp() public {
        _start();
    }

    function _tryToCreate(Terms memory terms, bytes memory reason) private {
        uint256 value = _rewards(terms);
        VM.expectRevert(reason);
        _as(COORDINATOR, value);
        training.create{value: value}(terms, bytes32(tasks.length));
    }

    function _refuses(Terms memory terms, ITrainingTasks.TermsFault fault) private {
        _tryToCreate(terms, abi.encodeWithSelector(ITrainingTasks.TermsRefused.selector, fault));
    }

    function _takes(Terms memory terms) private {
        TaskId id = _create(terms);
        assertTrue(_task(id).status == TaskStatus.Proposed, 'proposed');
        _assertSolvent();
    }

    function test_KeepsWhatIsProposed() public {
        Terms memory terms = _terms();
        terms.admissionRoot = keccak256('admitted');
        terms.work.steps = 2;
        TaskId expected = training.taskIdOf(COORDINATOR, terms, 0);
        VM.expectEmit();
        emit ITrainingTasks.TaskCreated(expected, COORDINATOR, 0, terms);
        TaskId id = _create(terms);
        assertEq(TaskId.unwrap(id), TaskId.unwrap(expected));
        Task memory task = _task(id);
        assertTrue(task.vk == vk && task.keyHash == keyHash, 'the key');
        assertEq(task.basesHash, circuits.circuit(circuit).committedBasesHash);
        assertTrue(task.steps == 2 && task.multiplier == 7 && task.members == MEMBERS && task.threshold == 3, 'small');
        assertTrue(task.status == TaskStatus.Proposed, 'proposed');
        assertTrue(task.root == terms.initialRoot && task.elements == ELEMENTS, 'the model');
        assertEq(task.coordinator, COORDINATOR);
        assertEq(task.admissionRoot, terms.admissionRoot);
        assertEq(keccak256(abi.encode(task.work)), keccak256(abi.encode(terms.work)));
        assertEq(keccak256(abi.encode(task.times)), keccak256(abi.encode(terms.times)));
        assertEq(keccak256(abi.encode(task.amounts)), keccak256(abi.encode(terms.amounts)));
        assertEq(keccak256(abi.encode(training.committeeOf(id))), keccak256(abi.encode(terms.committee)));
        assertTrue(uint256(task.round) + task.enrolled + task.activeSet.count() + task.activeSet == 0, 'nobody yet');
        assertTrue(uint256(task.accepted) + task.consumed + task.voids + task.unsettled == 0, 'nothing yet');
        assertEq(task.pool, 3 * (10_007 + 5003 + 2003));
        assertEq(address(training).balance, task.pool);
    }

    /// @dev keccak256 of the name, the chain, the contract, the coordinator, the salt, and the terms.
    function test_AnIdHashesAllThatATaskIs() public {
        Terms memory terms = _terms();
        bytes32 name = keccak256('tacit.task');
        bytes32 salt = keccak256('salt');
        bytes memory words = abi.encode(name, block.chainid, address(training), STRANGER, salt, terms);
        bytes32 id = TaskId.unwrap(training.taskIdOf(STRANGER, terms, salt));
        assertEq(id, keccak256(words));
        assertTrue(id != TaskId.unwrap(training.taskIdOf(COORDINATOR, terms, salt)), 'another coordinator');
        assertTrue(id != TaskId.unwrap(training.taskIdOf(STRANGER, terms, 0)), 'another salt');
        Training other = new Training(circuits, keyholders);
        assertTrue(id != TaskId.unwrap(other.taskIdOf(STRANGER, terms, salt)), 'another contract');
        terms.specCid = 0;
        assertTrue(id != TaskId.unwrap(training.taskIdOf(STRANGER, terms, salt)), 'other terms');
        terms.specCid = keccak256('spec');
        VM.chainId(_LIVE_CHAIN);
        assertTrue(id != TaskId.unwrap(training.taskIdOf(STRANGER, terms, salt)), 'another chain');
    }

    function test_RevertWhen_ATaskExists() public {
        Terms memory terms = _terms();
        TaskId id = _create(terms);
        bytes memory reason = abi.encodeWithSelector(ITrainingTasks.TaskExists.selector, id);
        VM.expectRevert(reason);
        _as(COORDINATOR, _rewards(terms));
        training.create{value: _rewards(terms)}(terms, 0);

        VM.prank(COORDINATOR);
        training.stop(id);
        training.close(id);
        VM.expectRevert(reason);
        _as(COORDINATOR, _rewards(terms));
        training.create{value: _rewards(terms)}(terms, 0);
        _takes(terms);
    }

    function testFuzz_RevertWhen_RewardsAreNotSentExactly(uint256 value) public {
        Terms memory terms = _terms();
        uint256 expected = _rewards(terms);
        value = bound(value, 0, 2 * expected);
        if (value == expected) ++value;
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.ValueNotExact.selector, value, expected));
        _as(COORDINATOR, value);
        training.create{value: value}(terms, 0);
    }

    function test_RevertWhen_TheCircuitIsUnknown() public {
        Terms memory terms = _terms();
        terms.circuit = CircuitId.wrap(keccak256('unknown'));
        _tryToCreate(terms, abi.encodeWithSelector(ICircuitRegistry.CircuitNotRegistered.selector, terms.circuit));
    }

    function test_RevertWhen_TheCircuitDoesNotTrain() public {
        ICircuitRegistry.Provenance memory development;
        development.development = true;
        ICircuitRegistry.VerifyingKey memory key = SimulatedKey.verifyingKey(ELEMENTS);
        Terms memory terms = _terms();
        terms.circuit = circuits.register(key, SimulatedKey.metadata(0), development);
        _refuses(terms, ITrainingTasks.TermsFault.Circuit);

        G1Point[] memory bases = key.statementBases;
        key.statementBases = new G1Point[](bases.length - 1);
        for (uint256 i; i < key.statementBases.length; ++i) key.statementBases[i] = bases[i];
        terms.circuit = circuits.register(key, SimulatedKey.metadata(MAX_STEPS), development);
        _refuses(terms, ITrainingTasks.TermsFault.Circuit);
    }

    /// @dev Keyholders stake in every task.
    function test_RevertWhen_ADevelopmentKeyIsUsedOnALiveChain() public {
        VM.chainId(_LIVE_CHAIN);
        bytes memory reason = abi.encodeWithSelector(
            ICircuitRegistry.DevelopmentKeyStaked.selector,
            circuit,
            _LIVE_CHAIN
        );
        Terms memory terms = _terms();
        _tryToCreate(terms, reason);
        terms.amounts = Amounts(0, 0, 0, 0, 0, 0, 0, 1, 0);
        _tryToCreate(terms, reason);
    }

    function test_TakesACeremonysKeyOnALiveChain() public {
        VM.chainId(_LIVE_CHAIN);
        ICircuitRegistry.Provenance memory ceremony = ICircuitRegistry.Provenance(false, 'transcript', 'cid');
        Terms memory terms = _terms();
        terms.circuit = circuits.register(SimulatedKey.verifyingKey(2), SimulatedKey.metadata(8), ceremony);
        _takes(terms);
    }

    function test_TakesADevelopmentKeyWhereDeployersOptedIn() public {
        VM.chainId(_LIVE_CHAIN);
        ICircuitRegistry.Provenance memory development;
        development.development = true;
        circuits = new CircuitRegistry(true);
        circuits.register(SimulatedKey.verifyingKey(ELEMENTS), SimulatedKey.metadata(MAX_STEPS), development);
        training = new Training(circuits, keyholders);
        _takes(_terms());
    }

    function test_RevertWhen_TheRootIsNotCanonical() public {
        Terms memory terms = _terms();
        terms.initialRoot = Bn254.FIELD_ORDER;
        _refuses(terms, ITrainingTasks.TermsFault.Root);
        terms.initialRoot = type(uint256).max;
        _refuses(terms, ITrainingTasks.TermsFault.Root);
        terms.initialRoot = Bn254.FIELD_ORDER - 1;
        _takes(terms);
    }

    function _committee(uint256 members, uint256 threshold) private view returns (Terms memory terms) {
        terms = _terms();
        terms.committee = new address[](members);
        for (uint256 i; i < members; ++i) terms.committee[i] = address(uint160(1 + i));
        terms.threshold = uint8(threshold);
    }

    function test_RevertWhen_TheCommitteeIsTooLarge() public {
        _refuses(_committee(33, 2), ITrainingTasks.TermsFault.Committee);
        _takes(_committee(32, 16));
    }

    function testFuzz_RevertWhen_AMemberOccursTwice(uint256 a, uint256 b) public {
        Terms memory terms = _committee(32, 2);
        a = bound(a, 0, 30);
        b = bound(b, a + 1, 31);
        terms.committee[a] = terms.committee[b];
        _refuses(terms, ITrainingTasks.TermsFault.Committee);
    }

    /// @dev 2 <= t, and 2t - 1 <= n.
    function testFuzz_RevertWhen_TheThresholdIsOutOfRange(uint256 members, uint256 threshold) public {
        members = bound(members, 0, 32);
        threshold = bound(threshold, 0, 127);
        Terms memory terms = _committee(members, threshold);
        if (threshold >= 2 && 2 * threshold <= members + 1) _takes(terms);
        else _refuses(terms, ITrainingTasks.TermsFault.Threshold);
    }

    function test_TheThresholdsLimits() public {
        _refuses(_committee(0, 0), ITrainingTasks.TermsFault.Threshold);
        _refuses(_committee(1, 1), ITrainingTasks.TermsFault.Threshold);
        _refuses(_committee(2, 2), ITrainingTasks.TermsFault.Threshold);
        _takes(_committee(3, 2));
        _refuses(_committee(4, 3), ITrainingTasks.TermsFault.Threshold);
        _takes(_committee(5, 3));
        _takes(_committee(31, 16));
        _refuses(_committee(32, 17), ITrainingTasks.TermsFault.Threshold);
    }

    function test_RevertWhen_TwiceTheThresholdIsAboveAByte() public {
        _refuses(_committee(5, 128), ITrainingTasks.TermsFault.Threshold);
        _refuses(_committee(5, 255), ITrainingTasks.TermsFault.Threshold);
    }

    function test_RevertWhen_StepsAreOutOfRange() public {
        Terms memory terms = _terms();
        terms.work.steps = 0;
        _refuses(terms, ITrainingTasks.TermsFault.Steps);
        terms.work.steps = uint8(MAX_STEPS) + 1;
        _refuses(terms, ITrainingTasks.TermsFault.Steps);
        terms.work.steps = uint8(MAX_STEPS);
        _takes(terms);
    }

    function test_RevertWhen_TheMultiplierIsOutOfRange() public {
        Terms memory terms = _terms();
        terms.work.multiplier = 0;
        _refuses(terms, ITrainingTasks.TermsFault.Multiplier);
        terms.work.multiplier = 16;
        _refuses(terms, ITrainingTasks.TermsFault.Multiplier);
        terms.work.multiplier = 15;
        _takes(terms);
    }

    function test_RevertWhen_RoundsAreOutOfRange() public {
        Terms memory terms = _terms();
        (terms.work.rounds, terms.work.maxVoid) = (0, 5);
        _refuses(terms, ITrainingTasks.TermsFault.Rounds);
        (terms.work.rounds, terms.work.maxVoid) = (9000, 1001);
        _refuses(terms, ITrainingTasks.TermsFault.Rounds);
        (terms.work.rounds, terms.work.maxVoid) = (type(uint16).max, type(uint16).max);
        _refuses(terms, ITrainingTasks.TermsFault.Rounds);
        (terms.work.rounds, terms.work.maxVoid) = (9000, 1000);
        _takes(terms);
        (terms.work.rounds, terms.work.maxVoid) = (1, 0);
        _takes(terms);
    }

    function _trainers(uint16 least, uint16 most) private view returns (Terms memory terms) {
        terms = _terms();
        (terms.work.minTrainers, terms.work.maxTrainers) = (least, most);
    }

    function test_RevertWhen_NumbersOfTrainersAreOutOfRange() public {
        _refuses(_trainers(0, 4), ITrainingTasks.TermsFault.Trainers);
        _refuses(_trainers(1, 4), ITrainingTasks.TermsFault.Trainers);
        _refuses(_trainers(3, 2), ITrainingTasks.TermsFault.Trainers);
        _refuses(_trainers(2, 257), ITrainingTasks.TermsFault.Trainers);
        _takes(_trainers(2, 2));
        _takes(_trainers(256, 256));
    }

    function test_RevertWhen_BatchesAreOutOfRange() public {
        Terms memory terms = _terms();
        terms.work.minBatches = 0;
        _refuses(terms, ITrainingTasks.TermsFault.Batches);
        terms.work.minBatches = 4097;
        _refuses(terms, ITrainingTasks.TermsFault.Batches);
        terms.work.minBatches = 4096;
        _takes(terms);
        terms.work.minBatches = 1;
        _takes(terms);
    }

    function test_RevertWhen_AmountsContradictEachOther() public {
        Terms memory terms = _terms();
        (terms.amounts.keyholderStake, terms.amounts.absencePenalty) = (0, 0);
        _refuses(terms, ITrainingTasks.TermsFault.Amounts);
        (terms.amounts.keyholderStake, terms.amounts.absencePenalty) = (5, 6);
        _refuses(terms, ITrainingTasks.TermsFault.Amounts);
        (terms.amounts.keyholderStake, terms.amounts.absencePenalty) = (5, 5);
        _takes(terms);
        terms.amounts = Amounts(0, 0, 0, 0, 0, 0, 0, 1, 0);
        _takes(terms);
    }

    function _span(uint256 startsAt, uint256 endsAt) private view returns (Terms memory terms) {
        terms = _terms();
        (terms.times.startsAt, terms.times.endsAt) = (uint48(startsAt), uint48(endsAt));
    }

    function test_RevertWhen_InstantsAreOutOfRange() public {
        _refuses(_span(START - 1, START + 5), ITrainingTasks.TermsFault.Times);
        _refuses(_span(START + 5, START + 5), ITrainingTasks.TermsFault.Times);
        _refuses(_span(START + 5, START + 4), ITrainingTasks.TermsFault.Times);
        _refuses(_span(START + 5, START + 730 days + 1), ITrainingTasks.TermsFault.Times);
        _takes(_span(START, START + 1));
        _takes(_span(START, START + 730 days));
    }

    function _phase(uint256 which, uint256 length) private view returns (Terms memory terms) {
        terms = _terms();
        if (which == 0) terms.times.training = uint32(length);
        if (which == 1) terms.times.demands = uint32(length);
        if (which == 2) terms.times.answers = uint32(length);
        if (which == 3) terms.times.complaints = uint32(length);
        if (which == 4) terms.times.aggregation = uint32(length);
    }

    function test_RevertWhen_APhaseIsOutOfRange() public {
        for (uint256 which; which < 5; ++which) {
            _refuses(_phase(which, 0), ITrainingTasks.TermsFault.Times);
            _refuses(_phase(which, 30 days + 1), ITrainingTasks.TermsFault.Times);
            _refuses(_phase(which, type(uint32).max), ITrainingTasks.TermsFault.Times);
            _takes(_phase(which, 30 days));
            _refuses(_phase(which, 59), ITrainingTasks.TermsFault.Times);
            _takes(_phase(which, 60));
        }
    }
}
