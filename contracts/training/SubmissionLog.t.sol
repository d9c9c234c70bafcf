// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingDisputes} from '../interfaces/ITrainingDisputes.sol';
import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {G1Point} from '../proofs/Bn254.sol';
import {Committee} from '../test/Committee.sol';
import {DealHashes, Scope, SealedDeal} from '../test/DealHashes.sol';
import {Dealer, Dealt, Plan} from '../test/Dealer.sol';
import {TestBase} from '../test/TestBase.sol';
import {SubmissionLog} from './SubmissionLog.sol';
import {LogPath, Sealing, Submission, Task, TaskId} from './TrainingTypes.sol';
import {Transcript, Words} from './Transcript.sol';

TaskId constant ID = TaskId.wrap(keccak256('task'));
uint256 constant ROUND = 3;
bytes32 constant KEY_HASH = keccak256('key');

/// @dev The library, for what it takes as calldata, under a task of any size.
contract SubmissionLogHarness {
    using Transcript for Words;

    Task private _task;

    function setSizes(uint8 steps, uint8 threshold, uint8 members) external {
        (_task.keyHash, _task.steps, _task.threshold, _task.members) = (KEY_HASH, steps, threshold, members);
    }

    function hash(Submission calldata submission) external view returns (bytes32 sharesHash, bytes32 deal) {
        Words memory words = SubmissionLog.layOut(_task, ID, ROUND);
        sharesHash = SubmissionLog.hash(words, submission);
        deal = words.lastDeal();
    }

    /// @notice In words that others have been in.
    function hashAll(Submission[] calldata submissions) external view returns (bytes32[] memory hashes) {
        Words memory words = SubmissionLog.layOut(_task, ID, ROUND);
        hashes = new bytes32[](submissions.length);
        for (uint256 i; i < hashes.length; ++i) hashes[i] = SubmissionLog.hash(words, submissions[i]);
    }

    function requireAt(
        Submission calldata submission,
        LogPath calldata path,
        bytes32 log
    ) external view returns (bytes32) {
        return SubmissionLog.requireAt(SubmissionLog.layOut(_task, ID, ROUND), submission, path, log);
    }

    function requireLeadsTo(bytes32 from, bytes32[] calldata later, bytes32 log) external pure {
        SubmissionLog.requireLeadsTo(from, later, log);
    }
}

