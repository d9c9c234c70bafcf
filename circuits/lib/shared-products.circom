pragma circom 2.1.9;

/*
@title SharedProducts
@notice Two matrix products, x*w and x'*s, from one product per (row, input, output).
@param ROWS, INPUTS, OUTPUTS
@input x[ROWS][INPUTS] features
@input w[INPUTS][OUTPUTS] weights
@input s[ROWS][OUTPUTS] scaled errors
@output forward[ROWS][OUTPUTS] sum over inputs of x * w
@output gradient[INPUTS][OUTPUTS] sum over rows of x * s

With p = x * (w + s): sum over inputs of p is forward + s * (sum of x in the row), and sum over rows of p is
gradient + w * (sum of x in the column). An identity in the field: no challenge, no assumption on ranges.
Enforces: ROWS * INPUTS * OUTPUTS + ROWS * OUTPUTS + INPUTS * OUTPUTS constraints.
*/
template SharedProducts(ROWS, INPUTS, OUTPUTS) {
    signal input x[ROWS][INPUTS];
    signal input w[INPUTS][OUTPUTS];
    signal input s[ROWS][OUTPUTS];
    signal output forward[ROWS][OUTPUTS];
    signal output gradient[INPUTS][OUTPUTS];

    signal product[ROWS][INPUTS][OUTPUTS];
    signal rowPart[ROWS][OUTPUTS];
    signal columnPart[INPUTS][OUTPUTS];
    for (var b = 0; b < ROWS; b++) {
        for (var i = 0; i < INPUTS; i++) {
            for (var o = 0; o < OUTPUTS; o++) {
                product[b][i][o] <== x[b][i] * (w[i][o] + s[b][o]);
            }
        }
    }
    for (var b = 0; b < ROWS; b++) {
        var sum = 0;
        for (var i = 0; i < INPUTS; i++) {
            sum += x[b][i];
        }
        for (var o = 0; o < OUTPUTS; o++) {
            rowPart[b][o] <== s[b][o] * sum;
            var total = -rowPart[b][o];
            for (var i = 0; i < INPUTS; i++) {
                total += product[b][i][o];
            }
            forward[b][o] <== total;
        }
    }
    for (var i = 0; i < INPUTS; i++) {
        var sum = 0;
        for (var b = 0; b < ROWS; b++) {
            sum += x[b][i];
        }
        for (var o = 0; o < OUTPUTS; o++) {
            columnPart[i][o] <== w[i][o] * sum;
            var total = -columnPart[i][o];
            for (var b = 0; b < ROWS; b++) {
                total += product[b][i][o];
            }
            gradient[i][o] <== total;
        }
    }
}
