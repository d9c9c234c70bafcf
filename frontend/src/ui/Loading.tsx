/** Where something will be shortly: as many lines as it will have. */
export function Loading({ label, lines = 3 }: { readonly label: string; readonly lines?: number }) {
  return (
    <div role="status" className="space-y-3 py-2">
      <span className="sr-only">{label}</span>
      {Array.from({ length: lines }, (_, line) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never move
          key={line}
          aria-hidden="true"
          className="h-5 animate-pulse rounded bg-sunken odd:w-11/12 even:w-3/4"
        />
      ))}
    </div>
  );
}
