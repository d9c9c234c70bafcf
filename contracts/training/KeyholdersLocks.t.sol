// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {Keyholders} from './Keyholders.sol';
import {KeyholdersSupport} from './KeyholdersSupport.t.sol';

/// @dev A wallet of ERC-1271 whose one signer says what it signs, unless it is told to misbehave.
contract Wallet {
    enum Mood {
        Honest,
        No,
        Short,
        Reverts,
        Spends
    }

    bytes4 private constant _YES = 0x1626ba7e;
    address private immutable _SIGNER;
    Mood public mood;

    constructor(address signer) {
        _SIGNER = signer;
    }

    function setMood(Mood next) external {
        mood = next;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        if (mood == Mood.No) return 0xffffffff;
        if (mood == Mood.Reverts) revert('no');
        if (mood == Mood.Short) {
            assembly ('memory-safe') {
                mstore(0x00, _YES)
                return(0x00, 0x04)
            }
        }
        if (mood == Mood.Spends) while (true) {}
        (bytes32 r, bytes32 s, uint8 v) = (bytes32(signature[:32]), bytes32(signature[32:64]), uint8(signature[64]));
        return ecrecover(digest, v, r, s) == _SIGNER ? _YES : bytes4(0);
    }
}

/// @dev What lockers may and may not do.
contract KeyholdersLocksTest is KeyholdersSupport {
    uint256 private constant _ALICE = 7;
    uint256 private constant _BOB = 8;
    /// @dev The order of secp256k1: the other writing of a signature has s negated.
    uint256 private constant _N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    address private _alice;
    address private _bob;

    function setUp() public {
        _start();
        _alice = _register(_ALICE, STAKE);
        _bob = _register(_BOB, STAKE);
    }

    function _expectUnsigned(address owner, Terms memory offer) private {
        VM.expectRevert(
            abi.encodeWithSelector(
                IKeyholders.AcceptanceNotSigned.selector,
                offer.locker,
                offer.terms,
                owner,
                offer.amount,
                offer.deadline
            )
        );
    }

    function _expectSpent(address owner, IKeyholders.LockStatus status) private {
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.AcceptanceSpent.selector, LOCKER, TERMS, owner, status));
    }

    function _expectNotHeld(address locker, bytes32 terms, address owner, IKeyholders.LockStatus status) private {
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.LockNotHeld.selector, locker, terms, owner, status));
    }

    function _expectTooMuch(uint256 amount, uint256 held) private {
        VM.expectRevert(
            abi.encodeWithSelector(IKeyholders.SlashExceedsLock.selector, LOCKER, TERMS, _alice, amount, held)
        );
    }

    function testFuzz_LocksWhatIsSigned(uint256 amount) public {
        amount = bound(amount, 1, STAKE);
        VM.expectEmit();
        emit IKeyholders.StakeLocked(LOCKER, TERMS, _alice, amount);
        _lock(_ALICE, amount);
        _assertLock(_alice, amount, IKeyholders.LockStatus.Held);
        _assertMember(_alice, STAKE, amount, 0);
        _assertMember(_bob, STAKE, 0, 0);
        assertEq(address(keyholders).balance, 2 * STAKE);
    }

    function test_HashesAcceptancesAsEip712() public view {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256('EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)'),
                keccak256('Tacit Keyholders'),
                keccak256('1'),
                block.chainid,
                address(keyholders)
            )
        );
        bytes32 message = keccak256(
            abi.encode(
                keccak256('Acceptance(address owner,address locker,bytes32 terms,uint256 amount,uint64 deadline)'),
                _alice,
                LOCKER,
                TERMS,
                uint256(5),
                uint64(6)
            )
        );
        bytes32 digest = keccak256(abi.encodePacked(hex'1901', domain, message));
        assertEq(keyholders.hashAcceptance(_alice, LOCKER, TERMS, 5, 6), digest);
    }

    /// @dev Each thing that is signed, changed by the locker.
    // INV-37
    function testFuzz_RevertWhen_TheAcceptanceIsTampered(uint256 field, uint256 change) public {
        Terms memory offer = _offer(1 ether);
        bytes memory signature = _accept(_ALICE, offer);
        address owner = _alice;
        field = bound(field, 0, 4);
        if (field == 0) offer.locker = address(uint160(bound(change, 1, type(uint160).max)));
        if (field == 1) offer.terms = bytes32(change);
        if (field == 2) offer.amount = bound(change, 1, STAKE);
        if (field == 3) offer.deadline = uint64(bound(change, START, type(uint64).max));
        if (field == 4) owner = _bob;
        bytes32 signed = keyholders.hashAcceptance(_alice, LOCKER, TERMS, 1 ether, uint64(START + 1 hours));
        bytes32 shown = keyholders.hashAcceptance(owner, offer.locker, offer.terms, offer.amount, offer.deadline);
        VM.assume(signed != shown);
        _expectUnsigned(owner, offer);
        _show(owner, offer, signature);
        _assertMember(owner, STAKE, 0, 0);
    }

    function testFuzz_RevertWhen_ABitOfTheSignatureIsFlipped(uint256 place, uint8 bit) public {
        Terms memory offer = _offer(1 ether);
        bytes memory signature = _accept(_ALICE, offer);
        place = bound(place, 0, 64);
        signature[place] = bytes1(uint8(signature[place]) ^ uint8(1 << (bit % 8)));
        _expectUnsigned(_alice, offer);
        _show(_alice, offer, signature);
    }

    function test_RevertWhen_TheSignatureIsMalformed() public {
        Terms memory offer = _offer(1 ether);
        (uint8 v, bytes32 r, bytes32 s) = ACT.sign(
            _ALICE,
            keyholders.hashAcceptance(_alice, offer.locker, offer.terms, offer.amount, offer.deadline)
        );
        bytes[5] memory signatures = [
            bytes(''),
            abi.encodePacked(r, s),
            abi.encodePacked(r, s, v, uint8(0)),
            abi.encodePacked(r, bytes32(_N - uint256(s)), v == 27 ? uint8(28) : uint8(27)),
            new bytes(65)
        ];
        for (uint256 i; i < signatures.length; ++i) {
            _expectUnsigned(_alice, offer);
            _show(_alice, offer, signatures[i]);
        }
    }

    function test_RevertWhen_TheSignatureIsForElsewhere() public {
        Terms memory offer = _offer(1 ether);
        Keyholders other = new Keyholders(DELAY);
        bytes memory signature = _sign(
            _ALICE,
            other.hashAcceptance(_alice, offer.locker, offer.terms, offer.amount, offer.deadline)
        );
        _expectUnsigned(_alice, offer);
        _show(_alice, offer, signature);

        signature = _accept(_ALICE, offer);
        uint256 chain = block.chainid;
        VM.chainId(chain + 1);
        _expectUnsigned(_alice, offer);
        _show(_alice, offer, signature);
        VM.chainId(chain);
        _show(_alice, offer, signature);
    }

    function test_RevertWhen_SomebodyElseSigned() public {
        Terms memory offer = _offer(1 ether);
        bytes memory signature = _acceptFor(_BOB, _alice, offer);
        _expectUnsigned(_alice, offer);
        _show(_alice, offer, signature);
    }

    function testFuzz_RevertWhen_TheAcceptanceHasExpired(uint256 time) public {
        Terms memory offer = _offer(1 ether);
        bytes memory signature = _accept(_ALICE, offer);
        time = bound(time, uint256(offer.deadline) + 1, type(uint64).max);
        ACT.warp(time);
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.AcceptanceExpired.selector, offer.deadline, time));
        _show(_alice, offer, signature);
        ACT.warp(offer.deadline);
        _show(_alice, offer, signature);
    }

    // INV-36
    function test_RevertWhen_TheAcceptanceIsReplayed() public {
        Terms memory offer = _offer(1 ether);
        bytes memory signature = _accept(_ALICE, offer);
        _show(_alice, offer, signature);
        _expectSpent(_alice, IKeyholders.LockStatus.Held);
        _show(_alice, offer, signature);
        _slash(_alice, 1 ether, STRANGER);
        _expectSpent(_alice, IKeyholders.LockStatus.Held);
        _show(_alice, offer, signature);
        _release(_alice);
        _expectSpent(_alice, IKeyholders.LockStatus.Released);
        _show(_alice, offer, signature);
        // Nor does a second signature of the same terms lock again.
        offer.amount = 2 ether;
        signature = _accept(_ALICE, offer);
        _expectSpent(_alice, IKeyholders.LockStatus.Released);
        _show(_alice, offer, signature);
    }

    // INV-36
    function test_RevertWhen_TheAcceptanceWasRevoked() public {
        Terms memory offer = _offer(1 ether);
        bytes memory signature = _accept(_ALICE, offer);
        ACT.prank(_bob);
        keyholders.revoke(LOCKER, TERMS);
        VM.expectEmit();
        emit IKeyholders.AcceptanceRevoked(LOCKER, TERMS, _alice);
        ACT.prank(_alice);
        keyholders.revoke(LOCKER, TERMS);
        _expectSpent(_alice, IKeyholders.LockStatus.Revoked);
        _show(_alice, offer, signature);
        _expectNotHeld(LOCKER, TERMS, _alice, IKeyholders.LockStatus.Revoked);
        _release(_alice);
        _expectSpent(_alice, IKeyholders.LockStatus.Revoked);
        ACT.prank(_alice);
        keyholders.revoke(LOCKER, TERMS);
    }

    /// @dev What is locked stays locked, whatever its owner says.
    function test_RevertWhen_ALockIsRevoked() public {
        _lock(_ALICE, 1 ether);
        _expectSpent(_alice, IKeyholders.LockStatus.Held);
        ACT.prank(_alice);
        keyholders.revoke(LOCKER, TERMS);
        _slash(_alice, 1 ether, STRANGER);
        assertEq(keyholders.claimable(STRANGER), 1 ether);
    }

    function testFuzz_RevertWhen_TheStakeIsNotFree(uint256 unbonding, uint256 amount) public {
        unbonding = bound(unbonding, 0, STAKE - 1);
        if (unbonding > 0) _unbond(_alice, unbonding);
        amount = bound(amount, STAKE - unbonding + 1, type(uint256).max);
        Terms memory offer = _offer(amount);
        bytes memory signature = _accept(_ALICE, offer);
        _expectNotFree(_alice, amount, STAKE - unbonding);
        _show(_alice, offer, signature);
        // Unbonded stake is as little free after the delay.
        ACT.warp(START + DELAY);
        offer.deadline = type(uint64).max;
        signature = _accept(_ALICE, offer);
        _expectNotFree(_alice, amount, STAKE - unbonding);
        _show(_alice, offer, signature);
    }

    function test_RevertWhen_NothingIsLocked() public {
        Terms memory offer = _offer(0);
        bytes memory signature = _accept(_ALICE, offer);
        _expectZeroAmount();
        _show(_alice, offer, signature);
    }

    function test_RevertWhen_TheOwnerHasNoKey() public {
        Terms memory offer = _offer(1);
        bytes memory signature = _accept(9, offer);
        _expectNotFree(_owner(9), 1, 0);
        _show(_owner(9), offer, signature);
        _expectNotFree(address(0), 1, 0);
        _show(address(0), offer, new bytes(65));
    }

    /// @dev A slash cannot be dodged: what is locked neither unbonds nor leaves, and what unbonds is not locked.
    function testFuzz_LockedStakeDoesNotUnbond(uint256 amount, uint256 more) public {
        amount = bound(amount, 1, STAKE);
        _lock(_ALICE, amount);
        more = bound(more, STAKE - amount + 1, STAKE);
        _expectNotFree(_alice, more, STAKE - amount);
        _unbond(_alice, more);
        if (amount < STAKE) {
            _unbond(_alice, STAKE - amount);
            ACT.warp(START + DELAY);
            ACT.prank(_alice);
            keyholders.withdraw(payable(_alice));
        }
        _assertMember(_alice, amount, amount, 0);
        _slash(_alice, amount, STRANGER);
        _assertMember(_alice, 0, 0, 0);
    }

    function testFuzz_SlashesAndReleases(uint256 amount, uint256 first, uint256 second) public {
        amount = bound(amount, 2, STAKE);
        first = bound(first, 1, amount - 1);
        second = bound(second, 1, amount - first);
        _lock(_ALICE, amount);
        VM.expectEmit();
        emit IKeyholders.StakeSlashed(LOCKER, TERMS, _alice, first, STRANGER);
        _slash(_alice, first, STRANGER);
        _assertLock(_alice, amount - first, IKeyholders.LockStatus.Held);
        _slash(_alice, second, STRANGER);
        uint256 left = amount - first - second;
        VM.expectEmit();
        emit IKeyholders.StakeReleased(LOCKER, TERMS, _alice, left);
        assertEq(_release(_alice), left);
        _assertLock(_alice, 0, IKeyholders.LockStatus.Released);
        _assertMember(_alice, STAKE - first - second, 0, 0);
        _assertMember(_bob, STAKE, 0, 0);
        assertEq(keyholders.claimable(STRANGER), first + second);
        assertEq(address(keyholders).balance, 2 * STAKE);
    }

    function test_RevertWhen_ALockIsReleasedTwice() public {
        _lock(_ALICE, 1 ether);
        _release(_alice);
        _expectNotHeld(LOCKER, TERMS, _alice, IKeyholders.LockStatus.Released);
        _release(_alice);
        _expectNotHeld(LOCKER, TERMS, _alice, IKeyholders.LockStatus.Released);
        _slash(_alice, 1, STRANGER);
    }

    // INV-37
    function testFuzz_RevertWhen_ASlashExceedsTheLock(uint256 amount) public {
        _lock(_ALICE, 3 ether);
        amount = bound(amount, 3 ether + 1, type(uint256).max);
        _expectTooMuch(amount, 3 ether);
        _slash(_alice, amount, STRANGER);
        _slash(_alice, 3 ether, STRANGER);
        _expectTooMuch(1, 0);
        _slash(_alice, 1, STRANGER);
    }

    function test_RevertWhen_NothingOrNobodyIsSlashed() public {
        _lock(_ALICE, 1 ether);
        _expectZeroAmount();
        _slash(_alice, 0, STRANGER);
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.RecipientIsZero.selector));
        _slash(_alice, 1, address(0));
        _expectNotHeld(LOCKER, TERMS, _bob, IKeyholders.LockStatus.None);
        _slash(_bob, 1, STRANGER);
        _expectNotHeld(LOCKER, TERMS, _bob, IKeyholders.LockStatus.None);
        _release(_bob);
    }

    /// @dev Neither another contract nor the member itself, and not for other terms.
    // INV-37
    function testFuzz_RevertWhen_AnotherLockerComes(address locker, bytes32 terms) public {
        _lock(_ALICE, 1 ether);
        VM.assume(locker != LOCKER && terms != TERMS);
        address[4] memory lockers = [locker, _alice, address(this), LOCKER];
        for (uint256 i; i < lockers.length; ++i) {
            bytes32 which = lockers[i] == LOCKER ? terms : TERMS;
            _expectNotHeld(lockers[i], which, _alice, IKeyholders.LockStatus.None);
            ACT.prank(lockers[i]);
            keyholders.release(_alice, which);
            _expectNotHeld(lockers[i], which, _alice, IKeyholders.LockStatus.None);
            ACT.prank(lockers[i]);
            keyholders.slash(_alice, which, 1, STRANGER);
        }
        _assertLock(_alice, 1 ether, IKeyholders.LockStatus.Held);
    }

    /// @dev Two tasks, of which one takes no more than its own lock while the other's stands.
    function test_LocksAreSeparate() public {
        _lock(_ALICE, 4 ether);
        Terms memory offer = Terms(STRANGER, TERMS, 6 ether, type(uint64).max);
        _show(_alice, offer, _accept(_ALICE, offer));
        _assertMember(_alice, STAKE, STAKE, 0);
        _expectTooMuch(4 ether + 1, 4 ether);
        _slash(_alice, 4 ether + 1, STRANGER);
        _slash(_alice, 4 ether, STRANGER);
        assertEq(keyholders.lockOf(STRANGER, TERMS, _alice).amount, 6 ether);
        _assertMember(_alice, 6 ether, 6 ether, 0);
    }

    function test_WalletsAcceptByErc1271() public {
        Wallet wallet = new Wallet(_owner(9));
        _registerAs(address(wallet), 9, STAKE);
        Terms memory offer = _offer(1 ether);
        bytes memory signature = _acceptFor(9, address(wallet), offer);
        for (uint256 mood = 1; mood <= uint256(Wallet.Mood.Spends); ++mood) {
            wallet.setMood(Wallet.Mood(mood));
            _expectUnsigned(address(wallet), offer);
            ACT.prank(LOCKER);
            keyholders.lock{gas: 10_000_000}(address(wallet), TERMS, offer.amount, offer.deadline, signature);
        }
        wallet.setMood(Wallet.Mood.Honest);
        _show(address(wallet), offer, signature);
        _assertMember(address(wallet), STAKE, 1 ether, 0);
    }

    /// @dev One key that signs for two wallets and for itself binds only whom it names.
    function test_RevertWhen_AWalletsSignerSignedForAnother() public {
        Wallet first = new Wallet(_alice);
        Wallet second = new Wallet(_alice);
        _registerAs(address(first), 9, STAKE);
        _registerAs(address(second), 10, STAKE);
        Terms memory offer = _offer(1 ether);
        bytes memory own = _accept(_ALICE, offer);
        bytes memory signature = _acceptFor(_ALICE, address(first), offer);
        _expectUnsigned(address(first), offer);
        _show(address(first), offer, own);
        _expectUnsigned(address(second), offer);
        _show(address(second), offer, signature);
        _expectUnsigned(_alice, offer);
        _show(_alice, offer, signature);
        _show(address(first), offer, signature);
    }

    /// @dev A contract that answers everything with a word, and knows no ERC-1271.
    function test_RevertWhen_AWalletAnswersSomethingElse() public {
        Wallet wallet = new Wallet(_owner(9));
        _registerAs(address(wallet), 9, STAKE);
        Terms memory offer = _offer(1 ether);
        bytes memory signature = _acceptFor(9, address(wallet), offer);
        VM.etch(address(wallet), hex'600160005260206000f3'); // returns 1
        _expectUnsigned(address(wallet), offer);
        _show(address(wallet), offer, signature);
    }
}
