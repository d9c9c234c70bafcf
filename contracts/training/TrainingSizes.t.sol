// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {TrainingMoney} from './TrainingMoney.t.sol';
import {RoundStatus, TaskId, Terms} from './TrainingTypes.sol';

/// @dev The largest committee that terms may name: whatever loops over it must fit into a transaction, or stakes would be
/// locked for ever. Contracts are not optimised here, so what fits here fits.
contract TrainingSizesTest is TrainingMoney {
    /// @dev What one transaction may take (EIP-7825).
    uint256 private constant _CAP = 16_777_216;
    uint256 private constant _MOST = 32;
    uint256 private constant _THRESHOLD = 16;

    TaskId private _id;
    uint256 private _before;

    function setUp() public {
        _start();
        Terms memory terms = _terms();
        (terms.committee, terms.threshold) = (new address[](_MOST), uint8(_THRESHOLD));
        for (uint256 i; i < _MOST; ++i) {
            terms.committee[i] = _member(i + 1);
            if (i < MEMBERS) continue;
            actors.push(_member(i + 1));
            _register(_memberSecret(i + 1), 1 ether);
        }
        _measure();
        _id = _create(terms);
        _assertFits();
        for (uint256 i = 1; i <= _MOST; ++i) {
            _measure();
            _accept(_id, i);
            _assertFits();
        }
        VM.warp(terms.times.startsAt);
        for (uint256 k; k < TRAINERS; ++k) _enrol(_id, k);
    }

    // INV-50
    function test_ThirtyTwoAbsentMembersAreSlashedAndReleasedInOneCallEach() public {
        _openRound(_id);
        for (uint256 k; k < TRAINERS; ++k) _submit(_deal(_id, _trainer(k), 1));
        _freeze(_id);
        _warpPast(_round(_id).aggregationEnds);
        training.burn(_id);
        (, , uint256 complaints) = training.sumDeadlines(_id, 1);
        VM.warp(complaints + 1);
        _measure();
        training.settle(_id, 1);
        _assertFits();
        _assertSolvent();
        for (uint256 i = 1; i <= _MOST; ++i) {
            _assertLock(_id, i, 90_001 - 8009, IKeyholders.LockStatus.Held);
        }
        _measure();
        training.close(_id);
        _assertFits();
        for (uint256 i = 1; i <= _MOST; ++i) _assertLock(_id, i, 0, IKeyholders.LockStatus.Released);
        assertTrue(training.roundOf(_id, 1).status == RoundStatus.Burned, 'burned');
    }

    function _measure() private {
        _before = gasleft();
    }

    function _assertFits() private view {
        assertBelow(_before - gasleft(), _CAP);
    }
}
