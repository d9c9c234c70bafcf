// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {Keyholders} from './Keyholders.sol';
import {KeyholdersSupport} from './KeyholdersSupport.t.sol';

/// @dev Anybody does anything, and a plain model of the books says beforehand whether it may. A call that succeeds
/// against the model, or fails against it, reverts here and so fails the run.
contract KeyholdersHandler is KeyholdersSupport {
    /// @dev Members, lockers that are none, and one who is neither.
    uint256 public constant MEMBERS = 4;
    uint256 public constant LOCKERS = 3;
    uint256 public constant ACCOUNTS = MEMBERS + LOCKERS + 1;
    uint256 public constant TERMS_COUNT = 2;
    uint256 private constant _MOST = 3 ether;

    struct Books {
        uint256 stake;
        uint256 locked;
        uint256 unbonding;
        uint256 availableFrom;
        uint256 claimable;
        uint256 balance;
    }

    mapping(address account => Books books) public booksOf;
    address[] private _accounts;
    mapping(address locker => mapping(bytes32 terms => mapping(address owner => IKeyholders.Lock lock))) private _locks;

    constructor() {
        _start();
        for (uint256 i; i < ACCOUNTS; ++i) {
            _accounts.push(i < MEMBERS ? _owner(i + 1) : address(uint160(0xacc0 + i)));
            ACT.deal(accountAt(i), 100 ether);
            booksOf[accountAt(i)].balance = 100 ether;
        }
        for (uint256 i; i < MEMBERS; ++i) {
            _register(i + 1, 0);
            ACT.deal(accountAt(i), 100 ether);
        }
    }

    function deposit(uint256 who, uint256 amount) external {
        address owner = _account(who);
        Books storage books = booksOf[owner];
        amount = bound(amount, 0, _MOST);
        if (amount > books.balance) amount = books.balance;
        _do(owner, amount, abi.encodeCall(IKeyholders.deposit, ()), amount > 0 && _isMember(owner));
        if (amount == 0 || !_isMember(owner)) return;
        books.balance -= amount;
        books.stake += amount;
    }

    function startUnbonding(uint256 who, uint256 amount) external {
        address owner = _account(who);
        Books storage books = booksOf[owner];
        amount = bound(amount, 0, _MOST);
        bool allowed = amount > 0 && amount + books.locked + books.unbonding <= books.stake;
        _do(owner, 0, abi.encodeCall(IKeyholders.startUnbonding, (amount)), allowed);
        if (!allowed) return;
        books.unbonding += amount;
        books.availableFrom = block.timestamp + DELAY;
    }

    function cancelUnbonding(uint256 who) external {
        address owner = _account(who);
        Books storage books = booksOf[owner];
        _do(owner, 0, abi.encodeCall(IKeyholders.cancelUnbonding, ()), books.unbonding > 0);
        books.unbonding = 0;
    }

    function withdraw(uint256 who, uint256 whom) external {
        (address owner, address to) = (_account(who), _account(whom));
        Books storage books = booksOf[owner];
        bool allowed = books.unbonding > 0 && block.timestamp >= books.availableFrom;
        _do(owner, 0, abi.encodeCall(IKeyholders.withdraw, (payable(to))), allowed);
        if (!allowed) return;
        booksOf[to].balance += books.unbonding;
        books.stake -= books.unbonding;
        books.unbonding = 0;
    }

    function revoke(uint256 who, uint256 which, uint256 what) external {
        (address owner, address locker, bytes32 terms) = (_account(who), lockerAt(which % LOCKERS), termsAt(what));
        IKeyholders.Lock storage held = _locks[locker][terms][owner];
        bool allowed = held.status == IKeyholders.LockStatus.None;
        // Rarely: every acceptance can be used only once, and locks are what is to be seen.
        if (who % 5 != 0) return;
        _do(owner, 0, abi.encodeCall(IKeyholders.revoke, (locker, terms)), allowed);
        if (allowed) held.status = IKeyholders.LockStatus.Revoked;
    }

    /// @dev `who` signs, mostly for the one who shows the acceptance.
    function lock(uint256 who, uint256 which, uint256 shows, uint256 what, uint256 amount) external {
        (uint256 secret, address signed) = (1 + (who % MEMBERS), lockerAt(which % LOCKERS));
        (address owner, address shown) = (accountAt(secret - 1), shows % 4 == 0 ? _account(shows >> 2) : signed);
        Terms memory offer = Terms(signed, termsAt(what), bound(amount, 0, _MOST), type(uint64).max);
        IKeyholders.Lock storage held = _locks[shown][offer.terms][owner];
        Books storage books = booksOf[owner];
        amount = offer.amount;
        bool allowed = amount > 0 && shown == signed && held.status == IKeyholders.LockStatus.None;
        allowed = allowed && amount + books.locked + books.unbonding <= books.stake;
        bytes memory signature = _accept(secret, offer);
        _do(
            shown,
            0,
            abi.encodeCall(IKeyholders.lock, (owner, offer.terms, amount, offer.deadline, signature)),
            allowed
        );
        if (!allowed) return;
        (held.amount, held.status) = (uint128(amount), IKeyholders.LockStatus.Held);
        books.locked += amount;
    }

    function release(uint256 who, uint256 which, uint256 what) external {
        (address owner, address locker, bytes32 terms) = (_account(who), _locker(which), termsAt(what));
        IKeyholders.Lock storage held = _locks[locker][terms][owner];
        bool allowed = held.status == IKeyholders.LockStatus.Held;
        _do(locker, 0, abi.encodeCall(IKeyholders.release, (owner, terms)), allowed);
        if (!allowed) return;
        booksOf[owner].locked -= held.amount;
        (held.amount, held.status) = (0, IKeyholders.LockStatus.Released);
    }

    function slash(uint256 who, uint256 which, uint256 what, uint256 amount, uint256 whom) external {
        (address owner, address locker, bytes32 terms) = (accountAt(who % MEMBERS), _locker(which), termsAt(what));
        address recipient = _account(whom);
        IKeyholders.Lock storage held = _locks[locker][terms][owner];
        amount = bound(amount, 0, uint256(held.amount) + held.amount / 4 + 1);
        bool allowed = held.status == IKeyholders.LockStatus.Held && amount > 0 && amount <= held.amount;
        _do(locker, 0, abi.encodeCall(IKeyholders.slash, (owner, terms, amount, recipient)), allowed);
        if (!allowed) return;
        held.amount -= uint128(amount);
        booksOf[owner].locked -= amount;
        booksOf[owner].stake -= amount;
        booksOf[recipient].claimable += amount;
    }

    function claim(uint256 who, uint256 whom) external {
        (address account, address to) = (_account(who), _account(whom));
        uint256 amount = booksOf[account].claimable;
        _do(account, 0, abi.encodeCall(IKeyholders.claim, (payable(to))), amount > 0);
        booksOf[account].claimable = 0;
        booksOf[to].balance += amount;
    }

    function wait(uint256 time) external {
        ACT.warp(block.timestamp + bound(time, 1, DELAY));
    }

    function registry() external view returns (Keyholders) {
        return keyholders;
    }

    function modelLockOf(address locker, bytes32 terms, address owner) external view returns (IKeyholders.Lock memory) {
        return _locks[locker][terms][owner];
    }

    function accountAt(uint256 index) public view returns (address) {
        return _accounts[index];
    }

    function lockerAt(uint256 index) public view returns (address) {
        return accountAt(MEMBERS + index);
    }

    function termsAt(uint256 index) public pure returns (bytes32) {
        return bytes32(index % TERMS_COUNT);
    }

    function _do(address sender, uint256 value, bytes memory data, bool allowed) private {
        ACT.prank(sender);
        (bool ok, ) = address(keyholders).call{value: value}(data);
        assertTrue(ok == allowed, allowed ? 'what is allowed failed' : 'what is forbidden succeeded');
    }

    function _account(uint256 word) private view returns (address) {
        return accountAt(word % ACCOUNTS);
    }

    /// @dev Mostly a locker.
    function _locker(uint256 word) private view returns (address) {
        return word % 8 == 0 ? _account(word >> 3) : lockerAt(word % LOCKERS);
    }

    function _isMember(address account) private view returns (bool) {
        return keyholders.isMember(account);
    }
}

