// A keyholder: looks at the chain, decides, acts, and looks again. It may be stopped, or die, between any two of its steps.
import type { Role, RoleContext } from '../role.ts';
import { startLookLoop } from '../watching/look-loop.ts';
import { type KeyholderRoleConfig, openTools } from './config.ts';
import { openPass } from './pass.ts';

export async function startKeyholderRole(config: KeyholderRoleConfig, { log, metrics }: RoleContext): Promise<Role> {
  const stopping = new AbortController();
  const { tools, close } = await openTools(config, { metrics, signal: stopping.signal });
  const loop = startLookLoop({
    look: openPass(config, tools, log),
    pollMs: config.pollMs,
    stopping,
    log,
    onFailure: (code) => tools.metrics.errors.add(1, { code }),
  });
  log.info('keyholder-started', { contract: config.contract, account: config.clients.walletClient.account.address });

  return {
    name: 'keyholder',
    health: loop.health,
    async stop() {
      await loop.stop();
      await close();
      log.info('keyholder-stopped');
    },
  };
}
