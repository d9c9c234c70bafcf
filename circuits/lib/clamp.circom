pragma circom 2.1.9;

/*
@title Clamp
@notice clamp(value, 0, 2^LOW) of a signed value given by its bits.
@param LOW bits inside the window
@param HIGH bits above it, sign included: value = low + 2^LOW * (high - 2^(HIGH - 1))
@input bit[LOW + HIGH] the bits of value + 2^(LOW + HIGH - 1), lowest first
@input inside hint: 1 exactly when the high part is zero
@input inverse hint: the inverse of the high part, any value when it is zero
@output out

Assumes: bits are boolean; LOW + HIGH < 253.
Enforces: inside = (high part is zero) and out = value inside the window, 0 below it, 2^LOW above it.
Three constraints. With high = 0 the second line forces inside = 1; otherwise the first forces inside = 0.
*/
template Clamp(LOW, HIGH) {
    assert(HIGH >= 1);
    assert(LOW + HIGH < 253);
    signal input bit[LOW + HIGH];
    signal input inside;
    signal input inverse;
    signal output out;

    var low = 0;
    for (var k = 0; k < LOW; k++) {
        low += bit[k] * (1 << k);
    }
    var high = -(1 << (HIGH - 1));
    for (var k = 0; k < HIGH; k++) {
        high += bit[LOW + k] * (1 << k);
    }
    high * inside === 0;
    high * inverse === 1 - inside;

    // The sign bit is 1 for values from zero up: inside gives low, above gives 2^LOW, below gives 0.
    signal inner <== inside * (low - (1 << LOW));
    out <== inner + bit[LOW + HIGH - 1] * (1 << LOW);
}
