/** What comes out. A field that may be absent is absent where there is nothing to say; `null` says something. */
import type { Cap, CapEntry, Certificate, Day, FaceItem, Facility, FacilityKind, FetchState, Limit, Month, Setting, Source, Stamp, Yen } from "./facts.js";

/** A rate in an answer, a decimal: `"0.2"`. */
export type ExactRate = string;
/** Which way a difference goes. */
export type Direction = "refund" | "additional";
/** Who settles it with the patient. */
export type SettledBy = "facility" | "prefecture";

/** What somebody should look at; it changes no figure. */
export interface Finding {
  key: string;
  charge: string;
  other?: string;
}

/** A facility, as a page names it. */
export interface At {
  code: string;
  name: string;
  kind: FacilityKind;
}

/** The meal line, never in the cap and never in 10割. */
export interface Meal {
  charged: Yen;
  /** Absent: not known. */
  patient?: Yen;
  /** `false`: the share rests on no source. */
  confirmed: boolean;
}

// ledger, of a case

export interface LedgerAnswer {
  rows: LedgerAnswerRow[];
  months: LedgerAnswerMonth[];
  settlements: {
    id?: string;
    facility: string | null;
    date: string | null;
    amount: Yen;
    direction: Direction;
    by: SettledBy;
    reason: string;
  }[];
  /** Rows that count on no ledger, and why. */
  off_ledger?: { id: string; facility: string | null; date: string | null; reason: string }[];
  findings?: Finding[];
}

export interface LedgerAnswerRow {
  id?: string;
  date: string | null;
  facility: string;
  total10: Yen | null;
  /** Before the cap. */
  raw_selfpay: Yen;
  /** To be entered as self-pay. */
  selfpay: Yen;
  /** Running total; `null` where a cap before it is not known. */
  cumulative: Yen | null;
  cap_reached: boolean;
  collected?: Yen;
  /** Collected less due: positive is too much. */
  difference?: Yen;
  meal?: Meal;
  marks?: string[];
}

export interface LedgerAnswerMonth {
  /** `null`: the rows had no year. */
  month: Month | null;
  total10: Yen;
  selfpay: Yen | null;
  cap: Cap;
  /** Every cap of the month, when there is more than one. */
  caps?: CapEntry[];
  reached_on: string | null;
  reached_at: string | null;
  /** `min(cap, rate × Σ total10)`, not rounded by payment. */
  liability_in_law: Yen | null;
  prior_cumulative?: Yen;
}

// ledger, of facts

/** Every ledger of one person. */
export interface Ledgers {
  months: MonthLedger[];
  /** Each charge over all its payers. */
  charges: ChargeOutcome[];
  off_ledger: OffLedger[];
  /** Versions that were corrected or cancelled. */
  struck: StruckRow[];
  settlements: Settlement[];
  findings: Finding[];
}

/** One page of the electronic 管理票. */
export interface MonthLedger {
  account: string;
  scheme: string;
  certificates: string[];
  month: Month;
  /** Absent: not known. `null`: none. */
  cap?: Cap;
  caps?: CapEntry[];
  rows: LedgerRow[];
  total10: Yen;
  selfpay?: Yen;
  liability_in_law?: Yen;
  reached: boolean;
  reached_from_start: boolean;
  reached_on?: Day;
  reached_at?: At;
  /** Caps counted apart. */
  pools?: { setting?: Setting; facility?: string; used: Yen; reached: boolean }[];
  meals?: Yen;
  /** The order of service days, where it would change what a facility had to take. */
  by_service_day?: { charge: string; due: Yen; used: Yen }[];
  marks?: string[];
}

export interface LedgerRow {
  charge: string;
  earlier?: string[];
  certificate: string;
  sequence: number;
  service_day: Day;
  facility: At;
  setting: Setting;
  total10: Yen;
  raw: Yen;
  due: Yen;
  used?: Yen;
  cap?: Cap;
  reached: boolean;
  window_payment?: Yen;
  collected?: Yen;
  difference?: Yen;
  meal?: Meal;
  source: Source;
  marks?: string[];
}

export interface ChargeOutcome {
  charge: string;
  month: Month;
  service_day: Day;
  facility: At;
  total10: Yen;
  insurer: Yen;
  /** The first payer first. */
  payers: { account: string; scheme: string; due: Yen; public: Yen }[];
  /** To the single yen, as on the receipt. */
  patient: Yen;
  /** What rounding at the window adds or takes. */
  rounding: Yen;
  window_payment?: Yen;
  borne?: Yen;
  collected?: Yen;
}

