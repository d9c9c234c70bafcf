pragma circom 2.1.9;

/*
@title Pack
@notice Signed values side by side in field elements.
@param COUNT number of values
@param PER values per element
@param SLOT bits per value
@input in[COUNT]
@output out[ceil(COUNT / PER)] out[j] = sum over k of in[PER * j + k] * 2^(SLOT * k)

Assumes: the values lie in one interval of 2^SLOT consecutive integers, so that the packing is unique.
Enforces: linear only, no constraint remains after simplification.
*/
template Pack(COUNT, PER, SLOT) {
    assert(PER * SLOT <= 253);
    var elements = (COUNT + PER - 1) \ PER;
    signal input in[COUNT];
    signal output out[elements];
    for (var j = 0; j < elements; j++) {
        var sum = 0;
        for (var k = 0; k < PER; k++) {
            if (PER * j + k < COUNT) {
                sum += in[PER * j + k] * (1 << (SLOT * k));
            }
        }
        out[j] <== sum;
    }
}
