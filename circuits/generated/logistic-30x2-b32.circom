pragma circom 2.1.9;
// Generated from circuits/circuits.json by scripts/generate.ts. Do not edit.
include "../sgd-step/sgd-step.circom";

// The first 5 public signals are the verifier's, the others are committed to and never published.
component main { public [rootBefore, rootAfter, dataRoot, params, context, packedUpdate, loss, blind] } = SgdStep(
    1 /* LOGISTIC */,
    30 /* INPUTS */,
    2 /* OUTPUTS */,
    32 /* BATCH */,
    7 /* X_BITS */,
    4 /* X_FRACTION */,
    1 /* Y_BITS */,
    23 /* WEIGHT_BITS */,
    10 /* DROP */,
    9 /* ROUND */,
    5 /* CLAMP */,
    10 /* SATURATION */,
    13 /* SHIFT */,
    4 /* RATE_BITS */,
    983040 /* PULL */,
    41 /* SLOT */,
    6 /* SLOTS */,
    23 /* WEIGHT_SLOT */,
    11 /* WEIGHT_SLOTS */
);
