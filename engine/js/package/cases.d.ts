/**
 * What goes in: worked cases, the compact form in which authorities publish examples, or whole facts. Fields a command does not
 * know are ignored.
 */
import type { Cap, Day, Facts, Month, Rate, Setting, Yen } from "./facts.js";

/** One person's facts, for no day in particular. */
export interface Undated {
  facts: Facts;
  /** The day the answer is for. The engine has no clock. */
  as_of?: Day;
}

/** One person's facts and the day the answer is for. */
export interface Dated extends Undated {
  as_of: Day;
}

/** 法別番号, or an id of the book (`38-hepatitis`). */
export type Houbetsu = number | string;
/** In 割: 3 is 30 %. A fraction below 1 is a rate already. */
export type Wari = number | string;

/** One certificate, its rows in the order of registration. */
export interface LedgerCase {
  houbetsu?: Houbetsu;
  insurance_rate?: Wari;
  /** Without it the book's rate of the scheme for the month of service. */
  scheme_rate?: Rate;
  /** Left out only where the scheme has no caps at all. A list: a cap that changes. */
  cap?: Cap | { from?: Day; cap: Cap }[];
  rows: LedgerCaseRow[];
  /** What was paid before the first row. */
  prior_cumulative?: Yen;
  /** The month of rows without a whole date. */
  month?: Month;
  /** 適用区分, as people write it: 高額療養費 may bind first. */
  kubun?: string;
  [ignored: string]: unknown;
}

/** A row with neither `total10` nor `raw_selfpay` is a remark and is skipped, unless it cancels. */
export interface LedgerCaseRow {
  /** Whole, without a year, or empty, as in published cases. */
  date?: string | null;
  facility?: string;
  /** 医療費総額(10割). */
  total10?: Yen | null;
  /** The self-pay before the cap, taken as given where `total10` or the rates are missing, and for 38. */
  raw_selfpay?: Yen | null;
  insurance_rate?: Wari;
  collected?: Yen;
  id?: string;
  /** Else the order of the list. */
  sequence?: number;
  event?: "registered" | "corrected" | "cancelled";
  supersedes?: string;
  designated?: boolean;
  disease_related?: boolean;
  meal?: Yen;
  setting?: Setting;
  [ignored: string]: unknown;
}

/** A `ledger` case; `charge`: the id of one row, else all are explained. */
export interface ExplainCase extends LedgerCase {
  charge?: string;
}

/** One month's bills of one person. */
export interface SplitCase {
  /** Not needed where `kubun` says it. */
  age?: "u70" | "o70" | number;
  /** Rate of the insurance. */
  wari: Wari;
  houbetsu?: Houbetsu;
  cap?: Cap;
  /** 適用区分: ア–オ, 現役並みⅢ–Ⅰ, 一般, 低所得Ⅱ・Ⅰ. Without it only the flat limit before 公費 is applied. */
  kubun?: string;
  /** In-patient. */
  nyuin?: boolean;
  /** 多数回該当. */
  tasu?: boolean;
  /** 多数回 of 入院 at the same hospital under 52 or 54, where it differs from `tasu`. */
  tasu_public?: boolean;
  /** Month of the 75th birthday. */
  b75?: boolean;
  bills: { total10: Yen; part?: "kouhi" | "hoken"; facility?: string; nyuin?: boolean; [ignored: string]: unknown }[];
  /** Month of treatment; 2026-07 without it, the last of the amounts the published cases use. */
  month?: Month;
  scheme_rate?: Rate;
  /** 生活保護. */
  seiho?: boolean;
  /** マル長. */
  marucho?: boolean;
  /** 国保: moved inside the prefecture in mid-month. */
  moved?: boolean;
  prior_cumulative?: Yen;
  trace?: boolean;
  [ignored: string]: unknown;
}

/** Amounts by month, and the month of the application. */
export interface WatchCase {
  /** 医療費総額(10割) by `YYYY-MM`. */
  months: { [month: Month]: Yen };
  application_month: Month;
  onset_month?: Month | null;
  kind?: "mild_high_cost" | "high_cost_long_term" | "month_count";
  /** Month of 支給認定, for `high_cost_long_term`. */
  counted_from?: Month;
  houbetsu?: Houbetsu;
  /** Each of these three replaces the book's own number. */
  threshold_exclusive?: Yen;
  need?: number;
  window_months?: number;
  [ignored: string]: unknown;
}

/** The caps of a household's certificates of 52 and 54, before sharing. */
export interface ApportionCase {
  caps: (Yen | { houbetsu: Houbetsu; cap: Yen })[];
  [ignored: string]: unknown;
}

/** The day the 軽症高額 criterion was met; or, for the ordinary start date, the day of the diagnosis. */
export type StartDateCase =
  | {
      kind?: "start_date" | "mild_high_cost";
      trigger: Day;
      application: Day;
      /** やむを得ない理由: three months instead of one. */
      unavoidable?: boolean;
      [ignored: string]: unknown;
    }
  | {
      kind: "ordinary";
      diagnosed: Day;
      application: Day;
      unavoidable?: boolean;
      houbetsu?: Houbetsu;
      [ignored: string]: unknown;
    };
