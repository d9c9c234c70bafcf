// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {State} from './TrainingState.sol';

/// @title Calls that are handed on to a library as they came
/// @notice What disputes show is long, and the compiler would take it apart twice to hand it on. A library's function that
/// is called this way has the parameters of the contract's function, and takes the rest from here.
/// @dev Assumes: a function that reads from here changes the state. Such functions of libraries refuse every call but
/// delegated ones, and only what this contract has appended stands at the end of the data.
library Forwarding {
    /// @notice Calls a library's function with all arguments of this call, and returns nothing.
    function forward(address library_, bytes4 selector, State storage state, IKeyholders keyholders) internal {
        assembly ('memory-safe') {
            let data := mload(0x40)
            mstore(data, selector)
            calldatacopy(add(data, 4), 4, sub(calldatasize(), 4))
            let end := add(data, calldatasize())
            mstore(end, state.slot)
            mstore(add(end, 0x20), keyholders)
            // A call to an account without code would succeed.
            if iszero(extcodesize(library_)) {
                revert(0, 0)
            }
            if iszero(delegatecall(gas(), library_, data, add(calldatasize(), 0x40), 0, 0)) {
                returndatacopy(data, 0, returndatasize())
                revert(data, returndatasize())
            }
        }
    }

    function forwardedState() internal pure returns (State storage state) {
        assembly ('memory-safe') {
            state.slot := calldataload(sub(calldatasize(), 0x40))
        }
    }

    function forwardedKeyholders() internal pure returns (IKeyholders keyholders) {
        assembly ('memory-safe') {
            keyholders := calldataload(sub(calldatasize(), 0x20))
        }
    }
}
