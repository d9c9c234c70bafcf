// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {CircuitId, ICircuitRegistry} from '../interfaces/ICircuitRegistry.sol';
import {Fixtures} from '../test/Fixtures.sol';
import {Bn254, G1Point, G2Point} from './Bn254.sol';
import {CircuitRegistry} from './CircuitRegistry.sol';
import {VerifyingKeyCode} from './VerifyingKeyCode.sol';

contract CircuitRegistryTest is Fixtures {
    using Bn254 for G1Point;
    using Bn254 for G2Point;

    uint256 private constant _MAINNET = 1;
    uint256 private constant _Q = Bn254.COORDINATE_ORDER;

    CircuitRegistry private _registry;
    ICircuitRegistry.Metadata private _about;
    uint256 private _chain;

    function setUp() public {
        _registry = new CircuitRegistry(false);
        _about = _metadata();
        _chain = block.chainid;
    }

    function _register(ICircuitRegistry.VerifyingKey memory key) private returns (CircuitId) {
        return _registry.register{gas: 15_000_000}(key, _about, _development());
    }

    function _expectRefusal(ICircuitRegistry.VerifyingKey memory key, bytes memory reason) private {
        VM.expectRevert(reason);
        _register(key);
    }

    function _expectRefusal(
        ICircuitRegistry.VerifyingKey memory key,
        bytes4 selector,
        ICircuitRegistry.KeyPart part,
        uint256 index
    ) private {
        _expectRefusal(key, abi.encodeWithSelector(selector, part, index));
    }

    function _trapdoor(
        ICircuitRegistry.VerifyingKey memory key,
        uint256 index
    ) private pure returns (G2Point memory, ICircuitRegistry.KeyPart) {
        if (index == 0) return (key.beta, ICircuitRegistry.KeyPart.Beta);
        if (index == 1) return (key.gamma, ICircuitRegistry.KeyPart.Gamma);
        if (index == 2) return (key.delta, ICircuitRegistry.KeyPart.Delta);
        return (key.eta, ICircuitRegistry.KeyPart.Eta);
    }

    function _setTrapdoor(ICircuitRegistry.VerifyingKey memory key, uint256 index, G2Point memory point) private pure {
        if (index == 0) key.beta = point;
        else if (index == 1) key.gamma = point;
        else if (index == 2) key.delta = point;
        else key.eta = point;
    }

    function _bases(
        ICircuitRegistry.VerifyingKey memory key,
        uint256 index
    ) private pure returns (G1Point[] memory, ICircuitRegistry.KeyPart) {
        if (index == 0) return (key.statementBases, ICircuitRegistry.KeyPart.StatementBase);
        if (index == 1) return (key.plainBases, ICircuitRegistry.KeyPart.PlainBase);
        return (key.committedBases, ICircuitRegistry.KeyPart.CommittedBase);
    }

    function test_KeepsARealKeyUnderTheNamesOfTheSdk() public {
        ICircuitRegistry.VerifyingKey memory key = _key();
        string memory json = _file('key.json');
        CircuitId id = _register(key);
        assertEq(CircuitId.unwrap(id), VM.parseJsonBytes32(json, '.circuitId'));

        ICircuitRegistry.Circuit memory found = _registry.circuit(id);
        assertEq(found.keyHash, VM.parseJsonBytes32(json, '.keyHash'));
        assertEq(found.committedBasesHash, keccak256(_encode(key.committedBases)));
        assertEq(found.committedSignals, key.committedBases.length);
        assertEq(found.statementSignals, 5);
        assertEq(found.maxSteps, _about.maxSteps);
        assertEq(found.batch, _about.batch);
        assertEq(found.outputs, _about.outputs);
        assertEq(found.errorFraction, _about.errorFraction);
        assertTrue(found.development, 'marked');

        (string memory name, ICircuitRegistry.Provenance memory provenance) = _registry.claimsOf(id);
        assertEq(name, 'logistic-4x3-b8');
        assertTrue(provenance.development && provenance.transcriptHash == 0 && provenance.transcriptCid == 0, 'claims');
    }

    function test_KeepsTheClaimsOfACeremony() public {
        CircuitId id = _registry.register(_key(), _about, _ceremony());
        assertFalse(_registry.circuit(id).development, 'not marked');
        (, ICircuitRegistry.Provenance memory provenance) = _registry.claimsOf(id);
        assertFalse(provenance.development, 'not marked');
        assertEq(provenance.transcriptHash, _ceremony().transcriptHash);
        assertEq(provenance.transcriptCid, _ceremony().transcriptCid);
    }

    function test_WritesTheKeyAsTheVerifierReadsIt() public {
        ICircuitRegistry.VerifyingKey memory key = _key();
        address vk = _registry.circuit(_register(key)).vk;
        G1Point memory hole;
        bytes memory expected = bytes.concat(
            hex'00',
            abi.encode(key.alpha, key.beta.negate(), key.statementBases[0], key.gamma.negate()),
            abi.encode(hole, key.eta.negate(), hole, key.delta.negate())
        );
        for (uint256 i = 1; i < key.statementBases.length; ++i) {
            expected = bytes.concat(expected, abi.encode(key.statementBases[i]));
        }
        assertEq(keccak256(vk.code), keccak256(expected));
        assertEq(vk.code.length, 1 + 0x300 + 64 * 5);
        (bool ok, bytes memory answer) = vk.staticcall(hex'01');
        assertTrue(ok && answer.length == 0, 'a key does nothing when it is called');
    }

    function test_AnnouncesAKey() public {
        ICircuitRegistry.VerifyingKey memory key = _key();
        string memory json = _file('key.json');
        CircuitId id = CircuitId.wrap(VM.parseJsonBytes32(json, '.circuitId'));
        bytes32 keyHash = VM.parseJsonBytes32(json, '.keyHash');
        // The registry's first contract: RLP of (its address, nonce 1).
        bytes32 created = keccak256(abi.encodePacked(hex'd694', address(_registry), hex'01'));
        VM.expectEmit();
        emit ICircuitRegistry.CircuitRegistered(
            id,
            keyHash,
            address(uint160(uint256(created))),
            _about.name,
            _development()
        );
        _register(key);
    }

    function test_RevertWhen_TheIdIsTaken() public {
        CircuitId id = _register(_key());
        _expectRefusal(_key(), abi.encodeWithSelector(ICircuitRegistry.CircuitAlreadyRegistered.selector, id));
    }

    function test_RevertWhen_TheIdIsUnknown() public {
        CircuitId id = CircuitId.wrap(bytes32(uint256(1)));
        bytes memory reason = abi.encodeWithSelector(ICircuitRegistry.CircuitNotRegistered.selector, id);
        VM.expectRevert(reason);
        _registry.circuit(id);
        VM.expectRevert(reason);
        _registry.claimsOf(id);
        VM.expectRevert(reason);
        _registry.requireUsable(id, false);
    }

    /// @dev Whoever registers first cannot attach other claims to an id that others expect.
    function test_EveryClaimChangesTheId() public {
        CircuitId[8] memory ids;
        ids[0] = _register(_key());
        ids[1] = _registry.register(_key(), _about, _ceremony());
        ICircuitRegistry.Provenance memory provenance = _ceremony();
        provenance.transcriptHash = keccak256('another');
        ids[2] = _registry.register(_key(), _about, provenance);
        provenance = _ceremony();
        provenance.transcriptCid = keccak256('another');
        ids[3] = _registry.register(_key(), _about, provenance);
        ++_about.maxSteps;
        ids[4] = _register(_key());
        ++_about.batch;
        ids[5] = _register(_key());
        ++_about.outputs;
        ids[6] = _register(_key());
        ++_about.errorFraction;
        ids[7] = _register(_key());
        _about.name = 'another';
        CircuitId last = _register(_key());
        for (uint256 i; i < ids.length; ++i) {
            assertTrue(CircuitId.unwrap(ids[i]) != CircuitId.unwrap(last), 'another id');
            for (uint256 j; j < i; ++j) assertTrue(CircuitId.unwrap(ids[i]) != CircuitId.unwrap(ids[j]), 'another id');
        }
        bytes32 keyHash = _registry.circuit(last).keyHash;
        CircuitId other = _registry.circuitIdOf(keyHash, 6, _about, _development());
        assertTrue(CircuitId.unwrap(other) != CircuitId.unwrap(last), 'where the statement ends');
        other = _registry.circuitIdOf(keyHash, 5, _about, _development());
        assertEq(CircuitId.unwrap(other), CircuitId.unwrap(last));
    }

    function test_RevertWhen_ProvenanceContradictsItself() public {
        for (uint256 i = 1; i < 8; ++i) {
            bool development = i & 1 == 1;
            bytes32 transcriptHash = i & 2 == 0 ? bytes32(0) : keccak256('transcript');
            bytes32 transcriptCid = i & 4 == 0 ? bytes32(0) : keccak256('cid');
            if (development ? i == 1 : i == 6) continue;
            VM.expectRevert(
                abi.encodeWithSelector(
                    ICircuitRegistry.ProvenanceContradictory.selector,
                    development,
                    transcriptHash,
                    transcriptCid
                )
            );
            _registry.register(_key(), _about, ICircuitRegistry.Provenance(development, transcriptHash, transcriptCid));
        }
        VM.expectPartialRevert(ICircuitRegistry.ProvenanceContradictory.selector);
        _registry.register(_key(), _about, ICircuitRegistry.Provenance(false, 0, 0));
    }

    function test_RevertWhen_BasesAreMiscounted() public {
        ICircuitRegistry.VerifyingKey memory key = _key();
        G1Point[] memory six = key.statementBases;
        G1Point[] memory five = key.committedBases;
        bytes4 selector = ICircuitRegistry.KeyBasesMiscounted.selector;
        key.plainBases = six;
        _expectRefusal(key, abi.encodeWithSelector(selector, 6, 6, 5));
        (key.plainBases, key.committedBases) = (five, six);
        _expectRefusal(key, abi.encodeWithSelector(selector, 6, 5, 6));
        (key.plainBases, key.committedBases) = (new G1Point[](0), new G1Point[](0));
        _expectRefusal(key, abi.encodeWithSelector(selector, 6, 0, 0));
        (key.plainBases, key.committedBases, key.statementBases) = (five, five, new G1Point[](0));
        _expectRefusal(key, abi.encodeWithSelector(selector, 0, 5, 5));
        key.statementBases = new G1Point[](1);
        _expectRefusal(key, abi.encodeWithSelector(selector, 1, 5, 5));
    }

    function test_RevertWhen_ABaseIsZeroOrOffTheCurve() public {
        for (uint256 list; list < 3; ++list) {
            (G1Point[] memory points, ) = _bases(_key(), list);
            for (uint256 i; i < points.length; ++i) {
                ICircuitRegistry.VerifyingKey memory key = _key();
                ICircuitRegistry.KeyPart part;
                (points, part) = _bases(key, list);
                G1Point memory point = points[i];
                points[i] = G1Point(0, 0);
                _expectRefusal(key, ICircuitRegistry.KeyPointIsZero.selector, part, i);
                points[i] = G1Point(point.x, point.y ^ 1);
                _expectRefusal(key, ICircuitRegistry.KeyPointNotOnCurve.selector, part, i);
                points[i] = G1Point(point.x + _Q, point.y);
                _expectRefusal(key, ICircuitRegistry.KeyPointNotOnCurve.selector, part, i);
            }
        }
    }

    function test_RevertWhen_AlphaIsKnownOrNone() public {
        ICircuitRegistry.VerifyingKey memory key = _key();
        G1Point memory alpha = key.alpha;
        ICircuitRegistry.KeyPart part = ICircuitRegistry.KeyPart.Alpha;
        key.alpha = G1Point(0, 0);
        _expectRefusal(key, ICircuitRegistry.KeyPointIsZero.selector, part, 0);
        key.alpha = G1Point(alpha.x, alpha.y + _Q);
        _expectRefusal(key, ICircuitRegistry.KeyPointNotOnCurve.selector, part, 0);
        bytes memory known = abi.encodeWithSelector(ICircuitRegistry.KeyPointIsGenerator.selector, part);
        key.alpha = Bn254.generator();
        _expectRefusal(key, known);
        key.alpha = Bn254.generator().negate();
        _expectRefusal(key, known);
    }

    function test_RevertWhen_ATrapdoorIsNoPointOfTheGroup() public {
        G2Point memory outside = _g2Point(_file('key.json'), '.outsideSubgroup');
        for (uint256 i; i < 4; ++i) {
            ICircuitRegistry.VerifyingKey memory key = _key();
            (G2Point memory point, ICircuitRegistry.KeyPart part) = _trapdoor(key, i);
            _setTrapdoor(key, i, G2Point(0, 0, 0, 0));
            _expectRefusal(key, ICircuitRegistry.KeyPointIsZero.selector, part, 0);
            bytes4 selector = ICircuitRegistry.KeyPointNotOnCurve.selector;
            _setTrapdoor(key, i, G2Point(point.xImaginary + _Q, point.xReal, point.yImaginary, point.yReal));
            _expectRefusal(key, selector, part, 0);
            _setTrapdoor(key, i, G2Point(point.xImaginary, point.xReal + _Q, point.yImaginary, point.yReal));
            _expectRefusal(key, selector, part, 0);
            _setTrapdoor(key, i, G2Point(point.xImaginary, point.xReal, point.yImaginary + _Q, point.yReal));
            _expectRefusal(key, selector, part, 0);
            _setTrapdoor(key, i, G2Point(point.xImaginary, point.xReal, point.yImaginary, point.yReal + _Q));
            _expectRefusal(key, selector, part, 0);

            _setTrapdoor(key, i, outside);
            VM.expectPartialRevert(ICircuitRegistry.KeyPairingFailed.selector);
            _register(key);
            _setTrapdoor(key, i, G2Point(point.xImaginary, point.xReal, point.yImaginary, point.yReal ^ 1));
            VM.expectPartialRevert(ICircuitRegistry.KeyPairingFailed.selector);
            _register(key);
        }
    }

    /// @dev Gamma is the generator, as snarkjs has it; the others must be neither it nor its negative.
    function test_RevertWhen_ATrapdoorIsTheGenerator() public {
        G2Point memory generator = _key().gamma;
        for (uint256 i; i < 4; ++i) {
            if (i == 1) continue;
            ICircuitRegistry.VerifyingKey memory key = _key();
            (, ICircuitRegistry.KeyPart part) = _trapdoor(key, i);
            bytes memory reason = abi.encodeWithSelector(ICircuitRegistry.KeyPointIsGenerator.selector, part);
            _setTrapdoor(key, i, generator);
            _expectRefusal(key, reason);
            _setTrapdoor(key, i, generator.negate());
            _expectRefusal(key, reason);
        }
    }

    function test_RevertWhen_TrapdoorsCoincide() public {
        for (uint256 i; i < 4; ++i) {
            for (uint256 j; j < i; ++j) {
                ICircuitRegistry.VerifyingKey memory key = _key();
                (G2Point memory first, ICircuitRegistry.KeyPart a) = _trapdoor(key, j == 1 ? i : j);
                (, ICircuitRegistry.KeyPart b) = _trapdoor(key, i);
                if (j == 1) a = ICircuitRegistry.KeyPart.Gamma;
                bytes memory reason = abi.encodeWithSelector(ICircuitRegistry.KeyPointsCoincide.selector, a, b);
                // The generator stands at gamma and is refused anywhere else: there, gamma moves.
                uint256 moved = j == 1 ? 1 : i;
                _setTrapdoor(key, moved, first);
                _expectRefusal(key, reason);
                _setTrapdoor(key, moved, first.negate());
                _expectRefusal(key, reason);
            }
        }
    }

    function test_RevertWhen_CommittedBasesDoNotFitEta() public {
        ICircuitRegistry.VerifyingKey memory key = _key();
        bytes4 selector = ICircuitRegistry.KeyPairingFailed.selector;
        for (uint256 i; i < key.committedBases.length; ++i) {
            key = _key();
            key.committedBases[i] = Bn254.add(key.committedBases[i], Bn254.generator());
            VM.expectPartialRevert(selector);
            _register(key);
            // Errors of two bases that would cancel without weights.
            uint256 next = (i + 1) % key.committedBases.length;
            key.committedBases[next] = Bn254.add(key.committedBases[next], Bn254.generator().negate());
            VM.expectPartialRevert(selector);
            _register(key);
            key = _key();
            key.plainBases[i] = key.plainBases[i].negate();
            VM.expectPartialRevert(selector);
            _register(key);
        }
        key = _key();
        (key.committedBases[0], key.committedBases[1]) = (key.committedBases[1], key.committedBases[0]);
        VM.expectPartialRevert(selector);
        _register(key);
        key = _key();
        key.eta = key.eta.negate();
        VM.expectPartialRevert(selector);
        _register(key);
    }

    /// @dev This runner sets no limit to code (EIP-170 does, at 371 signals): here a length must fit in two bytes.
    function test_RevertWhen_TheKeyIsLongerThanItsLengthMayBe() public {
        ICircuitRegistry.VerifyingKey memory key = _key();
        uint256 most = 1011;
        for (uint256 signals = most; signals <= most + 1; ++signals) {
            G1Point[] memory bases = new G1Point[](1 + signals);
            for (uint256 i; i < bases.length; ++i) bases[i] = Bn254.generator();
            key.statementBases = bases;
            if (signals == most) {
                assertEq(_registry.circuit(_registry.register(key, _about, _development())).statementSignals, most);
                continue;
            }
            uint256 length = 1 + 0x300 + 64 * signals;
            VM.expectRevert(abi.encodeWithSelector(VerifyingKeyCode.KeyNotStored.selector, length));
            _registry.register(key, _about, _development());
        }
    }

    /// @dev Any other word of a key makes it another key, or none.
    // INV-33
    function testFuzz_AFlippedBitNeverKeepsTheId(uint256 word, uint8 bit) public {
        ICircuitRegistry.VerifyingKey memory key = _key();
        word = bound(word, 0, 2 + 16 + 2 * 16 - 1);
        uint256 mask = 1 << bit;
        if (word < 2) {
            if (word == 0) key.alpha.x ^= mask;
            else key.alpha.y ^= mask;
        } else if (word < 18) {
            (G2Point memory point, ) = _trapdoor(key, (word - 2) / 4);
            uint256 which = (word - 2) % 4;
            if (which == 0) point.xImaginary ^= mask;
            else if (which == 1) point.xReal ^= mask;
            else if (which == 2) point.yImaginary ^= mask;
            else point.yReal ^= mask;
        } else {
            uint256 base = (word - 18) / 2;
            uint256 list =
                base < 6
                    ? 0
                    : base < 11
                        ? 1
                        : 2;
            (G1Point[] memory points, ) = _bases(key, list);
            G1Point memory point = points[list == 0 ? base : (base - 6) % 5];
            if (word % 2 == 0) point.x ^= mask;
            else point.y ^= mask;
        }
        try _registry.register{gas: 5_000_000}(key, _about, _development()) returns (CircuitId) {
            revert AssertionFailed('no flipped point is a point');
        } catch {}
    }

    function _expectStakedRefused(CircuitRegistry registry, CircuitId id) private {
        VM.expectRevert(abi.encodeWithSelector(ICircuitRegistry.DevelopmentKeyStaked.selector, id, block.chainid));
        registry.requireUsable(id, true);
    }

    function test_DevelopmentKeysMustNotBeStakedElsewhere() public {
        CircuitId id = _register(_key());
        uint256[5] memory live = [_MAINNET, 10, 11155111, 31338, 0x7a69 + 2];
        for (uint256 i; i < live.length; ++i) {
            VM.chainId(live[i]);
            _expectStakedRefused(_registry, id);
            assertEq(_registry.requireUsable(id, false).keyHash, _registry.circuit(id).keyHash);
        }
        uint256[2] memory local = [uint256(31337), 1337];
        for (uint256 i; i < local.length; ++i) {
            VM.chainId(local[i]);
            assertEq(_registry.requireUsable(id, true).vk, _registry.circuit(id).vk);
        }
        VM.chainId(_chain);
    }

    function test_DeployersMayAllowDevelopmentKeys() public {
        assertFalse(_registry.DEVELOPMENT_ALLOWED(), 'not unless they say so');
        CircuitRegistry open = new CircuitRegistry(true);
        assertTrue(open.DEVELOPMENT_ALLOWED(), 'they said so');
        CircuitId id = open.register(_key(), _about, _development());
        VM.chainId(_MAINNET);
        assertTrue(open.requireUsable(id, true).development, 'and it stays marked');
        VM.chainId(_chain);
    }

    function test_OtherKeysMayBeStakedAnywhere() public {
        CircuitId id = _registry.register(_key(), _about, _ceremony());
        VM.chainId(_MAINNET);
        assertFalse(_registry.requireUsable(id, true).development, 'usable');
        VM.chainId(_chain);
    }

    function _encode(G1Point[] memory points) private pure returns (bytes memory words) {
        for (uint256 i; i < points.length; ++i) words = bytes.concat(words, abi.encode(points[i]));
    }
}
