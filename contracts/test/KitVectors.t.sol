// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {LogProof} from '../training/LogProofs.sol';
import {Committee} from './Committee.sol';
import {Deal, DealHashes, Scope, SealedDeal} from './DealHashes.sol';
import {Dealer, Dealt} from './Dealer.sol';
import {Fixtures} from './Fixtures.sol';
import {SimulatedKey} from './SimulatedKey.sol';

/// @dev The kit against sharing.json, which the SDK wrote: what the one hashes, seals and proves, the other does too.
contract KitVectorsTest is Fixtures {
    using Bn254 for G1Point;

    uint256 private constant _L = 4;

    string private _json;
    uint256[] private _secrets;

    function setUp() public {
        _json = _file('sharing.json');
        _secrets = VM.parseJsonUintArray(_json, '.secretKeys');
    }

    function _uints(string memory name) private view returns (uint256[] memory) {
        return VM.parseJsonUintArray(_json, name);
    }

    function _uint(string memory name) private view returns (uint256) {
        return VM.parseJsonUint(_json, name);
    }

    function _points(string memory name) private view returns (G1Point[] memory) {
        return _g1Points(_json, name);
    }

    function _proof(string memory name) private view returns (LogProof memory) {
        uint256[] memory words = _uints(name);
        return LogProof(words[0], words[1]);
    }

    function _address(uint256 word) private pure returns (address) {
        return address(uint160(word));
    }

    function _scope() private view returns (Scope memory) {
        uint256[] memory words = _uints('.scope');
        return Scope(words[0], _address(words[1]), bytes32(words[2]), bytes32(words[3]), words[4]);
    }

    function _submission() private view returns (SealedDeal memory) {
        uint256[] memory words = _uints('.ctHashes');
        bytes32[] memory ctHashes = new bytes32[](words.length);
        for (uint256 i; i < words.length; ++i) ctHashes[i] = bytes32(words[i]);
        Deal memory deal = Deal(_scope(), _address(_uint('.trainer')), _points('.D'), _points('.E')[0], _points('.C'));
        return SealedDeal(deal, _proof('.proofOfE'), ctHashes, bytes32(_uint('.cidDigest')));
    }

    /// @dev Row `row` of a list with L words in each.
    function _row(uint256[] memory words, uint256 row) private pure returns (uint256[] memory cut) {
        cut = new uint256[](_L);
        for (uint256 j; j < _L; ++j) cut[j] = words[row * _L + j];
    }

    /// @dev What the SDK dealt, as the kit has it: from its secrets alone, but for scope and trainer.
    function _repeated() private view returns (Dealt memory dealt) {
        Deal memory deal = dealt.submission.deal;
        (deal.scope, deal.trainer) = (_scope(), _address(_uint('.trainer')));
        dealt.keys = Committee.publicKeys(_secrets);
        dealt.ephemeral = _uint('.ephemeralKey');
        uint256[] memory words = _uints('.polynomial');
        dealt.polynomial = new uint256[][](_uint('.threshold'));
        deal.d = _points('.D');
        deal.e = SimulatedKey.pointOf(dealt.ephemeral);
        deal.c = new G1Point[](dealt.polynomial.length - 1);
        for (uint256 c; c < dealt.polynomial.length; ++c) {
            dealt.polynomial[c] = _row(words, c);
            if (c > 0) deal.c[c - 1] = SimulatedKey.pointOf(SimulatedKey.commit(dealt.polynomial[c]));
        }
        Dealer.reseal(dealt);
    }

    function _assertSame(G1Point[] memory a, G1Point[] memory b) private pure {
        assertEq(keccak256(abi.encode(a)), keccak256(abi.encode(b)));
    }

    function test_BasesAreTheSimulatedKeys() public view {
        _assertSame(SimulatedKey.committedBases(_L), _points('.bases'));
        _assertSame(Committee.publicKeys(_secrets), _points('.publicKeys'));
        G1Point memory sum = _points('.sumOfD')[0];
        assertTrue(SimulatedKey.pointOf(SimulatedKey.commit(_uints('.values'))).equals(sum), 'the sum of D');
    }

    function test_HashesAreTheSdks() public view {
        SealedDeal memory submission = _submission();
        bytes32 deal = DealHashes.hashDeal(submission.deal);
        assertEq(uint256(deal), _uint('.deal'));
        bytes32 sharesHash = DealHashes.hashShares(submission, deal);
        assertEq(uint256(sharesHash), _uint('.sharesHash'));
        uint256[] memory contexts = _uints('.stepContexts');
        assertEq(contexts.length, submission.deal.d.length);
        for (uint256 s; s < contexts.length; ++s) {
            assertEq(DealHashes.stepContext(deal, sharesHash, s, submission.deal.d[s]), contexts[s]);
        }
        bytes32 log = bytes32(_uint('.frozenLog'));
        address beneficiary = _address(_uint('.beneficiary'));
        uint256 context = DealHashes.finalContext(_scope(), log, _points('.sumOfD')[0], beneficiary);
        assertEq(context, _uint('.finalContext'));
    }

    function test_TheDealerDoesWhatTheSdkDoes() public view {
        Dealt memory dealt = _repeated();
        uint256[] memory shares = _uints('.shares');
        uint256[] memory ciphertexts = _uints('.ciphertexts');
        for (uint256 i; i < _secrets.length; ++i) {
            assertEq(keccak256(abi.encode(Dealer.shareOf(dealt, i + 1))), keccak256(abi.encode(_row(shares, i))));
            assertEq(keccak256(dealt.ciphertexts[i]), keccak256(abi.encodePacked(_row(ciphertexts, i))));
        }
        _assertSame(dealt.submission.deal.c, _points('.C'));
        assertEq(uint256(dealt.dealHash), _uint('.deal'));
        assertEq(uint256(dealt.submission.cidDigest), _uint('.cidDigest'));
        // Nonces are random, so the proof of e alone is another.
        dealt.submission.proofOfE = _proof('.proofOfE');
        Dealer.rehash(dealt);
        assertEq(uint256(dealt.sharesHash), _uint('.sharesHash'));
    }

    function test_PadsOfTheSdkComeOff() public view {
        G1Point memory e = _points('.E')[0];
        uint256[] memory shares = _uints('.shares');
        uint256[] memory ciphertexts = _uints('.ciphertexts');
        for (uint256 i; i < _secrets.length; ++i) {
            bytes memory ciphertext = abi.encodePacked(_row(ciphertexts, i));
            uint256[] memory opened = Committee.open(
                e.multiply(_secrets[i]),
                bytes32(_uint('.deal')),
                i + 1,
                ciphertext
            );
            assertEq(keccak256(abi.encode(opened)), keccak256(abi.encode(_row(shares, i))));
        }
    }

    /// @dev T = z * base - c * image.
    function _commitment(
        LogProof memory proof,
        G1Point memory base,
        G1Point memory image
    ) private view returns (G1Point memory) {
        return Bn254.add(base.multiply(proof.z), image.negate().multiply(proof.c));
    }

    function test_ChallengesAreTheSdks() public view {
        G1Point memory e = _points('.E')[0];
        bytes32 deal = bytes32(_uint('.deal'));
        LogProof memory proof = _proof('.proofOfE');
        assertEq(DealHashes.ephemeralChallenge(deal, e, _commitment(proof, Bn254.generator(), e)), proof.c);

        proof = _proof('.complaint.proof');
        uint256 index = _uint('.complaint.index');
        G1Point memory y = _points('.publicKeys')[index - 1];
        G1Point memory z = _points('.complaint.Z')[0];
        assertTrue(z.equals(e.multiply(_secrets[index - 1])), 'Z');
        G1Point memory t1 = _commitment(proof, Bn254.generator(), y);
        G1Point[5] memory points = [e, y, z, t1, _commitment(proof, e, z)];
        bytes32 sharesHash = bytes32(_uint('.complaint.sharesHash'));
        assertEq(DealHashes.complaintChallenge(sharesHash, deal, index, points), proof.c);
    }

    /// @dev A complaint's sharesHash covers the spoilt ciphertext.
    function test_TheComplaintIsAboutTheSpoiltShare() public view {
        SealedDeal memory submission = _submission();
        uint256 index = _uint('.complaint.index');
        uint256[] memory words = _uints('.complaint.ciphertext');
        submission.ctHashes[index - 1] = keccak256(abi.encodePacked(words));
        bytes32 sharesHash = DealHashes.hashShares(submission, bytes32(_uint('.deal')));
        assertEq(uint256(sharesHash), _uint('.complaint.sharesHash'));
        assertEq(words[_L - 1] ^ 1, _row(_uints('.ciphertexts'), index - 1)[_L - 1]);
    }
}
