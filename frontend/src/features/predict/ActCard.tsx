import { AccountGate } from '../../app/AccountGate.tsx';
import { VaultGate } from '../../app/VaultGate.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { AcceptCard } from './AcceptCard.tsx';
import type { ActProps } from './act-props.ts';
import { ContestCard } from './ContestCard.tsx';
import { EndedCard } from './EndedCard.tsx';
import { HandOverCard } from './HandOverCard.tsx';
import { LookCard } from './LookCard.tsx';
import { OpenCard } from './OpenCard.tsx';
import type { KeptJob } from './use-kept-job.ts';
import { WaitCard } from './WaitCard.tsx';

/** What needs the kept request: everything in which something is evaluated, decrypted or handed over. */
function Kept({ kept, children }: Pick<ActProps, 'kept'> & { readonly children: (kept: KeptJob) => React.ReactNode }) {
  return (
    <VaultGate what="Your request and the key that opens its result">
      {() =>
        kept.summary ? (
          children(kept)
        ) : (
          <Notice tone="warn" title="This browser does not keep this request">
            <p>Its result opens only in the browser that encrypted it, under the same account.</p>
          </Notice>
        )
      }
    </VaultGate>
  );
}

/** What was decided before the request was sent, such as to look at its result, is in the vault: it comes first. */
const needsVault = ({ kept, job }: ActProps): boolean =>
  kept.vault === undefined && (job.phase === 'contestable' || job.phase === 'hand-over');

function Own(props: ActProps) {
  const { act, kept } = props;
  if (needsVault(props)) return <Kept kept={kept}>{() => null}</Kept>;
  if (act === 'over' || act === 'wrong') return <EndedCard {...props} />;
  if (act === 'open') return <Kept kept={kept}>{() => <OpenCard {...props} />}</Kept>;
  if (act === 'look') return <Kept kept={kept}>{() => <LookCard {...props} automatic />}</Kept>;
  if (act === 'contest') return <ContestCard {...props} />;
  if (act === 'hand-over') return <Kept kept={kept}>{() => <HandOverCard {...props} />}</Kept>;
  if (act === 'accept') return <AcceptCard {...props} />;
  return <WaitCard {...props} />;
}

/** What there is to do now, and for whom. */
export function ActCard(props: ActProps) {
  const { act, isUser } = props;
  if (act === 'over') return <EndedCard {...props} />;
  return (
    <AccountGate why="This is what everybody can see. To act on it, connect the wallet that asked for it.">
      {() => (isUser ? <Own {...props} /> : <WaitCard {...props} />)}
    </AccountGate>
  );
}
