import { Button } from '../../ui/Button.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FileDrop } from '../../ui/FileDrop.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Notice } from '../../ui/Notice.tsx';
import type { FirstModelState } from './use-first-model.ts';
import { CREATE_WORDS } from './words.ts';

/** A model to go on from; nobody needs one. */
export function FirstModelField({ first }: { readonly first: FirstModelState }) {
  const { chosen, choosing, error, choose, forget, usable } = first;
  return (
    <div className="space-y-3">
      <div>
        <h3 className="text-lg">Where to start from</h3>
        <p className="mt-1 text-sm text-soft">
          {chosen
            ? 'From the model in your file. It becomes public.'
            : 'From a model of zeros, which everybody can make. To go on from an earlier task, drop the model that it came to.'}
        </p>
      </div>
      {chosen ? (
        <Notice
          tone="good"
          title={chosen.fileName}
          actions={
            <Button small onClick={forget}>
              Start from zeros instead
            </Button>
          }
        >
          <p>
            Root <Hash value={`0x${chosen.initialRoot.toString(16).padStart(64, '0')}`} of="the model’s root" />
          </p>
        </Notice>
      ) : (
        <FileDrop
          label={choosing ? 'Reading the model' : 'A model’s file, if you have one'}
          hint={usable ? 'As “npx hardhat model download” writes it.' : 'Choose which model first.'}
          accept=".json,application/json"
          disabled={!usable || choosing}
          onFile={choose}
        />
      )}
      {error && <FailureNotice error={error} words={CREATE_WORDS} />}
    </div>
  );
}
