// Evaluates requests under whatever Node runs this: `node evaluate-process.ts <folder>`, one folder inside for each.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEncryption, parseNetwork, planOf } from '@tacit/sdk';

async function evaluate(folder: string): Promise<string[]> {
  const read = (name: string) => new Uint8Array(readFileSync(join(folder, name)));
  const plan = planOf(parseNetwork(read('network')));
  const encryption = await openEncryption(plan.parameters.name);
  const keys = encryption.loadKeys(read('keys'));
  const prepared = encryption.prepare(plan);
  let values = read('request');
  const hashes = plan.steps.map((_, step) => {
    values = new Uint8Array(encryption.evaluate(prepared, keys, step, values));
    return createHash('sha256').update(values).digest('hex');
  });
  encryption.dispose();
  return hashes;
}

const [root = '.'] = process.argv.slice(2);
const results: Record<string, readonly string[]> = {};
for (const name of readdirSync(root).sort()) results[name] = await evaluate(join(root, name));
console.log(JSON.stringify({ node: process.version, results }));
