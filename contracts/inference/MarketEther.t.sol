// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IInferenceMarket, JobId, OfferId} from '../interfaces/IInferenceMarket.sol';
import {IWorkerPool} from '../interfaces/IWorkerPool.sol';
import {InferenceMarket} from './InferenceMarket.sol';
import {MarketSupport} from './MarketSupport.t.sol';

/// @dev A worker whose wallet calls back when it is paid.
contract Caller {
    InferenceMarket private immutable _MARKET;
    bytes public call;
    bool public refuses;
    bool public succeeded;
    bytes public answer;

    constructor(InferenceMarket market) {
        _MARKET = market;
    }

    receive() external payable {
        _answerBack();
    }

    function prepare(bytes calldata next, bool refuse) external {
        (call, refuses) = (next, refuse);
    }

    function act(bytes calldata data, uint256 value) external {
        (bool ok, bytes memory reason) = address(_MARKET).call{value: value}(data);
        if (ok) return;
        assembly ('memory-safe') {
            revert(add(reason, 0x20), mload(reason))
        }
    }

    function _answerBack() private {
        if (refuses) revert('no');
        // solhint-disable-next-line avoid-low-level-calls
        if (call.length != 0) (succeeded, answer) = address(_MARKET).call(call);
    }
}

/// @dev How ether leaves.
contract MarketEtherTest is MarketSupport {
    bytes4 private constant _REENTERED = bytes4(keccak256('ReentrancyGuardReentrantCall()'));
    uint256 private constant _FEE = uint256(FEE) * SAMPLES;

    Caller private _caller;
    OfferId private _plain;

    function setUp() public {
        _startMarket();
        _plain = _offer(_terms());
        _caller = new Caller(market);
        VM.deal(address(_caller), STAKE);
        _caller.act(abi.encodeCall(IWorkerPool.join, ('')), STAKE);
        accounts.push(address(_caller));
        VM.roll(block.number + 1);
    }

    function _earn() private returns (JobId id) {
        id = _agreed(_plain, 1, 1);
        VM.prank(USER);
        market.accept(id);
    }

    function _claim(address to) private pure returns (bytes memory) {
        return abi.encodeCall(IWorkerPool.claim, (payable(to)));
    }

    function _withdraw(address to) private pure returns (bytes memory) {
        return abi.encodeCall(IWorkerPool.withdraw, (payable(to)));
    }

    // INV-58
    function test_PaysWhatWasEarnedOnce() public {
        _earn();
        address payable to = payable(address(0x70));
        VM.expectEmit();
        emit IWorkerPool.Claimed(address(_caller), to, _FEE);
        _caller.act(_claim(to), 0);
        assertEq(to.balance, _FEE);
        VM.expectRevert(abi.encodeWithSelector(IWorkerPool.NothingClaimable.selector, address(_caller)));
        _caller.act(_claim(to), 0);
        _assertSound();
    }

    // INV-58
    function test_NobodyIsPaidTwiceByCallingBack() public {
        // What the outer call pays: what has come together since the last of its kind.
        uint256[4] memory due = [_FEE, 2000, 2 * _FEE, 2000];
        bytes[2] memory calls = [_claim(address(_caller)), _withdraw(address(_caller))];
        for (uint256 i; i < 4; ++i) {
            _earn();
            _caller.act(abi.encodeCall(IWorkerPool.startUnbonding, (1000)), 0);
            VM.warp(block.timestamp + DELAY);
            uint256 before = address(_caller).balance;
            _caller.prepare(calls[i / 2], false);
            _caller.act(calls[i % 2], 0);
            assertFalse(_caller.succeeded(), 'called back');
            assertEq(bytes32(bytes4(_caller.answer())), bytes32(_REENTERED));
            assertEq(address(_caller).balance - before, due[i]);
            _assertSound();
        }
    }

    /// @dev Who refuses ether only stops its own.
    function test_AReceiverThatRefusesStopsNobody() public {
        JobId id = _earn();
        _assertClosed(id, IInferenceMarket.Outcome.Served);
        _caller.prepare('', true);
        VM.expectPartialRevert(bytes4(keccak256('Error(string)')));
        _caller.act(_claim(address(_caller)), 0);
        assertEq(market.claimable(address(_caller)), _FEE);
        _caller.act(_claim(address(0x70)), 0);
        VM.prank(CREATOR);
        market.claim(payable(CREATOR));
        _assertSound();
    }

    function test_TakesNoEtherThatIsForNothing() public {
        VM.deal(address(this), 1 ether);
        (bool ok, ) = address(market).call{value: 1}('');
        assertFalse(ok, 'received');
        (ok, ) = address(market).call{value: 1}(abi.encodeCall(IWorkerPool.pause, ()));
        assertFalse(ok, 'received');
    }

    /// @dev Ether that is forced on the contract is nobody's, and changes no sum.
    function test_ForcedEtherChangesNothing() public {
        VM.deal(address(market), address(market).balance + 5);
        _earn();
        _caller.act(_claim(address(0x70)), 0);
        VM.prank(CREATOR);
        market.claim(payable(CREATOR));
        assertEq(address(market).balance, STAKE + 5);
    }
}