export interface OffLedger {
  charge: string;
  certificate?: string;
  scheme?: string;
  month: Month;
  service_day: Day;
  facility: At;
  total10: Yen;
  reason: string;
  /** Counts as cost of the disease all the same. */
  counted: boolean;
}

export interface StruckRow {
  charge: string;
  by: string;
  why: "cancelled" | "corrected";
  certificates?: string[];
  month: Month;
  service_day: Day;
  facility: At;
  total10: Yen;
  collected?: Yen;
}

export interface Settlement {
  charge: string;
  account: string;
  month: Month;
  service_day: Day;
  facility: At;
  amount: Yen;
  direction: Direction;
  by: SettledBy;
  reason: string;
}

// split

export interface Layers {
  total10: Yen;
  insurer: Yen;
  /** 高額療養費. */
  high_cost: Yen;
  /** 公費. */
  public: Yen;
  patient: Yen;
}

export interface SplitAnswer {
  /** Self-pay of the 公費 part before 公費, after 高額療養費. */
  kakari: Yen;
  /** What the patient pays of it under 公費. */
  kself: Yen;
  /** The patient's month. */
  total: Yen;
  month: Month;
  layers: Layers;
  /** What adding up several claims gives back. */
  paid_back?: Yen;
  claims?: Layers[];
  claimable?: Yen;
  annual_cap?: Yen;
  certainty?: "estimate" | "unconfirmed";
  trace?: Step[];
}

/** One month under one rate of insurance. */
export interface SplitMonth {
  month: Month;
  insurance_rate: ExactRate;
  claims: {
    parts: { total10: Yen; public: number | null; share: Yen; before_public: Yen; patient: Yen }[];
    layers: Layers;
  }[];
  before_public: Yen;
  under_public: Yen;
  total: Yen;
  paid_back: Yen;
  claimable: Yen;
  layers: Layers;
  band_known: boolean;
  /** What payers behind the first bear: in `layers.public`, and off `total`. Absent: there are none, or no text decides it. */
  later_public?: Yen;
  marks?: string[];
}

// watch

/** Months above a threshold in a window. */
export interface WatchAnswer {
  window: [Month, Month];
  qualifying: Month[];
  count: number;
  need: number;
  eligible: boolean;
  /** The first month in which too few months remain when nothing is added. */
  lapses_in: Month | null;
}

/** 確定, 見込み, 未着あり. */
export type Certainty = "confirmed" | "expected" | "incomplete";

export interface Watches {
  as_of: Day;
  mild_high_cost: MildHighCost;
  high_cost_long_term: HighCostLongTerm[];
  renewals: Renewal[];
  gaps: { scheme: string; after: string; before?: string; from: Day; until?: Day; charges: number }[];
  reapplications: { scheme: string; notified_on: Day; until: Day; days_left: number; ending: boolean }[];
  age_out?: {
    certificate: string;
    turns_18_on: Day;
    turns_20_on: Day;
    of_age_from: Day;
    last_day: Day;
    near_18: boolean;
    near_20: boolean;
  };
  reporting_gaps: { month: Month; facility: Facility; charged_in: Month[]; last_service_day: Day }[];
  caps_reached: {
    account: string;
    scheme: string;
    certificates: string[];
    month: Month;
    cap: Yen;
    reached_on: Day;
    facility: At;
    certainty: Certainty;
  }[];
  settlements: (Settlement & { certainty: Certainty })[];
  /** 償還払い: what can be claimed back for months that are over. */
  to_claim?: { months: Month[]; total: Yen; lines: Settlement[]; certainty: Certainty };
  /** What has been claimed. */
  claimed?: Settlement[];
}

export interface WatchesWithNotices extends Watches {
  notices: Notice[];
}

export interface WatchedMonth {
  month: Month;
  total10: Yen;
  counted: boolean;
  qualifies: boolean;
  certainty: Certainty;
}

export interface CitedRule {
  cite: string;
  status: "confirmed" | "unconfirmed";
}

/** Without and with やむを得ない理由. */
export interface ByReason<Figure> {
  ordinary: Figure;
  unavoidable: Figure;
}

export interface MildHighCost {
  state:
    | { is: "not_watched"; reason: "has_certificate" | "not_registered" | "no_rule" }
    | { is: "watching"; count: number }
    | { is: "lapsed"; met_on: Day; lapsed_in: Month; count: number }
    | {
        is: "met";
        met_on: Day;
        met_by: string[];
        start_if_applied_today: ByReason<StartDate | null>;
        last_safe_application: ByReason<Day | null>;
        apply_by: ByReason<Day | null>;
        lapses_in?: Month;
        covered_until?: Day;
        refund_estimate: ByReason<Yen>;
      };
  count?: WatchAnswer;
  months?: WatchedMonth[];
  onset_month?: Month;
  certainty: Certainty;
  rule?: CitedRule;
}

