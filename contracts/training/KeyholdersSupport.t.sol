// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {TestBase} from '../test/TestBase.sol';
import {Keyholders} from './Keyholders.sol';
import {LogProof} from './LogProofs.sol';

/// @notice Cheat codes that act for somebody.
interface IActing {
    function addr(uint256 secret) external pure returns (address);
    function deal(address account, uint256 balance) external;
    function prank(address sender) external;
    function sign(uint256 secret, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function warp(uint256 time) external;
}

/// @title Members with keys, proofs and signatures
abstract contract KeyholdersSupport is TestBase {
    using Bn254 for G1Point;

    /// @dev What a member signs.
    struct Terms {
        address locker;
        bytes32 terms;
        uint256 amount;
        uint64 deadline;
    }

    IActing internal constant ACT = IActing(address(VM));
    uint64 internal constant DELAY = 7 days;
    uint256 internal constant STAKE = 10 ether;
    uint256 internal constant START = 1_800_000_000;
    address internal constant LOCKER = address(0x10c4e6);
    address internal constant STRANGER = address(0x57a46e6);
    bytes32 internal constant TERMS = keccak256('terms');

    Keyholders internal keyholders;

    /// @dev No `setUp`: a handler of invariant tests inherits this, and everything public of it is called.
    function _start() internal {
        ACT.warp(START);
        keyholders = new Keyholders(DELAY);
    }

    /// @notice The address that signs with a secret; the same secret makes its key.
    function _owner(uint256 secret) internal pure returns (address) {
        return ACT.addr(secret);
    }

    function _key(uint256 secret) internal view returns (G1Point memory) {
        return Bn254.generator().multiply(secret);
    }

    /// @notice What `provePossession` of the SDK makes, for any chain, contract and owner.
    function _prove(
        uint256 secret,
        uint256 chainId,
        address where,
        address owner
    ) internal view returns (LogProof memory) {
        uint256 nonce = uint256(keccak256(abi.encode('nonce', secret, chainId, where, owner))) % Bn254.FIELD_ORDER;
        bytes memory words = abi.encode(
            keccak256('tacit.possession'),
            chainId,
            where,
            owner,
            _key(secret),
            Bn254.generator().multiply(nonce)
        );
        uint256 c = uint256(keccak256(words)) >> 3;
        return LogProof(c, addmod(nonce, mulmod(c, secret, Bn254.FIELD_ORDER), Bn254.FIELD_ORDER));
    }

    function _possession(uint256 secret, address owner) internal view returns (LogProof memory) {
        return _prove(secret, block.chainid, address(keyholders), owner);
    }

    function _register(uint256 secret, uint256 stake) internal returns (address owner) {
        owner = _owner(secret);
        _registerAs(owner, secret, stake);
    }

    function _registerAs(address owner, uint256 secret, uint256 stake) internal {
        (G1Point memory key, LogProof memory proof) = (_key(secret), _possession(secret, owner));
        ACT.deal(owner, owner.balance + stake);
        ACT.prank(owner);
        keyholders.register{value: stake}(key, proof);
    }

    function _offer(uint256 amount) internal pure returns (Terms memory) {
        return Terms(LOCKER, TERMS, amount, uint64(START + 1 hours));
    }

    function _sign(uint256 secret, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = ACT.sign(secret, digest);
        return abi.encodePacked(r, s, v);
    }

    function _accept(uint256 secret, Terms memory offer) internal view returns (bytes memory) {
        return _acceptFor(secret, _owner(secret), offer);
    }

    function _acceptFor(uint256 secret, address owner, Terms memory offer) internal view returns (bytes memory) {
        bytes32 digest = keyholders.hashAcceptance(owner, offer.locker, offer.terms, offer.amount, offer.deadline);
        return _sign(secret, digest);
    }

    /// @notice The locker shows an acceptance.
    function _show(address owner, Terms memory offer, bytes memory signature) internal {
        ACT.prank(offer.locker);
        keyholders.lock(owner, offer.terms, offer.amount, offer.deadline, signature);
    }

    function _lock(uint256 secret, uint256 amount) internal {
        Terms memory offer = _offer(amount);
        _show(_owner(secret), offer, _accept(secret, offer));
    }

    function _release(address owner) internal returns (uint256) {
        ACT.prank(LOCKER);
        return keyholders.release(owner, TERMS);
    }

    function _slash(address owner, uint256 amount, address recipient) internal {
        ACT.prank(LOCKER);
        keyholders.slash(owner, TERMS, amount, recipient);
    }

    function _unbond(address owner, uint256 amount) internal {
        ACT.prank(owner);
        keyholders.startUnbonding(amount);
    }

    function _assertMember(address owner, uint256 stake, uint256 locked, uint256 unbonding) internal view {
        IKeyholders.Member memory found = keyholders.member(owner);
        assertEq(found.stake, stake);
        assertEq(found.locked, locked);
        assertEq(found.unbonding, unbonding);
        assertEq(keyholders.freeStakeOf(owner), stake - locked - unbonding);
    }

    function _assertLock(address owner, uint256 amount, IKeyholders.LockStatus status) internal view {
        IKeyholders.Lock memory found = keyholders.lockOf(LOCKER, TERMS, owner);
        assertEq(found.amount, amount);
        assertTrue(found.status == status, 'status of the lock');
    }

    function _expectNotFree(address owner, uint256 amount, uint256 free) internal {
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.StakeNotFree.selector, owner, amount, free));
    }

    function _expectZeroAmount() internal {
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.AmountIsZero.selector));
    }
}
