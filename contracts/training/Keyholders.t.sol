// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {SafeCast} from '@openzeppelin/contracts/utils/math/SafeCast.sol';
import {IKeyholders} from '../interfaces/IKeyholders.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {Keyholders} from './Keyholders.sol';
import {KeyholdersSupport} from './KeyholdersSupport.t.sol';
import {LogProof} from './LogProofs.sol';

/// @dev Keys, and stakes that nobody has locked.
contract KeyholdersTest is KeyholdersSupport {
    using Bn254 for G1Point;

    uint256 private constant _R = Bn254.FIELD_ORDER;
    uint256 private constant _Q = Bn254.COORDINATE_ORDER;
    /// @dev A registration costs less; a precompile that refuses a point would take all of it.
    uint256 private constant _GAS = 300_000;

    function setUp() public {
        _start();
    }

    function _tryRegister(address owner, G1Point memory key, LogProof memory proof) private {
        ACT.prank(owner);
        keyholders.register{gas: _GAS}(key, proof);
    }

    function _expectUnproven(address owner, G1Point memory key) private {
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.PossessionNotProven.selector, owner, key));
    }

    function _expectOffCurve(G1Point memory key) private {
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.KeyNotOnCurve.selector, key));
    }

    function test_RegistersAKeyWithItsStake() public {
        address owner = _owner(7);
        (G1Point memory key, LogProof memory proof) = (_key(7), _possession(7, owner));
        assertFalse(keyholders.isMember(owner), 'before');
        ACT.deal(owner, STAKE);
        VM.expectEmit();
        emit IKeyholders.MemberRegistered(owner, key);
        VM.expectEmit();
        emit IKeyholders.StakeDeposited(owner, STAKE);
        ACT.prank(owner);
        keyholders.register{value: STAKE}(key, proof);

        assertTrue(keyholders.isMember(owner), 'after');
        assertTrue(keyholders.member(owner).key.equals(key), 'the key');
        assertTrue(keyholders.keyOf(owner).equals(key), 'the key alone');
        assertEq(keyholders.ownerOf(key), owner);
        _assertMember(owner, STAKE, 0, 0);
        assertEq(address(keyholders).balance, STAKE);
    }

    function testFuzz_EverySecretMakesOneMember(uint256 secret, uint96 stake) public {
        secret = bound(secret, 1, _R - 1);
        address owner = _register(secret, stake);
        _assertMember(owner, stake, 0, 0);
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.MemberNotRegistered.selector, STRANGER));
        keyholders.member(STRANGER);
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.MemberNotRegistered.selector, STRANGER));
        keyholders.keyOf(STRANGER);
        assertEq(keyholders.freeStakeOf(STRANGER), 0);
        assertEq(keyholders.ownerOf(_key(5)), secret == 5 ? owner : address(0));
    }

    function test_RevertWhen_AnOwnerRegistersAnotherKey() public {
        address owner = _register(7, STAKE);
        (G1Point memory key, LogProof memory proof) = (_key(8), _possession(8, owner));
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.MemberAlreadyRegistered.selector, owner));
        _tryRegister(owner, key, proof);
        // Also when everything is gone.
        _unbond(owner, STAKE);
        ACT.warp(START + DELAY);
        ACT.prank(owner);
        keyholders.withdraw(payable(owner));
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.MemberAlreadyRegistered.selector, owner));
        _tryRegister(owner, key, proof);
    }

    /// @dev One secret for two owners: both can prove it, but only the first may.
    function test_RevertWhen_TheKeyIsRegistered() public {
        address owner = _register(7, 0);
        G1Point memory key = _key(7);
        LogProof memory proof = _possession(7, STRANGER);
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.KeyAlreadyRegistered.selector, key, owner));
        _tryRegister(STRANGER, key, proof);
    }

    /// @dev Whoever sees a registration before it is mined cannot take the key away.
    function test_RevertWhen_KeyAndProofAreCopied() public {
        G1Point memory key = _key(7);
        LogProof memory proof = _possession(7, _owner(7));
        _expectUnproven(STRANGER, key);
        _tryRegister(STRANGER, key, proof);
        _register(7, 0);
    }

    function test_RevertWhen_TheProofIsOfAnotherPlace() public {
        G1Point memory key = _key(7);
        address owner = _owner(7);
        LogProof[4] memory proofs = [
            _prove(7, block.chainid, address(keyholders), STRANGER),
            _prove(7, block.chainid + 1, address(keyholders), owner),
            _prove(7, block.chainid, address(new Keyholders(DELAY)), owner),
            _prove(8, block.chainid, address(keyholders), owner)
        ];
        for (uint256 i; i < proofs.length; ++i) {
            _expectUnproven(owner, key);
            _tryRegister(owner, key, proofs[i]);
        }
    }

    function test_RevertWhen_TheChainHasForked() public {
        address owner = _owner(7);
        G1Point memory key = _key(7);
        LogProof memory proof = _possession(7, owner);
        uint256 chain = block.chainid;
        VM.chainId(chain + 1);
        _expectUnproven(owner, key);
        _tryRegister(owner, key, proof);
        VM.chainId(chain);
        _tryRegister(owner, key, proof);
    }

    /// @dev What a member might register to have another's complaint open its own shares.
    function testFuzz_RevertWhen_TheKeyIsAnothersMultiple(uint256 factor, uint256 nonce) public {
        G1Point memory key = _key(7).multiply(bound(factor, 2, _R - 1));
        LogProof memory proof = LogProof(_prove(7, block.chainid, address(keyholders), STRANGER).c, nonce % _R);
        _expectUnproven(STRANGER, key);
        _tryRegister(STRANGER, key, proof);
        LogProof memory own = _possession(7, STRANGER);
        _expectUnproven(STRANGER, key);
        _tryRegister(STRANGER, key, own);
    }

    function testFuzz_RevertWhen_ABitOfTheProofIsFlipped(uint8 bit, bool ofChallenge) public {
        address owner = _owner(7);
        G1Point memory key = _key(7);
        LogProof memory proof = _possession(7, owner);
        if (ofChallenge) proof.c ^= 1 << bit;
        else proof.z ^= 1 << bit;
        _expectUnproven(owner, key);
        _tryRegister(owner, key, proof);
    }

    /// @dev c + r has the same multiples as c, and z + r as z: neither is another writing of the proof.
    function test_RevertWhen_AScalarIsNotCanonical() public {
        address owner = _owner(7);
        G1Point memory key = _key(7);
        LogProof memory proof = _possession(7, owner);
        LogProof[4] memory aliases = [
            LogProof(proof.c, proof.z + _R),
            LogProof(proof.c + _R, proof.z),
            LogProof(proof.c, _R),
            LogProof(proof.c, type(uint256).max)
        ];
        for (uint256 i; i < aliases.length; ++i) {
            _expectUnproven(owner, key);
            _tryRegister(owner, key, aliases[i]);
        }
        _tryRegister(owner, key, proof);
    }

    function test_RevertWhen_TheKeyIsNoPoint() public {
        address owner = _owner(7);
        (G1Point memory key, LogProof memory proof) = (_key(7), _possession(7, owner));
        G1Point[6] memory keys = [
            G1Point(0, 0),
            G1Point(key.x, key.y ^ 1),
            G1Point(key.x + _Q, key.y),
            G1Point(key.x, key.y + _Q),
            G1Point(_Q, _Q),
            G1Point(key.y, key.x)
        ];
        for (uint256 i; i < keys.length; ++i) {
            _expectOffCurve(keys[i]);
            _tryRegister(owner, keys[i], proof);
        }
    }

    /// @dev The identity's secret is 0, which everybody knows: T = z G whatever c is.
    function test_RevertWhen_TheIdentityIsProven() public {
        LogProof memory proof = _possession(0, STRANGER);
        _expectOffCurve(G1Point(0, 0));
        _tryRegister(STRANGER, G1Point(0, 0), proof);
    }

    function test_DepositsAddUp() public {
        address owner = _register(7, 0);
        ACT.deal(owner, 3 ether);
        for (uint256 i = 1; i <= 2; ++i) {
            VM.expectEmit();
            emit IKeyholders.StakeDeposited(owner, i * 1 ether);
            ACT.prank(owner);
            keyholders.deposit{value: i * 1 ether}();
        }
        _assertMember(owner, 3 ether, 0, 0);
    }

    function test_RevertWhen_NothingOrNobodyIsDeposited() public {
        address owner = _register(7, 0);
        _expectZeroAmount();
        ACT.prank(owner);
        keyholders.deposit();
        ACT.deal(STRANGER, 1 ether);
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.MemberNotRegistered.selector, STRANGER));
        ACT.prank(STRANGER);
        keyholders.deposit{value: 1 ether}();
        ACT.prank(STRANGER);
        (bool sent, ) = address(keyholders).call{value: 1 ether}('');
        assertFalse(sent, 'ether that says not what for');
    }

    /// @dev More ether than there is.
    function test_RevertWhen_AStakeDoesNotFit() public {
        address owner = _register(7, 0);
        uint256 most = type(uint128).max;
        ACT.deal(owner, most + 2);
        VM.expectRevert(abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, uint8(128), most + 1));
        ACT.prank(owner);
        keyholders.deposit{value: most + 1}();
        ACT.prank(owner);
        keyholders.deposit{value: most}();
        VM.expectPartialRevert(0x4e487b71); // Panic(uint256)
        ACT.prank(owner);
        keyholders.deposit{value: 1}();
        _assertMember(owner, most, 0, 0);
    }

    function testFuzz_UnbondedStakeComesBack(uint256 amount, uint64 late) public {
        amount = bound(amount, 1, STAKE);
        address owner = _register(7, STAKE);
        VM.expectEmit();
        emit IKeyholders.UnbondingStarted(owner, amount, uint64(START + DELAY));
        _unbond(owner, amount);
        _assertMember(owner, STAKE, 0, amount);
        assertEq(keyholders.member(owner).availableFrom, START + DELAY);

        ACT.warp(START + DELAY + late);
        VM.expectEmit();
        emit IKeyholders.StakeWithdrawn(owner, STRANGER, amount);
        ACT.prank(owner);
        keyholders.withdraw(payable(STRANGER));
        _assertMember(owner, STAKE - amount, 0, 0);
        assertEq(keyholders.member(owner).availableFrom, 0);
        assertEq(STRANGER.balance, amount);
        assertEq(address(keyholders).balance, STAKE - amount);
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.NothingUnbonding.selector, owner));
        ACT.prank(owner);
        keyholders.withdraw(payable(owner));
    }

    function testFuzz_RevertWhen_TheDelayIsNotOver(uint256 wait) public {
        address owner = _register(7, STAKE);
        _unbond(owner, 1);
        ACT.warp(START + bound(wait, 0, DELAY - 1));
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.UnbondingNotOver.selector, owner, START + DELAY));
        ACT.prank(owner);
        keyholders.withdraw(payable(owner));
    }

    function test_UnbondingMoreStartsTheDelayAnew() public {
        address owner = _register(7, STAKE);
        _unbond(owner, 1 ether);
        ACT.warp(START + DELAY);
        _unbond(owner, 2 ether);
        _assertMember(owner, STAKE, 0, 3 ether);
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.UnbondingNotOver.selector, owner, START + 2 * DELAY));
        ACT.prank(owner);
        keyholders.withdraw(payable(owner));
    }

    function test_CancelsUnbonding() public {
        address owner = _register(7, STAKE);
        _unbond(owner, 4 ether);
        ACT.warp(START + DELAY);
        VM.expectEmit();
        emit IKeyholders.UnbondingCancelled(owner, 4 ether);
        ACT.prank(owner);
        keyholders.cancelUnbonding();
        _assertMember(owner, STAKE, 0, 0);
        assertEq(keyholders.member(owner).availableFrom, 0);
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.NothingUnbonding.selector, owner));
        ACT.prank(owner);
        keyholders.cancelUnbonding();
    }

    function testFuzz_RevertWhen_MoreUnbondsThanIsFree(uint256 first, uint256 more) public {
        address owner = _register(7, STAKE);
        first = bound(first, 1, STAKE);
        more = bound(more, STAKE - first + 1, type(uint256).max);
        _unbond(owner, first);
        _expectNotFree(owner, more, STAKE - first);
        _unbond(owner, more);
        _expectZeroAmount();
        _unbond(owner, 0);
        _expectNotFree(STRANGER, 1, 0);
        _unbond(STRANGER, 1);
    }

    function test_RevertWhen_ItIsWithdrawnToNobody() public {
        address owner = _register(7, STAKE);
        _unbond(owner, 1);
        ACT.warp(START + DELAY);
        VM.expectRevert(abi.encodeWithSelector(IKeyholders.RecipientIsZero.selector));
        ACT.prank(owner);
        keyholders.withdraw(payable(address(0)));
    }

    function test_OthersCannotWithdrawOrCancel() public {
        address owner = _register(7, STAKE);
        _unbond(owner, STAKE);
        ACT.warp(START + DELAY);
        bytes memory reason = abi.encodeWithSelector(IKeyholders.NothingUnbonding.selector, STRANGER);
        VM.expectRevert(reason);
        ACT.prank(STRANGER);
        keyholders.withdraw(payable(STRANGER));
        VM.expectRevert(reason);
        ACT.prank(STRANGER);
        keyholders.cancelUnbonding();
        _assertMember(owner, STAKE, 0, STAKE);
    }

    function test_DelaysAreBounded() public {
        assertEq(keyholders.UNBONDING_DELAY(), DELAY);
        assertEq(new Keyholders(90 days).UNBONDING_DELAY(), 90 days);
        uint64[2] memory delays = [uint64(90 days) + 1, type(uint64).max];
        for (uint256 i; i < delays.length; ++i) {
            VM.expectRevert(abi.encodeWithSelector(IKeyholders.UnbondingDelayTooLong.selector, delays[i], 90 days));
            new Keyholders(delays[i]);
        }
    }
}
