// `npm run simulate`: rounds with many trainers, to see how time, bytes and gas grow.
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { ProtocolError } from '@tacit/sdk';
import { defaultLocations, startProgress } from '@tacit/sdk/node';
import { openDeployedStage } from './simulate/chain.ts';
import { HELP, readPlan, type SimulationPlan, UsageError } from './simulate/options.ts';
import { describeReality, formatTable } from './simulate/report.ts';
import { type SimulationRow, simulate } from './simulate/simulation.ts';

const machine = {
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  threads: availableParallelism(),
  node: process.version,
};

async function run(plan: SimulationPlan, signal: AbortSignal): Promise<void> {
  const say = (line: string): void => (plan.json ? console.error(line) : console.log(line));
  const done: SimulationRow[] = [];
  const progress = startProgress('simulating', { patience: 0 });
  try {
    await simulate({
      plan,
      openStage: openDeployedStage,
      onProgress: (what, fraction) => progress.update(fraction, what),
      onRow: (row) => done.push(row),
      signal,
    });
    progress.end('done');
  } catch (error) {
    progress.end('failed');
    if (done.length > 0) say(formatTable(done));
    throw error;
  }
  say(formatTable(done));
  say('');
  for (const line of describeReality(plan, done)) say(line);
  if (plan.json) console.log(JSON.stringify({ plan, machine, reality: describeReality(plan, done), rows: done }));
}

const interrupt = new AbortController();
// Once: a second Ctrl-C ends the process at once. The first lets the call under way end, and says what there is.
process.once('SIGINT', () => interrupt.abort());

try {
  const plan = readPlan(process.argv.slice(2), join(defaultLocations().circuits, 'circuits.json'));
  if (plan) await run(plan, interrupt.signal);
  else console.log(HELP);
} catch (error) {
  if (interrupt.signal.aborted) {
    console.error('npm run simulate: interrupted');
    process.exitCode = 130;
  } else if (error instanceof UsageError || error instanceof ProtocolError) {
    console.error(`npm run simulate: ${error.message}`);
    process.exitCode = error instanceof UsageError ? 2 : 3;
  } else throw error;
}
