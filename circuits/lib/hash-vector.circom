pragma circom 2.1.9;
include "../../node_modules/circomlib/circuits/poseidon.circom";

/*
@title HashVector
@notice Poseidon of N elements: 16 in the first call, then 15 more with the running value in front.
@param N number of elements, fixed by the circuit, so that no padding rule is needed
@input in[N]
@output out

Enforces: out is the hash. Width 17 is the cheapest per absorbed element.
*/
template HashVector(N) {
    signal input in[N];
    signal output out;
    var blocks = N <= 16 ? 1 : 1 + (N - 16 + 14) \ 15;
    component hash[blocks];
    var position = 0;
    for (var b = 0; b < blocks; b++) {
        var capacity = b == 0 ? 16 : 15;
        var chained = b == 0 ? 0 : 1;
        var take = N - position < capacity ? N - position : capacity;
        hash[b] = Poseidon(take + chained);
        if (b > 0) {
            hash[b].inputs[0] <== hash[b - 1].out;
        }
        for (var i = 0; i < take; i++) {
            hash[b].inputs[i + chained] <== in[position + i];
        }
        position += take;
    }
    out <== hash[blocks - 1].out;
}
