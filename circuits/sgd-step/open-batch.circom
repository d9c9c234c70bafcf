pragma circom 2.1.9;
include "../lib/compose.circom";
include "../lib/hash-vector.circom";
include "../lib/merkle-level.circom";

/*
@title OpenBatch
@notice The root of the data tree in which a salted batch is leaf number `index`.
@param DATA_BITS bits of a batch
@param LEVELS, LEVEL_BITS depth of the tree and index bits per level
@input bit[DATA_BITS] the batch: features row by row, then targets, lowest bit first
@input salt the leaf's salt
@input indexBit[LEVELS * LEVEL_BITS]
@input path[LEVELS][2^LEVEL_BITS] the children of every node on the way up
@output root

Assumes: bits are boolean.
Enforces: the leaf is the hash of salt and data (253 bits to an element) and stands at its index.
*/
template OpenBatch(DATA_BITS, LEVELS, LEVEL_BITS) {
    var ELEMENTS = (DATA_BITS + 252) \ 253;
    signal input bit[DATA_BITS];
    signal input salt;
    signal input indexBit[LEVELS * LEVEL_BITS];
    signal input path[LEVELS][1 << LEVEL_BITS];
    signal output root;

    component leaf = HashVector(ELEMENTS + 1);
    leaf.in[0] <== salt;
    for (var j = 0; j < ELEMENTS; j++) {
        var element = 0;
        for (var k = 0; k < 253; k++) {
            if (253 * j + k < DATA_BITS) {
                element += bit[253 * j + k] * (1 << k);
            }
        }
        leaf.in[j + 1] <== element;
    }

    component level[LEVELS];
    for (var l = 0; l < LEVELS; l++) {
        level[l] = MerkleLevel(LEVEL_BITS);
        level[l].node <== l == 0 ? leaf.out : level[l - 1].parent;
        for (var k = 0; k < LEVEL_BITS; k++) {
            level[l].index[k] <== indexBit[LEVEL_BITS * l + k];
        }
        for (var i = 0; i < 1 << LEVEL_BITS; i++) {
            level[l].child[i] <== path[l][i];
        }
    }
    root <== level[LEVELS - 1].parent;
}
