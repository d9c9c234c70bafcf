pragma circom 2.1.9;

/*
@title Boolean
@notice Makes each of N signals a bit.
@param N number of signals
@input bit[N]

Enforces: every bit is 0 or 1. One constraint a bit.
*/
template Boolean(N) {
    signal input bit[N];
    for (var i = 0; i < N; i++) {
        bit[i] * (bit[i] - 1) === 0;
    }
}
