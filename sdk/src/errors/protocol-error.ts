/** What every deliberate failure of Tacit throws: a stable code for programs and one sentence for people. */
export class ProtocolError<Code extends string = string> extends Error {
  override readonly name = 'ProtocolError';
  readonly code: Code;
  readonly shortMessage: string;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(
    code: Code,
    shortMessage: string,
    options: { details?: Record<string, string | number>; cause?: unknown } = {},
  ) {
    super(shortMessage, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.shortMessage = shortMessage;
    this.details = options.details ?? {};
  }
}

/** The failure's code, or undefined when it is not one of ours (and so a bug or the machine's fault). */
export function errorCode(error: unknown): string | undefined {
  return error instanceof ProtocolError ? error.code : undefined;
}
