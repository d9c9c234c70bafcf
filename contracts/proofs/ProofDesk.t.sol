// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {CircuitId, ICircuitRegistry} from '../interfaces/ICircuitRegistry.sol';
import {Faults} from '../test/Faults.sol';
import {Fixtures} from '../test/Fixtures.sol';
import {SimulatedKey} from '../test/SimulatedKey.sol';
import {Bn254, G1Point} from './Bn254.sol';
import {CircuitRegistry} from './CircuitRegistry.sol';
import {ProofDesk} from './ProofDesk.sol';

contract ProofDeskTest is Fixtures {
    uint256 private constant _CALL_GAS = 2_000_000;
    uint256 private constant _D = 77;

    /// @dev What a prover answers a nonce with.
    struct Answer {
        uint256[10] proof;
        uint256[5] statement;
        uint256 nonce;
        uint256 step;
        uint256 epoch;
    }

    CircuitRegistry private _registry;
    ProofDesk private _desk;
    CircuitId private _id;

    function setUp() public {
        _registry = new CircuitRegistry(false);
        _desk = new ProofDesk(_registry);
        _id = _register(SimulatedKey.LENGTH);
    }

    // INV-13
    function testFuzz_AcceptsWhatItsContextIsMadeFrom(uint256 nonce, uint256 step, uint256 epoch) public view {
        assertTrue(_verify(_answer(nonce, step, epoch, 2)), 'an honest answer');
    }

    // INV-13
    function test_RefusesAnotherNonceStepOrEpoch() public view {
        Answer memory a = _answer(5, 1, 2, 2);
        a.nonce = 6;
        assertFalse(_verify(a), 'nonce');
        (a.nonce, a.step) = (5, 0);
        assertFalse(_verify(a), 'step');
        (a.step, a.epoch) = (1, 3);
        assertFalse(_verify(a), 'epoch');
        a.epoch = 2;
        assertTrue(_verify(a), 'all as they were');
    }

    function test_RefusesAnotherStatement() public view {
        for (uint256 i; i < 5; ++i) {
            Answer memory a = _answer(5, 1, 2, 2);
            a.statement[i] ^= 1;
            assertFalse(_verify(a), 'a bit of the statement');
        }
    }

    // INV-15
    function test_RefusesASignalThatIsNotCanonical() public view {
        for (uint256 i; i < 5; ++i) {
            Answer memory a = _answer(5, 1, 2, 2);
            a.statement[i] += Bn254.FIELD_ORDER;
            assertFalse(_verify(a), 'r more');
        }
    }

    // INV-13
    function test_RefusesAMauledPair() public view {
        Answer memory a = _answer(5, 1, 2, 2);
        a.proof = Faults.maul(a.proof);
        assertFalse(_verify(a), 'B + eta, D + A');
    }

    function test_RefusesAFinalisation() public view {
        assertFalse(_verify(_answer(5, 1, 2, 1 | (65536 << 13))), 'of whatever sum');
    }

    function test_RefusesPointsOffTheCurve() public view {
        for (uint256 place; place <= 8; place += place == 0 ? 6 : 2) {
            Answer memory a = _answer(5, 1, 2, 2);
            a.proof = Faults.withPoint(a.proof, place, G1Point(1, 3));
            assertFalse(_verify(a), 'no point');
        }
    }

    function test_RefusesAProofUnderAnotherKey() public {
        CircuitId other = _register(SimulatedKey.LENGTH + 1);
        Answer memory a = _answer(5, 1, 2, 2);
        assertFalse(
            _desk.verifyStep{gas: _CALL_GAS}(other, a.proof, a.statement, a.nonce, a.step, a.epoch),
            'the same points, and one base more'
        );
    }

    function test_RevertWhen_TheCircuitIsUnknown() public {
        Answer memory a = _answer(5, 1, 2, 2);
        CircuitId unknown = CircuitId.wrap(keccak256('unknown'));
        VM.expectRevert(abi.encodeWithSelector(ICircuitRegistry.CircuitNotRegistered.selector, unknown));
        _desk.verifyStep(unknown, a.proof, a.statement, a.nonce, a.step, a.epoch);
    }

    function _register(uint256 length) private returns (CircuitId) {
        return _registry.register(SimulatedKey.verifyingKey(length), SimulatedKey.metadata(8), _development());
    }

    function _answer(
        uint256 nonce,
        uint256 step,
        uint256 epoch,
        uint256 params
    ) private view returns (Answer memory answer) {
        (answer.nonce, answer.step, answer.epoch) = (nonce, step, epoch);
        G1Point memory d = SimulatedKey.pointOf(_D);
        bytes32 keyHash = _registry.circuit(_id).keyHash;
        bytes memory row = abi.encode(keccak256('tacit.standalone'), keyHash, nonce, step, epoch, d);
        uint256[] memory pubs = SimulatedKey.signals([uint256(11), 12, 13, params], uint256(keccak256(row)) >> 3);
        answer.proof = SimulatedKey.simulate(pubs, _D);
        for (uint256 i; i < 5; ++i) answer.statement[i] = pubs[i];
    }

    function _verify(Answer memory a) private view returns (bool) {
        return _desk.verifyStep{gas: _CALL_GAS}(_id, a.proof, a.statement, a.nonce, a.step, a.epoch);
    }
}
