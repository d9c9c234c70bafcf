import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles.css';
import { App } from './App.tsx';
import { BrokenSite } from './BrokenSite.tsx';
import { loadSite } from './site.ts';
import { startTheme } from './theme.ts';

startTheme();
const root = createRoot(document.getElementById('page') as HTMLElement);
try {
  const site = await loadSite(document.baseURI);
  root.render(createElement(StrictMode, null, createElement(App, { site })));
} catch (error) {
  root.render(createElement(BrokenSite, { error }));
}
