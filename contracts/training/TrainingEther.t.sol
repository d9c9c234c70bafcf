// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ReentrancyGuard} from '@openzeppelin/contracts/utils/ReentrancyGuard.sol';
import {Errors} from '@openzeppelin/contracts/utils/Errors.sol';
import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {ITrainingTasks} from '../interfaces/ITrainingTasks.sol';
import {Training} from './Training.sol';
import {TrainingMoney} from './TrainingMoney.t.sol';
import {TaskId, TaskStatus, Terms} from './TrainingTypes.sol';

/// @dev A trainer that comes back while it is being paid.
contract Greedy {
    Training private immutable _TRAINING;
    TaskId private immutable _ID;
    bytes4 public refusal;
    bool public collected;

    constructor(Training training, TaskId id) {
        (_TRAINING, _ID) = (training, id);
    }

    receive() external payable {
        _comeBack();
    }

    function enrol(uint256 deposit) external {
        _TRAINING.enrol{value: deposit}(_ID, 1, 50, new bytes32[](0));
    }

    function quit() external {
        _TRAINING.quit(_ID);
    }

    function withdraw() external {
        _TRAINING.withdraw(payable(address(this)));
    }

    function _comeBack() private {
        try _TRAINING.withdraw(payable(address(this))) {} catch (bytes memory reason) {
            refusal = bytes4(reason);
        }
        try _TRAINING.collect(_ID, address(this), 100) {
            collected = true;
        } catch {}
    }
}

/// @dev Takes no ether.
contract Poor {}

/// @dev A wallet of ERC-1271 that shows another member's acceptance while its own is checked, and is content only if that
/// was refused.
contract Eager {
    Training private immutable _TRAINING;
    TaskId private _id;
    address private _other;
    bytes private _signature;

    constructor(Training training) {
        _TRAINING = training;
    }

    function arm(TaskId id, address other, bytes calldata signature) external {
        (_id, _other, _signature) = (id, other, signature);
    }

    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        try _TRAINING.accept(_id, _other, type(uint64).max, _signature) {
            return 0xffffffff;
        } catch {
            return 0x1626ba7e;
        }
    }
}

