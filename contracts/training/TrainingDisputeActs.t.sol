// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingDisputes} from '../interfaces/ITrainingDisputes.sol';
import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {Dealt} from '../test/Dealer.sol';
import {SimulatedKey} from '../test/SimulatedKey.sol';
import {Sets} from './Sets.sol';
import {Handed, Kind, RoundBook, ShareDemand, SumBook, TaskBook, TrainingModel} from './TrainingModel.t.sol';
import {Complaint, Fault, LogPath, RoundStatus, Submission} from './TrainingTypes.sol';

/// @title What somebody may show, demand or deny about shares and sums
abstract contract TrainingDisputeActs is TrainingModel {
    using Sets for uint256;

    // Shares

    /// @dev What is shown of a trainer's submission; nothing, if there is none.
    struct Shown {
        Dealt dealt;
        Submission submission;
        LogPath path;
        bool found;
    }

    function _show(uint256 w, address trainer, bool astray) private view returns (Shown memory shown) {
        uint256 number = _books[w].round;
        Handed storage handed = _handed[w][number][trainer];
        shown.submission.trainer = trainer;
        if (!handed.done) return shown;
        shown.dealt = _dealOf(w, number, trainer);
        shown.submission = _submission(shown.dealt);
        shown.path = _pathAt(_books[w].id, number, handed.place);
        if (astray) shown.path.before ^= bytes32(uint256(1));
        shown.found = !astray;
    }

    function _isOpen(uint256 w) private view returns (bool) {
        return _current(w).status == RoundStatus.Open;
    }

    function _demandOf(uint256 w, address trainer, uint256 member) internal view returns (ShareDemand storage) {
        return _demands[w][_books[w].round][trainer][member];
    }

    function _demandShare(uint256 w, address trainer, uint256 member, address account) internal {
        RoundBook storage round = _current(w);
        (uint256 last, , ) = _limits(round.trainingEnds);
        ShareDemand storage made = _demandOf(w, trainer, member);
        bool paid = !_chance(12);
        bool allowed = _isOpen(w) && block.timestamp > round.trainingEnds && block.timestamp <= last && paid;
        allowed = allowed && member != 0 && member <= COMMITTEE && account == _member(member);
        allowed = allowed && _isIncluded(w, _books[w].round, trainer) && made.demander == address(0);
        uint256 bond = _amounts().demandBond;
        bytes memory data = abi.encodeCall(ITrainingDisputes.demandShare, (_books[w].id, trainer, member));
        if (!_do(account, paid ? bond : bond - 1, data, allowed)) return;
        (made.demander, made.open) = (account, true);
        ++round.openDemands;
    }

    /// @param fault 1 for a path that leads elsewhere, 2 for other bytes
    function _answerShare(uint256 w, address trainer, uint256 member, uint256 fault) internal {
        (, uint256 last, ) = _limits(_current(w).trainingEnds);
        Shown memory shown = _show(w, trainer, fault == 1);
        ShareDemand storage made = _demandOf(w, trainer, member);
        bool allowed = _isOpen(w) && block.timestamp <= last && made.open && shown.found && fault != 2;
        bytes memory ciphertext = shown.found && _isMember(member) ? shown.dealt.ciphertexts[member - 1] : bytes('');
        if (fault == 2) ciphertext = bytes.concat(ciphertext, hex'00');
        address account = _anybody();
        bytes memory data = abi.encodeCall(
            ITrainingDisputes.answerShare,
            (_books[w].id, shown.submission, shown.path, member, ciphertext)
        );
        if (!_do(account, 0, data, allowed)) return;
        _closeDemand(w, made, account);
    }

    function _excludeUndelivered(uint256 w, address trainer, uint256 member, address account, bool astray) internal {
        (, uint256 last, ) = _limits(_current(w).trainingEnds);
        Shown memory shown = _show(w, trainer, astray);
        ShareDemand storage made = _demandOf(w, trainer, member);
        bool allowed = _isOpen(w) && block.timestamp > last && made.open && shown.found;
        allowed = allowed && _isIncluded(w, _books[w].round, trainer);
        _blames = true;
        bytes memory data = abi.encodeCall(
            ITrainingDisputes.excludeUndelivered,
            (_books[w].id, shown.submission, shown.path, member)
        );
        if (!_do(account, 0, data, allowed)) return;
        _closeDemand(w, made, made.demander);
        _exclude(w, trainer, made.demander);
    }

    function _returnDemand(uint256 w, address trainer, uint256 member, address account) internal {
        ShareDemand storage made = _demandOf(w, trainer, member);
        bool allowed = _isOpen(w) && made.open && _current(w).excluded & _bit(w, trainer) != 0;
        bytes memory data = abi.encodeCall(ITrainingDisputes.returnDemand, (_books[w].id, trainer, member));
        if (!_do(account, 0, data, allowed)) return;
        _closeDemand(w, made, made.demander);
    }

    function _closeDemand(uint256 w, ShareDemand storage made, address paid) private {
        made.open = false;
        --_current(w).openDemands;
        _owed[paid] += _amounts().demandBond;
    }

    /// @param spoil 1 for a path that leads elsewhere, 2 for other bytes, 3 for a wrong proof of Z, 4 for other bases
    function _complain(uint256 w, address trainer, uint256 member, Fault fault, uint256 spoil) internal {
        RoundBook storage round = _current(w);
        (, , uint256 last) = _limits(round.trainingEnds);
        Shown memory shown = _show(w, trainer, spoil == 1);
        Complaint memory said = _said(shown, member, fault, spoil);
        bool allowed = _isOpen(w) && block.timestamp > round.trainingEnds && block.timestamp <= last && shown.found;
        allowed = allowed && _isIncluded(w, _books[w].round, trainer);
        allowed = allowed && _isUpheld(_handed[w][_books[w].round][trainer], member, fault, spoil);
        _blames = true;
        address account = _anybody();
        bytes memory data = abi.encodeCall(
            ITrainingDisputes.complain,
            (_books[w].id, shown.submission, shown.path, said)
        );
        if (!_do(account, 0, data, allowed)) return;
        _exclude(w, trainer, fault == Fault.Share ? _member(member) : account);
    }

    function _said(
        Shown memory shown,
        uint256 member,
        Fault fault,
        uint256 spoil
    ) private view returns (Complaint memory said) {
        if (shown.found && _isMember(member)) said = _complaint(fault, shown.dealt, member);
        (said.fault, said.member) = (fault, uint8(member));
        if (spoil == 2) said.ciphertext = bytes.concat(said.ciphertext, hex'00');
        if (spoil == 3) said.proof.z ^= 1;
        if (spoil == 4) said.bases = SimulatedKey.committedBases(ELEMENTS + 1);
    }

    /// @dev INV-49. As section 10 has it: what the kind of a deal makes a complaint worth.
    function _isUpheld(Handed storage handed, uint256 member, Fault fault, uint256 spoil) private view returns (bool) {
        Kind kind = handed.kind;
        bool unproven = kind == Kind.Unproven || kind == Kind.Aliased || kind == Kind.Copied;
        if (fault == Fault.Ephemeral) return unproven;
        if (!_isMember(member) || spoil == 2) return false;
        bool its = handed.member == member;
        if (fault == Fault.Length) return kind == Kind.Resized && its;
        if (unproven) return false;
        if (kind == Kind.Resized && its) return true;
        if (spoil > 2) return false;
        return kind >= Kind.Bent || (its && (kind == Kind.Shifted || kind == Kind.Overflown));
    }

    function _isMember(uint256 member) private pure returns (bool) {
        return member != 0 && member <= COMMITTEE;
    }

    // Sums

    /// @param fault 1 for another element, 2 for one above r, 3 for another length, 4 for another log, 5 for the sum of
    /// others
    function _postOne(uint256 w, uint256 number, uint256 member, uint256 fault) internal {
        RoundBook storage round = _roundBooks[w][number];
        bool allowed = _isDisputed(round) && block.timestamp <= round.aggregationEnds && fault != 4;
        allowed = allowed && _isMember(member) && !round.posted.contains(member);
        bytes memory content = _isDisputed(round) ? _sumWith(w, number, member, fault) : bytes('');
        bytes32 log = training.frozenLogOf(_books[w].id, number);
        if (fault == 4) log = keccak256(abi.encode(log));
        bytes memory data = abi.encodeCall(ITrainingDisputes.postSum, (_books[w].id, number, log, sha256(content)));
        if (!_do(_member(member), 0, data, allowed)) return;
        round.posted |= 1 << member;
        bool canonical = fault != 2 && fault != 3;
        bool fits = fault == 0 && _isSound(w, number);
        _sums[w][number][member] = SumBook(content, canonical, fits, address(0));
        if (!fits) ++reached['wrong sum'];
    }

    function _sumWith(uint256 w, uint256 number, uint256 member, uint256 fault) private returns (bytes memory content) {
        content = _sumBytes(_books[w].id, number, member);
        if (fault == 3) return bytes.concat(content, hex'00');
        uint256 place = 32 * (1 + _pick(ELEMENTS));
        uint256 word;
        assembly ('memory-safe') {
            word := mload(add(content, place))
        }
        if (fault == 1) word = addmod(word, 1, Bn254.FIELD_ORDER);
        if (fault == 2) word += Bn254.FIELD_ORDER;
        if (fault == 5) word = addmod(word, word, Bn254.FIELD_ORDER);
        assembly ('memory-safe') {
            mstore(add(content, place), word)
        }
    }

    function _demandSum(uint256 w, uint256 number, uint256 member, address account) internal {
        RoundBook storage round = _roundBooks[w][number];
        (uint256 last, , ) = _limits(round.aggregationEnds);
        bool paid = !_chance(12);
        bool allowed = _isDisputed(round) && block.timestamp <= last && paid;
        allowed = allowed && round.posted.contains(member) && !round.demanded.contains(member);
        uint256 bond = _amounts().demandBond;
        bytes memory data = abi.encodeCall(ITrainingDisputes.demandSum, (_books[w].id, number, member));
        if (!_do(account, paid ? bond : 0, data, allowed)) return;
        round.demanded |= 1 << member;
        _sums[w][number][member].demander = account;
    }

    function _answerSum(uint256 w, uint256 number, uint256 member, bool other) internal {
        RoundBook storage round = _roundBooks[w][number];
        (, uint256 last, ) = _limits(round.aggregationEnds);
        bytes memory content = _sums[w][number][member].content;
        if (other) content = bytes.concat(content, hex'00');
        bool allowed = _isDisputed(round) && block.timestamp <= last && !other;
        allowed = allowed && (round.demanded & ~round.answered).contains(member);
        address account = _anybody();
        bytes memory data = abi.encodeCall(ITrainingDisputes.answerSum, (_books[w].id, number, member, content));
        if (!_do(account, 0, data, allowed)) return;
        round.answered |= 1 << member;
        _owed[account] += _amounts().demandBond;
    }

    /// @dev A part of what was not gathered yet, or, against the rules, without the first of it.
    function _gatherSome(uint256 w, uint256 number, bool skips) internal {
        RoundBook storage round = _roundBooks[w][number];
        Dealt[] memory all = _logged(_books[w].id, number);
        uint256 from = round.gathered;
        if (skips) ++from;
        if (from > all.length) return;
        uint256 count = _chance(2) ? all.length - from : _pick(all.length - from + 1);
        Submission[] memory next = new Submission[](count);
        for (uint256 i; i < next.length; ++i) next[i] = _submission(all[from + i]);
        bytes32[] memory later = new bytes32[](all.length - from - next.length);
        for (uint256 i; i < later.length; ++i) later[i] = all[from + next.length + i].sharesHash;
        bytes memory data = abi.encodeCall(ITrainingDisputes.gather, (_books[w].id, number, next, later));
        if (!_do(_anybody(), 0, data, _isDisputed(round) && !skips)) return;
        round.gathered += next.length;
    }

    /// @param fault 1 for other bytes, 2 for other bases
    function _proveWrong(uint256 w, uint256 number, uint256 member, uint256 fault) internal {
        RoundBook storage round = _roundBooks[w][number];
        SumBook storage sum = _sums[w][number][member];
        bool allowed = _mayProve(round, sum, fault) && round.posted.contains(member) && !round.faulty.contains(member);
        bytes memory content = sum.content;
        if (fault == 1) content = bytes.concat(content, hex'00');
        G1Point[] memory bases = SimulatedKey.committedBases(fault == 2 ? ELEMENTS + 1 : ELEMENTS);
        _blames = true;
        address account = _anybody();
        TaskBook storage book = _books[w];
        bytes memory data = abi.encodeCall(ITrainingDisputes.proveSumWrong, (book.id, number, member, bases, content));
        if (!_do(account, 0, data, allowed)) return;
        round.faulty |= 1 << member;
        _slashAll(w, number, member, account);
    }

    function _mayProve(RoundBook storage round, SumBook storage sum, uint256 fault) private view returns (bool) {
        (, , uint256 last) = _limits(round.aggregationEnds);
        if (!_isDisputed(round) || block.timestamp > last || fault == 1) return false;
        if (!sum.canonical) return true;
        return round.gathered == round.submitted.count() && fault == 0 && !sum.fits;
    }
}
