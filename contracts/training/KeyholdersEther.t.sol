// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Errors} from '@openzeppelin/contracts/utils/Errors.sol';
import {ReentrancyGuard} from '@openzeppelin/contracts/utils/ReentrancyGuard.sol';
import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {Keyholders} from './Keyholders.sol';
import {KeyholdersSupport} from './KeyholdersSupport.t.sol';

/// @dev A member that calls back when ether comes, and keeps what came of it.
contract Reentrant {
    Keyholders private immutable _KEYHOLDERS;
    bytes private _call;
    bool public tried;
    bool public succeeded;
    bytes public answer;

    constructor(Keyholders keyholders) {
        _KEYHOLDERS = keyholders;
    }

    receive() external payable {
        if (_call.length > 0) _callBack();
    }

    function prepare(bytes calldata call) external {
        _call = call;
    }

    function _callBack() private {
        tried = true;
        // solhint-disable-next-line avoid-low-level-calls
        (succeeded, answer) = address(_KEYHOLDERS).call(_call);
    }
}

/// @dev Ether that leaves.
contract KeyholdersEtherTest is KeyholdersSupport {
    uint256 private constant _ALICE = 7;

    address private _alice;
    Reentrant private _thief;

    function setUp() public {
        _start();
        _alice = _register(_ALICE, STAKE);
        _thief = new Reentrant(keyholders);
        _registerAs(address(_thief), 9, 2 ether);
        _lock(_ALICE, STAKE);
    }

    function _claim(address account, address to) private {
        ACT.prank(account);
        keyholders.claim(payable(to));
    }

    /// @dev Both ways to take ether, from within the other and from within itself.
    function _attempts() private view returns (bytes[2] memory) {
        return
            [
                abi.encodeCall(IKeyholders.claim, (payable(address(_thief)))),
                abi.encodeCall(IKeyholders.withdraw, (payable(address(_thief))))
            ];
    }

    function _assertRefused() private view {
        assertTrue(_thief.tried() && !_thief.succeeded(), 'it tried');
        bytes32 reason = keccak256(abi.encodeWithSelector(ReentrancyGuard.ReentrancyGuardReentrantCall.selector));
        assertEq(keccak256(_thief.answer()), reason);
    }

    function testFuzz_ClaimsWhatWasSlashed(uint256 amount) public {
        amount = bound(amount, 1, STAKE);
        _slash(_alice, amount, STRANGER);
        assertEq(keyholders.claimable(STRANGER), amount);
        assertEq(STRANGER.balance, 0);
        address to = address(0xbeef);
        VM.expectEmit();
        emit IKeyholders.SlashedStakeClaimed(STRANGER, to, amount);
        _claim(STRANGER, to);
        assertEq(to.balance, amount);
        assertEq(keyholders.claimable(STRANGER), 0);
        assertEq(address(keyholders).balance, STAKE + 2 ether - amount);
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.NothingClaimable.selector, STRANGER));
        _claim(STRANGER, to);
    }

    function test_RevertWhen_ItIsNobodys() public {
        _slash(_alice, 1 ether, STRANGER);
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.NothingClaimable.selector, _alice));
        _claim(_alice, _alice);
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.RecipientIsZero.selector));
        _claim(STRANGER, address(0));
    }

    /// @dev A recipient that refuses ether neither stops a slash nor loses what is its.
    function test_RefusedEtherStaysClaimable() public {
        _slash(_alice, 1 ether, address(this));
        VM.expectRevert(abi.encodeWithSelector(Errors.FailedCall.selector));
        keyholders.claim(payable(address(this)));
        assertEq(keyholders.claimable(address(this)), 1 ether);
        keyholders.claim(payable(STRANGER));
        assertEq(STRANGER.balance, 1 ether);
    }

    function test_RefusedEtherStaysStaked() public {
        _registerAs(address(this), 11, 1 ether);
        keyholders.startUnbonding(1 ether);
        ACT.warp(START + DELAY);
        VM.expectRevert(abi.encodeWithSelector(Errors.FailedCall.selector));
        keyholders.withdraw(payable(address(this)));
        _assertMember(address(this), 1 ether, 0, 1 ether);
        keyholders.withdraw(payable(STRANGER));
        assertEq(STRANGER.balance, 1 ether);
    }

    function test_ClaimIsNotReentered() public {
        bytes[2] memory attempts = _attempts();
        _unbond(address(_thief), 1 ether);
        ACT.warp(START + DELAY);
        for (uint256 i; i < attempts.length; ++i) {
            _slash(_alice, 1 ether, address(_thief));
            _thief.prepare(attempts[i]);
            _claim(address(_thief), address(_thief));
            _assertRefused();
            assertEq(address(_thief).balance, (i + 1) * 1 ether);
        }
        _assertMember(address(_thief), 2 ether, 0, 1 ether);
    }

    function test_WithdrawIsNotReentered() public {
        bytes[2] memory attempts = _attempts();
        _slash(_alice, 1 ether, address(_thief));
        for (uint256 i; i < attempts.length; ++i) {
            _unbond(address(_thief), 1 ether);
            ACT.warp(START + (i + 1) * DELAY);
            _thief.prepare(attempts[i]);
            ACT.prank(address(_thief));
            keyholders.withdraw(payable(address(_thief)));
            _assertRefused();
            assertEq(address(_thief).balance, (i + 1) * 1 ether);
        }
        assertEq(keyholders.claimable(address(_thief)), 1 ether);
    }

    /// @dev Other calls are open meanwhile, and find the books as they are after the payment.
    function test_BooksAreDoneBeforeEtherLeaves() public {
        _unbond(address(_thief), 1 ether);
        ACT.warp(START + DELAY);
        bytes[3] memory attempts = [
            abi.encodeCall(IKeyholders.startUnbonding, (1 ether + 1)),
            abi.encodeCall(IKeyholders.cancelUnbonding, ()),
            abi.encodeCall(IKeyholders.startUnbonding, (1 ether))
        ];
        for (uint256 i; i < attempts.length; ++i) {
            _thief.prepare(attempts[i]);
            ACT.prank(address(_thief));
            keyholders.withdraw(payable(address(_thief)));
            assertTrue(_thief.succeeded() == (i == 2), 'only what is left');
            if (i == 2) break;
            // What it took comes back for the next attempt.
            ACT.prank(address(_thief));
            keyholders.deposit{value: 1 ether}();
            _unbond(address(_thief), 1 ether);
            ACT.warp(block.timestamp + DELAY);
        }
        _assertMember(address(_thief), 1 ether, 0, 1 ether);
    }
}
