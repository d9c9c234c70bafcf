// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Dealt} from '../test/Dealer.sol';
import {Faults} from '../test/Faults.sol';
import {Sets} from './Sets.sol';
import {TrainingMoney} from './TrainingMoney.t.sol';
import {
    Complaint,
    EnrolmentStatus,
    Fault,
    LogPath,
    Round,
    RoundStatus,
    Task,
    TaskId,
    TaskStatus,
    Terms
} from './TrainingTypes.sol';

/// @dev INV-50. From whatever state a task is left in, a stranger brings it to its end, and everybody gets what is theirs.
contract TrainingLivenessTest is TrainingMoney {
    using Sets for uint256;

    TaskId private _id;

    function setUp() public {
        _start();
    }

    /// @dev Nobody but a stranger acts from here on. What is shown in disputes is in calls and events.
    function _abandon() private {
        _assertSolvent();
        Round memory round = _round(_id);
        if (round.status == RoundStatus.Open) _strangerFreezes(round);
        if (_round(_id).status == RoundStatus.Frozen) {
            (, , uint256 last) = training.sumDeadlines(_id, _task(_id).round);
            VM.warp(last + 1);
            VM.prank(STRANGER);
            training.burn(_id);
        }
        _assertSolvent();
        for (uint256 number = 1; number <= _task(_id).round; ++number) {
            if (training.roundOf(_id, number).settled) continue;
            (, , uint256 last) = training.sumDeadlines(_id, number);
            if (block.timestamp <= last) VM.warp(last + 1);
            VM.prank(STRANGER);
            training.settle(_id, number);
            _assertSolvent();
        }
        Task memory task = _task(_id);
        if (task.status == TaskStatus.Proposed && block.timestamp <= task.times.startsAt) {
            VM.warp(task.times.startsAt + 1);
        }
        if (task.status == TaskStatus.Running && block.timestamp <= task.times.endsAt) VM.warp(task.times.endsAt + 1);
        VM.startPrank(STRANGER);
        training.close(_id);
        _collectAll(_id);
        VM.stopPrank();
        _assertSolvent();
        for (uint256 i; i < actors.length; ++i) {
            _withdraw(actors[i]);
            assertEq(uint256(training.enrolmentOf(_id, actors[i]).deposit), 0);
        }
        assertEq(address(training).balance, 0);
        for (uint256 i = 1; i <= MEMBERS; ++i) _assertFree(_member(i));
    }

    function _strangerFreezes(Round memory round) private {
        (, uint256 answers, uint256 last) = training.shareDeadlines(_id, _task(_id).round);
        if (round.openDemands != 0) {
            VM.warp(answers + 1);
            _endDemands();
        }
        if (block.timestamp <= last) VM.warp(last + 1);
        VM.prank(STRANGER);
        training.freeze(_id);
    }

    function _endDemands() private {
        uint256 number = _task(_id).round;
        Dealt[] memory all = _logged(_id, number);
        for (uint256 place; place < all.length; ++place) {
            address trainer = all[place].submission.deal.trainer;
            for (uint256 i = 1; i <= MEMBERS; ++i) {
                if (!training.demandOf(_id, number, trainer, i).open) continue;
                bool out = training.enrolmentOf(_id, trainer).status == EnrolmentStatus.Expelled;
                VM.prank(STRANGER);
                if (out) training.returnDemand(_id, trainer, i);
                else training.excludeUndelivered(_id, _submission(all[place]), _pathAt(_id, number, place), i);
                _assertSolvent();
            }
        }
    }

    /// @dev All that is left of a member's stake can be taken out.
    function _assertFree(address member) private {
        uint256 stake = keyholders.member(member).stake;
        assertEq(keyholders.freeStakeOf(member), stake);
        VM.prank(member);
        keyholders.startUnbonding(stake);
        VM.warp(block.timestamp + DELAY);
        VM.prank(member);
        keyholders.withdraw(payable(member));
    }

    // Proposed, running, ended

    function test_AProposalThatNobodyAccepted() public {
        _id = _create(_terms());
        _abandon();
    }

    function test_AProposalThatSomeAccepted() public {
        _id = _create(_terms());
        for (uint256 i = 2; i <= 4; ++i) _accept(_id, i);
        _abandon();
    }

    /// @dev The last acceptance may come after the start: then the task runs as long as there is time.
    function test_AProposalThatIsAcceptedLate() public {
        _id = _create(_terms());
        for (uint256 i = 1; i <= 4; ++i) _accept(_id, i);
        VM.warp(_task(_id).times.endsAt + 1);
        _accept(_id, 5);
        assertTrue(_task(_id).status == TaskStatus.Running, 'running');
        _abandon();
    }

    function test_ATaskWithoutTrainers() public {
        _id = _accepted(_terms());
        _abandon();
    }

    function test_ATaskWithoutRounds() public {
        _id = _running();
        _abandon();
    }

    function test_ATaskThatWasStopped() public {
        _id = _running();
        _finalisedRound(_id, 2);
        VM.prank(COORDINATOR);
        training.stop(_id);
        _abandon();
    }

    /// @dev The last to quit can still be paid when all have left.
    function test_ATaskThatAllTrainersLeft() public {
        _id = _running();
        _finalisedRound(_id, 2);
        for (uint256 k; k < TRAINERS; ++k) {
            VM.prank(_trainer(k));
            training.quit(_id);
        }
        _abandon();
    }

    function test_ATaskWithoutAmounts() public {
        Terms memory terms = _terms();
        (terms.amounts.trainerReward, terms.amounts.keyholderReward, terms.amounts.finaliserReward) = (0, 0, 0);
        (terms.amounts.trainerStake, terms.amounts.roundBond, terms.amounts.openingBond) = (0, 0, 0);
        (terms.amounts.demandBond, terms.amounts.absencePenalty) = (0, 0);
        _id = _runningWith(terms);
        _finalisedRound(_id, 2);
        _settle(_id, 1);
        _collectAll(_id);
        _frozenRound(_id, 3);
        _postSum(_id, 2, 1);
        VM.warp(_round(_id).aggregationEnds);
        VM.prank(STRANGER);
        training.demandSum(_id, 2, 1);
        _abandon();
    }

    // Open rounds

    function test_ARoundWithoutASeed() public {
        _id = _running();
        _openRound(_id);
        _abandon();
    }

    function test_ARoundWhoseSeedIsLost() public {
        _id = _running();
        _open(_id);
        VM.roll(block.number + 10_000);
        _abandon();
    }

    function test_ARoundToWhichNobodySubmitted() public {
        _id = _running();
        _openRound(_id);
        training.drawSeed(_id);
        _abandon();
    }

    /// @dev However many are opened.
    function test_VoidRoundsWithoutEnd() public {
        _id = _running();
        for (uint256 i; i < 2; ++i) {
            _openRound(_id);
            training.drawSeed(_id);
            _freeze(_id);
        }
        assertTrue(_task(_id).status == TaskStatus.Ended, 'ended');
        _abandon();
    }

    function _submitFirst(uint256 count) private {
        _id = _running();
        _openRound(_id);
        for (uint256 k; k < count; ++k) _submit(_deal(_id, _trainer(k), 1));
    }

    function test_ARoundToWhichTooFewSubmitted() public {
        _submitFirst(1);
        _abandon();
    }

    function test_ARoundToWhichEnoughSubmitted() public {
        _submitFirst(2);
        _abandon();
    }

    function _demand(uint256 member, uint256 k) private {
        _as(_member(member), 709);
        training.demandShare{value: 709}(_id, _trainer(k), member);
    }

    /// @dev Bytes that nobody shows, of one trainer for several members, and of several trainers.
    function test_ARoundWithDemands() public {
        _submitFirst(3);
        VM.warp(_round(_id).trainingEnds + 1);
        for (uint256 i = 1; i <= MEMBERS; ++i) _demand(i, 1);
        _demand(2, 0);
        _demand(4, 2);
        _abandon();
    }

    /// @dev Somebody demands although the round is void anyway.
    function test_AVoidRoundWithDemands() public {
        _submitFirst(1);
        VM.warp(_round(_id).trainingEnds + 1);
        _demand(3, 0);
        _abandon();
    }

    /// @dev Who is demanded, proven wrong, and leaves; in one round.
    function test_ARoundWithDemandsAndComplaints() public {
        _submitFirst(2);
        Dealt memory bad = _deal(_id, _trainer(2), 1);
        Faults.unprove(bad);
        _submit(bad);
        VM.warp(_round(_id).trainingEnds + 1);
        _demand(1, 2);
        VM.prank(_trainer(2));
        training.quit(_id);
        (LogPath memory path, Complaint memory said) = (_pathOf(bad), _complaint(Fault.Ephemeral, bad, 1));
        VM.prank(STRANGER);
        training.complain(_id, _submission(bad), path, said);
        _abandon();
    }

    // Frozen rounds

    function _frozenWith(uint256 sums) private {
        _id = _running();
        _frozenRound(_id, 2);
        for (uint256 i = 1; i <= sums; ++i) _postSum(_id, 1, i);
    }

    function test_AFrozenRoundWithoutSums() public {
        _frozenWith(0);
        _abandon();
    }

    function test_AFrozenRoundWithTooFewSums() public {
        _frozenWith(2);
        _abandon();
    }

    function test_AFrozenRoundWithEnoughSums() public {
        _frozenWith(3);
        _abandon();
    }

    /// @dev All stakes are lost; there is nothing to release, and nothing is stuck.
    function test_AFrozenRoundWhoseSumsNobodyShows() public {
        _frozenWith(5);
        for (uint256 i = 1; i <= MEMBERS; ++i) {
            _as(STRANGER, 709);
            training.demandSum{value: 709}(_id, 1, i);
        }
        _abandon();
    }

    // Rounds that are over

    function test_RoundsThatNobodySettled() public {
        _id = _running();
        for (uint256 i; i < 3; ++i) _finalisedRound(_id, 2);
        assertTrue(_task(_id).unsettled == 3 && _task(_id).status == TaskStatus.Ended, 'three');
        _abandon();
    }

    function test_ABurnedRoundAfterAnUnsettledOne() public {
        _id = _running();
        _finalisedRound(_id, 3);
        _frozenRound(_id, 2);
        _postSum(_id, 2, 1);
        VM.warp(_round(_id).aggregationEnds + 1);
        training.burn(_id);
        _abandon();
    }

    /// @dev Every kind of round, with trainers that come and go.
    function testFuzz_AnyCourse(uint256 course) public {
        _id = _running();
        for (uint256 i; i < 5 && _task(_id).status == TaskStatus.Running && _task(_id).activeSet.count() >= 2; ++i) {
            uint256 kind = (course >> (8 * i)) % 8;
            if (kind == 0) _openRound(_id);
            else if (kind == 1) _settleWhatCanBe();
            else if (kind == 2 && _task(_id).enrolled == 3) _enrol(_id, 3);
            else if (kind == 3) _leave(2 + ((course >> (100 + i)) % 2));
            else if (kind == 4) _finalisedRound(_id, 2);
            else if (kind == 5) _voidRound();
            else if (kind == 6) _finaliseUnposted();
            else _frozenRound(_id, 2);
            if (_round(_id).status == RoundStatus.Open || _round(_id).status == RoundStatus.Frozen) break;
            _assertSolvent();
        }
        _abandon();
    }

    function _leave(uint256 k) private {
        if (training.enrolmentOf(_id, _trainer(k)).status != EnrolmentStatus.Active) return;
        VM.prank(_trainer(k));
        training.quit(_id);
    }

    function _settleWhatCanBe() private {
        for (uint256 number = 1; number <= _task(_id).round; ++number) {
            if (!training.roundOf(_id, number).settled) _settle(_id, number);
        }
        _collectAll(_id);
    }

    function _voidRound() private {
        _openRound(_id);
        training.drawSeed(_id);
        _freeze(_id);
    }

    function _finaliseUnposted() private {
        _frozenRound(_id, 2);
        _finalise(_id, FINALISER);
    }
}
