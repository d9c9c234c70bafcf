// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {G1Point} from '../proofs/Bn254.sol';
import {LogProof} from '../training/LogProofs.sol';

/// @title Those whom trainers seal shares to: their keys and their stakes
/// @notice A keyholder registers one key, whose secret it proves to have, and stakes ether. It accepts a task by a
/// signature (EIP-712) that names the contract that runs it, the locker. That contract can then lock the signed amount
/// for the signed terms, later release or slash this lock, and nothing else. There is no owner and no list of lockers.
///
/// @dev Assumes: whoever signs has read the code of the locker, and knows that it cannot be replaced.
/// Warning: a lock lasts until its locker releases it, and a locker may slash for whatever reason its code has.
/// Free stake is `stake - locked - unbonding`. Only locked stake can be slashed: what unbonds owes nothing, and the
/// delay merely gives notice to those who choose committees, so that borrowed stake cannot be shown for one block.
/// The balance is the sum of all stakes and of all that is claimable; ether that is forced in belongs to nobody.
interface IKeyholders {
    /// @dev What became of an acceptance. Each (locker, terms, owner) passes from None to Held to Released, or from None
    /// to Revoked, and never back: no signature serves twice.
    enum LockStatus {
        None,
        Held,
        Released,
        Revoked
    }

    struct Member {
        /// Y = y * (1, 2). Never changes.
        G1Point key;
        /// All of the member's ether here, but for what it may claim.
        uint128 stake;
        uint128 locked;
        uint128 unbonding;
        /// When `unbonding` may be withdrawn, in seconds; 0 while nothing unbonds.
        uint64 availableFrom;
    }

    struct Lock {
        /// What is left of the signed amount.
        uint128 amount;
        LockStatus status;
    }

    event MemberRegistered(address indexed owner, G1Point key);
    event StakeDeposited(address indexed owner, uint256 amount);
    /// @param availableFrom Of all that now unbonds, `amount` included
    event UnbondingStarted(address indexed owner, uint256 amount, uint64 availableFrom);
    event UnbondingCancelled(address indexed owner, uint256 amount);
    event StakeWithdrawn(address indexed owner, address indexed to, uint256 amount);
    event StakeLocked(address indexed locker, bytes32 indexed terms, address indexed owner, uint256 amount);
    event StakeReleased(address indexed locker, bytes32 indexed terms, address indexed owner, uint256 amount);
    event StakeSlashed(
        address indexed locker,
        bytes32 indexed terms,
        address indexed owner,
        uint256 amount,
        address recipient
    );
    event AcceptanceRevoked(address indexed locker, bytes32 indexed terms, address indexed owner);
    event SlashedStakeClaimed(address indexed account, address indexed to, uint256 amount);

    /// @notice A longer delay would be taken for a mistake: stakes must come back.
    error UnbondingDelayTooLong(uint64 delay, uint64 longest);
    error MemberAlreadyRegistered(address owner);
    error MemberNotRegistered(address owner);
    /// @notice A coordinate at or above q, no solution of the curve's equation, or the identity.
    error KeyNotOnCurve(G1Point key);
    error KeyAlreadyRegistered(G1Point key, address owner);
    /// @notice The proof is not of this key, this owner, this contract and this chain, or its z is not canonical.
    error PossessionNotProven(address owner, G1Point key);
    error AmountIsZero();
    error StakeNotFree(address owner, uint256 amount, uint256 free);
    error NothingUnbonding(address owner);
    error UnbondingNotOver(address owner, uint64 availableFrom);
    error AcceptanceExpired(uint64 deadline, uint256 time);
    /// @notice The acceptance was locked or revoked before.
    error AcceptanceSpent(address locker, bytes32 terms, address owner, LockStatus status);
    /// @notice The owner did not sign this locker, these terms, this amount and this deadline, for here.
    error AcceptanceNotSigned(address locker, bytes32 terms, address owner, uint256 amount, uint64 deadline);
    error LockNotHeld(address locker, bytes32 terms, address owner, LockStatus status);
    error SlashExceedsLock(address locker, bytes32 terms, address owner, uint256 amount, uint256 held);
    error RecipientIsZero();
    error NothingClaimable(address account);

    /// @notice Seconds between the start of unbonding and the withdrawal.
    function UNBONDING_DELAY() external view returns (uint64);

    /// @notice Registers the caller with its key for ever, and stakes what is sent along, which may be nothing.
    /// @dev Another key is for another address. The proof is the SDK's `provePossession`.
    /// Warning: keys with related secrets are different keys. One person may register both, as it may any two.
    function register(G1Point calldata key, LogProof calldata possession) external payable;

    /// @notice Adds to the caller's stake.
    function deposit() external payable;

    /// @notice Takes free stake out of service.
    /// @dev The delay starts anew for all that already unbonds.
    function startUnbonding(uint256 amount) external;

    /// @notice Makes everything that unbonds free stake again, also after the delay.
    function cancelUnbonding() external;

    /// @notice Sends everything that has unbonded.
    /// @param to Because not every contract that stakes can receive ether
    function withdraw(address payable to) external;

    /// @notice Makes the caller's acceptance of these terms worthless, unless the locker came first.
    function revoke(address locker, bytes32 terms) external;

    /// @notice Locks free stake of a member for terms that it accepted with the caller as locker.
    /// @dev An owner with code is asked for its consent by ERC-1271, and may take nearly all gas to answer.
    /// Assumes: `terms` is a hash that determines the task, so that a second task of the caller has other terms.
    /// @param deadline The last second at which the signature may be used
    /// @param signature Of `hashAcceptance`
    function lock(address owner, bytes32 terms, uint256 amount, uint64 deadline, bytes calldata signature) external;

    /// @notice Frees what is left of the caller's lock, and ends it.
    /// @return amount What was left; 0 when everything was slashed
    function release(address owner, bytes32 terms) external returns (uint256 amount);

    /// @notice Takes stake out of the caller's lock, and lets `recipient` claim it.
    function slash(address owner, bytes32 terms, uint256 amount, address recipient) external;

    /// @notice Sends everything that slashing brought the caller.
    /// @param to Because not every contract that gains can receive ether
    function claim(address payable to) external;

    /// @notice The member; reverts for an owner without a key.
    function member(address owner) external view returns (Member memory);

    /// @notice The member's key alone; reverts for an owner without one.
    function keyOf(address owner) external view returns (G1Point memory);

    function isMember(address owner) external view returns (bool);

    /// @notice Who registered a key; zero if nobody did.
    function ownerOf(G1Point calldata key) external view returns (address);

    /// @notice What the owner may unbond, and lockers may lock; 0 for one without a key.
    function freeStakeOf(address owner) external view returns (uint256);

    function lockOf(address locker, bytes32 terms, address owner) external view returns (Lock memory);

    /// @notice What an account may claim.
    function claimable(address account) external view returns (uint256);

    /// @notice What a member signs to accept terms: EIP-712's hash of
    /// `Acceptance(address owner,address locker,bytes32 terms,uint256 amount,uint64 deadline)` in the domain of
    /// `eip712Domain` (ERC-5267).
    /// @dev The owner is in it because one key may sign for several ERC-1271 wallets: none of them must be bound by
    /// what was signed for another.
    function hashAcceptance(
        address owner,
        address locker,
        bytes32 terms,
        uint256 amount,
        uint64 deadline
    ) external view returns (bytes32);
}
