// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {Bn254} from '../proofs/Bn254.sol';
import {DealHashes, Scope} from '../test/DealHashes.sol';
import {Dealer, Dealt} from '../test/Dealer.sol';
import {SimulatedKey} from '../test/SimulatedKey.sol';
import {TrainingMoney} from './TrainingMoney.t.sol';
import {Round, RoundStatus, Task, TaskId, TaskStatus, Terms} from './TrainingTypes.sol';

/// @dev How a frozen round becomes a model, or does not.
contract TrainingEndingsTest is TrainingMoney {
    uint256 private constant _R = Bn254.FIELD_ORDER;
    uint256 private constant _LOSSES = 1 << 48;

    /// @dev What a finalisation is about. Each test changes one thing.
    struct Claim {
        Scope scope;
        bytes32 log;
        address beneficiary;
        /// rootBefore, rootAfter, dataRoot, params
        uint256[4] statement;
        /// The log of the sum that is hashed, and of that which is proven.
        uint256 hashed;
        uint256 d;
    }

    TaskId private _id;

    function setUp() public {
        _start();
        _id = _running();
    }

    function _expectStatus(uint256 number, RoundStatus actual) private {
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.RoundNotInStatus.selector, _id, number, actual));
    }

    function _expectEarly(uint256 from) private {
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.TooEarly.selector, block.timestamp, from));
    }

    function _claim(uint256 root, uint256 loss) private view returns (Claim memory claim) {
        Task memory task = _task(_id);
        Dealt[] memory included = _included(_id, task.round);
        claim.scope = _scope(_id, task.round);
        (claim.log, claim.beneficiary) = (_frozenLog(_id, task.round), FINALISER);
        claim.statement = [task.root, root, 0, SimulatedKey.finalParams(65_536 / included.length, loss)];
        claim.hashed = Dealer.sumOfLogs(included);
        claim.d = claim.hashed;
    }

    function _prove(Claim memory claim) private view returns (uint256[8] memory abc) {
        uint256 context = DealHashes.finalContext(
            claim.scope,
            claim.log,
            SimulatedKey.pointOf(claim.hashed),
            claim.beneficiary
        );
        uint256[] memory pubs = SimulatedKey.signals(claim.statement, context);
        uint256[10] memory proof = SimulatedKey.simulate(pubs, claim.d);
        for (uint256 i; i < 8; ++i) abc[i] = proof[i];
    }

    function _call(uint256 root, uint256 loss, uint256[8] memory abc) private {
        VM.prank(STRANGER);
        training.finalise{gas: CALL_GAS}(_id, root, uint64(loss), abc, FINALISER, keccak256('cid'));
    }

    function _refuses(uint256 root, uint256 loss, uint256[8] memory abc) private {
        uint256 number = _task(_id).round;
        bytes4 selector = ITrainingRounds.FinalisationRefused.selector;
        VM.expectRevert(abi.encodeWithSelector(selector, _id, number, root, uint64(loss)));
        _call(root, loss, abc);
    }

    function _refusesClaim(Claim memory claim) private {
        _refuses(77, 88, _prove(claim));
    }

    // Finalising

    // INV-44
    function test_Finalises() public {
        _frozenRound(_id, 3);
        uint256[8] memory abc = _prove(_claim(77, 88));
        (, , uint256 last) = training.sumDeadlines(_id, 1);
        VM.warp(last);
        VM.expectEmit();
        emit ITrainingRounds.RoundFinalised(_id, 1, 77, 88, FINALISER, keccak256('cid'));
        VM.expectEmit();
        emit ITrainingTasks.Credited(FINALISER, 2003);
        _call(77, 88, abc);
        Round memory round = _round(_id);
        assertTrue(round.status == RoundStatus.Finalised && !round.settled, 'finalised');
        assertTrue(round.rootAfter == 77 && round.lossSum == 88, 'the model');
        Task memory task = _task(_id);
        assertTrue(task.root == 77 && task.consumed == 1 && task.unsettled == 1, 'the task');
        assertTrue(task.status == TaskStatus.Running && task.pool == 51_039 - 2003, 'goes on');
        assertEq(training.owed(FINALISER), 2003);
        _assertSolvent();
        // The next round begins with that model.
        _finalisedRound(_id, 2);
        assertEq(_task(_id).root, _round(_id).rootAfter);
        assertTrue(_task(_id).root != 77, 'another one');
    }

    function test_RevertWhen_FinalisedTooLate() public {
        _frozenRound(_id, 2);
        uint256[8] memory abc = _prove(_claim(77, 88));
        (, , uint256 last) = training.sumDeadlines(_id, 1);
        VM.warp(last + 1);
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.TooLate.selector, last + 1, last));
        _call(77, 88, abc);
    }

    /// @dev Nobody could ever withdraw the reward.
    function test_RevertWhen_TheBeneficiaryIsNobody() public {
        _frozenRound(_id, 3);
        uint256[8] memory abc = _proveFinal(_id, 77, 88, address(0));
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.BeneficiaryIsNobody.selector));
        training.finalise(_id, 77, 88, abc, address(0), keccak256('cid'));
    }

    function test_RevertWhen_FinalisedInAnotherStatus() public {
        uint256[8] memory abc;
        _openRound(_id);
        _expectStatus(1, RoundStatus.Open);
        _call(1, 1, abc);
        VM.warp(_round(_id).trainingEnds + 1);
        training.freeze(_id);
        _expectStatus(1, RoundStatus.Void);
        _call(1, 1, abc);
        _frozenRound(_id, 2);
        abc = _prove(_claim(77, 88));
        _call(77, 88, abc);
        _expectStatus(2, RoundStatus.Finalised);
        _call(77, 88, abc);
    }

    function test_RevertWhen_AFinalisationSaysSomethingElse() public {
        _frozenRound(_id, 3);
        uint256[8] memory abc = _prove(_claim(77, 88));
        _refuses(78, 88, abc);
        _refuses(77, 89, abc);
        uint256 number = 1;
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.FinalisationRefused.selector, _id, number, 77, 88));
        training.finalise(_id, 77, 88, abc, STRANGER, keccak256('cid'));
        uint256[8] memory none;
        _refuses(77, 88, none);
        abc[6] = abc[6] ^ 1;
        _refuses(77, 88, abc);
    }

    // INV-47
    function test_RevertWhen_AFinalisationIsOfAnotherStatement() public {
        _frozenRound(_id, 3);
        uint256[4] memory right = _claim(77, 88).statement;
        assertEq(right[3], 1 | (21_845 << 13) | (88 << 30));
        uint256[7] memory params = [
            SimulatedKey.finalParams(21_846, 88),
            SimulatedKey.finalParams(32_768, 88),
            SimulatedKey.finalParams(65_536, 88),
            SimulatedKey.finalParams(7, 88),
            right[3] - 1,
            right[3] | 2,
            right[3] | (1 << 78)
        ];
        Claim memory claim;
        for (uint256 i; i < params.length; ++i) {
            claim = _claim(77, 88);
            claim.statement[3] = params[i];
            _refusesClaim(claim);
        }
        claim = _claim(77, 88);
        claim.statement[0] += 1;
        _refusesClaim(claim);
        claim = _claim(77, 88);
        claim.statement[2] = _dataRoot(0);
        _refusesClaim(claim);
        _call(77, 88, _prove(_claim(77, 88)));
    }

    function test_RevertWhen_AFinalisationIsOfAnotherSum() public {
        _frozenRound(_id, 3);
        Claim memory claim = _claim(77, 88);
        uint256 part = addmod(claim.d, _R - _logged(_id, 1)[2].dLogs[0], _R);
        claim.d = part;
        _refusesClaim(claim);
        claim.hashed = part;
        _refusesClaim(claim);
        claim = _claim(77, 88);
        claim.hashed = part;
        _refusesClaim(claim);
    }

    function test_RevertWhen_AFinalisationIsOfAnotherScope() public {
        _frozenRound(_id, 3);
        for (uint256 i; i < 8; ++i) {
            Claim memory claim = _claim(77, 88);
            if (i == 0) claim.scope.chainId = 1;
            if (i == 1) claim.scope.where = address(keyholders);
            if (i == 2) claim.scope.keyHash = keccak256('another key');
            if (i == 3) claim.scope.task = keccak256('another task');
            if (i == 4) claim.scope.round = 2;
            if (i == 5) claim.log = _round(_id).log;
            if (i == 6) claim.log = keccak256(abi.encode(keccak256('tacit.frozen'), _round(_id).log, 3));
            if (i == 7) claim.beneficiary = STRANGER;
            _refusesClaim(claim);
        }
        uint256[8] memory abc = _prove(_claim(77, 88));
        uint256 here = block.chainid;
        VM.chainId(1);
        _refuses(77, 88, abc);
        VM.chainId(here);
        _call(77, 88, abc);
    }

    /// @dev INV-52. An old proof of the same difference, after the model has come back.
    function test_RevertWhen_AFinalisationIsReplayed() public {
        uint256 genesis = _task(_id).root;
        _frozenRound(_id, 2);
        uint256[8] memory abc = _prove(_claim(genesis, 88));
        _call(genesis, 88, abc);
        assertEq(_task(_id).root, genesis);
        _frozenRound(_id, 2);
        _refuses(genesis, 88, abc);
    }

    function test_RevertWhen_TheLossHasTooManyBits() public {
        _frozenRound(_id, 2);
        _refuses(77, _LOSSES, _prove(_claim(77, _LOSSES)));
        _refuses(77, type(uint64).max, _prove(_claim(77, type(uint64).max)));
        _call(77, _LOSSES - 1, _prove(_claim(77, _LOSSES - 1)));
        assertEq(uint256(_round(_id).lossSum), _LOSSES - 1);
    }

    function test_RevertWhen_TheNextRootIsNotCanonical() public {
        _frozenRound(_id, 2);
        _refuses(_R, 88, _prove(_claim(_R, 88)));
        _refuses(77 + _R, 88, _prove(_claim(77 + _R, 88)));
        _refuses(77 + _R, 88, _prove(_claim(77, 88)));
        _call(_R - 1, 88, _prove(_claim(_R - 1, 88)));
    }

    function test_TheLastRoundEndsTheTask() public {
        Terms memory terms = _terms();
        terms.work.rounds = 1;
        _id = _runningWith(terms);
        _frozenRound(_id, 2);
        uint256[8] memory abc = _prove(_claim(77, 88));
        VM.expectEmit();
        emit ITrainingTasks.TaskEnded(_id);
        _call(77, 88, abc);
        assertTrue(_task(_id).status == TaskStatus.Ended, 'ended');
        _settle(_id, 1);
        _windUp(_id);
    }

    // Burning

    function _post(uint256 count) private {
        for (uint256 i = 1; i <= count; ++i) _postSum(_id, 1, i);
    }

    function _burns() private {
        VM.expectEmit();
        emit ITrainingTasks.TaskEnded(_id);
        VM.expectEmit();
        emit ITrainingRounds.RoundBurned(_id, 1);
        VM.prank(STRANGER);
        training.burn(_id);
        Task memory task = _task(_id);
        assertTrue(task.status == TaskStatus.Ended && task.consumed == 1 && task.unsettled == 1, 'ended');
        assertTrue(task.root == 12_345 && _round(_id).status == RoundStatus.Burned, 'the old model');
        assertEq(_round(_id).rootAfter, 0);
        _assertSolvent();
    }

    /// @dev One short of enough.
    function test_RevertWhen_BurnedBeforeTheAggregationsEnd() public {
        _frozenRound(_id, 2);
        _post(2);
        uint256 ends = _round(_id).aggregationEnds;
        _expectEarly(ends + 1);
        training.burn(_id);
        VM.warp(ends);
        _expectEarly(ends + 1);
        training.burn(_id);
        VM.warp(ends + 1);
        _burns();
    }

    function test_RevertWhen_BurnedWhileItMayBeFinalised() public {
        _frozenRound(_id, 2);
        _post(3);
        (, , uint256 last) = training.sumDeadlines(_id, 1);
        VM.warp(_round(_id).aggregationEnds + 1);
        _expectEarly(last + 1);
        training.burn(_id);
        VM.warp(last);
        _expectEarly(last + 1);
        training.burn(_id);
        VM.warp(last + 1);
        _burns();
    }

    /// @dev Whoever knows the sum in another way may still prove it, as long as nobody has given it up.
    function test_TooFewSumsDoNotHinderAProof() public {
        _frozenRound(_id, 2);
        (, , uint256 last) = training.sumDeadlines(_id, 1);
        VM.warp(last);
        _call(77, 88, _prove(_claim(77, 88)));
        _settle(_id, 1);
        _assertSolvent();
    }

    function test_RevertWhen_BurnedInAnotherStatus() public {
        _openRound(_id);
        _expectStatus(1, RoundStatus.Open);
        training.burn(_id);
        VM.warp(_round(_id).trainingEnds + 1);
        training.freeze(_id);
        _expectStatus(1, RoundStatus.Void);
        training.burn(_id);
        _frozenRound(_id, 2);
        _finalise(_id, FINALISER);
        VM.warp(block.timestamp + 100_000);
        _expectStatus(2, RoundStatus.Finalised);
        training.burn(_id);
    }

    // INV-42
    function test_RevertWhen_ABurnedRoundGoesOn() public {
        _frozenRound(_id, 2);
        uint256[8] memory abc = _prove(_claim(77, 88));
        VM.warp(_round(_id).aggregationEnds + 1);
        training.burn(_id);
        _expectStatus(1, RoundStatus.Burned);
        training.burn(_id);
        _expectStatus(1, RoundStatus.Burned);
        _call(77, 88, abc);
        _expectStatus(1, RoundStatus.Burned);
        training.freeze(_id);
        VM.deal(address(this), 607);
        VM.expectRevert(
            abi.encodeWithSelector(ITrainingTasks.TaskNotInStatus.selector, _id, TaskStatus.Ended, TaskStatus.Running)
        );
        training.openRound{value: 607}(_id);
    }

    // Settling

    // INV-45
    function test_RevertWhen_SettledEarly() public {
        _frozenRound(_id, 2);
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.RoundNotOver.selector, _id, 1));
        training.settle(_id, 1);
        _finalise(_id, FINALISER);
        (, , uint256 last) = training.sumDeadlines(_id, 1);
        _expectEarly(last + 1);
        training.settle(_id, 1);
        VM.warp(last);
        _expectEarly(last + 1);
        training.settle(_id, 1);
        VM.warp(last + 1);
        VM.prank(STRANGER);
        training.settle(_id, 1);
        assertTrue(_round(_id).settled && _task(_id).unsettled == 0, 'settled');
        _expectStatus(1, RoundStatus.Finalised);
        training.settle(_id, 1);
    }

    /// @dev A burned round is over at once, but its sums may be disputed.
    function test_RevertWhen_ABurnedRoundIsSettledEarly() public {
        _frozenRound(_id, 2);
        VM.warp(_round(_id).aggregationEnds + 1);
        training.burn(_id);
        (, , uint256 last) = training.sumDeadlines(_id, 1);
        VM.warp(last);
        _expectEarly(last + 1);
        training.settle(_id, 1);
        VM.warp(last + 1);
        training.settle(_id, 1);
        _expectStatus(1, RoundStatus.Burned);
        training.settle(_id, 1);
    }

    function test_RevertWhen_ARoundThatWasNotFrozenIsSettled() public {
        _openRound(_id);
        _expectStatus(1, RoundStatus.Open);
        training.settle(_id, 1);
        VM.warp(_round(_id).trainingEnds + 1);
        training.freeze(_id);
        _expectStatus(1, RoundStatus.Void);
        training.settle(_id, 1);
        _expectStatus(2, RoundStatus.None);
        training.settle(_id, 2);
    }

    function test_Announces() public {
        VM.expectEmit();
        emit ITrainingRounds.ModelAnnounced(_id, 1, STRANGER, keccak256('cid'));
        VM.prank(STRANGER);
        training.announce(_id, 1, keccak256('cid'));
    }
}
