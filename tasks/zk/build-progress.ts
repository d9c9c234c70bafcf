import { type BuildProgress, startProgress } from '../support/sdk.ts';

/** A progress line (on stderr) for circuits that are built on the way; `end` closes it. */
export function buildProgress(): { onProgress: (progress: BuildProgress) => void; end: () => void } {
  const lines = new Map<string, ReturnType<typeof startProgress>>();
  const end = (): void => {
    for (const line of lines.values()) line.end();
    lines.clear();
  };
  return {
    onProgress({ circuit, stage, fraction }) {
      const title = stage === 'compile' ? `compiling ${circuit}` : `making the development key of ${circuit}`;
      let line = lines.get(title);
      if (!line) {
        end();
        line = startProgress(title);
        lines.set(title, line);
      }
      line.update(fraction);
      if (fraction === 1) end();
    },
    end,
  };
}
