import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { WagmiProvider } from 'wagmi';
import { NetworkContext, openNetwork } from './network.ts';
import { router } from './router.ts';
import type { Site, SiteNetwork } from './site.ts';
import { VaultProvider } from './VaultProvider.tsx';
import { walletConfig } from './wallets.ts';

/** Refusals are answers: asking again changes nothing. The SDK repeats by itself what is worth repeating. */
const makeQueries = () => new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 5000 } } });

export function App({ site }: { readonly site: Site }) {
  const [queries] = useState(makeQueries);
  const [wallets] = useState(() => walletConfig(site.networks));
  // The first one of the config: a site for several networks is several addresses, so that a link means one thing.
  const [chosen] = useState(site.networks[0] as SiteNetwork);
  const network = useMemo(() => openNetwork(site, chosen), [site, chosen]);
  return (
    <WagmiProvider config={wallets}>
      <QueryClientProvider client={queries}>
        <NetworkContext value={network}>
          <VaultProvider>
            <RouterProvider router={router} />
          </VaultProvider>
        </NetworkContext>
      </QueryClientProvider>
    </WagmiProvider>
  );
}
