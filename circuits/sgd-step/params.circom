pragma circom 2.1.9;
include "../lib/boolean.circom";
include "../lib/compose.circom";

function INDEX_BITS() { return 12; }
function MULTIPLIER_BITS() { return 17; }
function LOSS_BITS() { return 48; }

/*
@title Params
@notice What the verifier says about a proof, packed into one public signal:
        params = mode + 2 * batchIndex + 2^13 * multiplier + 2^30 * lossSum, lossSum being 0 in a step.
@param RATE_BITS bits of the multiplier that a step may use
@input mode 0 a step, 1 a finalisation
@input indexBit[12], multiplierBit[17], lossBit[48]
@input multiplierInverse hint: the inverse of the multiplier in mode 1, 0 in mode 0
@output params
@output multiplier
@output finalLoss the loss sum in mode 1, 0 in mode 0

Assumes: lossBit are boolean (they lie in the pool).
Enforces: mode, index and multiplier are made of bits; a step's multiplier is below 2^RATE_BITS, which bounds
every update whatever the data; a finalisation's multiplier is not zero, or its sum would be unconstrained.
*/
template Params(RATE_BITS) {
    signal input mode;
    signal input indexBit[INDEX_BITS()];
    signal input multiplierBit[MULTIPLIER_BITS()];
    signal input multiplierInverse;
    signal input lossBit[LOSS_BITS()];
    signal output params;
    signal output multiplier;
    signal output finalLoss;

    mode * (mode - 1) === 0;
    Boolean(INDEX_BITS())(indexBit);
    Boolean(MULTIPLIER_BITS())(multiplierBit);

    signal batchIndex <== Compose(INDEX_BITS())(indexBit);
    multiplier <== Compose(MULTIPLIER_BITS())(multiplierBit);
    signal lossSum <== Compose(LOSS_BITS())(lossBit);
    finalLoss <== mode * lossSum;

    var high = 0;
    for (var k = RATE_BITS; k < MULTIPLIER_BITS(); k++) {
        high += multiplierBit[k];
    }
    (1 - mode) * high === 0;
    multiplier * multiplierInverse === mode;

    params <== mode + 2 * batchIndex + (1 << 13) * multiplier + (1 << 30) * finalLoss;
}
