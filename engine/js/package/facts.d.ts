/** One person's facts, as the hub serves them. Fields and codes not named here are kept and written back. */

/** `YYYY-MM-DD`. */
export type Day = string;
/** `YYYY-MM`. */
export type Month = string;
/** RFC 3339. */
export type Stamp = string;
/** Whole yen. */
export type Yen = number;
/** Yen a month; `null`: there is no cap. Not the same as 0: nothing to pay. */
export type Cap = Yen | null;
/** A decimal, read by its digits: `"0.3"` or `0.3`. */
export type Rate = string | number;
/** A code this version knows, or another one, which is kept as it came. */
export type Code<Known extends string> = Known | (string & {});

export interface Facts {
  person: Person;
  certificates?: Certificate[];
  registrations?: Registration[];
  charges?: Charge[];
  refusals?: Denial[];
  claims?: RefundClaim[];
  insurance?: InsuranceStatus[];
  household?: Household;
  sources?: SourceState[];
  [later: string]: unknown;
}

export interface Person {
  /** Opaque, and never the individual number (マイナンバー), which is refused anywhere. */
  id: string;
  name?: string;
  name_kana?: string;
  born_on?: Day;
  /** 団体コード of the deciding authority. */
  authority?: string;
  /** 不開示. */
  undisclosed?: boolean;
  /** An invented person. */
  synthetic?: boolean;
  [later: string]: unknown;
}

/** 受給者証. What is printed on it wins over every table. */
export interface Certificate {
  id: string;
  /** 法別番号, or the id of a scheme of the book or of a local pack: `54`, `38-hepatitis`, `local:282103/kodomo`. */
  scheme: string;
  name?: string;
  /** 公費負担者番号. */
  payer_number?: string;
  /** 受給者番号. */
  recipient_number?: string;
  diseases?: string[];
  valid: { from: Day; until: Day };
  /** Every cap it has had, each from its first day. */
  caps?: CapEntry[];
  /** As printed; without it the scheme's own. */
  rate?: Rate;
  scope?: { split_by_setting?: boolean; split_by_facility?: boolean; kinds?: FacilityKind[] };
  limits?: Limit[];
  meals?: Code<"full" | "half" | "none">;
  reimbursement?: Code<"at_window" | "claim" | "automatic">;
  facilities?: string[];
  income_class?: Code<"public_assistance" | "low1" | "low2" | "middle1" | "middle2" | "upper">;
  traits?: {
    ventilator?: boolean;
    high_cost_long_term?: boolean;
    severe?: boolean;
    severe_and_continuing?: boolean;
    haemophilia?: boolean;
    mild_high_cost?: boolean;
  };
  decided_on?: Day;
  onset_month?: Month;
  additional_conditions?: string;
  face?: FaceItem[];
  history_key?: string;
  hash?: string;
  undisclosed?: boolean;
  /** What it said before it was changed, oldest first. No amount is worked out from it. */
  earlier?: EarlierVersion[];
  [later: string]: unknown;
}

/** A version of a certificate that another one has replaced (差分履歴). */
export interface EarlierVersion {
  /** What it said, whole. */
  said: Certificate;
  /** When the next version took its place. */
  replaced_at?: Stamp;
  /** Who recorded the next version: the authority, never the name of a member of its staff. */
  replaced_by?: string;
  /** Why, in the authority's own words. */
  reason?: string;
  [later: string]: unknown;
}

export interface CapEntry {
  from: Day;
  cap: Cap;
}

/** One line of the printed face (券面項目), verbatim. */
export interface FaceItem {
  label: string;
  value: string;
}

/** 負担定義: at most this much per visit, day or month. */
export interface Limit {
  per: Code<"visit" | "day" | "month">;
  amount: Yen;
  times_a_month?: number;
  first_visit_only?: boolean;
  at_each_facility?: boolean;
  kinds?: FacilityKind[];
  setting?: Setting;
}

/** 登録者証. */
export interface Registration {
  id: string;
  scheme?: string;
  from: Day;
  undisclosed?: boolean;
  onset_month?: Month;
  [later: string]: unknown;
}

/** One event about one charge of one facility. */
export interface Charge {
  /** Unique for ever. */
  id: string;
  /** The order of registration. */
  sequence: number;
  event?: Code<"registered" | "corrected" | "cancelled">;
  /** The charge this event corrects or cancels. */
  supersedes?: string;
  /** The certificates used. */
  certificates?: string[];
  facility: Facility;
  setting?: Setting;
  /** 受診日. Decides the month. */
  service_day: Day;
  collected_on?: Day;
  registered_at?: Stamp;
  /** 医療費総額(10割) of the certified disease, without meals. */
  total10: Yen;
  /** 3割 = `"0.3"`, which is also what its absence means. */
  insurance_rate?: Rate;
  /** Before the cap, as the facility worked it out. */
  raw_selfpay?: Yen;
  /** What the facility really took. */
  collected?: Yen;
  seen_running_total?: Yen;
  meal?: Yen;
  non_covered?: Yen;
  disease_related?: boolean;
  part?: Code<"kouhi" | "hoken">;
  visits?: number;
  first_visit?: boolean;
  source?: Source;
  hash?: string;
  [later: string]: unknown;
}

export interface Facility {
  /** 医療機関コード, ten digits. */
  code: string;
  name?: string;
  kind?: FacilityKind;
  /** 指定医療機関? Absent: not known. */
  designated?: boolean;
  ordering_designated?: boolean;
}

export type FacilityKind = Code<
  "hospital" | "clinic" | "dental" | "pharmacy" | "visiting_nurse" | "long_term_care" | "judo_therapy" | "acupuncture"
>;
export type Setting = Code<"inpatient" | "outpatient">;
export type Source = Code<"recept" | "receipt_claim" | "patient_entered" | "paper" | "planned">;

/** 軽症による不認定: opens a right to apply again for twelve months. */
export interface Denial {
  scheme: string;
  notified_on: Day;
  [later: string]: unknown;
}

/** Months for which a refund (償還払い) was claimed; `sequence` is the claim's place among the charges as they were registered. */
export interface RefundClaim {
  from: Month;
  until: Month;
  sequence: number;
  [later: string]: unknown;
}

/** A period of one 適用区分; without it every figure of 高額療養費 is 見込み. */
export interface InsuranceStatus {
  from: Day;
  until?: Day;
  band: Code<"a" | "i" | "u" | "e" | "o" | "active3" | "active2" | "active1" | "ordinary" | "low2" | "low1">;
  rate?: Rate;
}

/** Who shares one household cap (世帯内按分). */
export interface Household {
  shares: { certificate?: string; name?: string; scheme: string; cap_before: Cap }[];
}

export type FetchState = Code<
  "present" | "none_confirmed" | "error" | "pending" | "consent_declined" | "not_connected" | "undisclosed"
>;

/** "Nothing there" and "could not look" are different answers. */
export interface SourceState {
  source: string;
  state: FetchState;
  looked_at?: Stamp;
  good_at?: Stamp;
  reason?: string;
  consent?: Code<"given" | "declined">;
}
