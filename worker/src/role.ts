// What all roles of the worker have in common. A role is started with what it needs and runs until it is stopped.

/** Secrets have no place among these: fields are named, and bytes are no field. */
export type Loggable = string | number | bigint | boolean | undefined;
export type Fields = Readonly<Record<string, Loggable>>;

/** Structured: an event's name in lower-case-with-dashes, and its fields. */
export interface Log {
  debug(event: string, fields?: Fields): void;
  info(event: string, fields?: Fields): void;
  warn(event: string, fields?: Fields): void;
  error(event: string, fields?: Fields): void;
  /** A log whose lines all have these fields. */
  with(fields: Fields): Log;
}

export type Labels = Readonly<Record<string, string>>;

/** Prometheus' two kinds that we need; asking twice for a name gives the same one. */
export interface Metrics {
  counter(name: string, help: string): { add(amount?: number, labels?: Labels): void };
  gauge(name: string, help: string): { set(value: number, labels?: Labels): void };
}

export interface RoleContext {
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface Health {
  readonly ok: boolean;
  /** Why not, or what it is doing: for an operator. */
  readonly facts: Fields;
}

export interface Role {
  readonly name: 'pin' | 'keyholder' | 'relay' | 'compute' | 'creator';
  health(): Health;
  /** Finishes or abandons what is under way, in a state from which a restart goes on. */
  stop(): Promise<void>;
}
