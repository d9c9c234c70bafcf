// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ICircuitRegistry} from './ICircuitRegistry.sol';
import {IKeyholders} from './IKeyholders.sol';
import {ITrainingDisputes} from './ITrainingDisputes.sol';
import {ITrainingRounds} from './ITrainingRounds.sol';
import {ITrainingTasks} from './ITrainingTasks.sol';

/// @title Training
/// @notice Trains models on data that stays with its owners: docs/PROTOCOL.md.
interface ITraining is ITrainingTasks, ITrainingRounds, ITrainingDisputes {
    function CIRCUITS() external view returns (ICircuitRegistry);

    function KEYHOLDERS() external view returns (IKeyholders);
}
