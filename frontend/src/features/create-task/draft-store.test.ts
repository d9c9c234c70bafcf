import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NEW_DRAFT } from './draft.ts';
import { forgetDraft, loadDraft, loadSent, saveDraft, saveSent } from './draft-store.ts';

function keeperOf(entries: Readonly<Record<string, string>> = {}) {
  const kept = new Map(Object.entries(entries));
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}
const FORBIDDEN = {
  getItem: () => {
    throw new Error('no');
  },
  setItem: () => {
    throw new Error('no');
  },
  removeItem: () => {
    throw new Error('no');
  },
};
const DRAFT = { ...NEW_DRAFT, title: 'Iris', committee: ['0x01'], admission: 'open' as const };
const SENT = { task: `0x${'a'.repeat(64)}`, transaction: `0x${'b'.repeat(64)}`, committee: [] } as const;

describe('a kept draft', () => {
  it('comes back on the same chain, and on no other', () => {
    const keeper = keeperOf();
    saveDraft(keeper, 5, DRAFT);
    assert.deepEqual(loadDraft(keeper, 5), DRAFT);
    assert.deepEqual(loadDraft(keeper, 6), NEW_DRAFT);
    forgetDraft(keeper, 5);
    assert.equal(keeper.kept.size, 0);
  });

  it('is a new one where something else lies', () => {
    const { title: _, ...short } = DRAFT;
    const others = [
      '',
      'null',
      '[]',
      '{',
      JSON.stringify(short),
      JSON.stringify({ ...DRAFT, more: 1 }),
      JSON.stringify({ ...DRAFT, title: 7 }),
      JSON.stringify({ ...DRAFT, committee: [7] }),
      JSON.stringify({ ...DRAFT, admission: 'none' }),
      JSON.stringify({ ...DRAFT, work: { ...DRAFT.work, steps: null } }),
    ];
    for (const text of others)
      assert.deepEqual(loadDraft(keeperOf({ 'tacit.create.draft.5': text }), 5), NEW_DRAFT, text);
  });

  it('is for this visit where a browser keeps nothing', () => {
    saveDraft(FORBIDDEN, 5, DRAFT);
    forgetDraft(FORBIDDEN, 5);
    assert.deepEqual(loadDraft(FORBIDDEN, 5), NEW_DRAFT);
    assert.deepEqual(loadDraft(undefined, 5), NEW_DRAFT);
  });
});

describe('a sent task', () => {
  it('comes back, until it is forgotten', () => {
    const keeper = keeperOf();
    saveSent(keeper, 5, SENT);
    assert.deepEqual(loadSent(keeper, 5), SENT);
    saveSent(keeper, 5, undefined);
    assert.equal(loadSent(keeper, 5), undefined);
  });

  it('is nothing where something else lies', () => {
    for (const wrong of [{ task: '0x1' }, { transaction: 5 }, { committee: 'x' }]) {
      const keeper = keeperOf({ 'tacit.create.sent.5': JSON.stringify({ ...SENT, ...wrong }) });
      assert.equal(loadSent(keeper, 5), undefined);
    }
  });
});
