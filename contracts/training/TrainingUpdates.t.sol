// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {DealHashes} from '../test/DealHashes.sol';
import {Dealer, Dealt, Plan} from '../test/Dealer.sol';
import {Faults} from '../test/Faults.sol';
import {SimulatedKey} from '../test/SimulatedKey.sol';
import {Training} from './Training.sol';
import {Made} from './TrainingSupport.t.sol';
import {TrainingMoney} from './TrainingMoney.t.sol';
import {RoundStatus, TaskId, Terms} from './TrainingTypes.sol';

/// @dev What an update must be. Each refused one is right in everything but one thing.
contract TrainingUpdatesTest is TrainingMoney {
    uint256 private constant _R = Bn254.FIELD_ORDER;
    uint256 private constant _Q = Bn254.COORDINATE_ORDER;

    TaskId private _id;

    function setUp() public {
        _start();
        _id = _running();
        _openRound(_id);
    }

    function _first() private view returns (Dealt memory) {
        return _deal(_id, _trainer(0), 1);
    }

    function _refuses(Made memory made) private {
        uint256 number = _task(_id).round;
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.ProofsRefused.selector, _id, number));
        _send(_id, made);
    }

    /// @dev A task of two steps, with an open round.
    function _twoSteps() private {
        Terms memory terms = _terms();
        terms.work.steps = 2;
        _id = _runningWith(terms);
        _openRound(_id);
    }

    // What is taken

    // INV-39
    function test_TakesAnUpdate() public {
        Dealt memory dealt = _first();
        Made memory made = _make(dealt);
        bytes32 cid = dealt.submission.cidDigest;
        VM.warp(_round(_id).trainingEnds);
        VM.expectEmit();
        emit ITrainingRounds.SeedDrawn(_id, 1, _seedOf(_id, 1));
        VM.expectEmit();
        emit ITrainingRounds.UpdateSubmitted(_id, 1, _trainer(0), dealt.sharesHash, cid);
        _send(_id, made);
        _keep(dealt);
        assertEq(_round(_id).submitted, 1);
        assertEq(_round(_id).log, _walk(_emptyLog(_id, 1), _logged(_id, 1), 1));
        assertTrue(Bn254.equals(_round(_id).sum, dealt.submission.deal.d[0]), 'the sum');

        _submit(_deal(_id, _trainer(2), 1));
        Dealt[] memory all = _logged(_id, 1);
        assertEq(_round(_id).submitted, 5);
        assertEq(_round(_id).log, _walk(_emptyLog(_id, 1), all, 2));
        assertTrue(Bn254.equals(_round(_id).sum, SimulatedKey.pointOf(Dealer.sumOfLogs(all))), 'the sum of both');
    }

    function test_TakesSeveralSteps() public {
        Terms memory terms = _terms();
        terms.work.steps = uint8(MAX_STEPS);
        _id = _runningWith(terms);
        _openRound(_id);
        _submit(_first());
        _submit(_deal(_id, _trainer(1), 9));
        Dealt[] memory all = _logged(_id, 1);
        assertTrue(Bn254.equals(_round(_id).sum, SimulatedKey.pointOf(Dealer.sumOfLogs(all))), 'all steps');
    }

    /// @dev Other bytes of the same proof: D, which is hashed, is the same.
    function test_TakesAProofInAnotherSpelling() public {
        Made memory made = _make(_first());
        made.proofs[0] = Faults.respell(made.proofs[0]);
        _send(_id, made);
        assertEq(_round(_id).submitted, 1);
    }

    // When and by whom

    function test_RevertWhen_ItIsTooLate() public {
        Made memory made = _make(_first());
        uint256 ends = _round(_id).trainingEnds;
        VM.warp(ends + 1);
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.TooLate.selector, ends + 1, ends));
        _send(_id, made);
    }

    function test_RevertWhen_TheRoundIsNotOpen() public {
        Made memory late = _make(_deal(_id, _trainer(2), 1));
        _submit(_first());
        _submit(_deal(_id, _trainer(1), 1));
        _freeze(_id);
        _expectStatus(RoundStatus.Frozen);
        _send(_id, late);
        _finalise(_id, FINALISER);
        _expectStatus(RoundStatus.Finalised);
        _send(_id, late);
    }

    function _expectStatus(RoundStatus actual) private {
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.RoundNotInStatus.selector, _id, 1, actual));
    }

    function _refusesGuest(address trainer) private {
        Made memory made = _make(_first());
        made.trainer = trainer;
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.NotInvited.selector, _id, 1, trainer));
        _send(_id, made);
    }

    /// @dev INV-40. Nobody's index is 0, as is the first trainer's.
    function test_RevertWhen_ATrainerIsNotInvited() public {
        _refusesGuest(STRANGER);
        _enrol(_id, 3);
        _refusesGuest(_trainer(3));
        VM.prank(_trainer(3));
        training.quit(_id);
        _refusesGuest(_trainer(3));
    }

    function test_RevertWhen_WhoeverLeftBeforeSubmits() public {
        VM.warp(_round(_id).trainingEnds + 1);
        training.freeze(_id);
        VM.prank(_trainer(0));
        training.quit(_id);
        _openRound(_id);
        Made memory made = _make(_first());
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.NotInvited.selector, _id, 2, _trainer(0)));
        _send(_id, made);
    }

    // INV-40
    function test_RevertWhen_ATrainerSubmitsTwice() public {
        Made memory made = _make(_first());
        Made memory other = _make(_deal(_id, _trainer(0), 2));
        _send(_id, made);
        bytes memory reason = abi.encodeWithSelector(ITrainingRounds.AlreadySubmitted.selector, _id, 1, _trainer(0));
        VM.expectRevert(reason);
        _send(_id, made);
        VM.expectRevert(reason);
        _send(_id, other);
    }

    // Numbers

    function _refusesCounts(uint256 proofs, uint256 roots) private {
        Made memory made = _make(_first());
        uint256[10][] memory old = made.proofs;
        made.proofs = new uint256[10][](proofs);
        for (uint256 i; i < proofs; ++i) made.proofs[i] = old[i % old.length];
        made.roots = new uint256[](roots);
        uint256 steps = _task(_id).steps;
        bytes4 selector = ITrainingRounds.ProofsMiscounted.selector;
        VM.expectRevert(abi.encodeWithSelector(selector, proofs, roots, steps));
        _send(_id, made);
    }

    function test_RevertWhen_ProofsAreMiscounted() public {
        _refusesCounts(0, 0);
        _refusesCounts(0, 1);
        _refusesCounts(1, 0);
        _refusesCounts(1, 2);
        _refusesCounts(2, 1);
        _refusesCounts(2, 2);
        _twoSteps();
        _refusesCounts(1, 1);
        _refusesCounts(2, 1);
        _refusesCounts(1, 2);
        _refusesCounts(4, 4);
    }

    function test_RevertWhen_CommitmentsAreMiscounted() public {
        for (uint256 count; count < 5; ++count) {
            if (count == 2) continue;
            Dealt memory dealt = _first();
            Faults.recount(dealt, count);
            Made memory made = _make(dealt);
            VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.SealingMiscounted.selector, count, 2));
            _send(_id, made);
        }
    }

    // Points

    /// @dev The identity, another curve, and two spellings that precompiles refuse.
    function _badPoints(G1Point memory point) private pure returns (G1Point[4] memory bad) {
        bad[1] = Faults.offCurve(point);
        bad[2] = Faults.aliasX(point);
        bad[3] = Faults.aliasY(point);
    }

    function _refusesPoint(Made memory made, G1Point memory point) private {
        bytes4 selector = ITrainingRounds.SealingPointRefused.selector;
        VM.expectRevert(abi.encodeWithSelector(selector, _trainer(0), point));
        _send(_id, made);
    }

    function test_RevertWhen_APointOfTheSealingIsNone() public {
        Made memory made = _make(_first());
        G1Point memory right = made.sealing.ephemeral;
        G1Point[4] memory bad = _badPoints(right);
        for (uint256 i; i < 4; ++i) {
            made.sealing.ephemeral = bad[i];
            _refusesPoint(made, bad[i]);
        }
        made.sealing.ephemeral = right;
        for (uint256 c; c < 2; ++c) {
            right = made.sealing.commitments[c];
            bad = _badPoints(right);
            for (uint256 i; i < 4; ++i) {
                made.sealing.commitments[c] = bad[i];
                _refusesPoint(made, bad[i]);
            }
            made.sealing.commitments[c] = right;
        }
        _send(_id, made);
    }

    function test_RevertWhen_APointOfAProofIsNone() public {
        Made memory made = _make(_first());
        uint256[10] memory right = made.proofs[0];
        for (uint256 place; place < 10; place += place == 0 ? 6 : 2) {
            G1Point[4] memory bad = _badPoints(G1Point(right[place], right[place + 1]));
            for (uint256 i; i < 4; ++i) {
                made.proofs[0] = Faults.withPoint(right, place, bad[i]);
                _refuses(made);
            }
        }
        for (uint256 i = 2; i < 6; ++i) {
            made.proofs[0] = abi.decode(abi.encode(right), (uint256[10]));
            made.proofs[0][i] += _Q;
            _refuses(made);
            made.proofs[0][i] -= _Q - 1;
            _refuses(made);
        }
        for (uint256 i = 2; i < 6; ++i) made.proofs[0][i] = 0;
        _refuses(made);
        made.proofs[0] = right;
        _send(_id, made);
    }

    // Statements

    /// @dev A proof of something else in one of rootBefore, rootAfter, dataRoot and params.
    function _refusesStatement(uint256 place, uint256 value) private {
        Dealt memory dealt = _first();
        Made memory made = _make(dealt);
        uint256[4] memory statement = _statementOf(_id, _trainer(0), 0);
        statement[1] = made.roots[0];
        statement[place] = value;
        (made.proofs[0], ) = Dealer.proveStep(dealt, 0, statement);
        _refuses(made);
    }

    // INV-47
    function test_RevertWhen_AProofIsOfAnotherStatement() public {
        uint256[4] memory right = _statementOf(_id, _trainer(0), 0);
        _refusesStatement(0, right[0] + 1);
        _refusesStatement(1, 1);
        _refusesStatement(2, _dataRoot(1));
        // Any other batch; another rate; the mode of a finalisation; a loss.
        uint256 batch = _batchOf(_id, 1, _trainer(0), 0);
        for (uint256 other; other < _batches(0); ++other) {
            if (other != batch) _refusesStatement(3, SimulatedKey.stepParams(other, 7));
        }
        _refusesStatement(3, SimulatedKey.stepParams(batch, 8));
        _refusesStatement(3, right[3] | 1);
        _refusesStatement(3, right[3] | (1 << 30));
    }

    /// @dev Both satisfy the equation.
    function test_RevertWhen_ARootIsNotCanonical() public {
        Dealt memory dealt = _first();
        Made memory made = _make(dealt);
        made.roots[0] += _R;
        _refuses(made);
        uint256[4] memory statement = _statementOf(_id, _trainer(0), 0);
        statement[1] = made.roots[0];
        (made.proofs[0], ) = Dealer.proveStep(dealt, 0, statement);
        _refuses(made);
    }

    /// @dev The equation holds for the mauled one, with what was signed before. But D is hashed.
    function test_RevertWhen_AProofIsMauled() public {
        Made memory made = _make(_first());
        made.proofs[0] = Faults.maul(made.proofs[0]);
        _refuses(made);
    }

    /// @dev All that sharesHash covers.
    function test_RevertWhen_ASealingIsAnothers() public {
        bytes memory right = abi.encode(_make(_first()));
        for (uint256 i; i < 10; ++i) {
            Made memory made = abi.decode(right, (Made));
            if (i == 0) made.sealing.cid ^= bytes32(uint256(1));
            else if (i == 1) made.sealing.proof.c ^= 1;
            else if (i == 2) made.sealing.proof.z ^= 1;
            else if (i == 3) made.sealing.ephemeral = Bn254.generator();
            else if (i == 4) made.sealing.commitments[0] = made.sealing.commitments[1];
            else made.sealing.ctRoot ^= bytes32(uint256(1 << i));
            _refuses(made);
        }
        _send(_id, abi.decode(right, (Made)));
    }

    /// @dev INV-52. Whoever copies what another has submitted.
    function test_RevertWhen_AnUpdateIsAnotherTrainers() public {
        Made memory made = _make(_first());
        made.trainer = _trainer(1);
        _refuses(made);
        // Proven anew, under the statement of the copier, of whom the deal knows nothing.
        Dealt memory dealt = _first();
        uint256[4] memory statement = _statementOf(_id, _trainer(1), 0);
        statement[1] = made.roots[0];
        (made.proofs[0], ) = Dealer.proveStep(dealt, 0, statement);
        _refuses(made);
        made.sealing.cid = keccak256('another');
        _refuses(made);
    }

    /// @dev A rogue D, which would cancel another's in the sum: its trainer can prove what it knows the opening of, and
    /// show another point. Whoever could open that one would know the other's update.
    function test_RevertWhen_ACommitmentIsChosenAgainstAnothers() public {
        Dealt memory other = _first();
        _submit(other);
        Dealt memory rogue = _deal(_id, _trainer(1), 2);
        uint256 known = rogue.dLogs[0];
        Faults.commitOther(rogue, 0, addmod(known, _R - other.dLogs[0], _R));
        Made memory made = _make(rogue);
        (uint256 x, uint256 y) = (made.proofs[0][8], made.proofs[0][9]);
        uint256[4] memory statement = _statementOf(_id, _trainer(1), 0);
        statement[1] = made.roots[0];
        rogue.dLogs[0] = known;
        (made.proofs[0], ) = Dealer.proveStep(rogue, 0, statement);
        (made.proofs[0][8], made.proofs[0][9]) = (x, y);
        _refuses(made);
    }

    // Chains of steps

    // INV-47
    function test_RevertWhen_StepsAreNotChained() public {
        _twoSteps();
        Dealt memory dealt = _first();
        bytes memory right = abi.encode(_make(dealt));
        Made memory made = abi.decode(right, (Made));
        // The second step begins where the first did.
        uint256[4] memory statement = _statementOf(_id, _trainer(0), 1);
        statement[1] = made.roots[1];
        (made.proofs[1], ) = Dealer.proveStep(dealt, 1, statement);
        _refuses(made);

        made = abi.decode(right, (Made));
        (made.proofs[0], made.proofs[1]) = (made.proofs[1], made.proofs[0]);
        _refuses(made);
        (made.roots[0], made.roots[1]) = (made.roots[1], made.roots[0]);
        _refuses(made);

        made = abi.decode(right, (Made));
        (made.proofs[1], made.roots[1]) = (made.proofs[0], made.roots[0]);
        _refuses(made);

        made = abi.decode(right, (Made));
        made.roots[1] = 1;
        _refuses(made);
        _send(_id, abi.decode(right, (Made)));
    }

    /// @dev The other step's batch, or its number.
    function test_RevertWhen_AStepIsAnother() public {
        _twoSteps();
        Dealt memory dealt = _first();
        Made memory made = _make(dealt);
        uint256[4] memory statement = _statementOf(_id, _trainer(0), 0);
        assertTrue(statement[3] != _statementOf(_id, _trainer(0), 1)[3], 'other batches');
        (statement[0], statement[1]) = (made.roots[0], made.roots[1]);
        (made.proofs[1], ) = Dealer.proveStep(dealt, 1, statement);
        _refuses(made);

        made = _make(dealt);
        statement[3] = _statementOf(_id, _trainer(0), 1)[3];
        G1Point memory d = dealt.submission.deal.d[1];
        uint256 context = DealHashes.stepContext(dealt.dealHash, dealt.sharesHash, 0, d);
        uint256[] memory pubs = SimulatedKey.signals(statement, context);
        made.proofs[1] = SimulatedKey.simulate(pubs, dealt.dLogs[1]);
        _refuses(made);
    }

    // Replays

    /// @dev INV-52. A deal for another chain, contract, key, task or round, whose proofs are right for this one.
    function test_RevertWhen_ADealIsOfAnotherScope() public {
        for (uint256 i; i < 6; ++i) {
            Plan memory plan = _plan(_id, _trainer(0), 1);
            if (i == 0) plan.scope.chainId = 1;
            if (i == 1) plan.scope.where = address(keyholders);
            if (i == 2) plan.scope.keyHash = keccak256('another key');
            if (i == 3) plan.scope.task = keccak256('another task');
            if (i == 4) plan.scope.round = 2;
            Made memory made = _makeFor(_id, Dealer.prepare(plan));
            // The last is a control.
            if (i == 5) _send(_id, made);
            else _refuses(made);
        }
    }

    function test_RevertWhen_AnUpdateIsReplayedInAnotherRound() public {
        Made memory made = _make(_first());
        _send(_id, made);
        VM.warp(_round(_id).trainingEnds + 1);
        training.freeze(_id);
        _openRound(_id);
        assertTrue(_task(_id).round == 2 && _task(_id).root == 12_345, 'the same model');
        _refuses(made);
    }

    function test_RevertWhen_AnUpdateIsReplayedInAnotherTask() public {
        Made memory made = _make(_first());
        _send(_id, made);
        _id = _running();
        _openRound(_id);
        _refuses(made);
    }

    function test_RevertWhen_AnUpdateIsReplayedOnAnotherChain() public {
        Made memory made = _make(_first());
        uint256 here = block.chainid;
        VM.chainId(1);
        _refuses(made);
        VM.chainId(here);
        _send(_id, made);
    }

    function test_RevertWhen_AnUpdateIsReplayedInAnotherContract() public {
        Made memory made = _make(_first());
        _send(_id, made);
        training = new Training(circuits, keyholders);
        _id = _running();
        _openRound(_id);
        _refuses(made);
    }
}
