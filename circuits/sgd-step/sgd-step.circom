pragma circom 2.1.9;
include "../lib/boolean.circom";
include "../lib/compose-each.circom";
include "../lib/hash-vector.circom";
include "../lib/pack.circom";
include "../lib/shared-products.circom";
include "./open-batch.circom";
include "./output-error.circom";
include "./params.circom";

function max(a, b) { return a > b ? a : b; }
function MEAN_FRACTION() { return 16; }
function LEVELS() { return 4; }
function LEVEL_BITS() { return 3; }

/*
@title SgdStep
@notice Mode 0: one exact SGD step on a committed batch. Mode 1: a round's finalisation, W + mean(S).
        Semantics: sdk/src/numeric; the argument why every advice is unique: circuits/README.md.
@param LOGISTIC 1 for `logistic`, 0 for `linear`
@param INPUTS, OUTPUTS, BATCH the shape
@param X_BITS, X_FRACTION, Y_BITS, Y_FRACTION features and targets
@param WEIGHT_BITS, DROP weights, and their low bits that the forward pass rounds away
@param ROUND, CLAMP, SATURATION bits of a forward value: remainder, window, above it
@param SHIFT log2 of a target's unit in forward units (`linear`), or of one half (`logistic`)
@param RATE_BITS bits of a step's multiplier
@param PULL the wall's pull, at least the largest gradient
@param SLOT, SLOTS bits of an update's slot, slots per element; WEIGHT_SLOT, WEIGHT_SLOTS likewise for weights
@input (public) rootBefore, rootAfter, dataRoot, params, context
@input (committed) packedUpdate, loss, blind: public to Circom, never published (see docs/PROTOCOL.md)
@input everything else is advice: circuits/README.md lists what pins each

Assumes: public signals are below the field order; in mode 1 the verifier's bound on the sum holds,
|multiplier * S| + 2^15 < 2^(SLOT - 1) for every weight, and rootBefore was reached by proven steps.
Leaves open: `context` and `blind` (bound by their own rows of the key), pool bits that a mode does not read.
*/
template SgdStep(
    LOGISTIC, INPUTS, OUTPUTS, BATCH,
    X_BITS, X_FRACTION, Y_BITS,
    WEIGHT_BITS, DROP,
    ROUND, CLAMP, SATURATION, SHIFT,
    RATE_BITS, PULL,
    SLOT, SLOTS, WEIGHT_SLOT, WEIGHT_SLOTS
) {
    var WEIGHTS = (INPUTS + 1) * OUTPUTS;
    var ELEMENTS = (WEIGHTS + SLOTS - 1) \ SLOTS;
    var WEIGHT_ELEMENTS = (WEIGHTS + WEIGHT_SLOTS - 1) \ WEIGHT_SLOTS;
    var FORWARD = ROUND + CLAMP + SATURATION;
    var X_AT = WEIGHTS * WEIGHT_BITS;
    var Y_AT = X_AT + BATCH * INPUTS * X_BITS;
    var FORWARD_AT = Y_AT + BATCH * OUTPUTS * Y_BITS;
    var LOSS_AT = WEIGHTS * SLOT;
    var POOL = max(FORWARD_AT + BATCH * OUTPUTS * FORWARD, LOSS_AT + LOSS_BITS());
    var DATA_BITS = FORWARD_AT - X_AT;

    // Premises of the ranges below; the SDK derives the parameters, this refuses what it must not derive.
    var maxX = 1 << (X_BITS - 1);
    var maxError = LOGISTIC == 1 ? 1 << CLAMP : 1 << (CLAMP - 1);
    assert(BATCH * maxX * maxError * ((1 << RATE_BITS) - 1) <= PULL);
    assert((1 << X_FRACTION) <= maxX);
    assert(PULL <= 1 << (WEIGHT_BITS - 2));
    assert(WEIGHT_SLOT >= WEIGHT_BITS);
    assert(SLOT > MEAN_FRACTION());
    assert(DROP >= 1 && ROUND >= 1);
    assert(FORWARD < 200);

    signal input rootBefore;
    signal input rootAfter;
    signal input dataRoot;
    signal input params;
    signal input context;
    signal input packedUpdate[ELEMENTS];
    signal input loss;
    signal input blind;

    signal input mode;
    signal input indexBit[INDEX_BITS()];
    signal input multiplierBit[MULTIPLIER_BITS()];
    signal input multiplierInverse;
    signal input pool[POOL];
    signal input weightsBefore[WEIGHT_ELEMENTS];
    signal input saltBefore;
    signal input saltAfter;
    signal input saltData;
    signal input inside[BATCH][OUTPUTS];
    signal input inverse[BATCH][OUTPUTS];
    signal input path[LEVELS()][1 << LEVEL_BITS()];

    // One pool of bits serves both modes: only the equations that read it are gated, the bits cost once.
    Boolean(POOL)(pool);

    component statement = Params(RATE_BITS);
    statement.mode <== mode;
    statement.indexBit <== indexBit;
    statement.multiplierBit <== multiplierBit;
    statement.multiplierInverse <== multiplierInverse;
    for (var k = 0; k < LOSS_BITS(); k++) {
        statement.lossBit[k] <== pool[LOSS_AT + k];
    }
    statement.params === params;
    signal multiplier <== statement.multiplier;

    // 1. The weights, their rounded values (the top bits: the range is shifted by half a unit) and the wall
    //    (linear in the two top bits: 11 stands beyond it above, 00 below, 10 and 01 inside).
    component weight = ComposeEach(WEIGHTS, WEIGHT_BITS, 0);
    component roundedWeight = ComposeEach(WEIGHTS, WEIGHT_BITS, DROP);
    for (var k = 0; k < X_AT; k++) {
        weight.bit[k] <== pool[k];
        roundedWeight.bit[k] <== pool[k];
    }
    signal rounded[INPUTS + 1][OUTPUTS];
    var wall[WEIGHTS];
    for (var d = 0; d < WEIGHTS; d++) {
        rounded[d \ OUTPUTS][d % OUTPUTS] <== roundedWeight.out[d] - (1 << (WEIGHT_BITS - 1 - DROP));
        wall[d] = pool[(d + 1) * WEIGHT_BITS - 1] + pool[(d + 1) * WEIGHT_BITS - 2] - 1;
    }

    // 2. The batch.
    component feature = ComposeEach(BATCH * INPUTS, X_BITS, 0);
    component target = ComposeEach(BATCH * OUTPUTS, Y_BITS, 0);
    for (var k = X_AT; k < FORWARD_AT; k++) {
        if (k < Y_AT) {
            feature.bit[k - X_AT] <== pool[k];
        } else {
            target.bit[k - Y_AT] <== pool[k];
        }
    }
    signal y[BATCH][OUTPUTS];
    for (var b = 0; b < BATCH; b++) {
        for (var o = 0; o < OUTPUTS; o++) {
            y[b][o] <== target.out[b * OUTPUTS + o] - (LOGISTIC == 1 ? 0 : 1 << (Y_BITS - 1));
        }
    }
    component batch = OpenBatch(DATA_BITS, LEVELS(), LEVEL_BITS());
    for (var k = 0; k < DATA_BITS; k++) {
        batch.bit[k] <== pool[X_AT + k];
    }
    batch.salt <== saltData;
    batch.indexBit <== indexBit;
    batch.path <== path;
    // A finalisation reads no data: its dataRoot is zero.
    (1 - mode) * batch.root === dataRoot;

    // 3. Forward pass, error and gradient.
    component outputError[BATCH][OUTPUTS];
    component products = SharedProducts(BATCH, INPUTS, OUTPUTS);
    signal scaledError[BATCH][OUTPUTS];
    signal squaredError[BATCH][OUTPUTS];
    var squares = 0;
    for (var b = 0; b < BATCH; b++) {
        for (var i = 0; i < INPUTS; i++) {
            products.x[b][i] <== feature.out[b * INPUTS + i] - maxX;
        }
        for (var o = 0; o < OUTPUTS; o++) {
            outputError[b][o] = OutputError(LOGISTIC, ROUND, CLAMP, SATURATION);
            for (var k = 0; k < FORWARD; k++) {
                outputError[b][o].bit[k] <== pool[FORWARD_AT + (b * OUTPUTS + o) * FORWARD + k];
            }
            outputError[b][o].target <== y[b][o];
            outputError[b][o].inside <== inside[b][o];
            outputError[b][o].inverse <== inverse[b][o];
            scaledError[b][o] <== multiplier * outputError[b][o].error;
            squaredError[b][o] <== outputError[b][o].error * outputError[b][o].error;
            squares += squaredError[b][o];
            products.s[b][o] <== scaledError[b][o];
        }
    }
    for (var i = 0; i < INPUTS; i++) {
        for (var o = 0; o < OUTPUTS; o++) {
            products.w[i][o] <== rounded[i][o];
        }
    }
    for (var b = 0; b < BATCH; b++) {
        for (var o = 0; o < OUTPUTS; o++) {
            var z = products.forward[b][o] + (1 << X_FRACTION) * rounded[INPUTS][o];
            var shifted = LOGISTIC == 1
                ? z + (1 << SHIFT)
                : z - (1 << SHIFT) * y[b][o] + (1 << (ROUND + CLAMP - 1));
            (1 - mode) * (shifted - outputError[b][o].value) === 0;
        }
    }
    squares - mode * squares + statement.finalLoss === loss;

    // 4. The update of a step, bounded by 2 * PULL by construction; the mean of a round.
    signal update[WEIGHTS];
    signal scaledSum[WEIGHTS];
    signal mean[WEIGHTS];
    component slot = ComposeEach(WEIGHTS, SLOT, 0);
    component top = ComposeEach(WEIGHTS, SLOT, MEAN_FRACTION());
    for (var k = 0; k < LOSS_AT; k++) {
        slot.bit[k] <== pool[k];
        top.bit[k] <== pool[k];
    }
    for (var d = 0; d < WEIGHTS; d++) {
        var gradient = 0;
        if (d < INPUTS * OUTPUTS) {
            gradient = products.gradient[d \ OUTPUTS][d % OUTPUTS];
        } else {
            for (var b = 0; b < BATCH; b++) {
                gradient += (1 << X_FRACTION) * scaledError[b][d % OUTPUTS];
            }
        }
        update[d] <== -gradient - PULL * wall[d];
        scaledSum[d] <== slot.out[d] - (1 << (SLOT - 1)) - (1 << (MEAN_FRACTION() - 1));
        mean[d] <== top.out[d] - (1 << (SLOT - 1 - MEAN_FRACTION()));
    }

    // 5. Weights before and after, at the level of packed elements.
    component packedWeights = Pack(WEIGHTS, WEIGHT_SLOTS, WEIGHT_SLOT);
    component packedStep = Pack(WEIGHTS, WEIGHT_SLOTS, WEIGHT_SLOT);
    component packedMean = Pack(WEIGHTS, WEIGHT_SLOTS, WEIGHT_SLOT);
    component packedDelta = Pack(WEIGHTS, SLOTS, SLOT);
    component packedSum = Pack(WEIGHTS, SLOTS, SLOT);
    for (var d = 0; d < WEIGHTS; d++) {
        packedWeights.in[d] <== weight.out[d] - (1 << (WEIGHT_BITS - 1)) - (1 << (DROP - 1));
        packedStep.in[d] <== update[d];
        packedMean.in[d] <== mean[d];
        packedDelta.in[d] <== update[d];
        packedSum.in[d] <== scaledSum[d];
    }
    component before = HashVector(WEIGHT_ELEMENTS + 1);
    component after = HashVector(WEIGHT_ELEMENTS + 1);
    signal meanPart[WEIGHT_ELEMENTS];
    before.in[0] <== saltBefore;
    after.in[0] <== saltAfter;
    for (var j = 0; j < WEIGHT_ELEMENTS; j++) {
        (1 - mode) * (weightsBefore[j] - packedWeights.out[j]) === 0;
        meanPart[j] <== mode * (packedMean.out[j] - packedStep.out[j]);
        before.in[j + 1] <== weightsBefore[j];
        after.in[j + 1] <== weightsBefore[j] + packedStep.out[j] + meanPart[j];
    }
    before.out === rootBefore;
    after.out === rootAfter;
    // The models of a round's ends are public: their roots carry no salt.
    mode * saltBefore === 0;
    mode * saltAfter === 0;

    // 6. The committed update: a step's own, or a sum whose multiple the slots decode.
    signal factor <== 1 + mode * (multiplier - 1);
    signal sumPart[ELEMENTS];
    for (var j = 0; j < ELEMENTS; j++) {
        sumPart[j] <== mode * (packedSum.out[j] - packedDelta.out[j]);
        factor * packedUpdate[j] === packedDelta.out[j] + sumPart[j];
    }
}
