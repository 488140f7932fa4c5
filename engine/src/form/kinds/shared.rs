//! Steps and papers that several kinds ask for alike.

use crate::book::Status::{Confirmed, Unconfirmed};
use crate::form::description::{
    Ask, Circumstance, Evidence, Known, Need, Paper, PaperRule, Question, Step, When,
};

/// What the application form of the law asks for.
pub const FORM_TEXT: &str = "nanbyo-soku-12-1";
/// Papers with it, and when they may be left out.
pub const PAPERS_TEXT: &str = "nanbyo-soku-12-2";

const NAME: u16 = 100;
const ADDRESS: u16 = 200;
const LIST: u16 = 500;

/// 患者の氏名・居住地・生年月日・連絡先
pub const PERSON: Step = Step::new(
    "person",
    &[
        Question::new("name", Ask::Text { longest: NAME }).known_as(Known::Name).by(FORM_TEXT),
        Question::new("name_kana", Ask::Kana { longest: NAME }).known_as(Known::NameKana),
        Question::new("born_on", Ask::Day).known_as(Known::BornOn).by(FORM_TEXT),
        Question::new("postal_code", Ask::PostalCode),
        Question::new("address", Ask::Text { longest: ADDRESS }).by(FORM_TEXT),
        Question::new("phone", Ask::Phone).by(FORM_TEXT),
    ],
);

/// 保護者
pub const GUARDIAN: Step = Step::new(
    "guardian",
    &[
        Question::new("guardian_name", Ask::Text { longest: NAME }).by(FORM_TEXT),
        Question::new("guardian_address", Ask::Text { longest: ADDRESS }).by(FORM_TEXT),
        Question::new("guardian_phone", Ask::Phone).by(FORM_TEXT),
        Question::new("guardian_relation", Ask::Choice { of: &["parent", "guardian", "other"] })
            .stays()
            .by(FORM_TEXT),
    ],
)
.when(When::Holds(Circumstance::Minor));

/// 指定難病の名称
pub const DISEASE: Step = Step::new(
    "disease",
    &[Question::new("disease_name", Ask::Text { longest: ADDRESS }).known_as(Known::Diseases).by(FORM_TEXT)],
);

/// 指定医の診断書
pub const DOCTOR: Step = Step::new("doctor", &DOCTOR_QUESTIONS);
const DOCTOR_QUESTIONS: [Question; 3] = [
    Question::new("doctor_by", Ask::Choice { of: &["access_key", "picture", "post"] }).by(PAPERS_TEXT),
    Question::new("access_key", Ask::AccessKey).when(When::Is("doctor_by", "access_key")),
    Question::new("doctor_files", Ask::Files).when(When::Is("doctor_by", "picture")).by(PAPERS_TEXT),
];

/// 保険
pub const INSURANCE: Step = Step::new("insurance", &INSURANCE_QUESTIONS);
const INSURANCE_QUESTIONS: [Question; 4] = [
    Question::new(
        "insurance_kind",
        Ask::Choice { of: &["employee", "national", "late_elderly", "public_assistance"] },
    )
    .stays()
    .by(FORM_TEXT),
    Question::new("insurer_name", Ask::Text { longest: NAME }).optional().by(FORM_TEXT),
    Question::new("insurance_symbol", Ask::Text { longest: 40 }).optional().by(FORM_TEXT),
    Question::new("insurance_number", Ask::Text { longest: 40 }).optional().by(FORM_TEXT),
];

/// 支給認定基準世帯員・按分
pub const HOUSEHOLD: Step = Step::new("household", &HOUSEHOLD_QUESTIONS);
const HOUSEHOLD_QUESTIONS: [Question; 3] = [
    Question::new("household_members", Ask::LongText { longest: LIST }).optional().by(FORM_TEXT),
    Question::new("other_recipients", Ask::YesNo).by(FORM_TEXT),
    Question::new("other_recipients_who", Ask::LongText { longest: LIST })
        .when(When::Yes("other_recipients"))
        .by(FORM_TEXT),
];

/// 課税情報を調べることへの同意
pub const TAX: Step =
    Step::new("tax", &[Question::new("tax_consent", Ask::Consent).optional().by(PAPERS_TEXT)]);

/// 希望する指定医療機関
pub const FACILITIES: Step = Step::new("facilities", &[FACILITIES_QUESTION]);
pub const FACILITIES_QUESTION: Question =
    Question::new("facilities", Ask::LongText { longest: LIST }).known_as(Known::Facilities).by(FORM_TEXT);