export interface HighCostLongTerm {
  scheme: string;
  certificate: string;
  state:
    | { is: "already_lower" }
    | { is: "no_benefit"; reason: "low_income" | "ventilator" | "nothing_to_pay" }
    | { is: "cannot_say"; count: number }
    | { is: "watching"; count: number }
    | {
        is: "met";
        met_on: Day;
        effective_if_applied_today: Month;
        apply_by: Day;
        lapses_in?: Month;
        saving: { lower_cap: Cap; in_the_window: Yen | null; explanation_only: boolean };
      };
  count: WatchAnswer;
  months: WatchedMonth[];
  certainty: Certainty;
  rule: CitedRule;
}

export interface Renewal {
  certificate: string;
  scheme: string;
  validity: "not_started" | "valid" | "ending_soon" | "expired";
  from: Day;
  until: Day;
  days_left: number;
  followed_by?: string;
  ends_by_age?: boolean;
  doctors_certificate?: FaceItem[];
  plan?: { key: string; on: Day; passed: boolean; confirmed: boolean }[];
}

/** Something worth telling: a message key and its parameters. The words are yours. */
export interface Notice {
  /** Stays the same while the parameters change. */
  id: string;
  key: string;
  params?: { name: string; value: NoticeValue }[];
  deadline?: Day;
  at_stake?: Yen;
  certainty: Certainty;
  /** Belongs on its page, not worth a message of its own. */
  quiet?: boolean;
}

export type NoticeValue =
  | { day: Day }
  | { month: Month }
  | { months: Month[] }
  | { yen: Yen }
  | { count: number }
  | { text: string }
  | { id: string }
  | { key: string };

// apportion, start date

export interface ApportionAnswer {
  caps: Yen[];
  before: Yen[];
  largest: Yen | null;
  sum: Yen;
}

export type Bound =
  | "day_after_trigger"
  | "day_of_diagnosis"
  | "months_before_application"
  | "first_day_of_the_rule"
  | "application_day";

export interface StartDate {
  start: Day;
  bound_by: Bound;
  months_back: number;
  cite: string;
  status: "confirmed" | "unconfirmed";
}

export interface StartDateAnswer {
  start: Day;
  last_safe_application: Day | null;
  bound_by: Bound;
  certainty?: "unconfirmed";
}

// view

/** What the pages show about one person on one day. */
export interface Outlook {
  view: View;
  watches: Watches;
  notices: Notice[];
}

export interface View {
  as_of: Day;
  person: { name: string; name_kana: string; born_on?: Day; synthetic: boolean };
  /** The one most used this month first. */
  ledgers: LedgerView[];
  /** 登録者証: no cap, no end, no disease. */
  registrations: { id: string; scheme: string; from: Day; status: string }[];
  sources: SourceView[];
  /** The one that runs longest first. */
  certificates: CertificateView[];
  /** Days on which the same certificates are valid, and which of them applies first. */
  time_line: { from: Day; until: Day; in_order: string[] }[];
  /** 世帯内按分: each share is `before × largest ÷ sum`, cut to ten yen. */
  household?: HouseholdView;
  settlements: SettlementView[];
  costs: CostView[];
  off_ledger: OffLedger[];
  findings: Finding[];
}

/** A message key and its parameters. The words are yours. */
export interface Message {
  key: string;
  params?: { name: string; value: NoticeValue }[];
}

/** An amount is never a bare number. */
export interface Figure {
  yen: Yen;
  certainty: Certainty;
  sources: Source[];
  as_of: Stamp | null;
}

export interface SourceView {
  source: string;
  state: FetchState;
  /** Message key; none when all is well. */
  advice?: string;
  looked_at?: Stamp;
  good_at: Stamp | null;
  reason?: string;
}

export interface CertificateView {
  /** Everything it says, verbatim, without its earlier versions. */
  printed: Certificate;
  validity: Renewal["validity"];
  status: Message;
  /** Of the view's day. Absent: not valid, or not known. `null`: none. */
  cap?: Cap;
  /** A number or a cap that does not fit. */
  checks?: Message[];
  /** What was changed on it, the newest change first. */
  differences?: Difference[];
}

/** One version of a certificate against the one before it. */
export interface Difference {
  /** 履歴キー of the newer version, and of the older one. */
  history_key?: string;
  replaces?: string;
  /** When, by whom and why it was changed. */
  at?: Stamp;
  by?: string;
  reason?: string;
  /** 実質変更, to be shown: caps first, then as on the certificate. */
  changed: Change[];
  /** 表記ゆれ, another spelling of the same: to be folded away. */
  respelt: Change[];
}

