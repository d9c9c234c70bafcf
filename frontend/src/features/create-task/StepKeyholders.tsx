import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useNetwork } from '../../app/network.ts';
import { Badge } from '../../ui/Badge.tsx';
import { buttonClasses } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { SelectField } from '../../ui/Field.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { amountText } from '../../ui/text.ts';
import { type RegisteredKeyholder, registeredKeyholders } from './queries.ts';
import type { StepProps } from './step-props.ts';

interface MemberProps {
  readonly member: RegisteredKeyholder;
  readonly chosen: boolean;
  readonly needed: bigint;
  readonly onToggle: () => void;
}

function Member({ member: { address, free }, chosen, needed, onToggle }: MemberProps) {
  const { currency } = useNetwork();
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-3 last:border-0">
      <label className="flex items-center gap-3">
        <input type="checkbox" checked={chosen} onChange={onToggle} className="size-4 accent-accent" />
        <span className="sr-only">Keyholder {address}</span>
      </label>
      <Hash value={address} of="a keyholder’s address" />
      <span className="text-sm text-soft">{amountText(free, currency)} free to lock</span>
      {free < needed && <Badge tone="warn">Too little for your terms</Badge>}
    </li>
  );
}

/** What the threshold means, in people. */
function Meaning({ members, threshold }: { readonly members: number; readonly threshold: number }) {
  if (members < 3 || threshold < 2 || threshold > members) return null;
  const lost = members - threshold;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <p className="border-l-2 border-sealed pl-4">
        <span className="block font-display text-3xl">
          {threshold} of {members}
        </span>
        must collude to read one trainer’s update.{' '}
        {threshold === 2 ? 'One alone learns' : `${threshold - 1} together learn`} nothing at all.
      </p>
      <p className="border-l-2 border-good pl-4">
        <span className="block font-display text-3xl">{lost} may be lost</span>
        and rounds still come to a model. With one more gone, nothing can be opened any more.
      </p>
    </div>
  );
}

/** Who holds the keys, and how many of them it takes. */
export function StepKeyholders({ state, errorOf, needed }: StepProps & { readonly needed: bigint }) {
  const { data, error, refetch } = useQuery(registeredKeyholders(useNetwork()));
  const { draft, change } = state;
  const { committee, threshold } = draft;
  const most = Math.max(2, Math.floor((committee.length + 1) / 2));
  const thresholds = Array.from({ length: most - 1 }, (_, i) => i + 2);
  const toggle = (address: string): void =>
    change({
      committee: committee.includes(address)
        ? committee.filter((member) => member !== address)
        : [...committee, address],
    });
  if (error) return <FailureNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading label="Reading who holds keys" lines={5} />;
  if (data.length === 0) {
    return (
      <Empty
        title="Nobody has registered a key yet"
        actions={
          <Link to="/keyholder" className={buttonClasses()}>
            Become a keyholder
          </Link>
        }
      >
        A task needs three keyholders at least. They register once, with a stake.
      </Empty>
    );
  }
  const committeeError = errorOf('committee');
  return (
    <div className="space-y-8">
      <fieldset>
        <legend className="font-medium">
          Choose people who would not collude: independent, and known to your trainers
        </legend>
        <ul className="mt-3 rounded-card border border-line bg-surface">
          {data.map((member) => (
            <Member
              key={member.address}
              member={member}
              chosen={committee.includes(member.address)}
              needed={needed}
              onToggle={() => toggle(member.address)}
            />
          ))}
        </ul>
        {committeeError && <p className="mt-2 text-sm text-bad">{committeeError}</p>}
      </fieldset>
      <div className="max-w-sm">
        <SelectField
          label="How many are needed to open a sum"
          hint={`${committee.length} chosen. More are safer against collusion, fewer against losses.`}
          value={threshold}
          error={errorOf('threshold')}
          onChange={({ target }) => change({ threshold: target.value })}
        >
          {thresholds.map((count) => (
            <option key={count} value={count}>
              {count}
            </option>
          ))}
          {Number(threshold) > most && <option value={threshold}>{threshold}</option>}
        </SelectField>
      </div>
      <Meaning members={committee.length} threshold={Number(threshold)} />
    </div>
  );
}