/// @dev What disputes show, hashed as the document has it, and found in the log at its place and at no other.
contract SubmissionLogTest is TestBase {
    SubmissionLogHarness private _log;

    function setUp() public {
        _log = new SubmissionLogHarness();
        _log.setSizes(2, 2, 3);
    }

    function _dealt(
        address trainer,
        uint256 steps,
        uint256 threshold,
        uint256 members
    ) private view returns (Dealt memory) {
        Scope memory scope = Scope(block.chainid, address(_log), KEY_HASH, TaskId.unwrap(ID), ROUND);
        uint256[] memory secrets = new uint256[](members);
        for (uint256 i; i < members; ++i) secrets[i] = 1000 + i;
        G1Point[] memory keys = Committee.publicKeys(secrets);
        return Dealer.prepare(Plan(scope, trainer, 1, threshold, keys, Dealer.drawSteps(1, steps, 2)));
    }

    function _submissionOf(Dealt memory dealt) private pure returns (Submission memory) {
        SealedDeal memory s = dealt.submission;
        bytes32 ctRoot = DealHashes.hashCiphertexts(s.ctHashes);
        Sealing memory sealing = Sealing(s.deal.e, s.deal.c, s.proofOfE, ctRoot, s.cidDigest);
        return Submission(s.deal.trainer, s.deal.d, sealing, s.ctHashes);
    }

    function _default() private view returns (Dealt memory) {
        return _dealt(address(0x7a41e6), 2, 2, 3);
    }

    function _words(uint256 count, uint256 seed) private pure returns (bytes32[] memory words) {
        words = new bytes32[](count);
        for (uint256 i; i < count; ++i) words[i] = keccak256(abi.encode(seed, i));
    }

    /// @dev dom("tacit.log"), the log before, sharesHash.
    function _append(bytes32 log, bytes32 hash) private pure returns (bytes32) {
        return keccak256(abi.encode(keccak256('tacit.log'), log, hash));
    }

    function _walk(bytes32 from, bytes32[] memory later) private pure returns (bytes32 log) {
        log = from;
        for (uint256 i; i < later.length; ++i) log = _append(log, later[i]);
    }

    function _expectNotInLog(bytes32 from, bytes32 log) private {
        VM.expectRevert(abi.encodeWithSelector(ITrainingDisputes.NotInLog.selector, from, log));
    }

    function testFuzz_HashesAsTheDocument(uint256 steps, uint256 threshold, uint256 members) public {
        steps = bound(steps, 1, 3);
        threshold = bound(threshold, 2, 3);
        members = bound(members, 2 * threshold - 1, 6);
        _log.setSizes(uint8(steps), uint8(threshold), uint8(members));
        Dealt memory dealt = _dealt(address(0x7a41e6), steps, threshold, members);
        (bytes32 sharesHash, bytes32 deal) = _log.hash(_submissionOf(dealt));
        assertEq(sharesHash, dealt.sharesHash);
        assertEq(deal, dealt.dealHash);
    }

    /// @dev Words are filled again and again: nothing of the last submission may stay.
    function test_HashesManyInTheSameWords() public view {
        Submission[] memory shown = new Submission[](3);
        Dealt memory a = _default();
        Dealt memory b = _dealt(address(type(uint160).max), 2, 2, 3);
        (shown[0], shown[1], shown[2]) = (_submissionOf(a), _submissionOf(b), _submissionOf(a));
        bytes32[] memory hashes = _log.hashAll(shown);
        assertEq(hashes[0], a.sharesHash);
        assertEq(hashes[1], b.sharesHash);
        assertEq(hashes[2], a.sharesHash);
    }

    /// @dev Every field of a submission, by one bit.
    function testFuzz_EveryWordCounts(uint8 bit, uint256 index) public view {
        Dealt memory dealt = _default();
        uint256 flip = 1 << bit;
        for (uint256 field; field < 9; ++field) {
            Submission memory shown = abi.decode(abi.encode(_submissionOf(dealt)), (Submission));
            Sealing memory s = shown.sealing;
            if (field == 0) shown.trainer = address(uint160(shown.trainer) ^ uint160(1 << (bit % 160)));
            if (field == 1) shown.stepCommitments[index % 2].x ^= flip;
            if (field == 2) shown.stepCommitments[index % 2].y ^= flip;
            if (field == 3) s.ephemeral.y ^= flip;
            if (field == 4) s.commitments[0].x ^= flip;
            if (field == 5) s.proof.c ^= flip;
            if (field == 6) s.proof.z ^= flip;
            if (field == 7) s.ctRoot ^= bytes32(flip);
            if (field == 8) s.cid ^= bytes32(flip);
            (bytes32 sharesHash, ) = _log.hash(shown);
            assertFalse(sharesHash == dealt.sharesHash, 'another hash');
        }
    }

    /// @dev It is not hashed: who needs it holds it against the root.
    function test_TheListOfCiphertextsIsNamedByItsRoot() public view {
        Dealt memory dealt = _default();
        Submission memory shown = _submissionOf(dealt);
        shown.ctHashes = new bytes32[](0);
        (bytes32 sharesHash, ) = _log.hash(shown);
        assertEq(sharesHash, dealt.sharesHash);
    }

    function test_RevertWhen_ListsHaveOtherLengths() public {
        Dealt memory dealt = _default();
        for (uint256 count; count < 4; ++count) {
            if (count == 1) continue;
            Submission memory shown = _submissionOf(dealt);
            shown.sealing.commitments = new G1Point[](count);
            VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.SealingMiscounted.selector, count, 1));
            _log.hash(shown);
        }
        for (uint256 count; count < 5; ++count) {
            if (count == 2) continue;
            Submission memory shown = _submissionOf(dealt);
            shown.stepCommitments = new G1Point[](count);
            VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.ProofsMiscounted.selector, count, 2, 2));
            _log.hash(shown);
        }
    }

    /// @dev One D fewer and one C more make a row of the same length.
    function test_RevertWhen_APointMovesToAnotherList() public {
        Submission memory shown = _submissionOf(_default());
        (shown.stepCommitments, shown.sealing.commitments) = (new G1Point[](1), new G1Point[](2));
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.SealingMiscounted.selector, 2, 1));
        _log.hash(shown);
        (shown.stepCommitments, shown.sealing.commitments) = (new G1Point[](3), new G1Point[](0));
        VM.expectRevert(abi.encodeWithSelector(ITrainingRounds.SealingMiscounted.selector, 0, 1));
        _log.hash(shown);
    }

    function testFuzz_FindsASubmissionAtItsPlace(bytes32 before, uint256 count, uint256 seed) public view {
        Dealt memory dealt = _default();
        bytes32[] memory later = _words(count % 9, seed);
        bytes32 log = _walk(_append(before, dealt.sharesHash), later);
        bytes32 sharesHash = _log.requireAt(_submissionOf(dealt), LogPath(before, later), log);
        assertEq(sharesHash, dealt.sharesHash);
    }

    function testFuzz_RevertWhen_ThePathIsAnother(bytes32 before, uint256 place, uint8 bit) public {
        Dealt memory dealt = _default();
        Submission memory shown = _submissionOf(dealt);
        bytes32[] memory later = _words(3, place);
        bytes32 from = _append(before, dealt.sharesHash);
        bytes32 log = _walk(from, later);
        bytes32 flip = bytes32(uint256(1) << bit);

        _expectNotInLog(_append(before ^ flip, dealt.sharesHash), log);
        _log.requireAt(shown, LogPath(before ^ flip, later), log);
        later[place % 3] ^= flip;
        _expectNotInLog(from, log);
        _log.requireAt(shown, LogPath(before, later), log);
        later[place % 3] ^= flip;
        (later[0], later[1]) = (later[1], later[0]);
        _expectNotInLog(from, log);
        _log.requireAt(shown, LogPath(before, later), log);
        (later[0], later[1]) = (later[1], later[0]);
        _expectNotInLog(from, log ^ flip);
        _log.requireAt(shown, LogPath(before, later), log ^ flip);
        assertEq(_log.requireAt(shown, LogPath(before, later), log), dealt.sharesHash);
    }

    /// @dev One hash fewer, one more, and its own once more.
    function test_RevertWhen_ThePathHasAnotherLength() public {
        Dealt memory dealt = _default();
        Submission memory shown = _submissionOf(dealt);
        bytes32[] memory later = _words(3, 1);
        bytes32 from = _append(bytes32('before'), dealt.sharesHash);
        bytes32 log = _walk(from, later);
        _expectNotInLog(from, log);
        _log.requireAt(shown, LogPath('before', _words(2, 1)), log);
        _expectNotInLog(from, log);
        _log.requireAt(shown, LogPath('before', _words(4, 1)), log);
        _expectNotInLog(_append(from, dealt.sharesHash), log);
        _log.requireAt(shown, LogPath(from, later), log);
        _expectNotInLog(_append(log, dealt.sharesHash), log);
        _log.requireAt(shown, LogPath(log, new bytes32[](0)), log);
    }

    function testFuzz_NothingLeadsToItself(bytes32 from, bytes32 log) public {
        _log.requireLeadsTo(log, new bytes32[](0), log);
        if (from == log) return;
        _expectNotInLog(from, log);
        _log.requireLeadsTo(from, new bytes32[](0), log);
    }
}
