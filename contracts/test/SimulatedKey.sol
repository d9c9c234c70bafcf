// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ICircuitRegistry} from '../interfaces/ICircuitRegistry.sol';
import {Bn254, G1Point, G2Point} from '../proofs/Bn254.sol';

/// @title A verifying key of which everything is known
/// @notice It belongs to no circuit, and any claim can be made to hold under it: proofs are simulated, at the price of
/// three multiplications. A `log` is the logarithm of a point of G1 to the generator.
/// @dev Nothing is kept: the key is the same for all tests, and those of different lengths share their first bases.
library SimulatedKey {
    /// @dev Signals of the statement: rootBefore, rootAfter, dataRoot, params, context.
    uint256 internal constant SIGNALS = 5;
    /// @dev Committed signals, where it does not matter how many. Two are enough for a value and its blind.
    uint256 internal constant LENGTH = 4;

    uint256 private constant _R = Bn254.FIELD_ORDER;
    uint256 internal constant ALPHA = uint256(keccak256('tacit.test.alpha')) % _R;
    /// @dev Scalars of the points of G2 below; gamma is the generator.
    uint256 internal constant BETA = uint256(keccak256('tacit.test.beta')) % _R;
    uint256 internal constant ETA = uint256(keccak256('tacit.test.eta')) % _R;
    /// @dev Of delta's scalar only the inverse is needed: to solve for C.
    uint256 internal constant DELTA_INVERSE = uint256(keccak256('tacit.test.delta inverse')) % _R;
    bytes32 private constant _STATEMENT = keccak256('tacit.test.statement');
    bytes32 private constant _COMMITTED = keccak256('tacit.test.committed');
    bytes32 private constant _A = keccak256('tacit.test.a');

    /// @notice The key, as a registry takes it.
    /// @param length L, the committed signals, at least one
    function verifyingKey(uint256 length) internal view returns (ICircuitRegistry.VerifyingKey memory key) {
        key.alpha = pointOf(ALPHA);
        (key.beta, key.gamma, key.delta, key.eta) = (beta(), generator(), delta(), eta());
        key.statementBases = new G1Point[](SIGNALS + 1);
        for (uint256 i; i <= SIGNALS; ++i) key.statementBases[i] = pointOf(statementLog(i));
        key.plainBases = new G1Point[](length);
        for (uint256 j; j < length; ++j) key.plainBases[j] = pointOf(mulmod(committedLog(j), ETA, _R));
        key.committedBases = committedBases(length);
    }

    /// @notice K_0, K_1, ...: what a contract that knows their hash is shown.
    function committedBases(uint256 length) internal view returns (G1Point[] memory bases) {
        bases = new G1Point[](length);
        for (uint256 j; j < length; ++j) bases[j] = pointOf(committedLog(j));
    }

    /// @notice Claims to go with it, of a circuit that trains.
    function metadata(uint32 maxSteps) internal pure returns (ICircuitRegistry.Metadata memory) {
        return ICircuitRegistry.Metadata('simulated', maxSteps, 8, 3, 8);
    }

    /// @notice A proof of these signals, with D = d * (1, 2): the words A, B, C, D. d = 0 is refused by verifiers.
    function simulate(uint256[] memory pubs, uint256 d) internal view returns (uint256[10] memory) {
        return simulateWith(pubs, d, 0);
    }

    /// @notice Another proof of the same for every seed.
    function simulateWith(
        uint256[] memory pubs,
        uint256 d,
        uint256 seed
    ) internal view returns (uint256[10] memory proof) {
        uint256 a = uint256(keccak256(abi.encode(_A, pubs, d, seed))) % _R;
        G1Point memory point = pointOf(a);
        (proof[0], proof[1]) = (point.x, point.y);
        G2Point memory b = generator();
        (proof[2], proof[3], proof[4], proof[5]) = (b.xImaginary, b.xReal, b.yImaginary, b.yReal);
        point = pointOf(solve(a, pubs, d));
        (proof[6], proof[7]) = (point.x, point.y);
        point = pointOf(d);
        (proof[8], proof[9]) = (point.x, point.y);
    }

    /// @notice The log of the C that makes the equation hold for A = a * (1, 2) and B the generator.
    function solve(uint256 a, uint256[] memory pubs, uint256 d) internal pure returns (uint256) {
        uint256 rest = addmod(mulmod(ALPHA, BETA, _R), mulmod(ETA, d, _R), _R);
        rest = addmod(rest, statementLog(0), _R);
        for (uint256 i; i < pubs.length; ++i) {
            rest = addmod(rest, mulmod(statementLog(i + 1), pubs[i], _R), _R);
        }
        return mulmod(addmod(a, _R - rest, _R), DELTA_INVERSE, _R);
    }

    /// @notice The log of the commitment to these values.
    function commit(uint256[] memory values) internal pure returns (uint256 d) {
        for (uint256 j; j < values.length; ++j) d = addmod(d, mulmod(committedLog(j), values[j], _R), _R);
    }

    function statementLog(uint256 i) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(_STATEMENT, i))) % _R;
    }

    function committedLog(uint256 j) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(_COMMITTED, j))) % _R;
    }

    function pointOf(uint256 log) internal view returns (G1Point memory) {
        return Bn254.multiply(Bn254.generator(), log);
    }

    /// @notice `params` of a step (docs/PROTOCOL.md, section 3).
    function stepParams(uint256 batchIndex, uint256 multiplier) internal pure returns (uint256) {
        return (batchIndex << 1) | (multiplier << 13);
    }

    /// @notice `params` of a finalisation.
    function finalParams(uint256 multiplier, uint256 lossSum) internal pure returns (uint256) {
        return 1 | (multiplier << 13) | (lossSum << 30);
    }

    /// @notice The public signals: rootBefore, rootAfter, dataRoot and params, then the context.
    function signals(uint256[4] memory statement, uint256 context) internal pure returns (uint256[] memory pubs) {
        pubs = new uint256[](SIGNALS);
        for (uint256 i; i < 4; ++i) pubs[i] = statement[i];
        pubs[4] = context;
    }

    // Points of G2, computed with @noble/curves: there is no multiplication in G2 on chain. Kit.t.sol holds them against
    // their scalars, and the generator is that of EIP-197.

    function generator() internal pure returns (G2Point memory) {
        return
            G2Point(
                11559732032986387107991004021392285783925812861821192530917403151452391805634,
                10857046999023057135944570762232829481370756359578518086990519993285655852781,
                4082367875863433681332203403145435568316851327593401208105741076214120093531,
                8495653923123431417604973247489272438418190587263600148770280649306958101930
            );
    }

    function beta() internal pure returns (G2Point memory) {
        return
            G2Point(
                10138578876851946590528159560087988745787292461998468209103044644014443880497,
                14778506817765923068266067012967788166864941364208171173962198691549170710062,
                1194044631435211423031721057320630209874838180945355813570742214612442768802,
                394266535520874467547308479579480394496455224991528426693006827705215575576
            );
    }

    function delta() internal pure returns (G2Point memory) {
        return
            G2Point(
                11474416814380844679316544390086850391786623062698630704061839564609172610807,
                12436200686247759660821435011037722651732567433791399056455214348792324580170,
                9500062569346176300092431973204767927974880346127880874990841915991930448909,
                7147561192815738439678783077070090663976106216607937225882706143518188989371
            );
    }

    function eta() internal pure returns (G2Point memory) {
        return
            G2Point(
                8167868022578323748491048121328937607770973403191673560672873360341688417578,
                10804530458971259086102111915386768124694891632637336013886064352730737081543,
                15843634800564962078196190054549161371664448508984546474959385677350865304308,
                4020742286691008722524877619294741949617552199704474025862935843179044562969
            );
    }

    /// @notice The generator plus eta: the B of a mauled proof.
    function generatorPlusEta() internal pure returns (G2Point memory) {
        return
            G2Point(
                5972118614951971150370321483045497750375385395098997355930456350007617123451,
                5359339225089200920339014345646390778031834077473540083950448936348930949466,
                5377716892357247506272599756498500591392836418793240754076487417435496881690,
                13117287825098628103562930006171473956298156364271190308904329928554202103602
            );
    }
}
