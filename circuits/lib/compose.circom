pragma circom 2.1.9;

/*
@title Compose
@notice The unsigned integer that N bits stand for, lowest bit first.
@param N number of bits
@input bit[N]
@output out sum of bit[k] * 2^k

Assumes: every bit is boolean; N <= 253, so that the sum does not wrap.
Enforces: linear only, no constraint remains after simplification.
*/
template Compose(N) {
    assert(N <= 253);
    signal input bit[N];
    signal output out;
    var sum = 0;
    for (var k = 0; k < N; k++) {
        sum += bit[k] * (1 << k);
    }
    out <== sum;
}
