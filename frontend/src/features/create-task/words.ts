import type { WordsByCode } from '../../ui/failures.ts';

export const CREATE_WORDS: WordsByCode = {
  MODEL_INVALID: {
    title: 'This file is no model of that shape',
    next: 'Choose the file that “npx hardhat model download” wrote for a task of the same model, or start from zeros.',
  },
  ARTIFACT_MISSING: {
    title: 'This page has no copy of that circuit',
    next: 'Choose another model, or ask whoever runs this page to publish the circuit’s key with it.',
  },
  KEY_INVALID: {
    title: 'The page’s copy of the key is broken',
    next: 'Reload the page. If it goes on, tell whoever runs it: nobody should train under that key.',
  },
  PIN_NODE_MISSING: {
    title: 'This page knows no pin node',
    next: 'Leave title, text, names and file empty: then there is nothing to upload.',
  },
  DESCRIPTION_INVALID: {
    title: 'The description cannot be written down like that',
    next: 'Shorten it: 120 characters for the title, 4,000 for the text, 80 for each name.',
  },
  TERMS_REFUSED: {
    title: 'The contract does not take these terms',
    next: 'Look at what is marked in the steps before. If nothing is, the start may be over: try again.',
  },
  DEVELOPMENT_KEY_STAKED: {
    title: 'This network allows no stakes on development keys',
    next: 'Choose a model whose key comes from a ceremony.',
  },
  TASK_EXISTS: { title: 'You proposed exactly this task before', next: 'Look for it in the list of tasks.' },
  UPLOADER_REFUSED: {
    title: 'The pin node takes no uploads from you',
    next: 'Ask whoever runs it, or leave title, text, names and file empty.',
  },
  STORE_REFUSED: {
    title: 'The pin node does not take the upload',
    next: 'It may be full, or serve others only. Nothing was paid. Leave the description out, or try later.',
  },
  UPLOAD_EXPIRED: {
    title: 'The pin node finds your clock wrong',
    next: 'Set this machine’s clock, then try again. Nothing was paid.',
  },
};
