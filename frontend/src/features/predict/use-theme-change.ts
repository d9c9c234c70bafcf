// Canvases keep the colours that they were drawn with: they are told when the page changes its own.
import { useEffect } from 'react';

export function useThemeChange(onChange: () => void): void {
  useEffect(() => {
    const observer = new MutationObserver(onChange);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => observer.disconnect();
  }, [onChange]);
}
