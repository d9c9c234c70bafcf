// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IInferenceMarket, JobId, OfferId} from '../interfaces/IInferenceMarket.sol';
import {ModelId} from '../interfaces/IModelRegistry.sol';

/// @title What may be offered and asked for, and what it is called
library OfferTerms {
    bytes32 private constant _OFFER = keccak256('tacit.offer');
    bytes32 private constant _JOB = keccak256('tacit.job');
    bytes32 private constant _RESULT = keccak256('tacit.result');

    uint8 internal constant MOST_WORKERS = 4;
    uint8 internal constant MOST_SEATS = 2 * MOST_WORKERS + 1;
    /// @dev Some blocks, so that whoever acts in the last second of one phase leaves others the time to act in the next.
    uint256 private constant _SHORTEST_PHASE = 1 minutes;
    uint256 private constant _LONGEST_PHASE = 7 days;
    uint256 internal constant LONGEST_JOB = 30 days;

    function check(IInferenceMarket.Terms calldata terms) internal pure {
        bool split = terms.mode == IInferenceMarket.Mode.Split;
        bool sound = terms.steps != 0 && terms.mostSamples != 0 && terms.offerCid != 0;
        sound = sound && _isPhase(terms.commitSeconds) && _isPhase(terms.revealSeconds);
        sound = sound && _isPhase(terms.contestSeconds);
        // Of what is not used there is one spelling.
        sound = sound && (split ? _isPhase(terms.handOverSeconds) : terms.handOverSeconds == 0);
        sound = sound && (split ? _isPhase(terms.answerSeconds) : terms.answerSeconds == 0);
        // One loser's bond pays for all who were right.
        uint256 least = uint256(terms.mostSamples) * terms.workerFee * MOST_SEATS;
        sound = sound && terms.bond != 0 && terms.bond >= least;
        if (!sound) revert IInferenceMarket.OfferTermsRefused(terms);
    }

    function checkTrust(IInferenceMarket.Trust calldata trust) internal pure {
        bool sound = trust.workers <= MOST_WORKERS && trust.agreeing <= trust.workers && trust.attestation == 0;
        if (!sound || 2 * uint256(trust.agreeing) <= trust.workers) revert IInferenceMarket.TrustRefused(trust);
    }

    function costOf(
        IInferenceMarket.Terms storage terms,
        uint256 price,
        uint256 workers,
        uint256 samples
    ) internal view returns (uint256) {
        return samples * (price + uint256(terms.workerFee) * terms.steps * workers);
    }

    function offerIdOf(
        address creator,
        ModelId model,
        IInferenceMarket.Terms calldata terms
    ) internal view returns (OfferId) {
        return OfferId.wrap(keccak256(abi.encode(_OFFER, block.chainid, address(this), creator, model, terms)));
    }

    function jobIdOf(address user, OfferId id, bytes32 requestCid) internal view returns (JobId) {
        return JobId.wrap(keccak256(abi.encode(_JOB, block.chainid, address(this), user, id, requestCid)));
    }

    /// @dev A job's id has chain and market in it.
    function hashResult(
        JobId id,
        uint256 step,
        address worker,
        bytes32 result,
        bytes32 salt
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(_RESULT, id, step, worker, result, salt));
    }

    function _isPhase(uint256 duration) private pure returns (bool) {
        return duration >= _SHORTEST_PHASE && duration <= _LONGEST_PHASE;
    }
}
