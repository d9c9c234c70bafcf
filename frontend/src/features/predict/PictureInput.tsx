import type { ImageShape, InputDescription } from '@tacit/sdk';
import { useState } from 'react';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { CheckField } from '../../ui/Field.tsx';
import { FileDrop } from '../../ui/FileDrop.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { readImageInWorker } from './jobs.ts';
import type { Samples } from './orders.ts';
import { useTask } from './use-task.ts';
import { inkOf, pixelsAs } from './values.ts';
import { PREDICT_WORDS } from './words.ts';

interface Props {
  readonly input: InputDescription;
  readonly shape: ImageShape;
  readonly isDigit: boolean;
  readonly onSamples: (samples: Samples | undefined) => void;
}

/** Any picture, brought to the size that the model takes. */
export function PictureInput({ input, shape, isDigit, onSamples }: Props) {
  const [file, setFile] = useState<File>();
  const [invert, setInvert] = useState(isDigit);
  const [centre, setCentre] = useState(isDigit);
  const task = useTask();
  const read = (chosen: File, how: { readonly invert: boolean; readonly centre: boolean }): void => {
    setFile(chosen);
    onSamples(undefined);
    task.run(async ({ signal }) => {
      const pixels = await readImageInWorker({ file: chosen, shape, ...how }, { signal });
      onSamples([pixelsAs(pixels, inkOf(input))]);
    });
  };
  return (
    <div className="space-y-5">
      <FileDrop
        label={file ? `${file.name}: choose another picture` : 'Choose a picture'}
        hint={`PNG, JPEG or WebP. Its middle is scaled to ${shape.width} × ${shape.height} pixels in this page.`}
        accept="image/png,image/jpeg,image/webp,image/gif"
        onFile={(chosen) => read(chosen, { invert, centre })}
      />
      {task.busy && <Progress label="Scaling the picture" />}
      {task.error !== undefined && <FailureNotice error={task.error} words={PREDICT_WORDS} />}
      <div className="grid gap-4 sm:grid-cols-2">
        <CheckField
          label="Dark on light"
          hint="The model was shown light on dark, as scanned digits are."
          checked={invert}
          onChange={({ target }) => {
            setInvert(target.checked);
            if (file) read(file, { invert: target.checked, centre });
          }}
        />
        {shape.channels === 1 && (
          <CheckField
            label="Cut out and centre what is drawn"
            hint="As handwritten digits were before the model saw them."
            checked={centre}
            onChange={({ target }) => {
              setCentre(target.checked);
              if (file) read(file, { invert, centre: target.checked });
            }}
          />
        )}
      </div>
    </div>
  );
}