contract KeyholdersInvariantsTest is KeyholdersSupport {
    KeyholdersHandler private _handler;

    function setUp() public {
        _handler = new KeyholdersHandler();
        keyholders = _handler.registry();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    // INV-38
    function invariant_TheBalanceIsAllStakesAndAllThatIsClaimable() public view {
        uint256 sum;
        for (uint256 i; i < _handler.ACCOUNTS(); ++i) {
            address account = _handler.accountAt(i);
            sum += keyholders.claimable(account);
            if (i < _handler.MEMBERS()) sum += keyholders.member(account).stake;
        }
        assertEq(address(keyholders).balance, sum);
    }

    // INV-38
    function invariant_LockedAndUnbondingAreStaked() public view {
        for (uint256 i; i < _handler.MEMBERS(); ++i) {
            IKeyholders.Member memory found = keyholders.member(_handler.accountAt(i));
            assertTrue(uint256(found.locked) + found.unbonding <= found.stake, 'locked + unbonding <= stake');
            assertTrue((found.unbonding == 0) == (found.availableFrom == 0), 'a date where something unbonds');
        }
    }

    function invariant_LocksAddUpToWhatIsLocked() public view {
        for (uint256 i; i < _handler.MEMBERS(); ++i) {
            address owner = _handler.accountAt(i);
            uint256 sum;
            for (uint256 j; j < _handler.LOCKERS() * _handler.TERMS_COUNT(); ++j) {
                address locker = _handler.lockerAt(j % _handler.LOCKERS());
                sum += keyholders.lockOf(locker, _handler.termsAt(j / _handler.LOCKERS()), owner).amount;
            }
            assertEq(keyholders.member(owner).locked, sum);
        }
    }

    /// @dev So nobody's funds move but by what the model lets somebody do with them.
    function invariant_BooksAreThoseOfTheModel() public view {
        for (uint256 i; i < _handler.ACCOUNTS(); ++i) {
            address account = _handler.accountAt(i);
            (uint256 stake, uint256 locked, uint256 unbonding, , uint256 claimable, uint256 balance) = _handler.booksOf(
                account
            );
            assertEq(account.balance, balance);
            assertEq(keyholders.claimable(account), claimable);
            if (i < _handler.MEMBERS()) _assertMember(account, stake, locked, unbonding);
            else assertFalse(keyholders.isMember(account), 'nobody joins');
        }
    }

    function invariant_LocksAreThoseOfTheModel() public view {
        (uint256 accounts, uint256 lockers) = (_handler.ACCOUNTS(), _handler.LOCKERS());
        for (uint256 i; i < accounts * lockers * _handler.TERMS_COUNT(); ++i) {
            (address owner, address locker) = (
                _handler.accountAt(i % accounts),
                _handler.lockerAt((i / accounts) % lockers)
            );
            bytes32 terms = _handler.termsAt(i / accounts / lockers);
            IKeyholders.Lock memory modelled = _handler.modelLockOf(locker, terms, owner);
            IKeyholders.Lock memory found = keyholders.lockOf(locker, terms, owner);
            assertTrue(found.amount == modelled.amount && found.status == modelled.status, 'a lock');
        }
    }
}
