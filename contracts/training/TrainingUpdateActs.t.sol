// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ITrainingRounds} from '../interfaces/ITrainingRounds.sol';
import {Bn254} from '../proofs/Bn254.sol';
import {Scope} from '../test/DealHashes.sol';
import {Dealer, Dealt, Plan} from '../test/Dealer.sol';
import {Faults} from '../test/Faults.sol';
import {Sets} from './Sets.sol';
import {Handed, Kind, RoundBook, TrainingModel} from './TrainingModel.t.sol';
import {Made} from './TrainingSupport.t.sol';
import {EnrolmentStatus, RoundStatus, TaskId, Update} from './TrainingTypes.sol';

/// @title What trainers submit: honest, dishonest, and what is not theirs
abstract contract TrainingUpdateActs is TrainingModel {
    using Sets for uint256;

    /// @dev What makes an update inadmissible, whoever's it is; 0 is none, and 1 only looks like it.
    enum Spoil {
        None,
        Respelled,
        Mauled,
        OtherRoot,
        Miscounted,
        StaleRound,
        OtherTask,
        OtherContract,
        OtherChain,
        OtherTrainer,
        OffCurve,
        Rehashed
    }
    uint256 internal constant SPOILS = 12;

    /// @dev Everything for one relayed batch.
    struct Batch {
        Dealt[] dealt;
        uint256[] secrets;
        Update[] updates;
        uint256[] roots;
        uint256[10][] proofs;
    }

    function _isTaking(uint256 w) internal view returns (bool) {
        RoundBook storage round = _current(w);
        bool drawable = round.seed != 0 || _canDraw(round);
        return round.status == RoundStatus.Open && block.timestamp <= round.trainingEnds && drawable;
    }

    /// @dev INV-40: whether the trainer may come, now and once.
    function _isAwaited(uint256 w, address trainer) internal view returns (bool) {
        RoundBook storage round = _current(w);
        return round.invited & ~round.submitted & _bit(w, trainer) != 0;
    }

    function _submitOne(uint256 w, uint256 k, Kind kind, Spoil spoil) internal {
        address trainer = _trainer(k);
        // Whoever is not enrolled has no batches, and nothing to make a proof of.
        if (_trainerBooks[w][trainer].status == EnrolmentStatus.None) return;
        (Dealt memory dealt, Handed memory handed) = _spoiltDeal(w, trainer, kind, spoil);
        Made memory made = _make(dealt);
        _spoilMade(made, spoil);
        TaskId id = _books[w].id;
        bytes memory data = abi.encodeCall(ITrainingRounds.submitUpdate, (id, made.roots, made.proofs, made.sealing));
        bool allowed = _isTaking(w) && _isAwaited(w, trainer) && spoil <= Spoil.Respelled;
        if (!_do(made.trainer, 0, data, allowed)) return;
        _note(w, trainer, dealt, handed);
    }

    /// @dev All that are awaited, or some; and one of them may be spoilt.
    function _relaySome(uint256 w, uint256 fault) internal {
        Batch memory batch = _batchOfSome(w);
        if (batch.dealt.length == 0) return;
        (batch.updates, batch.roots, batch.proofs) = _makeBatch(batch.dealt, batch.secrets);
        uint256 place = _pick(batch.dealt.length);
        if (fault == 1) batch.updates[place].signature.r ^= bytes32(uint256(1));
        if (fault == 2) batch.updates[place].trainer = STRANGER;
        if (fault == 3) batch.proofs[place * _books[w].steps] = Faults.maul(batch.proofs[place * _books[w].steps]);
        if (fault == 4) batch.roots[place * _books[w].steps] ^= 1;
        if (fault == 5) batch.updates[place] = batch.updates[0];
        bool sound = fault == 0 || (fault == 5 && place == 0);
        bytes memory data = abi.encodeCall(
            ITrainingRounds.submitUpdates,
            (_books[w].id, batch.updates, batch.roots, batch.proofs)
        );
        if (!_do(_anybody(), 0, data, sound && _isTaking(w))) return;
        for (uint256 i; i < batch.dealt.length; ++i) {
            Handed memory handed;
            address trainer = batch.dealt[i].submission.deal.trainer;
            handed.log = _logOf(batch.dealt[i]);
            _note(w, trainer, batch.dealt[i], handed);
        }
    }

    function _batchOfSome(uint256 w) private returns (Batch memory batch) {
        uint256[] memory chosen = new uint256[](POOL);
        uint256 count;
        for (uint256 k; k < POOL; ++k) if (_isAwaited(w, _trainer(k)) && !_chance(4)) chosen[count++] = k;
        (batch.dealt, batch.secrets) = (new Dealt[](count), new uint256[](count));
        for (uint256 i; i < count; ++i) {
            batch.dealt[i] = _deal(_books[w].id, _trainer(chosen[i]), _pick(type(uint256).max));
            batch.secrets[i] = _trainerSecret(chosen[i]);
        }
    }

    function _note(uint256 w, address trainer, Dealt memory dealt, Handed memory handed) private {
        RoundBook storage round = _current(w);
        _drawn(round);
        handed.done = true;
        handed.place = round.submitted.count();
        _handed[w][_books[w].round][trainer] = handed;
        round.submitted |= _bit(w, trainer);
        round.log = addmod(round.log, handed.log, Bn254.FIELD_ORDER);
        _keep(dealt);
        if (handed.kind != Kind.Honest) ++reached['bad deal'];
    }

    function _spoiltDeal(
        uint256 w,
        address trainer,
        Kind kind,
        Spoil spoil
    ) private returns (Dealt memory dealt, Handed memory handed) {
        Plan memory plan = _plan(_books[w].id, trainer, _pick(type(uint256).max));
        dealt = Dealer.prepare(plan);
        (handed.kind, handed.member) = (kind, 1 + _pick(COMMITTEE));
        _misdeal(w, dealt, handed);
        handed.log = _logOf(dealt);
        if (spoil >= Spoil.StaleRound && spoil <= Spoil.OtherChain) _sealElsewhere(w, dealt, spoil);
    }

    /// @dev INV-52. What is hashed is of another place, what is stated of this one.
    function _sealElsewhere(uint256 w, Dealt memory dealt, Spoil spoil) private view {
        Scope memory scope = dealt.submission.deal.scope;
        if (spoil == Spoil.StaleRound) scope.round ^= 1;
        if (spoil == Spoil.OtherTask) scope.task = TaskId.unwrap(_books[(w + 1) % TASKS].id);
        if (spoil == Spoil.OtherContract) scope.where = address(this);
        if (spoil == Spoil.OtherChain) scope.chainId ^= 1;
        Dealer.reseal(dealt);
        scope.task = TaskId.unwrap(_books[w].id);
    }

    /// @dev Those who cannot do what the kind asks for do what is next to it.
    function _misdeal(uint256 w, Dealt memory dealt, Handed memory handed) private {
        (Kind kind, uint256 member) = (handed.kind, handed.member);
        if (kind == Kind.Cancelling && _current(w).log == 0) kind = Kind.Foreign;
        if (kind == Kind.Copied && _current(w).submitted == 0) kind = Kind.Unproven;
        handed.kind = kind;
        if (kind == Kind.Shifted) Faults.shift(dealt, member, _pick(ELEMENTS), 1 + _pick(9));
        if (kind == Kind.Overflown) Faults.overflow(dealt, member, _pick(ELEMENTS));
        if (kind == Kind.Resized) Faults.resize(dealt, member, 32 * ELEMENTS - 1 + 2 * _pick(2));
        if (kind == Kind.Unproven) Faults.unprove(dealt);
        if (kind == Kind.Aliased) Faults.aliasProof(dealt);
        if (kind == Kind.Copied) Faults.copyEphemeral(dealt, _logged(_books[w].id, _books[w].round)[0]);
        if (kind == Kind.Bent) Faults.bendCoefficient(dealt, 1);
        if (kind == Kind.Foreign) Faults.commitOther(dealt, 0, 1 + _pick(Bn254.FIELD_ORDER - 1));
        if (kind != Kind.Cancelling) return;
        uint256 others = _current(w).log;
        for (uint256 s = 1; s < dealt.dLogs.length; ++s) others = addmod(others, dealt.dLogs[s], Bn254.FIELD_ORDER);
        Faults.commitOther(dealt, 0, Bn254.FIELD_ORDER - others);
    }

    function _spoilMade(Made memory made, Spoil spoil) private {
        uint256 s = _pick(made.proofs.length);
        if (spoil == Spoil.Respelled) made.proofs[s] = Faults.respell(made.proofs[s]);
        if (spoil == Spoil.Mauled) made.proofs[s] = Faults.maul(made.proofs[s]);
        if (spoil == Spoil.OtherRoot) made.roots[s] = addmod(made.roots[s], 1, Bn254.FIELD_ORDER);
        if (spoil == Spoil.Miscounted) made.roots = new uint256[](made.roots.length + 1);
        address trainer = made.trainer;
        while (spoil == Spoil.OtherTrainer && made.trainer == trainer) made.trainer = actors[_pick(actors.length)];
        if (spoil == Spoil.OffCurve) made.sealing.ephemeral = Faults.offCurve(made.sealing.ephemeral);
        if (spoil == Spoil.Rehashed) made.sealing.ctRoot ^= bytes32(uint256(1));
    }

    function _logOf(Dealt memory dealt) private pure returns (uint256 log) {
        for (uint256 s; s < dealt.dLogs.length; ++s) log = addmod(log, dealt.dLogs[s], Bn254.FIELD_ORDER);
    }
}