/// 人工呼吸器等装着者
pub const TRAITS: Step =
    Step::new("traits", &[Question::new("ventilator", Ask::YesNo).known_as(Known::Ventilator).by(FORM_TEXT)]);

/// 医療費申告書 of the months that count
pub const COSTS: Step = Step::new(
    "costs",
    &[
        Question::new("statement", Ask::Evidence { of: Evidence::Statement }).by("mild-documents"),
        Question::new("other_costs", Ask::YesNo).yes_unless(Circumstance::ChargesSuffice),
        Question::new("receipts", Ask::Files).when(When::Yes("other_costs")).by("mild-documents"),
        Question::new("statement_declared", Ask::Declaration).by("mild-documents"),
    ],
);

/// 開始日とやむを得ない理由
pub const START: Step = Step::new(
    "start",
    &[
        Question::new("start", Ask::Evidence { of: Evidence::Start }),
        Question::new("late_reason", Ask::Choice { of: &LATE_REASONS })
            .when(When::Holds(Circumstance::ReasonHelps))
            .by("mild-reasons"),
        Question::new("late_reason_text", Ask::LongText { longest: LIST })
            .when(When::Is("late_reason", "other"))
            .once()
            .by("mild-reasons"),
    ],
);
/// The first is no reason.
pub const LATE_REASONS: [&str; 5] =
    ["none", "certificate_took_time", "condition_worsened", "disaster", "other"];

/// 難病DB への二次利用の同意: apart from everything else, and without it nothing is refused.
pub const REGISTRY: Step =
    Step::new("registry", &[Question::new("registry_consent", Ask::Consent).optional()]);

/// 申告
pub const DECLARATION: Step = Step::new("declaration", &[Question::new("declared", Ask::Declaration)]);

/// The certificate it is about.
pub const CERTIFICATE: Step =
    Step::new("certificate", &[Question::new("certificate", Ask::Certificate).known_as(Known::Certificate)]);

/// 個人番号: the authority looks it up; this portal takes none.
pub const INDIVIDUAL_NUMBER: Paper = Paper {
    key: "individual_number",
    rule: PaperRule::Fixed(Need::NotNeeded, "never_taken_here"),
    cite: None,
    status: Unconfirmed,
};
/// 申請書
pub const APPLICATION_FORM: Paper = Paper {
    key: "application_form",
    rule: PaperRule::Fixed(Need::NotNeeded, "this_form"),
    cite: Some(FORM_TEXT),
    status: Confirmed,
};
/// 住民票
pub const RESIDENT_RECORD: Paper = Paper {
    key: "resident_record",
    rule: PaperRule::Fixed(Need::Omitted, "looked_up"),
    cite: Some(PAPERS_TEXT),
    status: Unconfirmed,
};
/// 課税証明
pub const TAX_CERTIFICATE: Paper = Paper {
    key: "tax_certificate",
    rule: PaperRule::ByConsent("tax_consent"),
    cite: Some(PAPERS_TEXT),
    status: Unconfirmed,
};
/// 医療保険の資格がわかるもの
pub const INSURANCE_PROOF: Paper = Paper {
    key: "insurance_proof",
    rule: PaperRule::Fixed(Need::Omitted, "looked_up"),
    cite: Some(PAPERS_TEXT),
    status: Unconfirmed,
};
/// 臨床調査個人票
pub const DOCTORS_CERTIFICATE: Paper = Paper {
    key: "doctors_certificate",
    rule: PaperRule::DoctorsCertificate,
    cite: Some(PAPERS_TEXT),
    status: Confirmed,
};
/// 医療費申告書
pub const COST_STATEMENT: Paper = Paper {
    key: "cost_statement",
    rule: PaperRule::Fixed(Need::Omitted, "from_charges"),
    cite: Some("mild-documents"),
    status: Unconfirmed,
};
/// 領収書・自己負担上限額管理票
pub const RECEIPTS: Paper = Paper {
    key: "receipts",
    rule: PaperRule::FromCharges,
    cite: Some("mild-documents"),
    status: Unconfirmed,
};
/// 医療受給者証
pub const HELD_CERTIFICATE: Paper = Paper {
    key: "held_certificate",
    rule: PaperRule::Fixed(Need::Omitted, "held_here"),
    cite: Some("nanbyo-soku-13"),
    status: Unconfirmed,
};
