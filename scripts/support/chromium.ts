// A Chromium for Playwright. On Linux x64 the one inside @sparticuz/chromium, unpacked once under
// node_modules/.cache with the NSS libraries and fonts that it brings: no system package is needed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));

const fontConfiguration = (directory: string): string =>
  '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>' +
  `<dir>${join(directory, 'fonts')}</dir><cachedir>${join(directory, 'fonts-cache')}</cachedir></fontconfig>`;

// The package's own `executablePath()` is not used: it trusts any file of that name in the shared temporary folder.
function unpack(): string {
  const from = join(modules, '@sparticuz/chromium');
  const { version } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as { version: string };
  const to = join(modules, '.cache', `chromium-${version}`);
  if (existsSync(to)) return to;
  const part = `${to}.${process.pid}`;
  mkdirSync(part, { recursive: true });
  const inflate = (name: string): Buffer => brotliDecompressSync(readFileSync(join(from, 'bin', `${name}.br`)));
  writeFileSync(join(part, 'chromium'), inflate('chromium'), { mode: 0o755 });
  for (const name of ['al2023.tar', 'fonts.tar', 'swiftshader.tar']) {
    const tar = spawnSync('tar', ['-xf', '-', '-C', part], { input: inflate(name) });
    if (tar.status !== 0) throw new Error(`cannot unpack ${name}: ${tar.stderr}`);
  }
  writeFileSync(join(part, 'fonts.conf'), fontConfiguration(to));
  try {
    renameSync(part, to);
  } catch (error) {
    if (!existsSync(to)) throw error; // another process was first
    rmSync(part, { recursive: true, force: true });
  }
  return to;
}

export interface ChromiumOptions {
  readonly args: string[];
  readonly executablePath?: string;
  readonly channel?: string;
  readonly env?: Record<string, string>;
}

/** Launch options for playwright-core's `chromium.launch`. CHROMIUM_PATH names another browser. */
export function chromiumOptions(): ChromiumOptions {
  const args = ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  if (process.env.CHROMIUM_PATH) return { args, executablePath: process.env.CHROMIUM_PATH };
  if (process.platform === 'linux' && process.arch === 'x64') {
    const directory = unpack();
    const env = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return {
      args,
      executablePath: join(directory, 'chromium'),
      env: {
        ...Object.fromEntries(env),
        LD_LIBRARY_PATH: join(directory, 'lib'),
        FONTCONFIG_FILE: join(directory, 'fonts.conf'),
      },
    };
  }
  const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
  return system ? { args, executablePath: system } : { args, channel: 'chrome' };
}
