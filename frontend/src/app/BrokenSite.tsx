/** The page without its config: nothing else can be shown, and it is not the visitor's fault. */
export function BrokenSite({ error }: { readonly error: unknown }) {
  return (
    <main className="mx-auto max-w-xl px-6 py-24">
      <h1 className="text-2xl">This copy of Tacit is not set up</h1>
      <p className="mt-4 text-soft">{error instanceof Error ? error.message : 'Its configuration cannot be read.'}</p>
      <p className="mt-4 text-soft">
        Whoever serves it makes <code className="font-mono text-sm">config.json</code> with{' '}
        <code className="font-mono text-sm">npm run build</code>, or serves the page with{' '}
        <code className="font-mono text-sm">npm start</code>.
      </p>
    </main>
  );
}
