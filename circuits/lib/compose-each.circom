pragma circom 2.1.9;

/*
@title ComposeEach
@notice Many unsigned integers from their bits, each without its lowest FROM bits.
@param COUNT number of integers
@param WIDTH bits of each
@param FROM bits left out at the low end: out is floor(value / 2^FROM)
@input bit[COUNT * WIDTH] lowest bit of the first integer first
@output out[COUNT]

Assumes: every bit is boolean; WIDTH <= 253.
Enforces: linear only, no constraint remains after simplification.
*/
template ComposeEach(COUNT, WIDTH, FROM) {
    assert(WIDTH <= 253);
    signal input bit[COUNT * WIDTH];
    signal output out[COUNT];
    for (var c = 0; c < COUNT; c++) {
        for (var k = 0; k < FROM; k++) {
            _ <== bit[c * WIDTH + k];
        }
        var sum = 0;
        for (var k = FROM; k < WIDTH; k++) {
            sum += bit[c * WIDTH + k] * (1 << (k - FROM));
        }
        out[c] <== sum;
    }
}
