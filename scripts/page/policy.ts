// Whom the page may speak to, and what it may run: from its configuration, and nothing besides.
import type { SiteConfig } from './config.ts';

/** What the literal in frontend/index.html stands for. */
export const POLICY_PLACE = '__CSP__';

const originsOf = ({ networks }: Pick<SiteConfig, 'networks'>): string[] => {
  const urls = networks.flatMap(({ rpcUrl, pinNodes, relays }) => [rpcUrl, ...pinNodes, ...relays]);
  return [...new Set(urls.map((url) => new URL(url).origin))].sort();
};

/**
 * A content security policy. Provers and SEAL are WebAssembly, and snarkjs starts its threads from blobs. Explorers are linked to and
 * never asked. A meta element's policy cannot say who may frame the page; a header's does.
 */
export function contentPolicy(config: Pick<SiteConfig, 'networks'>, place: 'meta' | 'header'): string {
  const directives: readonly (readonly string[])[] = [
    ['default-src', "'none'"],
    ['script-src', "'self'", "'wasm-unsafe-eval'"],
    ['worker-src', "'self'", 'blob:'],
    ['connect-src', "'self'", 'blob:', ...originsOf(config)],
    ['img-src', "'self'", 'data:', 'blob:'],
    ['style-src', "'self'"],
    ['font-src', "'self'"],
    ['base-uri', "'none'"],
    ['form-action', "'none'"],
    ['object-src', "'none'"],
    ...(place === 'header' ? [['frame-ancestors', "'none'"]] : []),
  ];
  return directives.map((words) => words.join(' ')).join('; ');
}

/** Of every answer of a server, beside the policy. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
};
