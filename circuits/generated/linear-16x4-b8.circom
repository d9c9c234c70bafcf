pragma circom 2.1.9;
// Generated from circuits/circuits.json by scripts/generate.ts. Do not edit.
include "../sgd-step/sgd-step.circom";

// The first 5 public signals are the verifier's, the others are committed to and never published.
component main { public [rootBefore, rootAfter, dataRoot, params, context, packedUpdate, loss, blind] } = SgdStep(
    0 /* LOGISTIC */,
    16 /* INPUTS */,
    4 /* OUTPUTS */,
    8 /* BATCH */,
    8 /* X_BITS */,
    5 /* X_FRACTION */,
    8 /* Y_BITS */,
    25 /* WEIGHT_BITS */,
    10 /* DROP */,
    10 /* ROUND */,
    8 /* CLAMP */,
    9 /* SATURATION */,
    10 /* SHIFT */,
    4 /* RATE_BITS */,
    1966080 /* PULL */,
    42 /* SLOT */,
    6 /* SLOTS */,
    25 /* WEIGHT_SLOT */,
    10 /* WEIGHT_SLOTS */
);
