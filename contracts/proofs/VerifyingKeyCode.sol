// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ICircuitRegistry} from '../interfaces/ICircuitRegistry.sol';
import {Bn254, G1Point, G2Point} from './Bn254.sol';

/// @title Verifying keys as the code of a contract
/// @notice Reading 1 kB of code costs 2,700 gas once, and as much storage would cost 2,100 for every word.
library VerifyingKeyCode {
    using Bn254 for G2Point;

    /// @dev Copies the rest of itself and returns it: PUSH2 size, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY,
    /// RETURNDATASIZE, RETURN. RETURNDATASIZE is a zero here.
    bytes1 private constant _PUSH2 = hex'61';
    bytes7 private constant _RETURN_THE_REST = hex'80600a3d393df3';
    /// @dev STOP: whoever calls a key runs nothing.
    bytes1 private constant _STOP = hex'00';

    /// @notice No contract holds the key: it is longer than code may be (EIP-170), or gas ran out.
    error KeyNotStored(uint256 length);

    /// @notice The bytes that `CommitGroth16` reads, in its order. Points of G2 stand there negated, so that all pairings of
    /// the equation are on one side.
    /// @dev Assumes: all points are canonical, and there is at least one base.
    function encode(ICircuitRegistry.VerifyingKey calldata key) internal pure returns (bytes memory) {
        G1Point memory hole;
        return
            bytes.concat(
                _STOP,
                abi.encode(key.alpha, key.beta.negate(), key.statementBases[0], key.gamma.negate()),
                abi.encode(hole, key.eta.negate(), hole, key.delta.negate()),
                Bn254.encodePoints(key.statementBases[1:])
            );
    }

    /// @notice A contract whose code is `data`.
    /// @dev The length has two bytes in the creation code; a longer one leaves other code behind, and is refused as well.
    function store(bytes memory data) internal returns (address stored) {
        bytes memory creation = bytes.concat(_PUSH2, bytes2(uint16(data.length)), _RETURN_THE_REST, data);
        assembly ('memory-safe') {
            stored := create(0, add(creation, 0x20), mload(creation))
        }
        if (stored.code.length != data.length) revert KeyNotStored(data.length);
    }
}
