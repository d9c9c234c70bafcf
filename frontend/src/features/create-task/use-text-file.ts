import { ProtocolError } from '@tacit/sdk';
import { useMutation } from '@tanstack/react-query';

const MOST_BYTES = 2 ** 17;

/** Reads a small text file that somebody dropped, and sends it nowhere. */
export function useTextFile(onText: (text: string) => void) {
  const { mutate, error } = useMutation({
    mutationFn: async (file: File): Promise<string> => {
      if (file.size > MOST_BYTES)
        throw new ProtocolError('FILE_TOO_LARGE', `the file has more than ${MOST_BYTES} bytes`);
      return await file.text();
    },
    onSuccess: onText,
  });
  return { read: (file: File): void => mutate(file), error };
}
