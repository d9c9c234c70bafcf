// Light or dark: as the system says, until somebody chooses.
import { useSyncExternalStore } from 'react';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'tacit.theme';
const listeners = new Set<() => void>();
const isTheme = (value: unknown): value is Theme => THEMES.includes(value as Theme);
const prefersDark = (): MediaQueryList => window.matchMedia('(prefers-color-scheme: dark)');

/** A browser may forbid storage altogether; then every visit begins with the system's choice. */
function stored(): Theme {
  try {
    const value = window.localStorage.getItem(KEY);
    return isTheme(value) ? value : 'system';
  } catch {
    return 'system';
  }
}

let chosen: Theme = 'system';

function apply(): void {
  const dark = chosen === 'dark' || (chosen === 'system' && prefersDark().matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  for (const listener of listeners) listener();
}

/** Before anything is drawn, so that nothing flashes. */
export function startTheme(): void {
  chosen = stored();
  apply();
  prefersDark().addEventListener('change', apply);
}

export function chooseTheme(theme: Theme): void {
  chosen = theme;
  try {
    window.localStorage.setItem(KEY, theme);
  } catch {
    // Then it holds for this visit.
  }
  apply();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useTheme = (): Theme => useSyncExternalStore(subscribe, () => chosen);
