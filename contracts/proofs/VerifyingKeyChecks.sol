// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ICircuitRegistry} from '../interfaces/ICircuitRegistry.sol';
import {Bn254, G1Point, G2Point} from './Bn254.sol';

/// @title What can be seen from a verifying key itself
/// @notice The checks of the SDK's `parseVerificationKey`. Each refuses a way to forge proofs.
library VerifyingKeyChecks {
    using Bn254 for G1Point;
    using Bn254 for G1Point[];

    /// @dev The first word of what a key's hash covers.
    bytes32 private constant _DOMAIN = keccak256('tacit.key');
    /// @dev The abscissa of the generator of G2 (EIP-197).
    uint256 private constant _GENERATOR_X_IMAGINARY =
        11559732032986387107991004021392285783925812861821192530917403151452391805634;
    uint256 private constant _GENERATOR_X_REAL =
        10857046999023057135944570762232829481370756359578518086990519993285655852781;

    /// @notice keccak256 of all points, those of G1 first, behind a domain.
    function hash(ICircuitRegistry.VerifyingKey calldata key) internal pure returns (bytes32) {
        return
            keccak256(
                bytes.concat(
                    abi.encode(_DOMAIN, key.alpha),
                    key.statementBases.encodePoints(),
                    key.plainBases.encodePoints(),
                    key.committedBases.encodePoints(),
                    abi.encode(key.beta, key.gamma, key.delta, key.eta)
                )
            );
    }

    /// @notice Counts, points of G1, and what no honest set-up leaves behind.
    function checkForm(ICircuitRegistry.VerifyingKey calldata key) internal pure {
        (uint256 plain, uint256 committed) = (key.plainBases.length, key.committedBases.length);
        if (key.statementBases.length < 2 || committed == 0 || plain != committed) {
            revert ICircuitRegistry.KeyBasesMiscounted(key.statementBases.length, plain, committed);
        }
        _checkPoint(key.alpha, ICircuitRegistry.KeyPart.Alpha, 0);
        // The generator and its negative, which have one abscissa.
        if (key.alpha.x == Bn254.generator().x) {
            revert ICircuitRegistry.KeyPointIsGenerator(ICircuitRegistry.KeyPart.Alpha);
        }
        _checkPoints(key.statementBases, ICircuitRegistry.KeyPart.StatementBase);
        _checkPoints(key.plainBases, ICircuitRegistry.KeyPart.PlainBase);
        _checkPoints(key.committedBases, ICircuitRegistry.KeyPart.CommittedBase);
        _checkTrapdoors([key.beta, key.gamma, key.delta, key.eta]);
    }

    /// @notice e(sum rho_j K_j, eta) = e(sum rho_j IC_j, gamma) for weights that hash the key, as the SDK takes them.
    /// @dev Two more pairs, with the identity, make the precompile check beta and delta, as EIP-197 has it check all points.
    /// Assumes: `checkForm` accepted the key.
    function checkPairings(ICircuitRegistry.VerifyingKey calldata key, bytes32 keyHash) internal view {
        uint256[] memory weights = new uint256[](key.committedBases.length);
        for (uint256 j; j < weights.length; ++j) {
            weights[j] = (uint256(keccak256(abi.encode(keyHash, j))) >> 128) + 1;
        }
        G1Point memory committed = key.committedBases.multiScalar(weights);
        G1Point memory plain = key.plainBases.multiScalar(weights).negate();
        uint256[] memory input = new uint256[](4 * Bn254.PAIR_WORDS);
        _putPair(input, 0, committed, key.eta);
        _putPair(input, 1, plain, key.gamma);
        _putPair(input, 2, G1Point(0, 0), key.beta);
        _putPair(input, 3, G1Point(0, 0), key.delta);
        if (!Bn254.pairsMultiplyToOne(input, 4)) revert ICircuitRegistry.KeyPairingFailed(keyHash);
    }

    function _putPair(uint256[] memory input, uint256 pair, G1Point memory g1, G2Point calldata g2) private pure {
        uint256 offset = pair * Bn254.PAIR_WORDS;
        (input[offset], input[offset + 1]) = (g1.x, g1.y);
        (input[offset + 2], input[offset + 3]) = (g2.xImaginary, g2.xReal);
        (input[offset + 4], input[offset + 5]) = (g2.yImaginary, g2.yReal);
    }

    function _checkPoint(G1Point calldata point, ICircuitRegistry.KeyPart part, uint256 index) private pure {
        G1Point memory copy = point;
        if (copy.isZero()) revert ICircuitRegistry.KeyPointIsZero(part, index);
        if (!copy.isOnCurve()) revert ICircuitRegistry.KeyPointNotOnCurve(part, index);
    }

    function _checkPoints(G1Point[] calldata points, ICircuitRegistry.KeyPart part) private pure {
        for (uint256 i; i < points.length; ++i) _checkPoint(points[i], part, i);
    }

    /// @dev beta, gamma, delta and eta in the order of `KeyPart`. Gamma alone may be the generator: it hides nothing,
    /// since only verifiers choose what it is paired with. Abscissae are compared, so that opposite points coincide too.
    function _checkTrapdoors(G2Point[4] memory points) private pure {
        for (uint256 i; i < points.length; ++i) {
            ICircuitRegistry.KeyPart part = ICircuitRegistry.KeyPart(uint8(ICircuitRegistry.KeyPart.Beta) + i);
            _checkCoordinates(points[i], part);
            bool known = points[i].xImaginary == _GENERATOR_X_IMAGINARY && points[i].xReal == _GENERATOR_X_REAL;
            if (known && part != ICircuitRegistry.KeyPart.Gamma) revert ICircuitRegistry.KeyPointIsGenerator(part);
            for (uint256 j; j < i; ++j) {
                if (points[i].xImaginary != points[j].xImaginary || points[i].xReal != points[j].xReal) continue;
                ICircuitRegistry.KeyPart other = ICircuitRegistry.KeyPart(uint8(ICircuitRegistry.KeyPart.Beta) + j);
                revert ICircuitRegistry.KeyPointsCoincide(other, part);
            }
        }
    }

    function _checkCoordinates(G2Point memory point, ICircuitRegistry.KeyPart part) private pure {
        (uint256 x, uint256 y) = (point.xImaginary | point.xReal, point.yImaginary | point.yReal);
        if ((x | y) == 0) revert ICircuitRegistry.KeyPointIsZero(part, 0);
        uint256 q = Bn254.COORDINATE_ORDER;
        bool canonical = point.xImaginary < q && point.xReal < q && point.yImaginary < q && point.yReal < q;
        if (!canonical) revert ICircuitRegistry.KeyPointNotOnCurve(part, 0);
    }
}
