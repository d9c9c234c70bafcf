// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {Fixtures} from '../test/Fixtures.sol';
import {Forwarding} from './Forwarding.sol';
import {State} from './TrainingState.sol';

library ForwardingTarget {
    error Refused(uint256 number, bytes words);

    function take(uint256 number, bytes calldata words) external {
        Forwarding.forwardedState().owed[address(Forwarding.forwardedKeyholders())] += number + words.length;
    }

    function refuse(uint256 number, bytes calldata words) external {
        if (Forwarding.forwardedState().owed[address(0)] == 0) revert Refused(number, words);
        Forwarding.forwardedState().owed[address(0)] = 0;
    }
}

contract Forwarder {
    uint256 private _before;
    State private _state;

    function take(uint256, bytes calldata) external {
        Forwarding.forward(address(ForwardingTarget), ForwardingTarget.take.selector, _state, IKeyholders(address(7)));
    }

    function refuse(uint256, bytes calldata) external {
        Forwarding.forward(
            address(ForwardingTarget),
            ForwardingTarget.refuse.selector,
            _state,
            IKeyholders(address(7))
        );
    }

    function miss(uint256, bytes calldata) external {
        Forwarding.forward(address(8), ForwardingTarget.take.selector, _state, IKeyholders(address(7)));
    }

    function owed(address account) external view returns (uint256) {
        return _state.owed[account];
    }
}

contract ForwardingTest is Fixtures {
    Forwarder private _forwarder = new Forwarder();

    function test_ForwardsArgumentsStateAndKeyholders() public {
        _forwarder.take(5, 'abc');
        assertEq(_forwarder.owed(address(7)), 8);
        _forwarder.take(1, '');
        assertEq(_forwarder.owed(address(7)), 9);
    }

    function test_WhatIsAppendedByACallerIsNotRead() public {
        bytes memory data = abi.encodeCall(Forwarder.take, (5, 'abc'));
        // solhint-disable-next-line avoid-low-level-calls
        (bool ok, ) = address(_forwarder).call(bytes.concat(data, abi.encode(99, address(9))));
        assertTrue(ok, 'call');
        assertEq(_forwarder.owed(address(7)), 8);
        assertEq(_forwarder.owed(address(9)), 0);
    }

    function test_PassesReasonsOn() public {
        VM.expectRevert(abi.encodeWithSelector(ForwardingTarget.Refused.selector, 5, bytes('abc')));
        _forwarder.refuse(5, 'abc');
    }

    function test_RefusesALibraryWithoutCode() public {
        VM.expectRevert(bytes(''));
        _forwarder.miss(5, 'abc');
    }

    function test_RefusesCallsThatAreNotDelegated() public {
        bytes memory data = abi.encodeWithSelector(ForwardingTarget.take.selector, 5, bytes('abc'));
        // solhint-disable-next-line avoid-low-level-calls
        (bool ok, ) = address(ForwardingTarget).call(bytes.concat(data, abi.encode(1, address(7))));
        assertFalse(ok, 'direct');
    }
}
