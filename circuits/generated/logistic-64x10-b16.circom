pragma circom 2.1.9;
// Generated from circuits/circuits.json by scripts/generate.ts. Do not edit.
include "../sgd-step/sgd-step.circom";

// The first 5 public signals are the verifier's, the others are committed to and never published.
component main { public [rootBefore, rootAfter, dataRoot, params, context, packedUpdate, loss, blind] } = SgdStep(
    1 /* LOGISTIC */,
    64 /* INPUTS */,
    10 /* OUTPUTS */,
    16 /* BATCH */,
    6 /* X_BITS */,
    3 /* X_FRACTION */,
    1 /* Y_BITS */,
    21 /* WEIGHT_BITS */,
    8 /* DROP */,
    8 /* ROUND */,
    5 /* CLAMP */,
    12 /* SATURATION */,
    12 /* SHIFT */,
    4 /* RATE_BITS */,
    245760 /* PULL */,
    39 /* SLOT */,
    6 /* SLOTS */,
    21 /* WEIGHT_SLOT */,
    12 /* WEIGHT_SLOTS */
);
