// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Bn254, G1Point} from './Bn254.sol';

/// @title Commitments to numbers
/// @notice c = value * G + blinding * H, as the SDK and its tasks make them (docs/PROTOCOL.md, section 9). Perfectly hiding
/// while the blinding is used once, binding while nobody knows log_G H.
/// @dev The identity is refused, as an input and as a sum. It is what storage that was never written reads as, and would
/// open to 0 with blinding 0. Input that is no commitment or no scalar reverts; false means another opening.
library Pedersen {
    using Bn254 for G1Point;

    /// @dev `pedersen value` and `pedersen blinding` hashed to the curve by RFC 9380 under the tag
    /// TACIT-V01-CS01-with-BN254G1_XMD:SHA-256_SVDW_RO_; sdk/src/commitment/generators.ts computes them, a test compares.
    uint256 internal constant G_X = 2775104371470751236858484479847115820965141078673598935829733746231770651365;
    uint256 internal constant G_Y = 9027851506288408138645174823828838564126481889837875906563607930144250598719;
    uint256 internal constant H_X = 6153186661248953125832719599303986366439518546056895472089646905559171727972;
    uint256 internal constant H_Y = 5141677585082659852457144468850780894036094257712951642824243702663431742101;

    error CommitmentIsIdentity();
    error CommitmentNotOnCurve(uint256 x, uint256 y);
    /// @notice A value or a blinding at or above r: r less would open the same commitment.
    error ScalarNotCanonical(uint256 scalar);
    error CommitmentsEmpty();

    /// @notice Whether the commitment opens to this value and this blinding.
    /// @dev Warning: who shows an opening on chain shows it to everybody.
    function verifyOpening(G1Point memory c, uint256 value, uint256 blinding) internal view returns (bool) {
        _checkCommitment(c);
        _checkScalar(value);
        _checkScalar(blinding);
        return Bn254.add(G1Point(G_X, G_Y).multiply(value), G1Point(H_X, H_Y).multiply(blinding)).equals(c);
    }

    /// @notice The commitment to the sum of both values; it opens with the sums of values and of blindings mod r.
    function add(G1Point memory a, G1Point memory b) internal view returns (G1Point memory sum) {
        _checkCommitment(a);
        _checkCommitment(b);
        sum = Bn254.add(a, b);
        if (sum.isZero()) revert CommitmentIsIdentity();
    }

    /// @notice The commitment to the sum of all values.
    function aggregate(G1Point[] calldata commitments) internal view returns (G1Point memory sum) {
        if (commitments.length == 0) revert CommitmentsEmpty();
        for (uint256 i; i < commitments.length; ++i) {
            G1Point memory c = commitments[i];
            _checkCommitment(c);
            // The sum so far may be the identity: only the last one is a commitment.
            sum = Bn254.add(sum, c);
        }
        if (sum.isZero()) revert CommitmentIsIdentity();
    }

    function _checkCommitment(G1Point memory c) private pure {
        if (c.isZero()) revert CommitmentIsIdentity();
        if (!c.isOnCurve()) revert CommitmentNotOnCurve(c.x, c.y);
    }

    function _checkScalar(uint256 scalar) private pure {
        if (scalar >= Bn254.FIELD_ORDER) revert ScalarNotCanonical(scalar);
    }
}
