pragma circom 2.1.9;
// Generated from circuits/circuits.json by scripts/generate.ts. Do not edit.
include "../sgd-step/sgd-step.circom";

// The first 5 public signals are the verifier's, the others are committed to and never published.
component main { public [rootBefore, rootAfter, dataRoot, params, context, packedUpdate, loss, blind] } = SgdStep(
    1 /* LOGISTIC */,
    4 /* INPUTS */,
    3 /* OUTPUTS */,
    8 /* BATCH */,
    8 /* X_BITS */,
    5 /* X_FRACTION */,
    1 /* Y_BITS */,
    22 /* WEIGHT_BITS */,
    9 /* DROP */,
    10 /* ROUND */,
    5 /* CLAMP */,
    8 /* SATURATION */,
    14 /* SHIFT */,
    4 /* RATE_BITS */,
    491520 /* PULL */,
    40 /* SLOT */,
    6 /* SLOTS */,
    22 /* WEIGHT_SLOT */,
    11 /* WEIGHT_SLOTS */
);
