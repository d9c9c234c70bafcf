// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingDisputes} from '../interfaces/ITrainingDisputes.sol';
import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {TestBase} from '../test/TestBase.sol';
import {TrainingStage} from './TrainingStage.t.sol';

/// @dev What the runner calls at random. It stands here because the runner looks for what it may call in the test's own
/// file, and is a contract of its own because the stage has functions that are for tests alone.
contract TrainingHandler {
    TrainingStage private _stage;

    constructor(TrainingStage stage) {
        _stage = stage;
    }

    function proceed(uint256 word) external {
        _stage.proceed(word);
    }

    function proceedFar(uint256 word) external {
        _stage.proceedFar(word);
    }

    function take(uint256 word) external {
        _stage.take(word);
    }

    function course(uint256 word) external {
        _stage.course(word);
    }

    function submit(uint256 word) external {
        _stage.submit(word);
    }

    function relay(uint256 word) external {
        _stage.relay(word);
    }

    function disputeShare(uint256 word) external {
        _stage.disputeShare(word);
    }

    function disputeSum(uint256 word) external {
        _stage.disputeSum(word);
    }

    function pay(uint256 word) external {
        _stage.pay(word);
    }

    function wait(uint256 word) external {
        _stage.wait(word);
    }
}

contract TrainingInvariantsTest is TestBase {
    /// @dev Actions of `play`, and how often all begins anew at most.
    uint256 private constant _PLAYED = 64;
    uint256 private constant _STAGES = 24;

    TrainingStage private _stage;
    TrainingHandler private _handler;
    uint256[25] private _successes;
    uint256[25] private _failures;
    uint256[6] private _reached;

    function setUp() public {
        _stage = new TrainingStage();
        _handler = new TrainingHandler(_stage);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @notice At the end of every run.
    // INV-50
    function afterInvariant() external {
        _stage.leadOut();
    }

    // INV-39, INV-40
    function invariant_SumsAreOfThoseIncluded() public view {
        _stage.checkSums();
    }

    // INV-41, INV-45
    function invariant_TheBalanceIsAllThatIsDue() public view {
        _stage.checkBalance();
    }

    // INV-45, INV-46, INV-49, INV-51
    function invariant_AccountsAreThoseOfTheBooks() public view {
        _stage.checkAccounts();
    }

    // INV-42, INV-43, INV-44, INV-48
    function invariant_TasksAndRoundsGoForward() public view {
        _stage.checkCourse();
    }

    // INV-50
    function testFuzz_EverybodyGetsOut(uint256 word, uint256 count) public {
        _stage.play(word, bound(count, 0, 20));
        _stage.leadOut();
    }

    /// @dev What the runner calls is worth something only if it gets everywhere: every call succeeds and fails now and then,
    /// and so do the endings that a round can have. It stops as soon as all is reached. Reading a file, whichever, keeps the
    /// runner from repeating a failure for its trace, which would take gigabytes: play the stage that failed for itself.
    function test_EverythingIsReached() public {
        VM.readFile('test/vectors/solidity/sharing.json');
        string memory missing = 'nothing was played';
        for (uint256 i; i < _STAGES && bytes(missing).length != 0; ++i) {
            TrainingStage stage = new TrainingStage();
            stage.play(i, _PLAYED);
            stage.checkSums();
            stage.checkBalance();
            stage.checkAccounts();
            stage.checkCourse();
            missing = _count(stage);
            stage.leadOut();
        }
        assertEq(missing, '');
    }

    /// @notice Adds up what was reached, and says what was not, if anything.
    function _count(TrainingStage stage) private returns (string memory missing) {
        bytes4[25] memory calls = _calls();
        string[6] memory endings = ['void', 'unseeded', 'cancelled', 'absent', 'undelivered sum', 'wrong sum'];
        for (uint256 k; k < calls.length; ++k) {
            _successes[k] += stage.successes(calls[k]);
            _failures[k] += stage.failures(calls[k]);
            if (_successes[k] == 0 || _failures[k] == 0) missing = VM.toString(uint32(calls[k]));
        }
        for (uint256 k; k < endings.length; ++k) {
            _reached[k] += stage.reached(endings[k]);
            if (_reached[k] == 0) missing = endings[k];
        }
    }

    function _calls() private pure returns (bytes4[25] memory) {
        return
            [
                ITrainingTasks.accept.selector,
                ITrainingTasks.enrol.selector,
                ITrainingTasks.quit.selector,
                ITrainingTasks.stop.selector,
                ITrainingTasks.close.selector,
                ITrainingTasks.collect.selector,
                ITrainingTasks.withdraw.selector,
                ITrainingRounds.openRound.selector,
                ITrainingRounds.drawSeed.selector,
                ITrainingRounds.submitUpdate.selector,
                ITrainingRounds.submitUpdates.selector,
                ITrainingRounds.freeze.selector,
                ITrainingRounds.finalise.selector,
                ITrainingRounds.burn.selector,
                ITrainingRounds.settle.selector,
                ITrainingDisputes.demandShare.selector,
                ITrainingDisputes.answerShare.selector,
                ITrainingDisputes.excludeUndelivered.selector,
                ITrainingDisputes.returnDemand.selector,
                ITrainingDisputes.complain.selector,
                ITrainingDisputes.postSum.selector,
                ITrainingDisputes.demandSum.selector,
                ITrainingDisputes.answerSum.selector,
                ITrainingDisputes.gather.selector,
                ITrainingDisputes.proveSumWrong.selector
            ];
    }
}
