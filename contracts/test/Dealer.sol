// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Bn254, G1Point} from '../proofs/Bn254.sol';
import {LogProof} from '../training/LogProofs.sol';
import {Deal, DealHashes, Scope, SealedDeal} from './DealHashes.sol';
import {SimulatedKey} from './SimulatedKey.sol';

/// @dev What a trainer is given. `keys` are Y_1..Y_n, and `steps` the committed values of each step, L of them.
struct Plan {
    Scope scope;
    address trainer;
    uint256 seed;
    uint256 threshold;
    G1Point[] keys;
    uint256[][] steps;
}

/// @dev What a trainer has afterwards. To keep it in storage, or to spoil a copy, take `abi.encode` of it: structs in memory
/// are shared, and this one shares scope and keys with its plan.
struct Dealt {
    SealedDeal submission;
    bytes32 dealHash;
    bytes32 sharesHash;
    /// Of members 1..n.
    bytes[] ciphertexts;
    G1Point[] keys;
    /// Logarithms of D_1..D_K.
    uint256[] dLogs;
    /// t rows: the shared values, then the coefficients of x, x^2, ...
    uint256[][] polynomial;
    /// e.
    uint256 ephemeral;
}

/// @title What trainers make, under the simulated key
/// @notice Byte for byte as docs/PROTOCOL.md, section 10, and the SDK's `prepareSubmission` have it, but for the
/// randomness: everything follows from the plan. `Committee` acts for the members, and `Faults` makes bad things of it.
library Dealer {
    uint256 private constant _R = Bn254.FIELD_ORDER;
    bytes32 private constant _DRAW = keccak256('tacit.test.draw');

    /// @notice Everything that an honest trainer fixes before its first proof.
    /// @dev Two trainers with one seed draw different secrets, and so do two rounds.
    function prepare(Plan memory plan) internal view returns (Dealt memory dealt) {
        uint256 seed = uint256(keccak256(abi.encode(plan.seed, plan.scope, plan.trainer)));
        dealt.keys = plan.keys;
        dealt.ephemeral = draw(seed, 0, 0);
        Deal memory deal = dealt.submission.deal;
        (deal.scope, deal.trainer) = (plan.scope, plan.trainer);
        deal.e = SimulatedKey.pointOf(dealt.ephemeral);
        _commitSteps(dealt, plan.steps);
        _drawPolynomial(dealt, plan, seed);
        reseal(dealt);
    }

    /// @notice Ciphertexts, the proof of e and all hashes anew, after a change of the deal.
    function reseal(Dealt memory dealt) internal view {
        Deal memory deal = dealt.submission.deal;
        dealt.dealHash = DealHashes.hashDeal(deal);
        dealt.ciphertexts = new bytes[](dealt.keys.length);
        for (uint256 i = 1; i <= dealt.keys.length; ++i) {
            G1Point memory z = Bn254.multiply(dealt.keys[i - 1], dealt.ephemeral);
            dealt.ciphertexts[i - 1] = abi.encodePacked(applyPads(z, dealt.dealHash, i, shareOf(dealt, i)));
        }
        dealt.submission.proofOfE = proveEphemeral(dealt.dealHash, deal.e, dealt.ephemeral);
        rehash(dealt);
    }

    /// @notice All hashes behind the deal's anew, after a change of ciphertexts or of the proof of e.
    function rehash(Dealt memory dealt) internal pure {
        SealedDeal memory submission = dealt.submission;
        submission.ctHashes = new bytes32[](dealt.ciphertexts.length);
        for (uint256 i; i < dealt.ciphertexts.length; ++i) {
            submission.ctHashes[i] = keccak256(dealt.ciphertexts[i]);
        }
        submission.cidDigest = sha256(DealHashes.envelope(dealt.dealHash, dealt.ciphertexts));
        dealt.sharesHash = DealHashes.hashShares(submission, dealt.dealHash);
    }

    /// @notice The proof of one step, and what it states.
    /// @param statement rootBefore, rootAfter, dataRoot, params
    function proveStep(
        Dealt memory dealt,
        uint256 step,
        uint256[4] memory statement
    ) internal view returns (uint256[10] memory proof, uint256[] memory pubs) {
        pubs = SimulatedKey.signals(statement, contextOf(dealt, step));
        proof = SimulatedKey.simulate(pubs, dealt.dLogs[step]);
    }

    /// @notice The proof that ends a round of these trainers.
    /// @param statement rootBefore, rootAfter, dataRoot (0), params
    function proveFinal(
        Dealt[] memory included,
        bytes32 frozenLog,
        address beneficiary,
        uint256[4] memory statement
    ) internal view returns (uint256[10] memory proof, uint256[] memory pubs) {
        uint256 d = sumOfLogs(included);
        Scope memory scope = included[0].submission.deal.scope;
        uint256 context = DealHashes.finalContext(scope, frozenLog, SimulatedKey.pointOf(d), beneficiary);
        pubs = SimulatedKey.signals(statement, context);
        proof = SimulatedKey.simulate(pubs, d);
    }

    /// @notice The context of a step, counted from 0.
    function contextOf(Dealt memory dealt, uint256 step) internal pure returns (uint256) {
        return DealHashes.stepContext(dealt.dealHash, dealt.sharesHash, step, dealt.submission.deal.d[step]);
    }

    /// @notice (c, z) that the trainer of this deal knows e.
    function proveEphemeral(
        bytes32 dealHash,
        G1Point memory e,
        uint256 secret
    ) internal view returns (LogProof memory) {
        uint256 nonce = nonceFor(dealHash, secret);
        uint256 c = DealHashes.ephemeralChallenge(dealHash, e, SimulatedKey.pointOf(nonce));
        return LogProof(c, respond(nonce, c, secret));
    }

    /// @notice The right share of a member, counted from 1, by Horner's rule.
    function shareOf(Dealt memory dealt, uint256 index) internal pure returns (uint256[] memory share) {
        uint256[][] memory rows = dealt.polynomial;
        share = new uint256[](rows[0].length);
        for (uint256 c = rows.length; c > 0; --c) {
            uint256[] memory row = rows[c - 1];
            for (uint256 j; j < row.length; ++j) share[j] = addmod(mulmod(share[j], index, _R), row[j], _R);
        }
    }

    /// @notice What the sum of D opens to.
    function sumOfValues(Dealt[] memory included) internal pure returns (uint256[] memory sum) {
        sum = new uint256[](included[0].polynomial[0].length);
        for (uint256 k; k < included.length; ++k) addTo(sum, included[k].polynomial[0]);
    }

    /// @notice The log of the sum of D over all steps of these trainers.
    function sumOfLogs(Dealt[] memory included) internal pure returns (uint256 sum) {
        for (uint256 k; k < included.length; ++k) {
            uint256[] memory logs = included[k].dLogs;
            for (uint256 s; s < logs.length; ++s) sum = addmod(sum, logs[s], _R);
        }
    }

    /// @notice Values of so many steps, as if proven: uniform, L of them each.
    function drawSteps(uint256 seed, uint256 steps, uint256 length) internal pure returns (uint256[][] memory rows) {
        rows = new uint256[][](steps);
        for (uint256 s; s < steps; ++s) rows[s] = _drawRow(seed, s + 1, length);
    }

    /// @notice A number below r, for a seed and a place.
    function draw(uint256 seed, uint256 row, uint256 column) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(_DRAW, seed, row, column))) % _R;
    }

    /// @notice Words with their pads on, or off.
    function applyPads(
        G1Point memory z,
        bytes32 dealHash,
        uint256 index,
        uint256[] memory words
    ) internal pure returns (uint256[] memory padded) {
        padded = new uint256[](words.length);
        for (uint256 j; j < words.length; ++j) padded[j] = words[j] ^ DealHashes.pad(z, dealHash, index, j);
    }

    /// @notice Adds the terms to the sum, in its place.
    function addTo(uint256[] memory sum, uint256[] memory terms) internal pure {
        for (uint256 j; j < sum.length; ++j) sum[j] = addmod(sum[j], terms[j], _R);
    }

    /// @notice Repeatable, as no prover's may be.
    function nonceFor(bytes32 statement, uint256 secret) internal pure returns (uint256) {
        return draw(uint256(statement), secret, 0);
    }

    /// @notice z.
    function respond(uint256 nonce, uint256 c, uint256 secret) internal pure returns (uint256) {
        return addmod(nonce, mulmod(c, secret, _R), _R);
    }

    function _drawRow(uint256 seed, uint256 row, uint256 length) private pure returns (uint256[] memory drawn) {
        drawn = new uint256[](length);
        for (uint256 j; j < length; ++j) drawn[j] = draw(seed, row, j);
    }

    function _commitSteps(Dealt memory dealt, uint256[][] memory steps) private view {
        dealt.dLogs = new uint256[](steps.length);
        G1Point[] memory d = new G1Point[](steps.length);
        for (uint256 s; s < steps.length; ++s) {
            dealt.dLogs[s] = SimulatedKey.commit(steps[s]);
            d[s] = SimulatedKey.pointOf(dealt.dLogs[s]);
        }
        dealt.submission.deal.d = d;
    }

    function _drawPolynomial(Dealt memory dealt, Plan memory plan, uint256 seed) private view {
        uint256[][] memory rows = new uint256[][](plan.threshold);
        G1Point[] memory c = new G1Point[](plan.threshold - 1);
        rows[0] = new uint256[](plan.steps[0].length);
        for (uint256 s; s < plan.steps.length; ++s) addTo(rows[0], plan.steps[s]);
        for (uint256 k = 1; k < plan.threshold; ++k) {
            rows[k] = _drawRow(seed, k, rows[0].length);
            c[k - 1] = SimulatedKey.pointOf(SimulatedKey.commit(rows[k]));
        }
        dealt.polynomial = rows;
        dealt.submission.deal.c = c;
    }
}