export interface Change {
  /** The field's name in the facts (`valid.until`, `caps`), or `face:` and the printed label. */
  field: string;
  /** For `caps`: the first day on which the two differ in this way. */
  from?: Day;
  /** Absent: nothing stood there. */
  before?: Said;
  /** Absent: nothing stands there now. */
  after?: Said;
  /** Shown only when asked. */
  names_disease?: true;
}

/** What a field says. */
export type Said =
  | { text: string }
  | { texts: string[] }
  /** A code of the facts. The words are yours. */
  | { code: string }
  | { codes: string[] }
  | { day: Day }
  | { month: Month }
  | { cap: Cap }
  | { rate: ExactRate }
  | { flag: boolean }
  | { limits: Limit[] }
  /** What this version has no name for. */
  | { other: unknown };

export interface HouseholdView {
  largest: Yen;
  sum: Yen;
  shares: { certificate?: string; name?: string; scheme: string; before: Yen; share: Yen; as_printed?: boolean }[];
  cite: string;
}

/** Who owes whom how much, and what to do. */
export interface SettlementView {
  charge: string;
  ledger: string;
  day: Day;
  facility: At;
  owes: "patient" | "facility" | "prefecture";
  to: "patient" | "facility";
  amount: Figure;
  collected: Yen | null;
  due: Yen | null;
  reason: string;
  /** Message key. */
  advice: string;
}

/** Where each yen of a month went, in receipt yen. */
export interface CostView {
  month: Month;
  total10: Figure;
  insurer: Figure;
  high_cost: Figure;
  public: Figure;
  patient: Figure;
  marks?: string[];
}

export interface LedgerView {
  id: string;
  scheme: string;
  name: string;
  certificates: string[];
  this_month: MonthView;
  /** Newest first. */
  months: MonthView[];
}

export interface MonthView {
  month: Month;
  state: "nothing_yet" | "below_cap" | "reached" | "nothing_to_pay" | "no_cap" | "cap_unknown" | "not_valid";
  cap: Cap;
  caps?: CapEntry[];
  used: Figure;
  /** The part of it that rests on receipts the person has added. */
  added?: Yen;
  /** The most that can still be asked for; `null` when there is no cap, none is known, or every facility has its own. */
  remaining: Figure | null;
  /** Caps counted apart. */
  pools?: NonNullable<MonthLedger["pools"]>;
  total10: Figure;
  /** What is known to be missing from the figures. */
  missing?: Missing[];
  marks?: string[];
  reached: { day: Day; facility: string } | null;
  rows: RowView[];
  /** Versions that were corrected or cancelled. */
  struck?: StruckRow[];
  by_service_day?: NonNullable<MonthLedger["by_service_day"]>;
  meals?: Yen;
}

export type Missing =
  | { what: "cap" }
  | { what: "source"; source: string }
  | { what: "charge"; charge: string; reason: string }
  | { what: "report"; facility: At };

export interface RowView {
  charge: string;
  day: Day;
  facility: string;
  kind: FacilityKind;
  setting: Setting;
  total10: Yen;
  raw: Yen;
  due: Yen;
  cumulative: Yen | null;
  /** What the window should have taken after every scheme. */
  window_payment?: Yen;
  collected: Yen | null;
  overpaid: Yen | null;
  meal?: Meal;
  source: Source;
  registered_at: Stamp | null;
  earlier?: string[];
  marks?: string[];
}

// explain

export interface Explained {
  explanations: Explanation[];
  citations: Citation[];
}

export interface CaseExplained extends LedgerAnswer, Explained {}

export interface Explanation {
  charge: string;
  service_day: Day;
  facility: At;
  /** One for each ledger, the first payer first; `step` is where `due` comes out. */
  ledgers: { account: string; scheme: string; due: Yen; step: number }[];
  trace: { steps: Step[] };
}

/** One step; doing them again in order gives the same yen. */
export interface Step {
  key: string;
  /** Id of a {@link Citation}; none for a fact. */
  cite?: string;
  op:
    | "fact"
    | "parameter"
    | "add"
    | "subtract"
    | "room"
    | "smallest"
    | "largest"
    | "times_rate"
    | "times_rate_half_up"
    | "times_rate_at_window"
    | "share_floor_to10"
    | "half";
  /** Numbers of earlier steps. */
  inputs?: number[];
  result: { yen: Yen } | { rate: ExactRate };
  /** The charge or certificate the value is of. */
  about?: string;
}

export interface Citation {
  id: string;
  law?: string;
  law_id?: string;
  article?: string;
  source?: string;
  url?: string;
  checked_on: Day;
  quote?: string;
  sources: string[];
}
