// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {ITrainingDisputes} from '../interfaces/ITrainingDisputes.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {Dealt} from '../test/Dealer.sol';
import {Faults} from '../test/Faults.sol';
import {TrainingDisputesSupport} from './TrainingDisputesSupport.t.sol';
import {Fault, PostedSum, RoundStatus, Submission} from './TrainingTypes.sol';

/// @dev Sums that are posted, demanded and answered; and what a round pays.
contract TrainingSumsTest is TrainingDisputesSupport {
    bytes4 private constant _NOT_POSTED = ITrainingDisputes.SumNotPosted.selector;
    bytes4 private constant _NOT_DEMANDED = ITrainingDisputes.SumNotDemanded.selector;
    bytes4 private constant _DEMANDED = ITrainingDisputes.SumAlreadyDemanded.selector;

    function setUp() public {
        _startRound();
        _submitHonest(3);
        _freeze(id);
    }

    function _refusePost(address by, bytes32 log, bytes memory reason) private {
        VM.expectRevert(reason);
        VM.prank(by);
        training.postSum(id, number, log, 'cid');
    }

    function _refuseDemand(uint256 member, bytes memory reason) private {
        VM.deal(STRANGER, BOND);
        VM.expectRevert(reason);
        VM.prank(STRANGER);
        training.demandSum{value: BOND}(id, number, member);
    }

    function _refuseAnswer(uint256 member, bytes memory sum, bytes memory reason) private {
        VM.expectRevert(reason);
        training.answerSum(id, number, member, sum);
    }

    function _refuseSettle(bytes memory reason) private {
        VM.expectRevert(reason);
        training.settle(id, number);
    }

    /// @dev Everything that needs a frozen set, in another status of the round.
    function _refuseAll(RoundStatus status) private {
        bytes memory reason = _notInStatus(status);
        _refusePost(_member(1), 0, reason);
        _refuseDemand(1, reason);
        _refuseAnswer(1, '', reason);
        _refuseWrong(1, '', reason);
        _refuseSettle(reason);
        VM.expectRevert(reason);
        training.gather(id, number, new Submission[](0), new bytes32[](0));
    }

    // Posting

    function test_ASumIsPosted() public {
        bytes32 log = _frozenLog(id, number);
        assertEq(training.frozenLogOf(id, number), log);
        bytes32 cid = sha256(_sumBytes(id, number, 2));
        VM.expectEmit();
        emit ITrainingDisputes.SumPosted(id, number, _member(2), cid);
        VM.prank(_member(2));
        training.postSum(id, number, log, cid);
        PostedSum memory posted = training.postedSumOf(id, number, 2);
        assertEq(posted.cid, cid);
        assertEq(posted.demander, address(0));
        assertEq(training.postedSumOf(id, number, 1).cid, bytes32(0));
        assertEq(training.roundOf(id, number).posted, 0x02);
        _assertSolvent();
    }

    function test_SumsArePostedUntilTheAggregationEnds() public {
        bytes32 log = _frozenLog(id, number);
        _postSum(id, number, 1);
        VM.warp(_sumTime(0));
        _postSum(id, number, 5);
        VM.warp(_sumTime(0) + 1);
        _refusePost(_member(2), log, _tooLate(_sumTime(0)));
        assertEq(training.roundOf(id, number).posted, 0x11);
    }

    /// @dev Also when the model is known already: members are paid for their sums.
    function test_SumsArePostedAfterTheFinalisation() public {
        _finalise(id, FINALISER);
        _postAll();
        assertEq(training.roundOf(id, number).posted, 0x1f);
    }

    function test_RevertWhen_AStrangerPosts() public {
        bytes32 log = _frozenLog(id, number);
        address[3] memory strangers = [STRANGER, COORDINATOR, _trainer(0)];
        for (uint256 i; i < 3; ++i) _refusePost(strangers[i], log, _notInCommittee(strangers[i]));
    }

    function test_RevertWhen_ASumIsPostedTwice() public {
        bytes32 log = _frozenLog(id, number);
        _postSum(id, number, 1);
        bytes4 selector = ITrainingDisputes.SumAlreadyPosted.selector;
        _refusePost(_member(1), log, abi.encodeWithSelector(selector, id, number, _member(1)));
        assertEq(training.postedSumOf(id, number, 1).cid, sha256(_sumBytes(id, number, 1)));
    }

    /// @dev Whoever saw another set must not release its sum.
    function test_RevertWhen_TheFrozenLogIsAnother() public {
        bytes32 log = _frozenLog(id, number);
        bytes32 whole = training.roundOf(id, number).log;
        bytes32[4] memory claimed = [bytes32(0), whole, log ^ bytes32(uint256(1)), bytes32(0)];
        claimed[3] = keccak256(abi.encode(keccak256('tacit.frozen'), whole, 0x03));
        bytes4 selector = ITrainingDisputes.FrozenLogDiffers.selector;
        for (uint256 i; i < 4; ++i) {
            _refusePost(_member(1), claimed[i], abi.encodeWithSelector(selector, claimed[i], log));
        }
    }

    /// @dev The same was submitted, and one is excluded: the sum of all is no sum of the frozen set.
    function test_ExclusionsMakeAnotherFrozenLog() public {
        _openAnother();
        Dealt memory bad = _second();
        Faults.unprove(bad);
        _submitAmong(bad);
        bytes32 before = _frozenLog(id, number);
        assertEq(training.frozenLogOf(id, number), before);
        _complain(Fault.Ephemeral, bad, 1);
        bytes32 log = _frozenLog(id, number);
        assertEq(training.frozenLogOf(id, number), log);
        _freeze(id);
        bytes4 selector = ITrainingDisputes.FrozenLogDiffers.selector;
        _refusePost(_member(1), before, abi.encodeWithSelector(selector, before, log));
        _postSum(id, number, 1);
    }

    function _openAnother() private {
        id = _running();
        _enrol(id, ABSENT);
        number = _openRound(id);
    }

    // When

    function test_RevertWhen_TheRoundIsNotFrozen() public {
        _openAnother();
        assertEq(training.roundOf(id, number + 1).trainingEnds, 0);
        (uint256 demands, uint256 answers, uint256 complaints) = training.sumDeadlines(id, number);
        assertEq(demands | answers | complaints, 0);
        _refuseAll(RoundStatus.Open);
        _submitHonest(1);
        _refuseAll(RoundStatus.Open);
        ++number;
        _refuseAll(RoundStatus.None);
        number = 0;
        _refuseAll(RoundStatus.None);
        number = 1;
        _freeze(id);
        assertTrue(_round(id).status == RoundStatus.Void, 'void');
        _refuseAll(RoundStatus.Void);
    }

    // INV-45
    function test_RevertWhen_TheRoundIsSettled() public {
        _postAll();
        _finalise(id, FINALISER);
        _settle(id, number);
        _refuseAll(RoundStatus.Finalised);
        VM.warp(_sumTime(0));
        _refuseAll(RoundStatus.Finalised);
    }

    // Demands and answers

    function test_ADemandForASumIsKept() public {
        _postSum(id, number, 3);
        _as(_trainer(1), BOND);
        VM.expectEmit();
        emit ITrainingDisputes.SumDemanded(id, number, 3);
        training.demandSum{value: BOND}(id, number, 3);
        assertEq(training.postedSumOf(id, number, 3).demander, _trainer(1));
        assertEq(training.roundOf(id, number).demanded, 0x04);
        assertEq(training.roundOf(id, number).openDemands, 0);
        _assertSolvent();
    }

    function test_DemandsAndAnswersHaveTheirTime() public {
        (uint256 demands, uint256 answers, uint256 complaints) = training.sumDeadlines(id, number);
        assertEq(demands, _sumTime(1));
        assertEq(answers, _sumTime(2));
        assertEq(complaints, _sumTime(3));
        _postAll();
        VM.warp(_sumTime(1));
        for (uint256 i = 1; i <= 3; ++i) _demandSum(i);
        bytes memory sum = _sumBytes(id, number, 1);
        training.answerSum(id, number, 1, sum);
        VM.warp(_sumTime(1) + 1);
        _refuseDemand(4, _tooLate(_sumTime(1)));
        VM.warp(_sumTime(2));
        training.answerSum(id, number, 2, _sumBytes(id, number, 2));
        VM.warp(_sumTime(2) + 1);
        _refuseAnswer(3, _sumBytes(id, number, 3), _tooLate(_sumTime(2)));
        assertEq(training.owed(address(this)), 2 * BOND);
    }

    function test_RevertWhen_NoSumWasPosted() public {
        _postSum(id, number, 3);
        uint256[6] memory members = [uint256(0), 1, 2, 4, 6, type(uint256).max];
        for (uint256 i; i < 6; ++i) {
            _refuseDemand(members[i], _aboutSum(_NOT_POSTED, members[i]));
            _refuseAnswer(members[i], '', _aboutSum(_NOT_POSTED, members[i]));
            _refuseWrong(members[i], '', _aboutSum(_NOT_POSTED, members[i]));
        }
    }

    function test_RevertWhen_ASumIsDemandedTwice() public {
        _postAll();
        _demandSum(2);
        _refuseDemand(2, _aboutSum(_DEMANDED, 2));
        training.answerSum(id, number, 2, _sumBytes(id, number, 2));
        _refuseDemand(2, _aboutSum(_DEMANDED, 2));
        assertEq(training.roundOf(id, number).demanded, 0x02);
    }

    function test_RevertWhen_TheBondIsNotExact() public {
        _postAll();
        uint256[3] memory sent = [uint256(0), BOND - 1, BOND + 1];
        for (uint256 i; i < 3; ++i) {
            VM.deal(STRANGER, sent[i]);
            VM.expectRevert(_notExact(sent[i], BOND));
            VM.prank(STRANGER);
            training.demandSum{value: sent[i]}(id, number, 1);
        }
    }

    function test_WhoeverAnswersGetsTheBond() public {
        _postAll();
        _demandSum(2);
        bytes memory sum = _sumBytes(id, number, 2);
        VM.expectEmit();
        emit ITrainingDisputes.SumAnswered(id, number, 2, sum);
        VM.expectEmit();
        emit ITrainingTasks.Credited(FINALISER, BOND);
        VM.prank(FINALISER);
        training.answerSum(id, number, 2, sum);
        assertEq(training.roundOf(id, number).answered, 0x02);
        _refuseAnswer(2, sum, _aboutSum(_NOT_DEMANDED, 2));
        _assertSolvent();
        _finalise(id, FINALISER);
        _settle(id, number);
        assertEq(training.owed(_member(2)), KEYHOLDER_REWARD / 5);
        _assertLock(id, 2, KEYHOLDER_STAKE, IKeyholders.LockStatus.Held);
    }

    function test_RevertWhen_TheAnswerIsForeign() public {
        _postAll();
        bytes memory sum = _sumBytes(id, number, 2);
        _refuseAnswer(2, sum, _aboutSum(_NOT_DEMANDED, 2));
        _demandSum(2);
        _refuseAnswer(1, sum, _aboutSum(_NOT_DEMANDED, 1));
        bytes[4] memory foreign = [_sumBytes(id, number, 1), bytes(''), bytes.concat(sum, hex'00'), sum];
        foreign[3] = abi.encodePacked(bytes32(0), sum);
        bytes4 selector = ITrainingDisputes.SumForeign.selector;
        for (uint256 i; i < 4; ++i) {
            _refuseAnswer(2, foreign[i], abi.encodeWithSelector(selector, 2, sha256(foreign[i])));
            _refuseWrong(2, foreign[i], abi.encodeWithSelector(selector, 2, sha256(foreign[i])));
        }
    }

    /// @dev Nobody shows it: the demander has the bond back, and a quarter of the stake; trainers get the rest.
    // INV-51
    function test_AnUndeliveredSumCostsTheStake() public {
        _postAll();
        _finalise(id, FINALISER);
        _demandSum(4);
        VM.warp(_sumTime(3) + 1);
        VM.expectEmit();
        emit ITrainingTasks.Credited(STRANGER, BOND);
        VM.expectEmit();
        emit ITrainingDisputes.MemberSlashed(id, number, _member(4), KEYHOLDER_STAKE);
        VM.expectEmit();
        emit ITrainingTasks.Credited(STRANGER, SUM_BOUNTY);
        training.settle(id, number);
        assertEq(training.owed(STRANGER), BOND + SUM_BOUNTY);
        assertEq(training.owed(_member(4)), 0);
        for (uint256 i = 1; i <= 3; ++i) assertEq(training.owed(_member(i)), KEYHOLDER_REWARD / 4);
        assertEq(training.roundOf(id, number).share, (SUM_REST + ROUND_BOND + TRAINER_REWARD) / 3);
        _assertLock(id, 4, 0, IKeyholders.LockStatus.Held);
        assertEq(keyholders.member(_member(4)).stake, 9 * KEYHOLDER_STAKE);
        _assertSolvent();
    }
}
