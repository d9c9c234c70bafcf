// A creator of split models: opens what users hand over, evaluates the last layers, answers. It keeps nothing but its key: after a
// crash the chain says what waits.
import type { Role, RoleContext } from '../role.ts';
import { startLookLoop } from '../watching/look-loop.ts';
import type { CreatorRoleConfig } from './config.ts';
import { creatorMetrics } from './metrics.ts';
import { openPass } from './pass.ts';

export function startCreatorRole(config: CreatorRoleConfig, { log, metrics: registry }: RoleContext): Role {
  const stopping = new AbortController();
  const metrics = creatorMetrics(registry);
  const loop = startLookLoop({
    look: openPass({ config, metrics, log, signal: stopping.signal }),
    pollMs: config.pollMs,
    stopping,
    log,
    onFailure: (code) => metrics.errors.add(1, { code }),
  });
  const account = config.clients.walletClient.account.address;
  log.info('creator-started', { contract: config.contract, account, offers: config.offers.length });
  return {
    name: 'creator',
    health: loop.health,
    async stop() {
      await loop.stop();
      log.info('creator-stopped');
    },
  };
}
