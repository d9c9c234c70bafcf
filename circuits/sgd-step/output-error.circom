pragma circom 2.1.9;
include "../lib/compose.circom";
include "../lib/clamp.circom";

/*
@title OutputError
@notice The error of one output from the bits of its forward value.
@param LOGISTIC 1 for `logistic`, 0 for `linear`
@param ROUND bits that rounding drops
@param CLAMP bits of the clamp's window
@param SATURATION bits above it
@input bit[ROUND + CLAMP + SATURATION] of value + 2^(ROUND - 1) + 2^(all bits - 1), lowest first
@input target the target (a bit for `logistic`; already subtracted for `linear`)
@input inside, inverse hints of the clamp
@output value what the bits stand for, to be equated with the forward pass
@output error `linear`: clamp(round(value)) - 2^(CLAMP - 1); `logistic`: clamp(round(value)) - target * 2^CLAMP

Assumes: bits are boolean.
Enforces: rounding half up (the dropped bits are the remainder, so it is unique) and the clamp.
*/
template OutputError(LOGISTIC, ROUND, CLAMP, SATURATION) {
    var BITS = ROUND + CLAMP + SATURATION;
    signal input bit[BITS];
    signal input target;
    signal input inside;
    signal input inverse;
    signal output value;
    signal output error;

    signal unsigned <== Compose(BITS)(bit);
    value <== unsigned - (1 << (ROUND - 1)) - (1 << (BITS - 1));

    component clamp = Clamp(CLAMP, SATURATION);
    for (var k = 0; k < CLAMP + SATURATION; k++) {
        clamp.bit[k] <== bit[ROUND + k];
    }
    clamp.inside <== inside;
    clamp.inverse <== inverse;

    // The caller of the linear kind has subtracted the target before rounding.
    if (LOGISTIC == 0) {
        _ <== target;
    }
    var offset = LOGISTIC == 1 ? 0 : 1 << (CLAMP - 1);
    var scale = LOGISTIC == 1 ? 1 << CLAMP : 0;
    error <== clamp.out - offset - scale * target;
}
