// The part of the test wallet that runs in a page: it knows no key, and passes on everything.

type Listener = (value: unknown) => void;

interface PageWallet {
  emit(event: string, value: unknown): void;
}

declare global {
  interface Window {
    testWallets?: Record<string, PageWallet>;
  }
}

export interface ProviderSetting {
  readonly rdns: string;
  readonly name: string;
  /** The function that reaches the test's process. */
  readonly binding: string;
  readonly uuid: string;
}

/** Runs in the page, before its own scripts, and so must not use anything from outside. */
export function installProvider({ rdns, name, binding, uuid }: ProviderSetting): void {
  type Request = { readonly method: string; readonly params?: unknown };
  type Answer = { result?: unknown; error?: { code: number; message: string; data?: unknown } };
  const listeners = new Map<string, Set<Listener>>();
  const reach = (window as unknown as Record<string, (request: Request) => Promise<Answer>>)[binding];
  const provider = {
    on(event: string, listener: Listener) {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
      return provider;
    },
    removeListener(event: string, listener: Listener) {
      listeners.get(event)?.delete(listener);
      return provider;
    },
    async request(request: Request): Promise<unknown> {
      const answer = await reach?.(JSON.parse(JSON.stringify(request)));
      const { error } = answer ?? {};
      if (error) throw Object.assign(new Error(error.message), { code: error.code, data: error.data });
      return answer?.result;
    },
  };
  const emit = (event: string, value: unknown): void => {
    for (const listener of [...(listeners.get(event) ?? [])]) listener(value);
  };
  window.testWallets = { ...window.testWallets, [rdns]: { emit } };
  const icon = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>';
  const detail = Object.freeze({ info: Object.freeze({ uuid, name, rdns, icon }), provider });
  const announce = (): void => void window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }));
  window.addEventListener('eip6963:requestProvider', announce);
  announce();
}
