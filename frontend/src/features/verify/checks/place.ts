// Where a verification looks, and what it writes to. Nothing that these answer is believed further than it must be.
import { addressOf, type BlobReader, type ContractName, type Deployment, type ReadClient } from '@tacit/sdk';
import type { LineId, ReportFact, ReportSection, SectionKind, Verdict } from '../report.ts';

export interface VerifyPlace {
  readonly chainId: number;
  readonly client: ReadClient;
  readonly store: BlobReader;
  readonly deployment: Deployment;
  readonly fromBlock: bigint;
  /** The folder of circuits; what lies there is compared with the chain. */
  readonly circuits: string;
  readonly writer: ReportWriter;
}

export interface LineOptions {
  readonly n?: number;
  readonly why?: string | undefined;
  readonly facts?: Readonly<Record<string, string | bigint | number | undefined>>;
}

export interface SectionWriter {
  add(id: LineId, verdict: Verdict, options?: LineOptions): void;
}

export interface ReportWriter {
  section(kind: SectionKind, about?: string, round?: bigint): SectionWriter;
  /** What is being done, in a word that the page has a sentence for. */
  stage(what: string, part?: { readonly done: number; readonly of: number }): void;
  /** A key was used whose secrets everybody knows. */
  markDevelopment(): void;
}

export const contractOf = ({ deployment }: VerifyPlace, name: ContractName): `0x${string}` =>
  addressOf(deployment, name);

const factsOf = (facts: LineOptions['facts'] = {}): ReportFact[] =>
  Object.entries(facts).flatMap(([of, value]) => (value === undefined ? [] : [{ of, value: String(value) }]));

export interface WriterEvents {
  onSections(sections: readonly ReportSection[], development: boolean): void;
  onStage(stage: { readonly what: string; readonly done?: number; readonly of?: number }): void;
}

export function reportWriter({ onSections, onStage }: WriterEvents): ReportWriter {
  let sections: readonly ReportSection[] = [];
  let development = false;
  const tell = (): void =>
    onSections(
      sections.filter(({ lines }) => lines.length > 0),
      development,
    );
  return {
    section(kind, about, round) {
      const at = sections.length;
      const scope = { ...(about !== undefined && { about }), ...(round !== undefined && { round: round.toString() }) };
      sections = [...sections, { kind, ...scope, lines: [] }];
      return {
        add(id, verdict, { n, why, facts } = {}) {
          const line = { id, verdict, facts: factsOf(facts), ...(n === undefined ? {} : { n }), ...(why && { why }) };
          sections = sections.map((each, i) => (i === at ? { ...each, lines: [...each.lines, line] } : each));
          tell();
        },
      };
    },
    stage: (what, part) => onStage({ what, ...part }),
    markDevelopment() {
      development = true;
      tell();
    },
  };
}
