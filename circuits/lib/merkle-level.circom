pragma circom 2.1.9;
include "../../node_modules/circomlib/circuits/poseidon.circom";

/*
@title MerkleLevel
@notice One level of a Merkle tree of arity 2^BITS: `node` stands among `child` where `index` says.
@param BITS bits of the position; arity 8 (BITS 3) is the cheapest per index bit
@input node the hash that must be found
@input index[BITS] its position, lowest bit first
@input child[2^BITS] all children, the node included
@output parent Poseidon of the children

Assumes: index bits are boolean.
Enforces: child[index] === node, parent is the hash of all children. One constraint per selector of the
binary tree of selections: 2^BITS - 1.
*/
template MerkleLevel(BITS) {
    var ARITY = 1 << BITS;
    signal input node;
    signal input index[BITS];
    signal input child[ARITY];
    signal output parent;

    signal step[ARITY - 1];
    var current[ARITY];
    for (var i = 0; i < ARITY; i++) {
        current[i] = child[i];
    }
    var width = ARITY;
    var used = 0;
    for (var level = 0; level < BITS; level++) {
        width = width \ 2;
        for (var i = 0; i < width; i++) {
            step[used] <== index[level] * (current[2 * i + 1] - current[2 * i]);
            current[i] = current[2 * i] + step[used];
            used++;
        }
    }
    current[0] === node;

    component hash = Poseidon(ARITY);
    for (var i = 0; i < ARITY; i++) {
        hash.inputs[i] <== child[i];
    }
    parent <== hash.out;
}
