// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Address} from '@openzeppelin/contracts/utils/Address.sol';
import {ReentrancyGuard} from '@openzeppelin/contracts/utils/ReentrancyGuard.sol';
import {EIP712} from '@openzeppelin/contracts/utils/cryptography/EIP712.sol';
import {SignatureChecker} from '@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol';
import {SafeCast} from '@openzeppelin/contracts/utils/math/SafeCast.sol';
import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {LogProof, LogProofs} from './LogProofs.sol';

/// @title Keyholders
contract Keyholders is IKeyholders, EIP712, ReentrancyGuard {
    using Bn254 for G1Point;
    using LogProofs for LogProof;
    using SafeCast for uint256;

    uint64 private constant _LONGEST_DELAY = 90 days;
    // solhint-disable-next-line gas-small-strings
    bytes32 private constant _ACCEPTANCE = keccak256(
        'Acceptance(address owner,address locker,bytes32 terms,uint256 amount,uint64 deadline)'
    );

    /// @inheritdoc IKeyholders
    uint64 public immutable UNBONDING_DELAY;

    /// @inheritdoc IKeyholders
    mapping(address account => uint256 amount) public claimable;
    mapping(address owner => Member member) private _members;
    mapping(bytes32 keyHash => address owner) private _owners;
    mapping(address locker => mapping(bytes32 terms => mapping(address owner => Lock lock))) private _locks;

    constructor(uint64 unbondingDelay) EIP712('Tacit Keyholders', '1') {
        if (unbondingDelay > _LONGEST_DELAY) revert UnbondingDelayTooLong(unbondingDelay, _LONGEST_DELAY);
        UNBONDING_DELAY = unbondingDelay;
    }

    /// @inheritdoc IKeyholders
    function register(G1Point calldata key, LogProof calldata possession) external payable {
        if (isMember(msg.sender)) revert MemberAlreadyRegistered(msg.sender);
        // First: a precompile takes all gas for a point off the curve.
        if (!key.isOnCurve()) revert KeyNotOnCurve(key);
        bytes32 keyHash = _hashKey(key);
        if (_owners[keyHash] != address(0)) revert KeyAlreadyRegistered(key, _owners[keyHash]);
        if (!possession.provesPossession(key, msg.sender)) revert PossessionNotProven(msg.sender, key);

        _owners[keyHash] = msg.sender;
        _members[msg.sender].key = key;
        emit MemberRegistered(msg.sender, key);
        if (msg.value > 0) _deposit();
    }

    /// @inheritdoc IKeyholders
    function deposit() external payable {
        if (!isMember(msg.sender)) revert MemberNotRegistered(msg.sender);
        if (msg.value == 0) revert AmountIsZero();
        _deposit();
    }

    /// @inheritdoc IKeyholders
    function startUnbonding(uint256 amount) external {
        _requireFree(msg.sender, amount);

        Member storage self = _members[msg.sender];
        uint64 availableFrom = block.timestamp.toUint64() + UNBONDING_DELAY;
        self.unbonding += amount.toUint128();
        self.availableFrom = availableFrom;
        emit UnbondingStarted(msg.sender, amount, availableFrom);
    }

    /// @inheritdoc IKeyholders
    function cancelUnbonding() external {
        uint256 amount = _endUnbonding(_members[msg.sender]);
        emit UnbondingCancelled(msg.sender, amount);
    }

    /// @inheritdoc IKeyholders
    function withdraw(address payable to) external nonReentrant {
        if (to == address(0)) revert RecipientIsZero();
        Member storage self = _members[msg.sender];
        uint64 availableFrom = self.availableFrom;
        if (block.timestamp < availableFrom) revert UnbondingNotOver(msg.sender, availableFrom);

        uint128 amount = _endUnbonding(self);
        self.stake -= amount;
        emit StakeWithdrawn(msg.sender, to, amount);
        Address.sendValue(to, amount);
    }

    /// @inheritdoc IKeyholders
    function revoke(address locker, bytes32 terms) external {
        _spend(locker, terms, msg.sender, LockStatus.Revoked);
        emit AcceptanceRevoked(locker, terms, msg.sender);
    }

    /// @inheritdoc IKeyholders
    function lock(address owner, bytes32 terms, uint256 amount, uint64 deadline, bytes calldata signature) external {
        if (block.timestamp > deadline) revert AcceptanceExpired(deadline, block.timestamp);
        _requireFree(owner, amount);
        Lock storage held = _spend(msg.sender, terms, owner, LockStatus.Held);
        bytes32 digest = hashAcceptance(owner, msg.sender, terms, amount, deadline);
        if (!SignatureChecker.isValidSignatureNowCalldata(owner, digest, signature)) {
            revert AcceptanceNotSigned(msg.sender, terms, owner, amount, deadline);
        }

        held.amount = amount.toUint128();
        _members[owner].locked += amount.toUint128();
        emit StakeLocked(msg.sender, terms, owner, amount);
    }

    /// @inheritdoc IKeyholders
    function release(address owner, bytes32 terms) external returns (uint256 amount) {
        Lock storage held = _heldLock(owner, terms);
        amount = held.amount;
        (held.amount, held.status) = (0, LockStatus.Released);
        _members[owner].locked -= amount.toUint128();
        emit StakeReleased(msg.sender, terms, owner, amount);
    }

    /// @inheritdoc IKeyholders
    function slash(address owner, bytes32 terms, uint256 amount, address recipient) external {
        if (amount == 0) revert AmountIsZero();
        if (recipient == address(0)) revert RecipientIsZero();
        Lock storage held = _heldLock(owner, terms);
        if (amount > held.amount) revert SlashExceedsLock(msg.sender, terms, owner, amount, held.amount);

        Member storage slashed = _members[owner];
        uint128 taken = amount.toUint128();
        held.amount -= taken;
        (slashed.stake, slashed.locked) = (slashed.stake - taken, slashed.locked - taken);
        claimable[recipient] += amount;
        emit StakeSlashed(msg.sender, terms, owner, amount, recipient);
    }

    /// @inheritdoc IKeyholders
    function claim(address payable to) external nonReentrant {
        if (to == address(0)) revert RecipientIsZero();
        uint256 amount = claimable[msg.sender];
        if (amount == 0) revert NothingClaimable(msg.sender);

        delete claimable[msg.sender];
        emit SlashedStakeClaimed(msg.sender, to, amount);
        Address.sendValue(to, amount);
    }

    /// @inheritdoc IKeyholders
    function member(address owner) external view returns (Member memory) {
        if (!isMember(owner)) revert MemberNotRegistered(owner);
        return _members[owner];
    }

    /// @inheritdoc IKeyholders
    function keyOf(address owner) external view returns (G1Point memory key) {
        key = _members[owner].key;
        if (key.y == 0) revert MemberNotRegistered(owner);
    }

    /// @inheritdoc IKeyholders
    function ownerOf(G1Point calldata key) external view returns (address) {
        return _owners[_hashKey(key)];
    }

    /// @inheritdoc IKeyholders
    function lockOf(address locker, bytes32 terms, address owner) external view returns (Lock memory) {
        return _locks[locker][terms][owner];
    }

    /// @inheritdoc IKeyholders
    function isMember(address owner) public view returns (bool) {
        // No point of the curve has the ordinate 0: it would have order 2.
        return _members[owner].key.y != 0;
    }

    /// @inheritdoc IKeyholders
    function freeStakeOf(address owner) public view returns (uint256) {
        Member storage found = _members[owner];
        return found.stake - found.locked - found.unbonding;
    }

    /// @inheritdoc IKeyholders
    function hashAcceptance(
        address owner,
        address locker,
        bytes32 terms,
        uint256 amount,
        uint64 deadline
    ) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(_ACCEPTANCE, owner, locker, terms, amount, deadline)));
    }

    function _deposit() private {
        _members[msg.sender].stake += msg.value.toUint128();
        emit StakeDeposited(msg.sender, msg.value);
    }

    function _endUnbonding(Member storage self) private returns (uint128 amount) {
        amount = self.unbonding;
        if (amount == 0) revert NothingUnbonding(msg.sender);
        (self.unbonding, self.availableFrom) = (0, 0);
    }

    /// @dev The acceptance must be in nobody's hands yet.
    function _spend(
        address locker,
        bytes32 terms,
        address owner,
        LockStatus status
    ) private returns (Lock storage spent) {
        spent = _locks[locker][terms][owner];
        if (spent.status != LockStatus.None) revert AcceptanceSpent(locker, terms, owner, spent.status);
        spent.status = status;
    }

    function _heldLock(address owner, bytes32 terms) private view returns (Lock storage held) {
        held = _locks[msg.sender][terms][owner];
        if (held.status != LockStatus.Held) revert LockNotHeld(msg.sender, terms, owner, held.status);
    }

    /// @dev Who has no key has no stake either, and so no positive amount of it.
    function _requireFree(address owner, uint256 amount) private view {
        if (amount == 0) revert AmountIsZero();
        uint256 free = freeStakeOf(owner);
        if (amount > free) revert StakeNotFree(owner, amount, free);
    }

    function _hashKey(G1Point calldata key) private pure returns (bytes32) {
        return keccak256(abi.encode(key));
    }
}
