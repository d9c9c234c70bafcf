// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IInferenceMarket} from '../interfaces/IInferenceMarket.sol';
import {IWorkerPool} from '../interfaces/IWorkerPool.sol';
import {TestBase} from '../test/TestBase.sol';
import {MarketStage} from './MarketStage.t.sol';

/// @dev What the runner calls at random: it looks in the test's own file, and the stage has functions for tests alone.
contract MarketHandler {
    MarketStage private _stage;

    constructor(MarketStage stage) {
        _stage = stage;
    }

    function proceed(uint256 word) external {
        _stage.proceed(word);
    }

    function disturb(uint256 word) external {
        _stage.disturb(word);
    }

    function pool(uint256 word) external {
        _stage.pool(word);
    }

    function wait(uint256 word) external {
        _stage.wait(word);
    }
}

contract MarketInvariantsTest is TestBase {
    uint256 private constant _STAGES = 12;
    uint256 private constant _PLAYED = 400;

    MarketStage private _stage;
    MarketHandler private _handler;
    mapping(uint256 call => uint256 count) private _successes;
    mapping(uint256 call => uint256 count) private _failures;
    mapping(uint256 ending => uint256 count) private _reached;

    function setUp() public {
        _stage = new MarketStage();
        _handler = new MarketHandler(_stage);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @notice At the end of every run.
    // INV-62
    function afterInvariant() external {
        _stage.leadOut();
    }

    // INV-58, INV-59
    function invariant_TheBalanceIsAllThatIsDue() public view {
        _stage.checkSound();
    }

    // INV-63
    function invariant_SeatsAreOfDifferentWorkers() public view {
        _stage.checkSeats();
    }

    // INV-60, INV-62
    function invariant_JobsGoForward() public view {
        _stage.checkJobs();
    }

    // INV-62
    function testFuzz_EverybodyGetsOut(uint256 word, uint256 count) public {
        _stage.play(word, bound(count, 0, 60));
        _stage.checkSound();
        _stage.leadOut();
    }

    /// @dev What the runner calls is worth something only if it gets everywhere: every call succeeds and fails now and
    /// then, and so do the endings that a job can have. It stops as soon as all is reached. Reading a file, whichever, keeps
    /// the runner from repeating a failure for its trace, which would take gigabytes.
    function test_EverythingIsReached() public {
        VM.readFile('test/vectors/solidity/sharing.json');
        string memory missing = 'nothing was played';
        for (uint256 i; i < _STAGES && bytes(missing).length != 0; ++i) {
            MarketStage stage = new MarketStage();
            stage.play(i, _PLAYED);
            stage.checkSound();
            stage.checkSeats();
            stage.checkJobs();
            missing = _count(stage);
            stage.leadOut();
        }
        assertEq(missing, '');
    }

    /// @notice Adds up what was reached, and says what was not, if anything.
    function _count(MarketStage stage) private returns (string memory missing) {
        bytes4[17] memory calls = _calls();
        string[11] memory endings = [
            'served',
            'refused',
            'unserved',
            'abandoned',
            'unanswered',
            'contested',
            'disputed',
            'slashed',
            'silent',
            'hidden',
            'left'
        ];
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

    function _calls() private pure returns (bytes4[17] memory) {
        return
            [
                IWorkerPool.join.selector,
                IWorkerPool.pause.selector,
                IWorkerPool.resume.selector,
                IWorkerPool.startUnbonding.selector,
                IWorkerPool.withdraw.selector,
                IWorkerPool.claim.selector,
                IInferenceMarket.request.selector,
                IInferenceMarket.draw.selector,
                IInferenceMarket.commit.selector,
                IInferenceMarket.decline.selector,
                IInferenceMarket.reveal.selector,
                IInferenceMarket.tally.selector,
                IInferenceMarket.contest.selector,
                IInferenceMarket.settle.selector,
                IInferenceMarket.accept.selector,
                IInferenceMarket.handOver.selector,
                IInferenceMarket.answer.selector
            ];
    }
}
