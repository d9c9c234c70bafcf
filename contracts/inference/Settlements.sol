// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IInferenceMarket, JobId} from '../interfaces/IInferenceMarket.sol';
import {Head, JobState, MarketState, WorkerState} from './MarketState.sol';
import {Panels} from './Panels.sol';
import {Workers} from './Workers.sol';

/// @title Who is paid what, and from where
library Settlements {
    using Workers for MarketState;
    using Workers for WorkerState;

    /// @dev What a panel's step comes to.
    struct Bill {
        bytes32 winner;
        /// Whether enough agree that whoever does not loses its bond.
        bool decided;
        /// Whether whoever was drawn later is paid for any result.
        bool anyPaid;
        uint256 fee;
        uint256 bond;
        /// From the escrow, to those drawn later, and from those who lost.
        uint256 first;
        uint256 second;
        uint256 lost;
    }

    function credit(MarketState storage state, JobId id, address account, uint256 amount) internal {
        if (amount == 0) return;
        state.claimable[account] += amount;
        emit IInferenceMarket.Credited(id, account, amount);
    }

    /// @notice Pays from the user's escrow.
    function pay(MarketState storage state, JobId id, address account, uint256 amount) internal {
        state.jobs[id].escrow -= uint128(amount);
        credit(state, id, account, amount);
    }

    /// @notice What a worker's absence costs it. Before it committed a fee, which the user's wait is worth: it could have
    /// declined. Afterwards its bond: else whoever committed to a wrong result, and sees the others', would not show it.
    function silence(MarketState storage state, JobId id, uint256 index, Head memory head) internal {
        JobState storage job = state.jobs[id];
        WorkerState storage worker = state.workers[head.worker];
        IInferenceMarket.Terms storage terms = _termsOf(state, id);
        bool hides = head.status == IInferenceMarket.SeatStatus.Committed;
        uint256 fee = uint256(terms.workerFee) * job.samples;
        if (!hides) fee = worker.dueOf(fee);
        // A bond is several times the fee. The rest of it is nobody's, as a loser's is.
        uint256 forfeit = hides ? terms.bond : fee;
        worker.release(hides ? forfeit : 0, forfeit);
        if (hides) state.forfeited += uint128(forfeit - fee);
        head.status = IInferenceMarket.SeatStatus.Silent;
        state.seats[id][index].head.status = head.status;
        state.out[id][job.step][head.worker] = true;
        job.anyOut = true;
        if (hides) emit IInferenceMarket.WorkerSlashed(id, job.step, head.worker, 0, forfeit);
        else emit IInferenceMarket.WorkerSilent(id, job.step, head.worker, forfeit);
        state.exclude(head.worker);
        credit(state, id, job.user, fee);
    }

    /// @notice A panel is done: pays it, and gives back or takes its bonds.
    /// @param winner What is agreed on; zero for nothing
    /// @param decided Whether enough agree on it for others to lose their bonds
    function settlePanel(MarketState storage state, JobId id, bytes32 winner, bool decided) internal {
        JobState storage job = state.jobs[id];
        Head[] memory panel = Panels.heads(state, id);
        bytes32[] memory results = Panels.results(state, id, panel);
        Bill memory bill;
        (bill.winner, bill.decided, bill.anyPaid) = (winner, decided, job.contested && !decided);
        bill.bond = _termsOf(state, id).bond;
        bill.fee = uint256(_termsOf(state, id).workerFee) * job.samples;
        for (uint256 i; i < panel.length; ++i) {
            IInferenceMarket.SeatStatus status = panel[i].status;
            bool waits = status == IInferenceMarket.SeatStatus.Committed;
            if (waits || status == IInferenceMarket.SeatStatus.Revealed)
                _settleSeat(state, id, bill, panel[i], results[i]);
        }
        _settleRest(state, id, bill);
    }

    /// @param result Zero where none was revealed
    function _settleSeat(
        MarketState storage state,
        JobId id,
        Bill memory bill,
        Head memory head,
        bytes32 result
    ) private {
        bool revealed = result != 0;
        bool won = revealed && result == bill.winner;
        if (bill.decided && revealed && !won) {
            _slash(state, id, bill, head.worker, result);
            return;
        }
        state.workers[head.worker].release(bill.bond, 0);
        // Of those who were to decide and could not, everyone has evaluated.
        bool paid = head.second && bill.anyPaid ? revealed : won;
        if (!paid) return;
        if (head.second) bill.second += bill.fee;
        else bill.first += bill.fee;
        credit(state, id, head.worker, bill.fee);
    }

    function _slash(MarketState storage state, JobId id, Bill memory bill, address worker, bytes32 result) private {
        bill.lost += bill.bond;
        state.workers[worker].release(bill.bond, bill.bond);
        emit IInferenceMarket.WorkerSlashed(id, state.jobs[id].step, worker, result, bill.bond);
        state.exclude(worker);
    }

    /// @dev Those drawn later are paid by who was wrong: the losers, or the contester. What is left of bonds is nobody's,
    /// so that nobody gains by making another lose; what is left of a deposit is the contester's. Where seats of the first
    /// panel were empty, more were drawn later than a deposit pays for, and the user's fees for those seats are left.
    function _settleRest(MarketState storage state, JobId id, Bill memory bill) private {
        JobState storage job = state.jobs[id];
        uint256 deposit = job.deposit;
        bool overturned = bill.decided && bill.winner != job.result;
        if (job.contested && !overturned) {
            uint256 covered = bill.second < deposit ? bill.second : deposit;
            deposit -= covered;
            bill.first += bill.second - covered;
        } else {
            bill.lost -= bill.second;
        }
        job.escrow -= uint128(bill.first);
        if (bill.lost != 0) state.forfeited += uint128(bill.lost);
        if (!job.contested) return;
        address contester = job.contester;
        (job.contester, job.deposit) = (address(0), 0);
        credit(state, id, contester, deposit);
    }

    function _termsOf(MarketState storage state, JobId id) private view returns (IInferenceMarket.Terms storage) {
        return state.offers[state.jobs[id].offer].terms;
    }
}