/// @dev How ether comes and goes.
contract TrainingEtherTest is TrainingMoney {
    uint256 private constant _DEPOSIT = 40_009 + 4 * 1013;

    TaskId private _id;

    function setUp() public {
        _start();
        _id = _running();
    }

    /// @dev The first trainer leaves, and is owed its deposit.
    function _owe() private returns (address trainer) {
        trainer = _trainer(0);
        VM.prank(trainer);
        training.quit(_id);
        training.collect(_id, trainer, ALL);
        assertEq(training.owed(trainer), _DEPOSIT);
    }

    // INV-45
    function test_Withdraws() public {
        address trainer = _owe();
        VM.expectEmit();
        emit ITrainingTasks.Withdrawn(trainer, STRANGER, _DEPOSIT);
        VM.prank(trainer);
        training.withdraw(payable(STRANGER));
        assertEq(STRANGER.balance, _DEPOSIT);
        assertEq(training.owed(trainer), 0);
        _assertSolvent();
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.NothingOwed.selector, trainer));
        VM.prank(trainer);
        training.withdraw(payable(trainer));
    }

    function test_RevertWhen_NothingIsOwed() public {
        _owe();
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.NothingOwed.selector, STRANGER));
        VM.prank(STRANGER);
        training.withdraw(payable(STRANGER));
    }

    function test_RevertWhen_WithdrawnToNobody() public {
        address trainer = _owe();
        VM.expectRevert(abi.encodeWithSelector(ITrainingTasks.WithdrawalToNobody.selector));
        VM.prank(trainer);
        training.withdraw(payable(address(0)));
    }

    /// @dev It stays owed, and can go elsewhere.
    function test_RevertWhen_TheReceiverTakesNoEther() public {
        address trainer = _owe();
        address payable poor = payable(address(new Poor()));
        VM.expectRevert(abi.encodeWithSelector(Errors.FailedCall.selector));
        VM.prank(trainer);
        training.withdraw(poor);
        assertEq(training.owed(trainer), _DEPOSIT);
        VM.prank(trainer);
        training.withdraw(payable(STRANGER));
        assertEq(STRANGER.balance, _DEPOSIT);
    }

    // INV-45
    function test_NobodyIsPaidTwiceByComingBack() public {
        Greedy greedy = new Greedy(training, _id);
        VM.deal(address(greedy), _DEPOSIT);
        greedy.enrol(_DEPOSIT);
        greedy.quit();
        training.collect(_id, address(greedy), ALL);
        uint256 before = address(training).balance;
        greedy.withdraw();
        assertEq(address(greedy).balance, _DEPOSIT);
        assertEq(address(training).balance, before - _DEPOSIT);
        assertEq(bytes32(greedy.refusal()), bytes32(ReentrancyGuard.ReentrancyGuardReentrantCall.selector));
        assertFalse(greedy.collected(), 'nothing more');
        assertEq(training.owed(address(greedy)), 0);
        _assertSolvent();
    }

    /// @dev The deposit of one task is paid while another one is collected: all of it is there, once.
    function test_CollectingWhileBeingPaidIsHarmless() public {
        Greedy greedy = new Greedy(training, _id);
        VM.deal(address(greedy), _DEPOSIT);
        greedy.enrol(_DEPOSIT);
        actors.push(address(greedy));
        // Owed as a finaliser, while the deposit waits.
        _frozenRound(_id, 2);
        _finalise(_id, address(greedy));
        _settle(_id, 1);
        greedy.quit();
        greedy.withdraw();
        assertTrue(greedy.collected(), 'in between');
        assertEq(address(greedy).balance, 2003);
        assertEq(training.owed(address(greedy)), _DEPOSIT - 1013);
        _assertSolvent();
        greedy.withdraw();
        assertEq(address(greedy).balance, 2003 + _DEPOSIT - 1013);
        _assertSolvent();
    }

    function test_AMemberCannotComeBackWhileItAccepts() public {
        Eager eager = new Eager(training);
        _registerFor(address(eager), 4242, 90_001);
        Terms memory terms = _terms();
        terms.committee[4] = address(eager);
        TaskId id = _create(terms);
        bytes memory signature = _acceptance(id, 1);
        eager.arm(id, _member(1), signature);
        training.accept(id, address(eager), type(uint64).max, '');
        assertEq(uint256(_task(id).accepted), 16);
        _assertLock(id, 1, 0, IKeyholders.LockStatus.None);
        for (uint256 i = 1; i <= 4; ++i) _accept(id, i);
        assertTrue(_task(id).status == TaskStatus.Running, 'running');
    }

    // INV-41
    function testFuzz_RevertWhen_EtherIsSentWithoutACall(uint256 value) public {
        value = bound(value, 0, 1 ether);
        _as(STRANGER, value);
        (bool ok, bytes memory reason) = address(training).call{value: value}('');
        assertFalse(ok, 'taken');
        bytes memory expected = abi.encodeWithSelector(ITrainingTasks.EtherRefused.selector, STRANGER);
        assertEq(keccak256(reason), keccak256(expected));
        _as(STRANGER, value);
        (ok, ) = address(training).call{value: value}(hex'12345678');
        assertFalse(ok, 'taken with data');
        _assertSolvent();
    }

    /// @dev What another locker slashes in favour of this contract comes along with a slash of its own, and belongs to
    /// nobody: it is in no pot.
    function test_AForeignSlashGoesIntoNoPot() public {
        bytes32 digest = keyholders.hashAcceptance(_member(1), address(this), 'other', 50, type(uint64).max);
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(_memberSecret(1), digest);
        keyholders.lock(_member(1), 'other', 50, type(uint64).max, abi.encodePacked(r, s, v));
        keyholders.slash(_member(1), 'other', 50, address(training));
        _frozenRound(_id, 3);
        _finalise(_id, FINALISER);
        _settle(_id, 1);
        // 50052 are three times 16684.
        assertEq(uint256(training.roundOf(_id, 1).share), 16_684);
        VM.deal(address(training), address(training).balance - 50);
        _assertSolvent();
    }
}
