// What nobody caught. A process whose state may be wrong must not go on; one that a library merely gave a start may.
import type { Log } from './role.ts';

/** Packages that run behind the pin node, where some of their promises are nobody's. */
const LIBRARIES = /[/\\]node_modules[/\\](?:helia|@helia|@libp2p|libp2p|blockstore-\w+|datastore-\w+|it-\w[\w-]*)[/\\]/;
const OURS = /[/\\](?:worker|sdk)[/\\]src[/\\]/;

/**
 * Whether a rejection that nobody handled came from the pin node's libraries alone. Helia rejects a promise of its own when
 * a child of what it pins is missing, beside the one that its caller has (`pins.add`, Helia 7.1.15): the caller has been told, and
 * a stranger's upload must not end a keyholder. The pin role verifies before it pins, so this is a second line.
 */
export function isLibrarys(reason: unknown): boolean {
  const stack = reason instanceof Error ? (reason.stack ?? '') : '';
  const frames = stack.split('\n').filter((line) => /^\s*at /.test(line));
  const first = frames.find((line) => !/\(?node:/.test(line));
  return first !== undefined && LIBRARIES.test(first) && !frames.some((line) => OURS.test(line));
}

/** For logs: what kind it was. Messages and stacks may quote data. */
export function describeFailure(reason: unknown): { failure: string; code?: string } {
  if (!(reason instanceof Error)) return { failure: typeof reason };
  const { code } = reason as { code?: unknown };
  return { failure: reason.name, ...(typeof code === 'string' && { code }) };
}

export interface FailureGuard {
  dispose(): void;
}

/** Logs what nobody caught, and ends the process unless it was a library's. */
export function guardFailures({
  log,
  end,
  pinRuns,
}: {
  readonly log: () => Log;
  readonly end: () => void;
  readonly pinRuns: () => boolean;
}): FailureGuard {
  const rejected = (reason: unknown): void => {
    if (pinRuns() && isLibrarys(reason)) {
      log().warn('library-failed-behind-pin-node', describeFailure(reason));
      return;
    }
    log().error('unexpected-rejection', describeFailure(reason));
    end();
  };
  const thrown = (error: unknown): void => {
    log().error('unexpected-failure', describeFailure(error));
    end();
  };
  process.on('unhandledRejection', rejected);
  process.on('uncaughtException', thrown);
  return {
    dispose() {
      process.off('unhandledRejection', rejected);
      process.off('uncaughtException', thrown);
    },
  };
}
