// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IInferenceMarket, JobId} from '../interfaces/IInferenceMarket.sol';
import {Head, JobState, MarketState, SeatState} from './MarketState.sol';

/// @title Who sits on a panel, and what they say
library Panels {
    function heads(MarketState storage state, JobId id) internal view returns (Head[] memory panel) {
        mapping(uint256 index => SeatState) storage seats = state.seats[id];
        panel = new Head[](state.jobs[id].seats);
        for (uint256 i; i < panel.length; ++i) panel[i] = seats[i].head;
    }

    /// @notice What was revealed; zero where nothing was.
    function results(
        MarketState storage state,
        JobId id,
        Head[] memory panel
    ) internal view returns (bytes32[] memory revealed) {
        mapping(uint256 index => SeatState) storage seats = state.seats[id];
        revealed = new bytes32[](panel.length);
        for (uint256 i; i < panel.length; ++i) {
            if (panel[i].status == IInferenceMarket.SeatStatus.Revealed) revealed[i] = seats[i].value;
        }
    }

    function show(MarketState storage state, JobId id) internal view returns (IInferenceMarket.Seat[] memory shown) {
        Head[] memory panel = heads(state, id);
        bytes32[] memory revealed = results(state, id, panel);
        shown = new IInferenceMarket.Seat[](panel.length);
        for (uint256 i; i < panel.length; ++i) {
            Head memory head = panel[i];
            bool hidden = head.status == IInferenceMarket.SeatStatus.Committed;
            bytes32 commitment = hidden ? state.seats[id][i].value : bytes32(0);
            shown[i] = IInferenceMarket.Seat(head.worker, head.status, head.second, commitment, revealed[i]);
        }
    }

    /// @notice The index of a worker's seat, which must be in a certain status.
    function seatOf(
        Head[] memory panel,
        JobId id,
        address worker,
        IInferenceMarket.SeatStatus status
    ) internal pure returns (uint256) {
        for (uint256 i; i < panel.length; ++i) {
            if (panel[i].worker != worker) continue;
            if (panel[i].status != status) revert IInferenceMarket.SeatDiffers(id, worker, panel[i].status);
            return i;
        }
        revert IInferenceMarket.NotOnPanel(id, worker);
    }

    function has(Head[] memory panel, address worker) internal pure returns (bool) {
        for (uint256 i; i < panel.length; ++i) {
            if (panel[i].worker == worker) return true;
        }
        return false;
    }

    function count(Head[] memory panel, IInferenceMarket.SeatStatus status) internal pure returns (uint256 found) {
        for (uint256 i; i < panel.length; ++i) {
            if (panel[i].status == status) ++found;
        }
    }

    /// @notice Equal results that decide.
    function quorumOf(JobState storage job) internal view returns (uint256) {
        return job.target == job.workers ? job.agreeing : job.target / 2 + 1;
    }

    function votesFor(bytes32[] memory revealed, bytes32 result) internal pure returns (uint256 votes) {
        for (uint256 i; i < revealed.length; ++i) {
            if (revealed[i] == result) ++votes;
        }
    }

    /// @notice The result that most have, and how many; zero with nothing revealed.
    function leading(bytes32[] memory revealed) internal pure returns (bytes32 result, uint256 votes) {
        for (uint256 i; i < revealed.length; ++i) {
            if (revealed[i] == 0) continue;
            uint256 found = votesFor(revealed, revealed[i]);
            if (found > votes) (result, votes) = (revealed[i], found);
        }
    }

    /// @notice Whether nobody revealed anything else.
    function agree(bytes32[] memory revealed, bytes32 result) internal pure returns (bool) {
        for (uint256 i; i < revealed.length; ++i) {
            if (revealed[i] != 0 && revealed[i] != result) return false;
        }
        return true;
    }
}
