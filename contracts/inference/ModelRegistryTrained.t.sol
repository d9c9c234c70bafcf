// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {CircuitId, ICircuitRegistry} from '../interfaces/ICircuitRegistry.sol';
import {IModelRegistry, ModelId} from '../interfaces/IModelRegistry.sol';
import {Bn254} from '../proofs/Bn254.sol';
import {SimulatedKey} from '../test/SimulatedKey.sol';
import {RoundStatus, TaskId} from '../training/TrainingTypes.sol';
import {ModelRegistrySupport} from './ModelRegistrySupport.t.sol';

/// @dev Models of rounds, which are real ones of `Training`.
contract ModelRegistryTrainedTest is ModelRegistrySupport {
    function setUp() public {
        _startRegistry();
    }

    function _publishTrained(
        address publisher,
        IModelRegistry.Listing memory listing,
        TaskId task,
        uint256 round
    ) private returns (ModelId) {
        VM.prank(publisher);
        return registry.publishTrained(listing, task, uint16(round));
    }

    function _expectTrainedRefusal(
        address publisher,
        IModelRegistry.Listing memory listing,
        TaskId task,
        uint256 round,
        bytes memory reason
    ) private {
        VM.expectRevert(reason);
        _publishTrained(publisher, listing, task, round);
    }

    function _roundDiffers(
        TaskId task,
        uint256 round,
        IModelRegistry.Listing memory listing
    ) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IModelRegistry.RoundDiffers.selector, task, round, listing.root, listing.circuit);
    }

    function _notFinalised(TaskId task, uint256 round) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IModelRegistry.RoundNotFinalised.selector, task, round);
    }

    /// @notice Another circuit of the same key: other claims make another id.
    function _otherCircuit() private returns (CircuitId) {
        ICircuitRegistry.Provenance memory development;
        development.development = true;
        return
            circuits.register(SimulatedKey.verifyingKey(ELEMENTS), SimulatedKey.metadata(MAX_STEPS + 1), development);
    }

    // INV-53
    function test_KeepsWhatWasTrained() public {
        TaskId task = _running();
        uint256 round = _finalisedRound(task, TRAINERS);
        IModelRegistry.Listing memory listing = _listing(training.roundOf(task, round).rootAfter);
        ModelId id = registry.modelIdOf(COORDINATOR, listing);
        VM.expectEmit();
        emit IModelRegistry.ModelPublished(
            id,
            COORDINATOR,
            circuit,
            IModelRegistry.Origin.Trained,
            listing.root,
            listing.parents
        );
        _assertId(_publishTrained(COORDINATOR, listing, task, round), id);
        IModelRegistry.Model memory expected = _expected(listing, COORDINATOR);
        (expected.origin, expected.task, expected.round) = (IModelRegistry.Origin.Trained, task, uint16(round));
        assertEq(_hash(registry.modelOf(id)), _hash(expected));
        assertTrue(registry.isOffered(id), 'offered');
        // The next round changes the task's root, and nothing of this.
        _finalisedRound(task, TRAINERS);
        assertEq(_hash(registry.modelOf(id)), _hash(expected));
    }

    /// @dev The same checks as for uploads; a child names its parent.
    function test_ATrainedModelIsAListingLikeAnother() public {
        TaskId task = _running();
        _finalisedRound(task, TRAINERS);
        _finalisedRound(task, TRAINERS);
        ModelId first = _publishTrained(COORDINATOR, _listing(training.roundOf(task, 1).rootAfter), task, 1);
        IModelRegistry.Listing memory listing = _listing(training.roundOf(task, 2).rootAfter);
        listing.parents = _family(ModelId.wrap(keccak256('model')), 1);
        bytes memory reason = abi.encodeWithSelector(IModelRegistry.ModelUnknown.selector, listing.parents[0]);
        _expectTrainedRefusal(COORDINATOR, listing, task, 2, reason);
        (listing.parents, listing.licenceCid) = (_family(first, 1), 0);
        reason = abi.encodeWithSelector(IModelRegistry.DescriptionMissing.selector, listing.specCid, bytes32(0));
        _expectTrainedRefusal(COORDINATOR, listing, task, 2, reason);
        listing.licenceCid = keccak256('licence');
        ModelId second = _publishTrained(COORDINATOR, listing, task, 2);
        _assertId(registry.parentsOf(second)[0], first);
    }

    // INV-53
    function test_OnlyTheRootOfItsRound() public {
        TaskId task = _running();
        _finalisedRound(task, TRAINERS);
        _finalisedRound(task, TRAINERS);
        IModelRegistry.Listing memory first = _listing(training.roundOf(task, 1).rootAfter);
        IModelRegistry.Listing memory second = _listing(training.roundOf(task, 2).rootAfter);
        _expectTrainedRefusal(COORDINATOR, second, task, 1, _roundDiffers(task, 1, second));
        _expectTrainedRefusal(COORDINATOR, first, task, 2, _roundDiffers(task, 2, first));
        uint256[4] memory roots = [_terms().initialRoot, uint256(0), first.root + 1, Bn254.FIELD_ORDER];
        for (uint256 i; i < roots.length; ++i) {
            IModelRegistry.Listing memory other = _listing(roots[i]);
            _expectTrainedRefusal(COORDINATOR, other, task, 1, _roundDiffers(task, 1, other));
        }
        _publishTrained(COORDINATOR, second, task, 2);
        _publishTrained(COORDINATOR, first, task, 1);
    }

    // INV-53
    function test_OnlyTheCircuitOfItsTask() public {
        TaskId task = _running();
        uint256 round = _finalisedRound(task, TRAINERS);
        IModelRegistry.Listing memory listing = _listing(training.roundOf(task, round).rootAfter);
        listing.circuit = _otherCircuit();
        _expectTrainedRefusal(COORDINATOR, listing, task, round, _roundDiffers(task, round, listing));
        bytes32[2] memory unknown = [keccak256('circuit'), bytes32(0)];
        for (uint256 i; i < unknown.length; ++i) {
            listing.circuit = CircuitId.wrap(unknown[i]);
            bytes memory reason = abi.encodeWithSelector(ICircuitRegistry.CircuitNotRegistered.selector, unknown[i]);
            _expectTrainedRefusal(COORDINATOR, listing, task, round, reason);
        }
    }

    // INV-53
    function test_OnlyItsCoordinator() public {
        TaskId task = _running();
        uint256 round = _finalisedRound(task, TRAINERS);
        IModelRegistry.Listing memory listing = _listing(training.roundOf(task, round).rootAfter);
        address[4] memory others = [STRANGER, _member(1), _trainer(0), FINALISER];
        for (uint256 i; i < others.length; ++i) {
            bytes memory reason = abi.encodeWithSelector(IModelRegistry.NotCoordinatorOf.selector, task, others[i]);
            _expectTrainedRefusal(others[i], listing, task, round, reason);
        }
        // Of a task that is none nobody is.
        TaskId none = TaskId.wrap(keccak256('task'));
        bytes memory unknown = abi.encodeWithSelector(IModelRegistry.NotCoordinatorOf.selector, none, COORDINATOR);
        _expectTrainedRefusal(COORDINATOR, listing, none, round, unknown);
        // Whoever else lists it says so: it is no trained model then.
        ModelId id = _publish(STRANGER, listing);
        assertTrue(registry.modelOf(id).origin == IModelRegistry.Origin.Uploaded, 'uploaded');
        assertEq(TaskId.unwrap(registry.modelOf(id).task), bytes32(0));
        _publishTrained(COORDINATOR, listing, task, round);
    }

    // INV-53
    function test_OnlyAFinalisedRound() public {
        TaskId task = _running();
        IModelRegistry.Listing memory listing = _listing(_terms().initialRoot);
        _expectTrainedRefusal(COORDINATOR, listing, task, 0, _notFinalised(task, 0));
        _expectTrainedRefusal(COORDINATOR, listing, task, 1, _notFinalised(task, 1));
        _openRound(task);
        _expectTrainedRefusal(COORDINATOR, listing, task, 1, _notFinalised(task, 1));
        _submit(_deal(task, _trainer(0), 1));
        _freeze(task);
        assertTrue(_round(task).status == RoundStatus.Void, 'void');
        _expectTrainedRefusal(COORDINATOR, listing, task, 1, _notFinalised(task, 1));
        // A root of zero is that of every round that is not finalised.
        _expectTrainedRefusal(COORDINATOR, _listing(0), task, 1, _notFinalised(task, 1));
        _frozenRound(task, TRAINERS);
        _expectTrainedRefusal(COORDINATOR, listing, task, 2, _notFinalised(task, 2));
        _warpPast(_round(task).aggregationEnds);
        training.burn(task);
        assertTrue(_round(task).status == RoundStatus.Burned, 'burned');
        _expectTrainedRefusal(COORDINATOR, listing, task, 2, _notFinalised(task, 2));
    }

    /// @dev A finalised round of one task says nothing about another's.
    function test_OnlyARoundOfItsTask() public {
        TaskId task = _running();
        uint256 round = _finalisedRound(task, TRAINERS);
        IModelRegistry.Listing memory listing = _listing(training.roundOf(task, round).rootAfter);
        TaskId other = _running();
        _expectTrainedRefusal(COORDINATOR, listing, other, round, _notFinalised(other, round));
        _finalisedRound(other, TRAINERS);
        _expectTrainedRefusal(COORDINATOR, listing, other, round, _roundDiffers(other, round, listing));
    }

    function test_RefusesTheSameTrainedModelTwice() public {
        TaskId task = _running();
        uint256 round = _finalisedRound(task, TRAINERS);
        IModelRegistry.Listing memory listing = _listing(training.roundOf(task, round).rootAfter);
        ModelId id = _publishTrained(COORDINATOR, listing, task, round);
        bytes memory reason = abi.encodeWithSelector(IModelRegistry.ModelAlreadyPublished.selector, id);
        _expectTrainedRefusal(COORDINATOR, listing, task, round, reason);
        VM.expectRevert(reason);
        VM.prank(COORDINATOR);
        registry.publish(listing);
        assertTrue(registry.modelOf(id).origin == IModelRegistry.Origin.Trained, 'trained');
    }

    /// @dev An id says what is listed, not where it comes from: whoever uploads first has to list it otherwise.
    function test_AnUploadBecomesNoTrainedModel() public {
        TaskId task = _running();
        uint256 round = _finalisedRound(task, TRAINERS);
        IModelRegistry.Listing memory listing = _listing(training.roundOf(task, round).rootAfter);
        ModelId id = _publish(COORDINATOR, listing);
        bytes memory reason = abi.encodeWithSelector(IModelRegistry.ModelAlreadyPublished.selector, id);
        _expectTrainedRefusal(COORDINATOR, listing, task, round, reason);
        assertTrue(registry.modelOf(id).origin == IModelRegistry.Origin.Uploaded, 'uploaded');
        ++listing.price;
        id = _publishTrained(COORDINATOR, listing, task, round);
        assertTrue(registry.modelOf(id).origin == IModelRegistry.Origin.Trained, 'trained');
    }
}
