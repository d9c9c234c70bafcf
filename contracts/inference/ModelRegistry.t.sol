// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {CircuitId, ICircuitRegistry} from '../interfaces/ICircuitRegistry.sol';
import {IModelRegistry, ModelId} from '../interfaces/IModelRegistry.sol';
import {Bn254} from '../proofs/Bn254.sol';
import {ModelRegistry} from './ModelRegistry.sol';
import {ModelRegistrySupport} from './ModelRegistrySupport.t.sol';

/// @dev What is listed, by whom, and what may change of it.
contract ModelRegistryTest is ModelRegistrySupport {
    function setUp() public {
        _startRegistry();
    }

    function _expectRefusal(IModelRegistry.Listing memory listing, bytes memory reason) private {
        VM.expectRevert(reason);
        _publish(PUBLISHER, listing);
    }

    function test_KeepsWhatWasUploaded() public {
        assertEq(address(registry.CIRCUITS()), address(circuits));
        assertEq(address(registry.TRAINING()), address(training));
        IModelRegistry.Listing memory listing = _listing(7);
        listing.parents = new ModelId[](2);
        (listing.parents[0], listing.parents[1]) = (_upload(8), _upload(9));
        ModelId id = registry.modelIdOf(PUBLISHER, listing);
        assertFalse(registry.isOffered(id), 'not yet');
        VM.expectEmit();
        emit IModelRegistry.ModelPublished(
            id,
            PUBLISHER,
            circuit,
            IModelRegistry.Origin.Uploaded,
            listing.root,
            listing.parents
        );
        _assertId(_publish(PUBLISHER, listing), id);
        assertTrue(registry.isOffered(id), 'offered');
        assertEq(_hash(registry.modelOf(id)), _hash(_expected(listing, PUBLISHER)));
        assertEq(keccak256(abi.encode(registry.parentsOf(id))), keccak256(abi.encode(listing.parents)));
    }

    /// @dev Only the publisher serves such a model.
    function test_WeightsMayBeNowhere() public {
        IModelRegistry.Listing memory listing = _listing(7);
        listing.weightsCid = 0;
        assertEq(registry.modelOf(_publish(PUBLISHER, listing)).weightsCid, bytes32(0));
    }

    function testFuzz_RootsAreElementsAndNotZero(uint256 root) public {
        bytes memory reason = abi.encodeWithSelector(IModelRegistry.RootRefused.selector, root);
        if (root == 0 || root >= Bn254.FIELD_ORDER) _expectRefusal(_listing(root), reason);
        else assertEq(registry.modelOf(_upload(root)).root, root);
    }

    function test_RefusesRootsAtTheLimits() public {
        uint256[3] memory roots = [uint256(0), Bn254.FIELD_ORDER, type(uint256).max];
        for (uint256 i; i < roots.length; ++i) {
            _expectRefusal(_listing(roots[i]), abi.encodeWithSelector(IModelRegistry.RootRefused.selector, roots[i]));
        }
        _upload(1);
        _upload(Bn254.FIELD_ORDER - 1);
    }

    function test_RefusesAModelWithoutDescriptionOrLicence() public {
        IModelRegistry.Listing memory listing = _listing(7);
        bytes4 selector = IModelRegistry.DescriptionMissing.selector;
        listing.specCid = 0;
        _expectRefusal(listing, abi.encodeWithSelector(selector, bytes32(0), listing.licenceCid));
        (listing.specCid, listing.licenceCid) = (keccak256('description'), 0);
        _expectRefusal(listing, abi.encodeWithSelector(selector, listing.specCid, bytes32(0)));
    }

    function test_RefusesAnUnknownCircuit() public {
        IModelRegistry.Listing memory listing = _listing(7);
        listing.circuit = CircuitId.wrap(keccak256('circuit'));
        bytes memory reason = abi.encodeWithSelector(ICircuitRegistry.CircuitNotRegistered.selector, listing.circuit);
        _expectRefusal(listing, reason);
    }

    /// @dev A network that no circuit knows: its description says what it is.
    function test_KeepsANetworkWithoutACircuit() public {
        IModelRegistry.Listing memory listing = _listing(0);
        listing.circuit = CircuitId.wrap(0);
        ModelId id = _publish(PUBLISHER, listing);
        assertEq(_hash(registry.modelOf(id)), _hash(_expected(listing, PUBLISHER)));
        assertTrue(registry.isOffered(id), 'offered');
        listing.specCid = 0;
        bytes4 selector = IModelRegistry.DescriptionMissing.selector;
        _expectRefusal(listing, abi.encodeWithSelector(selector, bytes32(0), listing.licenceCid));
    }

    /// @dev A root means something under a circuit only.
    function testFuzz_WithoutACircuitThereIsNoRoot(uint256 root) public {
        IModelRegistry.Listing memory listing = _listing(bound(root, 1, type(uint256).max));
        listing.circuit = CircuitId.wrap(0);
        _expectRefusal(listing, abi.encodeWithSelector(IModelRegistry.RootRefused.selector, listing.root));
    }

    function test_RefusesTooManyParents() public {
        ModelId parent = _upload(8);
        IModelRegistry.Listing memory listing = _listing(7);
        listing.parents = _family(parent, MOST_PARENTS + 1);
        bytes4 selector = IModelRegistry.ParentsTooMany.selector;
        _expectRefusal(listing, abi.encodeWithSelector(selector, MOST_PARENTS + 1, MOST_PARENTS));
        listing.parents = _family(parent, MOST_PARENTS);
        assertEq(registry.parentsOf(_publish(PUBLISHER, listing)).length, MOST_PARENTS);
    }

    /// @dev Wherever it stands: so a lineage has no circle.
    function testFuzz_RefusesAParentThatIsNotThere(uint256 count, uint256 place, bytes32 unknown) public {
        count = bound(count, 1, MOST_PARENTS);
        IModelRegistry.Listing memory listing = _listing(7);
        listing.parents = _family(_upload(8), count);
        listing.parents[place % count] = ModelId.wrap(unknown);
        _expectRefusal(listing, abi.encodeWithSelector(IModelRegistry.ModelUnknown.selector, unknown));
    }

    function test_AWithdrawnParentIsOneStill() public {
        ModelId parent = _upload(8);
        VM.prank(PUBLISHER);
        registry.withdraw(parent);
        IModelRegistry.Listing memory listing = _listing(7);
        listing.parents = _family(parent, 1);
        _assertId(registry.parentsOf(_publish(PUBLISHER, listing))[0], parent);
    }

    function test_RefusesTheSameListingTwice() public {
        ModelId id = _upload(7);
        bytes memory reason = abi.encodeWithSelector(IModelRegistry.ModelAlreadyPublished.selector, id);
        _expectRefusal(_listing(7), reason);
        VM.prank(PUBLISHER);
        registry.withdraw(id);
        _expectRefusal(_listing(7), reason);
        ModelId other = _publish(STRANGER, _listing(7));
        assertEq(registry.modelOf(other).publisher, STRANGER);
        assertEq(registry.modelOf(id).publisher, PUBLISHER);
    }

    function test_NamesEverythingOfAListing() public {
        IModelRegistry.Listing memory listing = _listing(7);
        ModelId id = registry.modelIdOf(PUBLISHER, listing);
        bytes32 name = keccak256('tacit.model');
        bytes memory words = abi.encode(name, block.chainid, address(registry), PUBLISHER, listing);
        assertEq(ModelId.unwrap(id), keccak256(words));
        ModelRegistry elsewhere = new ModelRegistry(circuits, training);
        assertFalse(ModelId.unwrap(elsewhere.modelIdOf(PUBLISHER, listing)) == ModelId.unwrap(id), 'registry');
        assertFalse(ModelId.unwrap(registry.modelIdOf(STRANGER, listing)) == ModelId.unwrap(id), 'publisher');
        for (uint256 field; field < 8; ++field) {
            ModelId changed = registry.modelIdOf(PUBLISHER, _changed(listing, field));
            assertFalse(ModelId.unwrap(changed) == ModelId.unwrap(id), VM.toString(field));
        }
        uint256 here = block.chainid;
        VM.chainId(here + 1);
        assertFalse(ModelId.unwrap(registry.modelIdOf(PUBLISHER, listing)) == ModelId.unwrap(id), 'chain');
        VM.chainId(here);
    }

    function _changed(
        IModelRegistry.Listing memory listing,
        uint256 field
    ) private pure returns (IModelRegistry.Listing memory other) {
        other = abi.decode(abi.encode(listing), (IModelRegistry.Listing));
        if (field == 0) other.circuit = CircuitId.wrap(keccak256('circuit'));
        if (field == 1) ++other.root;
        if (field == 2) other.weightsCid = keccak256('others');
        if (field == 3) other.specCid = keccak256('others');
        if (field == 4) other.licenceCid = keccak256('others');
        if (field == 5) ++other.price;
        if (field == 6) ++other.splitPoints;
        if (field == 7) other.parents = _family(ModelId.wrap(0), 1);
    }

    // What changes, and who changes it

    function test_NothingIsKnownOfWhatIsNotThere() public {
        ModelId id = ModelId.wrap(keccak256('model'));
        assertFalse(registry.isOffered(id), 'offered');
        assertEq(registry.parentsOf(id).length, 0);
        bytes memory reason = abi.encodeWithSelector(IModelRegistry.ModelUnknown.selector, id);
        VM.expectRevert(reason);
        registry.modelOf(id);
        VM.expectRevert(reason);
        registry.setPrice(id, 1);
        VM.expectRevert(reason);
        registry.withdraw(id);
    }

    function test_OnlyThePublisherChangesAnything() public {
        ModelId id = _upload(7);
        bytes memory reason = abi.encodeWithSelector(IModelRegistry.NotPublisher.selector, id, STRANGER);
        VM.expectRevert(reason);
        VM.prank(STRANGER);
        registry.setPrice(id, 1);
        VM.expectRevert(reason);
        VM.prank(STRANGER);
        registry.withdraw(id);
        assertEq(_hash(registry.modelOf(id)), _hash(_expected(_listing(7), PUBLISHER)));
    }

    function test_AWithdrawnModelStaysAsItIs() public {
        ModelId id = _upload(7);
        VM.expectEmit();
        emit IModelRegistry.ModelWithdrawn(id);
        VM.prank(PUBLISHER);
        registry.withdraw(id);
        assertFalse(registry.isOffered(id), 'offered');
        assertTrue(registry.modelOf(id).withdrawn, 'withdrawn');
        bytes memory reason = abi.encodeWithSelector(IModelRegistry.ModelAlreadyWithdrawn.selector, id);
        VM.expectRevert(reason);
        VM.prank(PUBLISHER);
        registry.setPrice(id, 1);
        VM.expectRevert(reason);
        VM.prank(PUBLISHER);
        registry.withdraw(id);
        // Whose it is comes first.
        VM.expectRevert(abi.encodeWithSelector(IModelRegistry.NotPublisher.selector, id, STRANGER));
        VM.prank(STRANGER);
        registry.withdraw(id);
    }

    // INV-53
    function testFuzz_NothingChangesButPriceAndWithdrawal(
        IModelRegistry.Listing memory listing,
        uint96[4] memory prices,
        uint32 time
    ) public {
        (listing.circuit, listing.root) = (circuit, bound(listing.root, 1, Bn254.FIELD_ORDER - 1));
        listing.parents = _family(_upload(8), listing.parents.length % (MOST_PARENTS + 1));
        listing.specCid |= bytes32(uint256(1));
        listing.licenceCid |= bytes32(uint256(1));
        ModelId id = _publish(PUBLISHER, listing);
        IModelRegistry.Model memory expected = _expected(listing, PUBLISHER);
        VM.warp(block.timestamp + time);
        for (uint256 i; i < prices.length; ++i) {
            VM.expectEmit();
            emit IModelRegistry.PriceChanged(id, prices[i]);
            VM.prank(PUBLISHER);
            registry.setPrice(id, prices[i]);
            expected.price = prices[i];
            assertEq(_hash(registry.modelOf(id)), _hash(expected));
        }
        VM.prank(PUBLISHER);
        registry.withdraw(id);
        expected.withdrawn = true;
        assertEq(_hash(registry.modelOf(id)), _hash(expected));
        assertEq(keccak256(abi.encode(registry.parentsOf(id))), keccak256(abi.encode(listing.parents)));
    }
}
