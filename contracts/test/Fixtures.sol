// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {ICircuitRegistry} from '../interfaces/ICircuitRegistry.sol';
import {G1Point, G2Point} from '../proofs/Bn254.sol';
import {TestBase} from './TestBase.sol';

/// @title A development key and real proofs under it, from test/vectors/solidity
abstract contract Fixtures is TestBase {
    string private constant _FOLDER = 'test/vectors/solidity/';

    function _file(string memory name) internal view returns (string memory) {
        return VM.readFile(string.concat(_FOLDER, name));
    }

    function _key() internal view returns (ICircuitRegistry.VerifyingKey memory key) {
        string memory json = _file('key.json');
        key.alpha = _g1Points(json, '.alpha')[0];
        key.beta = _g2Point(json, '.beta');
        key.gamma = _g2Point(json, '.gamma');
        key.delta = _g2Point(json, '.delta');
        key.eta = _g2Point(json, '.eta');
        key.statementBases = _g1Points(json, '.statementBases');
        key.plainBases = _g1Points(json, '.plainBases');
        key.committedBases = _g1Points(json, '.committedBases');
    }

    function _metadata() internal view returns (ICircuitRegistry.Metadata memory metadata) {
        string memory json = _file('key.json');
        metadata.name = VM.parseJsonString(json, '.name');
        metadata.maxSteps = uint32(VM.parseJsonUint(json, '.maxSteps'));
        metadata.batch = uint32(VM.parseJsonUint(json, '.batch'));
        metadata.outputs = uint32(VM.parseJsonUint(json, '.outputs'));
        metadata.errorFraction = uint8(VM.parseJsonUint(json, '.errorFraction'));
    }

    function _development() internal pure returns (ICircuitRegistry.Provenance memory provenance) {
        provenance.development = true;
    }

    /// @dev Of no ceremony; contracts cannot tell.
    function _ceremony() internal pure returns (ICircuitRegistry.Provenance memory) {
        return ICircuitRegistry.Provenance(false, keccak256('transcript'), keccak256('cid'));
    }

    function _g1Points(string memory json, string memory name) internal pure returns (G1Point[] memory points) {
        uint256[] memory words = VM.parseJsonUintArray(json, name);
        points = new G1Point[](words.length / 2);
        for (uint256 i; i < points.length; ++i) points[i] = G1Point(words[2 * i], words[2 * i + 1]);
    }

    function _g2Point(string memory json, string memory name) internal pure returns (G2Point memory) {
        uint256[] memory words = VM.parseJsonUintArray(json, name);
        return G2Point(words[0], words[1], words[2], words[3]);
    }

    /// @notice The words of proof `index` in a list at `path` (`''` for the top of the file).
    function _proofAt(
        string memory json,
        string memory path,
        uint256 index
    ) internal pure returns (uint256[10] memory proof) {
        uint256[] memory words = VM.parseJsonUintArray(json, _item(path, '.proofs', index));
        for (uint256 i; i < 10; ++i) proof[i] = words[i];
    }

    function _pubsAt(string memory json, string memory path, uint256 index) internal pure returns (uint256[] memory) {
        return VM.parseJsonUintArray(json, _item(path, '.pubs', index));
    }

    function _item(string memory path, string memory list, uint256 index) private pure returns (string memory) {
        return string.concat(path, list, '[', VM.toString(index), ']');
    }
}
