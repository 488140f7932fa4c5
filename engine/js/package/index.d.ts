/**
 * The rule book of Japan's medical-subsidy certificates (公費負担医療).
 *
 * Each function takes one document and gives one, the same JSON as the engine's command line; what it refuses it throws as an
 * {@link EngineError}. Nothing is kept between calls, and nothing is sent anywhere.
 */
import type {
  ApportionAnswer, CaseExplained, Explained, LedgerAnswer, Ledgers, Outlook, SplitAnswer, SplitMonth, StartDateAnswer,
  WatchAnswer, WatchesWithNotices,
} from "./answers.js";
import type {
  ApportionCase, Dated, ExplainCase, LedgerCase, SplitCase, StartDateCase, Undated, WatchCase,
} from "./cases.js";

export type * from "./answers.js";
export type * from "./cases.js";
export type * from "./facts.js";

/** Why a document was refused. */
export interface Refusal {
  /** Stable: `field.missing`, `rate.invalid`, `my_number` … */
  code: string;
  /** Where, as far as known: `rows[1].total10`. */
  field: string;
  /** For whoever repairs the sender. Never holds the refused value. */
  detail: string;
}

export declare class EngineError extends Error implements Refusal {
  readonly code: string;
  readonly field: string;
  readonly detail: string;
}

/** Several documents at once, of one kind. */
export interface Cases<Document> {
  cases: Document[];
}
/** The answers in the same order; a bad document has its own error and leaves the others alone. */
export interface Results<Answer> {
  results: (Answer | { error: Refusal })[];
}

/** One certificate, one month, in the order of registration; or every ledger of a person. */
export declare function ledger(document: LedgerCase): LedgerAnswer;
export declare function ledger(document: Undated): Ledgers;
export declare function ledger(document: Cases<LedgerCase>): Results<LedgerAnswer>;
export declare function ledger(document: Cases<Undated>): Results<Ledgers>;

/** Who bears which part of a month's cost: 10割 = insurer + 高額療養費 + 公費 + patient. */
export declare function split(document: SplitCase): SplitAnswer;
export declare function split(document: Undated): { months: SplitMonth[] };
export declare function split(document: Cases<SplitCase>): Results<SplitAnswer>;
export declare function split(document: Cases<Undated>): Results<{ months: SplitMonth[] }>;

/** Months above a threshold in a window; or everything a person should be told in time. */
export declare function watch(document: WatchCase): WatchAnswer;
export declare function watch(document: Dated): WatchesWithNotices;
export declare function watch(document: Cases<WatchCase>): Results<WatchAnswer>;
export declare function watch(document: Cases<Dated>): Results<WatchesWithNotices>;

/** 世帯内按分. */
export declare function apportion(document: ApportionCase): ApportionAnswer;
export declare function apportion(document: Cases<ApportionCase>): Results<ApportionAnswer>;

/** From when a certificate counts. */
export declare function startDate(document: StartDateCase): StartDateAnswer;
export declare function startDate(document: Cases<StartDateCase>): Results<StartDateAnswer>;

/** Everything a page shows about one person on one day. */
export declare function view(document: Dated): Outlook;
export declare function view(document: Cases<Dated>): Results<Outlook>;

/** Why. With `charge` one charge's story, else that of every charge on a ledger. */
export declare function explain(document: ExplainCase): CaseExplained;
export declare function explain(document: Undated & { charge?: string }): Explained;
export declare function explain(document: Cases<ExplainCase>): Results<CaseExplained>;

export type Command = "ledger" | "split" | "watch" | "apportion" | "start-date" | "view" | "explain";

/** JSON text in, JSON text out: for documents that are text already, and for numbers above 2^53 (`sequence`). */
export declare function answerText(command: Command, text: string): string;
