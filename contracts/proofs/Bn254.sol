// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

/// @dev A point of y^2 = x^3 + 3 over the integers mod q, as precompiles 6 to 8 read it (EIP-196). (0, 0) is the identity.
struct G1Point {
    uint256 x;
    uint256 y;
}

/// @dev A point of the twist as precompile 8 reads it (EIP-197): the imaginary part of a coordinate before the real one.
struct G2Point {
    uint256 xImaginary;
    uint256 xReal;
    uint256 yImaginary;
    uint256 yReal;
}

/// @title The curve that Ethereum has precompiles for
/// @notice Arithmetic in BN254's first group, and products of pairings. Names of functions are those of the SDK.
/// @dev A call that returns nothing counts as failed: where a chain lacks a precompile, nothing is computed wrongly.
/// Warning: a precompile takes all gas that it was given when it is shown a point off its curve, and no fixed amount
/// is given, because prices change: of what the caller has left, 1/64 remains. Check points from outside with
/// `isOnCurve`, which costs under 200 gas, before anything is computed with them.
library Bn254 {
    /// @dev q, the modulus of coordinates (EIP-196).
    uint256 internal constant COORDINATE_ORDER =
        21888242871839275222246405745257275088696311157297823662689037894645226208583;
    /// @dev r, the order of the groups and of the field of scalars (EIP-196).
    uint256 internal constant FIELD_ORDER =
        21888242871839275222246405745257275088548364400416034343698204186575808495617;
    /// @dev Words that a pair (G1, G2) takes in the input of precompile 8.
    uint256 internal constant PAIR_WORDS = 6;

    /// @notice The precompile refused to add: one of the points is none.
    error AdditionRefused(G1Point a, G1Point b);
    /// @notice The precompile refused to multiply: the point is none.
    error MultiplicationRefused(G1Point point, uint256 scalar);
    /// @notice A sum of products needs as many points as scalars.
    error LengthsDiffer(uint256 points, uint256 scalars);

    /// @notice The generator of the first group (EIP-196).
    function generator() internal pure returns (G1Point memory) {
        return G1Point(1, 2);
    }

    /// @notice Whether these are canonical coordinates of a point other than the identity.
    /// @dev Every such point has order r: the first group has no cofactor.
    function isOnCurve(G1Point memory point) internal pure returns (bool) {
        (uint256 x, uint256 y) = (point.x, point.y);
        if (x >= COORDINATE_ORDER || y >= COORDINATE_ORDER) return false;
        uint256 cube = mulmod(mulmod(x, x, COORDINATE_ORDER), x, COORDINATE_ORDER);
        return mulmod(y, y, COORDINATE_ORDER) == addmod(cube, 3, COORDINATE_ORDER);
    }

    /// @notice The same, of a point that is not in memory.
    function isOnCurveCalldata(G1Point calldata point) internal pure returns (bool ok) {
        uint256 order = COORDINATE_ORDER;
        assembly ('memory-safe') {
            let x := calldataload(point)
            let y := calldataload(add(point, 0x20))
            let cube := mulmod(mulmod(x, x, order), x, order)
            ok := and(lt(x, order), lt(y, order))
            ok := and(ok, eq(mulmod(y, y, order), addmod(cube, 3, order)))
        }
    }

    function isZero(G1Point memory point) internal pure returns (bool) {
        return (point.x | point.y) == 0;
    }

    /// @dev Assumes: both are canonical, as precompiles return them and `isOnCurve` checks.
    function equals(G1Point memory a, G1Point memory b) internal pure returns (bool) {
        return a.x == b.x && a.y == b.y;
    }

    /// @dev Assumes: the point is canonical. An ordinate above q reverts.
    function negate(G1Point memory point) internal pure returns (G1Point memory) {
        return G1Point(point.x, negateOrdinate(point.y));
    }

    /// @dev Of the point with the same abscissa and the opposite sign. An ordinate above q reverts.
    function negateOrdinate(uint256 y) internal pure returns (uint256) {
        return y == 0 ? 0 : COORDINATE_ORDER - y;
    }

    /// @dev Assumes: the point is canonical. An ordinate above q reverts.
    function negate(G2Point memory point) internal pure returns (G2Point memory) {
        uint256 imaginary = point.yImaginary == 0 ? 0 : COORDINATE_ORDER - point.yImaginary;
        uint256 real = point.yReal == 0 ? 0 : COORDINATE_ORDER - point.yReal;
        return G2Point(point.xImaginary, point.xReal, imaginary, real);
    }

    function add(G1Point memory a, G1Point memory b) internal view returns (G1Point memory) {
        uint256[4] memory terms = [a.x, a.y, b.x, b.y];
        if (!tryAdd(terms)) revert AdditionRefused(a, b);
        return G1Point(terms[0], terms[1]);
    }

    /// @notice Adds (x, y) to the point in the first two words. The other two are room to work in.
    function accumulate(uint256[4] memory terms, uint256 x, uint256 y) internal view {
        assembly ('memory-safe') {
            mstore(add(terms, 0x40), x)
            mstore(add(terms, 0x60), y)
        }
        if (!tryAdd(terms)) revert AdditionRefused(G1Point(terms[0], terms[1]), G1Point(x, y));
    }

    /// @dev The scalar is taken mod r.
    function multiply(G1Point memory point, uint256 scalar) internal view returns (G1Point memory) {
        uint256[3] memory factors = [point.x, point.y, scalar];
        if (!tryMultiply(factors)) revert MultiplicationRefused(point, scalar);
        return G1Point(factors[0], factors[1]);
    }

    /// @notice The sum of scalars[i] * points[i]; the identity when there are none.
    function multiScalar(
        G1Point[] calldata points,
        uint256[] memory scalars
    ) internal view returns (G1Point memory sum) {
        if (points.length != scalars.length) revert LengthsDiffer(points.length, scalars.length);
        uint256[5] memory terms;
        uint256 done;
        assembly ('memory-safe') {
            let product := add(terms, 0x40)
            let from := points.offset
            let scalar := add(scalars, 0x20)
            for {
                done := points.length
                let end := add(scalar, mul(done, 0x20))
            } lt(scalar, end) {
                scalar := add(scalar, 0x20)
                from := add(from, 0x40)
            } {
                calldatacopy(product, from, 0x40)
                mstore(add(terms, 0x80), mload(scalar))
                let ok := staticcall(gas(), 7, product, 0x60, product, 0x40)
                ok := and(ok, eq(returndatasize(), 0x40))
                if ok {
                    ok := staticcall(gas(), 6, terms, 0x80, terms, 0x40)
                    ok := and(ok, eq(returndatasize(), 0x40))
                }
                if iszero(ok) {
                    done := div(sub(from, points.offset), 0x40)
                    break
                }
            }
        }
        if (done != points.length) revert MultiplicationRefused(points[done], scalars[done]);
        return G1Point(terms[0], terms[1]);
    }

    /// @notice keccak256 of the points' coordinates, a word each.
    function hashPoints(G1Point[] calldata points) internal pure returns (bytes32 hash) {
        assembly ('memory-safe') {
            let words := mload(0x40)
            calldatacopy(words, points.offset, mul(points.length, 0x40))
            hash := keccak256(words, mul(points.length, 0x40))
        }
    }

    /// @notice The points' coordinates, a word each, without a length.
    function encodePoints(G1Point[] calldata points) internal pure returns (bytes memory words) {
        words = new bytes(64 * points.length);
        assembly ('memory-safe') {
            calldatacopy(add(words, 0x20), points.offset, mload(words))
        }
    }

    /// @notice Whether the product of the pairings of the first `pairs` pairs in `input` is one.
    /// @dev False as well when a point is not on its curve, not in its group, or not canonical (EIP-197).
    /// Assumes: `input` holds 6 words for each pair.
    function pairsMultiplyToOne(uint256[] memory input, uint256 pairs) internal view returns (bool ok) {
        assembly ('memory-safe') {
            ok := staticcall(gas(), 8, add(input, 0x20), mul(pairs, 0xc0), 0x00, 0x20)
            ok := and(and(ok, eq(returndatasize(), 0x20)), eq(mload(0x00), 1))
        }
    }

    /// @dev Puts (terms[0], terms[1]) + (terms[2], terms[3]) into the first two words; false for a point that is none.
    function tryAdd(uint256[4] memory terms) internal view returns (bool ok) {
        assembly ('memory-safe') {
            ok := staticcall(gas(), 6, terms, 0x80, terms, 0x40)
            ok := and(ok, eq(returndatasize(), 0x40))
        }
    }

    /// @dev Puts factors[2] * (factors[0], factors[1]) into the first two words; false for a point that is none.
    function tryMultiply(uint256[3] memory factors) internal view returns (bool ok) {
        assembly ('memory-safe') {
            ok := staticcall(gas(), 7, factors, 0x60, factors, 0x40)
            ok := and(ok, eq(returndatasize(), 0x40))
        }
    }

    /// @dev Puts terms[2] * (terms[0], terms[1]) + terms[5] * (terms[3], terms[4]) into the first two words, and overwrites
    /// the next two. False for a point that is none.
    function tryCombine(uint256[6] memory terms) internal view returns (bool ok) {
        assembly ('memory-safe') {
            ok := staticcall(gas(), 7, terms, 0x60, terms, 0x40)
            ok := and(ok, eq(returndatasize(), 0x40))
            if ok {
                ok := staticcall(gas(), 7, add(terms, 0x60), 0x60, add(terms, 0x40), 0x40)
                ok := and(ok, eq(returndatasize(), 0x40))
            }
            if ok {
                ok := staticcall(gas(), 6, terms, 0x80, terms, 0x40)
                ok := and(ok, eq(returndatasize(), 0x40))
            }
        }
    }

    /// @dev Adds terms[4] * (terms[2], terms[3]) to (terms[0], terms[1]), and leaves that product in the next two words.
    /// A factor of one costs no multiplication. False for a point that is none.
    function tryMultiplyAdd(uint256[5] memory terms) internal view returns (bool ok) {
        assembly ('memory-safe') {
            ok := 1
            if sub(mload(add(terms, 0x80)), 1) {
                ok := staticcall(gas(), 7, add(terms, 0x40), 0x60, add(terms, 0x40), 0x40)
                ok := and(ok, eq(returndatasize(), 0x40))
            }
            if ok {
                ok := staticcall(gas(), 6, terms, 0x80, terms, 0x40)
                ok := and(ok, eq(returndatasize(), 0x40))
            }
        }
    }
}
