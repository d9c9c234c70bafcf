import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // Relative addresses: the page works from any folder of any host, a gateway's included.
  base: './',
  plugins: [react(), tailwind()],
  worker: { format: 'es' },
  optimizeDeps: { include: ['snarkjs', 'ffjavascript'], exclude: ['node-seal'] },
  build: {
    target: 'es2022',
    // A polyfill would be an inline script, which the page's policy forbids.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    sourcemap: false,
  },
});
