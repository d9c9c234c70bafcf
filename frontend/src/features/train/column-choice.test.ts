import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readTable, type Shape } from '@tacit/sdk';
import { faultsOf, moveInput, roleOf, setRole, suggestChoice } from './column-choice.ts';
import { summariseTable } from './file-summary.ts';

const classes: Shape = { kind: 'logistic', inputs: 2, outputs: 3, batch: 2 };
const yesNo: Shape = { kind: 'logistic', inputs: 2, outputs: 1, batch: 2 };
const numbers: Shape = { kind: 'linear', inputs: 2, outputs: 2, batch: 2 };
const summaryOf = async (csv: string) => summariseTable(await readTable(csv), { name: 'x.csv', bytes: csv.length });
const ward = await summaryOf('id,age,blood,kind\np1,30,1,c\np2,41,2,a\np3,52,3,b\n');
const lab = await summaryOf('a,b,c,d\n1,2,3,4\n5,6,7,8\n');

describe('the choice of columns', () => {
  it('begins with numbers as inputs and the last column to predict', () => {
    const choice = suggestChoice(classes, ward);
    assert.deepEqual([choice.inputs, choice.answers, choice.classes], [[1, 2], [3], ['a', 'b', 'c']]);
    assert.deepEqual(faultsOf(classes, ward, choice), []);
    const linear = suggestChoice(numbers, lab);
    assert.deepEqual([linear.inputs, linear.answers, linear.classes], [[0, 1], [2, 3], []]);
  });

  it('keeps an order that a person gave', () => {
    const choice = moveInput(suggestChoice(classes, ward), 2, -1);
    assert.deepEqual(choice.inputs, [2, 1]);
    assert.deepEqual(moveInput(choice, 2, -1).inputs, [2, 1]);
    assert.deepEqual(moveInput(choice, 3, 1).inputs, [2, 1]);
  });

  it('gives each column one role, and one column the answer where there is one', () => {
    const choice = setRole(classes, ward, suggestChoice(classes, ward), { column: 1, role: 'answer' });
    assert.deepEqual([choice.inputs, choice.answers], [[2], [1]]);
    assert.deepEqual(choice.classes, ['30', '41', '52']);
    assert.deepEqual([roleOf(choice, 1), roleOf(choice, 2), roleOf(choice, 3)], ['answer', 'input', 'none']);
    const two = setRole(numbers, lab, suggestChoice(numbers, lab), { column: 0, role: 'answer' });
    assert.deepEqual([two.inputs, two.answers], [[1], [0, 2, 3]]);
  });

  it('says what is missing, or too much', () => {
    const choice = suggestChoice(classes, ward);
    assert.deepEqual(faultsOf(classes, ward, { ...choice, inputs: [1] }), [{ what: 'inputs', found: 1, wanted: 2 }]);
    assert.deepEqual(faultsOf(classes, ward, { ...choice, answers: [] }), [{ what: 'answers', found: 0, wanted: 1 }]);
    assert.deepEqual(faultsOf(classes, ward, { ...choice, inputs: [0, 1] }), [{ what: 'no-number', column: 0 }]);
  });

  it('says which classes do not fit', () => {
    const choice = suggestChoice(classes, ward);
    const faults = (names: readonly string[]) => faultsOf(classes, ward, { ...choice, classes: names });
    assert.deepEqual(faults(['a', 'b', ' ']), [{ what: 'class-empty' }]);
    assert.deepEqual(faults(['a', 'b', 'b']), [{ what: 'class-twice', name: 'b' }]);
    assert.deepEqual(faults(['a', 'b', 'd']), [{ what: 'class-unknown', name: 'c' }]);
    assert.equal(suggestChoice(yesNo, ward).classes.length, 2);
    assert.deepEqual(faultsOf(yesNo, ward, suggestChoice(yesNo, ward)), [{ what: 'class-unknown', name: 'c' }]);
  });
});
