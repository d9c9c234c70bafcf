// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {Dealer, Dealt} from '../test/Dealer.sol';
import {Faults} from '../test/Faults.sol';
import {SimulatedKey} from '../test/SimulatedKey.sol';
import {Training} from './Training.sol';
import {TrainingMoney} from './TrainingMoney.t.sol';
import {Signature, TaskId, Terms, Update} from './TrainingTypes.sol';

/// @dev What a relayer sends.
struct Batch {
    Update[] updates;
    uint256[] roots;
    uint256[10][] proofs;
}

/// @dev A wallet that signs whatever it is asked to.
contract Yes {
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return 0x1626ba7e;
    }
}

/// @dev Updates of several trainers in one transaction.
contract TrainingBatchesTest is TrainingMoney {
    using Bn254 for G1Point;

    /// @dev The order of secp256k1: the other writing of a signature has s negated.
    uint256 private constant _N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    TaskId private _id;

    function setUp() public {
        _start();
        _id = _running();
        _openRound(_id);
    }

    function _dealt(uint256 count) private view returns (Dealt[] memory dealt) {
        dealt = new Dealt[](count);
        for (uint256 k; k < count; ++k) dealt[k] = _deal(_id, _trainer(k), 1);
    }

    /// @dev Of the first trainers.
    function _batch(uint256 count) private view returns (Batch memory batch) {
        uint256[] memory secrets = new uint256[](count);
        for (uint256 k; k < count; ++k) secrets[k] = _trainerSecret(k);
        (batch.updates, batch.roots, batch.proofs) = _makeBatch(_dealt(count), secrets);
    }

    function _relay(Batch memory batch) private {
        VM.prank(STRANGER);
        training.submitUpdates{gas: CALL_GAS}(_id, batch.updates, batch.roots, batch.proofs);
    }

    function _twoSteps() private {
        Terms memory terms = _terms();
        terms.work.steps = 2;
        _id = _runningWith(terms);
        _openRound(_id);
    }

    function _refuses(Batch memory batch) private {
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.ProofsRefused.selector, _id, 1));
        _relay(batch);
    }

    function _assertTaken(Dealt[] memory dealt) private view {
        assertEq(_round(_id).submitted, (1 << dealt.length) - 1);
        assertEq(_round(_id).log, _walk(_emptyLog(_id, 1), dealt, dealt.length));
        assertTrue(_round(_id).sum.equals(SimulatedKey.pointOf(Dealer.sumOfLogs(dealt))), 'the sum');
    }

    // INV-39
    function test_TakesABatch() public {
        (Dealt[] memory dealt, Batch memory batch) = (_dealt(3), _batch(3));
        for (uint256 k; k < 3; ++k) {
            bytes32 cid = dealt[k].submission.cidDigest;
            VM.expectEmit();
            emit ITrainingRounds.UpdateSubmitted(_id, 1, _trainer(k), dealt[k].sharesHash, cid);
        }
        VM.warp(_round(_id).trainingEnds);
        _relay(batch);
        _assertTaken(dealt);
    }

    function test_TakesABatchOfOne() public {
        (Dealt[] memory dealt, Batch memory batch) = (_dealt(1), _batch(1));
        _relay(batch);
        _assertTaken(dealt);
    }

    function test_TakesABatchOfSeveralSteps() public {
        _twoSteps();
        (Dealt[] memory dealt, Batch memory batch) = (_dealt(3), _batch(3));
        _relay(batch);
        _assertTaken(dealt);
        for (uint256 k; k < 3; ++k) _keep(dealt[k]);
        _freeze(_id);
        _finalise(_id, FINALISER);
    }

    function test_RevertWhen_ABatchIsTooLate() public {
        Batch memory batch = _batch(2);
        uint256 ends = _round(_id).trainingEnds;
        VM.warp(ends + 1);
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.TooLate.selector, ends + 1, ends));
        _relay(batch);
    }

    function _refusesCounts(Batch memory batch) private {
        bytes4 selector = ITrainingRounds.ProofsMiscounted.selector;
        (uint256 proofs, uint256 roots) = (batch.proofs.length, batch.roots.length);
        VM.expectRevert(abi.encodeWithSelector(selector, proofs, roots, batch.updates.length));
        _relay(batch);
    }

    function test_RevertWhen_ABatchIsMiscounted() public {
        Batch memory none;
        _refusesCounts(none);
        (Batch memory two, Batch memory one) = (_batch(2), _batch(1));
        _refusesCounts(Batch(two.updates, one.roots, two.proofs));
        _refusesCounts(Batch(two.updates, two.roots, one.proofs));
        _refusesCounts(Batch(two.updates, one.roots, one.proofs));
        _refusesCounts(Batch(one.updates, two.roots, two.proofs));
        _refusesCounts(Batch(none.updates, one.roots, one.proofs));
    }

    function test_RevertWhen_OneProofOfABatchIsWrong() public {
        for (uint256 k; k < 3; ++k) {
            Batch memory batch = _batch(3);
            G1Point memory c = Bn254.add(G1Point(batch.proofs[k][6], batch.proofs[k][7]), Bn254.generator());
            batch.proofs[k] = Faults.withPoint(batch.proofs[k], 6, c);
            _refuses(batch);
            batch = _batch(3);
            batch.proofs[k] = Faults.maul(batch.proofs[k]);
            // Its D is not what the trainer has signed.
            VM.expectPartialRevert(ITrainingRounds.UpdateNotSigned.selector);
            _relay(batch);
            batch = _batch(3);
            batch.roots[k] = 1;
            _refuses(batch);
        }
        assertEq(_round(_id).submitted, 0);
        assertEq(_round(_id).seed, 0);
    }

    /// @dev C + X and C - X: in a plain sum they would cancel.
    function _cancel(Batch memory batch, uint256 a, uint256 b) private view {
        G1Point memory x = Bn254.generator();
        G1Point memory c = Bn254.add(G1Point(batch.proofs[a][6], batch.proofs[a][7]), x);
        batch.proofs[a] = Faults.withPoint(batch.proofs[a], 6, c);
        c = Bn254.add(G1Point(batch.proofs[b][6], batch.proofs[b][7]), x.negate());
        batch.proofs[b] = Faults.withPoint(batch.proofs[b], 6, c);
    }

    function test_RevertWhen_TwoFaultsCancel() public {
        for (uint256 k; k < 3; ++k) {
            Batch memory batch = _batch(3);
            _cancel(batch, k, (k + 1) % 3);
            _refuses(batch);
        }
        _twoSteps();
        Batch memory one = _batch(1);
        _cancel(one, 0, 1);
        _refuses(one);
    }

    /// @dev Proofs of two trainers in each other's place.
    function test_RevertWhen_ProofsAreSwapped() public {
        Batch memory batch = _batch(2);
        (batch.roots[0], batch.roots[1]) = (batch.roots[1], batch.roots[0]);
        _refuses(batch);
        (batch.proofs[0], batch.proofs[1]) = (batch.proofs[1], batch.proofs[0]);
        VM.expectPartialRevert(ITrainingRounds.UpdateNotSigned.selector);
        _relay(batch);
    }

    /// @dev A chain goes on within a trainer, and not to the next one.
    function test_RevertWhen_ATrainerGoesOnFromAnother() public {
        _twoSteps();
        Dealt[] memory dealt = _dealt(2);
        Batch memory batch = _batch(2);
        uint256[4] memory statement = _statementOf(_id, _trainer(1), 0);
        (statement[0], statement[1]) = (batch.roots[1], batch.roots[2]);
        (batch.proofs[2], ) = Dealer.proveStep(dealt[1], 0, statement);
        _refuses(batch);
    }

    // INV-40
    function test_RevertWhen_ATrainerOccursTwice() public {
        bytes4 selector = ITrainingRounds.AlreadySubmitted.selector;
        Batch memory batch = _batch(2);
        (batch.updates[1], batch.roots[1]) = (batch.updates[0], batch.roots[0]);
        batch.proofs[1] = batch.proofs[0];
        VM.expectRevert(abi.encodeWithSelector(selector, _id, 1, _trainer(0)));
        _relay(batch);
        // Also where it had submitted before, and is passed over once.
        _submit(_deal(_id, _trainer(0), 1));
        VM.expectRevert(abi.encodeWithSelector(selector, _id, 1, _trainer(0)));
        _relay(batch);
    }

    function test_RevertWhen_OneThatSubmittedIsRelayedAlone() public {
        Batch memory batch = _batch(1);
        _submit(_deal(_id, _trainer(0), 1));
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.AlreadySubmitted.selector, _id, 1, _trainer(0)));
        _relay(batch);
    }

    /// @dev Whoever sees a batch can send one of its updates ahead, and would make all the others absent.
    // INV-46
    function test_OneUpdateTakenOutOfABatchDoesNotStopTheRest() public {
        Batch memory batch = _batch(3);
        Dealt[] memory inOrder = new Dealt[](3);
        (inOrder[0], inOrder[1], inOrder[2]) = (_deal(_id, _trainer(1), 7), _dealt(3)[0], _dealt(3)[2]);
        _submit(inOrder[0]);
        _relay(batch);
        _assertTaken(inOrder);
    }

    function test_SeveralStepsArePassedOver() public {
        _twoSteps();
        Batch memory batch = _batch(3);
        Dealt[] memory inOrder = new Dealt[](3);
        (inOrder[0], inOrder[1], inOrder[2]) = (_deal(_id, _trainer(2), 7), _dealt(2)[0], _dealt(2)[1]);
        _submit(inOrder[0]);
        _relay(batch);
        _assertTaken(inOrder);
    }

    /// @dev What is passed over is proven like the rest.
    function test_RevertWhen_AnUpdateThatIsPassedOverIsWrong() public {
        Batch memory batch = _batch(3);
        _submit(_deal(_id, _trainer(1), 7));
        bytes memory right = abi.encode(batch);
        for (uint256 i; i < 3; ++i) {
            batch = abi.decode(right, (Batch));
            if (i == 0) batch.roots[1] ^= 1;
            if (i == 1) batch.proofs[1][6] ^= 1;
            if (i == 2) batch.proofs[1][9] ^= 1;
            VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.ProofsRefused.selector, _id, 1));
            _relay(batch);
        }
    }

    function test_RevertWhen_ABatchNamesAGuest() public {
        Batch memory batch = _batch(2);
        batch.updates[1].trainer = STRANGER;
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.NotInvited.selector, _id, 1, STRANGER));
        _relay(batch);
        batch.updates[1].trainer = address(0);
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.NotInvited.selector, _id, 1, address(0)));
        _relay(batch);
    }

    // Signatures

    function test_HashesUpdatesAsEip712() public view {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256('EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)'),
                keccak256('Tacit Training'),
                keccak256('1'),
                block.chainid,
                address(training)
            )
        );
        bytes32 name = keccak256('Update(bytes32 task,uint256 round,bytes32 sharesHash)');
        bytes32 message = keccak256(abi.encode(name, _id, uint256(5), bytes32('hash')));
        bytes32 digest = keccak256(abi.encodePacked(hex'1901', domain, message));
        assertEq(training.hashUpdate(_id, 5, 'hash'), digest);
    }

    /// @dev In the second place of two.
    function _refusesSignature(Signature memory signature) private {
        Batch memory batch = _batch(2);
        batch.updates[1].signature = signature;
        bytes32 sharesHash = _deal(_id, _trainer(1), 1).sharesHash;
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.UpdateNotSigned.selector, _trainer(1), sharesHash));
        _relay(batch);
    }

    // INV-52
    function test_RevertWhen_ASignatureIsForeign() public {
        Dealt memory dealt = _deal(_id, _trainer(1), 1);
        uint256 secret = _trainerSecret(1);
        bytes32 hash = dealt.sharesHash;
        _refusesSignature(_signUpdate(_trainerSecret(0), dealt));
        _refusesSignature(_compact(secret, training.hashUpdate(_id, 2, hash)));
        _refusesSignature(_compact(secret, training.hashUpdate(_id, 0, hash)));
        _refusesSignature(_compact(secret, training.hashUpdate(TaskId.wrap('task'), 1, hash)));
        _refusesSignature(_compact(secret, training.hashUpdate(_id, 1, keccak256('other'))));
        _refusesSignature(_compact(secret, hash));
        Training other = new Training(circuits, keyholders);
        _refusesSignature(_compact(secret, other.hashUpdate(_id, 1, hash)));
        uint256 here = block.chainid;
        VM.chainId(1);
        Signature memory elsewhere = _compact(secret, training.hashUpdate(_id, 1, hash));
        VM.chainId(here);
        _refusesSignature(elsewhere);
    }

    function test_RevertWhen_ASignatureIsNone() public {
        Signature memory right = _signUpdate(_trainerSecret(1), _deal(_id, _trainer(1), 1));
        _refusesSignature(Signature(0, 0));
        _refusesSignature(Signature(right.r, right.vs ^ bytes32(uint256(1) << 255)));
        _refusesSignature(Signature(right.r, right.vs ^ bytes32(uint256(1))));
        _refusesSignature(Signature(bytes32(uint256(right.r) ^ 1), right.vs));
        uint256 s = uint256(right.vs) & ~(uint256(1) << 255);
        _refusesSignature(Signature(right.r, bytes32(_N - s)));
        _refusesSignature(Signature(right.r, bytes32((_N - s) ^ (uint256(1) << 255))));
    }

    function test_RevertWhen_SignaturesAreSwapped() public {
        Batch memory batch = _batch(2);
        (Signature memory a, Signature memory b) = (batch.updates[0].signature, batch.updates[1].signature);
        (batch.updates[0].signature, batch.updates[1].signature) = (b, a);
        bytes32 sharesHash = _deal(_id, _trainer(0), 1).sharesHash;
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.UpdateNotSigned.selector, _trainer(0), sharesHash));
        _relay(batch);
    }

    /// @dev Contracts submit for themselves.
    function test_RevertWhen_AWalletIsRelayed() public {
        address wallet = address(new Yes());
        VM.warp(_round(_id).trainingEnds + 1);
        training.freeze(_id);
        uint256 deposit = training.depositOf(_id);
        _as(wallet, deposit);
        training.enrol{value: deposit}(_id, _dataRoot(3), _batches(3), new bytes32[](0));
        _openRound(_id);
        (Dealt[] memory dealt, uint256[] memory secrets) = (new Dealt[](1), new uint256[](1));
        (dealt[0], secrets[0]) = (_deal(_id, wallet, 1), _trainerSecret(0));
        Batch memory batch;
        (batch.updates, batch.roots, batch.proofs) = _makeBatch(dealt, secrets);
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.UpdateNotSigned.selector, wallet, dealt[0].sharesHash));
        _relay(batch);
        _submit(dealt[0]);
        assertEq(_round(_id).submitted, 8);
    }
}
