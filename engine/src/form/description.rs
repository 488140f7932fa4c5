//! How a kind of application is described: steps in order, questions in a step, papers. A new kind is such a description and no code.

use super::Kind;
use crate::book::Status;
use serde::Serialize;

/// One kind of application.
#[derive(Debug)]
pub struct Description {
    /// Which.
    pub kind: Kind,
    /// Its steps, in the order in which they are asked.
    pub steps: &'static [Step],
    /// The papers one has heard of, in the order in which they are listed.
    pub papers: &'static [Paper],
}

/// Some questions that belong together.
#[derive(Copy, Clone, Debug)]
pub struct Step {
    /// Key; the words are under `form.step.`.
    pub key: &'static str,
    /// When it is asked at all.
    pub applies: When,
    /// Its questions.
    pub questions: &'static [Question],
}

impl Step {
    /// A step that everybody is asked.
    pub const fn new(key: &'static str, questions: &'static [Question]) -> Self {
        Step { key, applies: When::Always, questions }
    }

    /// Asked only then.
    #[must_use]
    pub const fn when(self, applies: When) -> Self {
        Step { applies, ..self }
    }
}

/// One question.
#[derive(Copy, Clone, Debug)]
pub struct Question {
    /// Key, the same wherever the same thing is asked; the words are under `form.q.`.
    pub key: &'static str,
    /// What an answer is.
    pub ask: Ask,
    /// When it is asked.
    pub applies: When,
    /// Can the form be sent without it?
    pub needed: bool,
    /// The fact that knows the answer already.
    pub known_as: Option<Known>,
    /// May it be copied from the last application?
    pub copied: bool,
    /// The text that asks for it.
    pub cite: Option<&'static str>,
    /// Unless this holds, "no" is no answer: what is known here does not suffice by itself.
    pub yes_unless: Option<Circumstance>,
}

impl Question {
    /// A question everybody has to answer.
    pub const fn new(key: &'static str, ask: Ask) -> Self {
        let copied = matches!(
            ask,
            Ask::Text { .. }
                | Ask::LongText { .. }
                | Ask::Kana { .. }
                | Ask::Digits { .. }
                | Ask::PostalCode
                | Ask::Phone
        );
        Question {
            key,
            ask,
            applies: When::Always,
            needed: true,
            known_as: None,
            copied,
            cite: None,
            yes_unless: None,
        }
    }

    /// May be left empty.
    #[must_use]
    pub const fn optional(self) -> Self {
        Question { needed: false, ..self }
    }

    /// Asked only then.
    #[must_use]
    pub const fn when(self, applies: When) -> Self {
        Question { applies, ..self }
    }

    /// Known from a fact.
    #[must_use]
    pub const fn known_as(self, known: Known) -> Self {
        Question { known_as: Some(known), ..self }
    }

    /// Worth copying from the last application, though it is a choice.
    #[must_use]
    pub const fn stays(self) -> Self {
        Question { copied: true, ..self }
    }

    /// True of this application only.
    #[must_use]
    pub const fn once(self) -> Self {
        Question { copied: false, ..self }
    }

    /// The text that asks for it.
    #[must_use]
    pub const fn by(self, cite: &'static str) -> Self {
        Question { cite: Some(cite), ..self }
    }

    /// "No" is an answer only where this holds.
    #[must_use]
    pub const fn yes_unless(self, holds: Circumstance) -> Self {
        Question { yes_unless: Some(holds), ..self }
    }
}

/// What an answer is. The form in JSON is that of the value; lengths are counted in letters.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Ask {
    /// One line.
    Text {
        /// At most so many letters.
        longest: u16,
    },
    /// Several lines.
    LongText {
        /// At most so many letters.
        longest: u16,
    },
    /// A name in katakana.
    Kana {
        /// At most so many letters.
        longest: u16,
    },
    /// Exactly so many digits; wide ones, spaces and hyphens are understood.
    Digits {
        /// How many.
        length: u8,
    },
    /// 郵便番号, seven digits.
    PostalCode,
    /// 電話番号, ten or eleven digits from 0 on.
    Phone,
    /// A day that has come, not before birth: `YYYY-MM-DD`.
    Day,
    /// A month that has come, not before birth: `YYYY-MM`.
    Month {
        /// Not before the month answered to this question.
        not_before: Option<&'static str>,
    },
    /// One of these codes; the words are under `form.choice.` with the question's key.
    Choice {
        /// The codes.
        of: &'static [&'static str],
    },
    /// One or more of these codes, as a list.
    Choices {
        /// The codes.
        of: &'static [&'static str],
    },
    /// One of the person's certificates, by id; see [`super::QuestionView::certificates`].
    Certificate,
    /// `true` or `false`.
    YesNo,
    /// Whole yen, not negative.
    Yen,
    /// 診断書アクセスキー: shown masked, never written to a log.
    AccessKey,
    /// Pictures and PDF that were sent up, as a list of [`super::File`].
    Files,
    /// Nothing to answer: the engine shows what it has worked out.
    Evidence {
        /// What.
        of: Evidence,
    },
    /// 同意: never ticked beforehand; `false` is an answer, too.
    Consent,
    /// 申告: has to be `true`.
    Declaration,
}

/// What the engine shows in place of a question.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// 医療費申告書: [`super::FormView::statement`].
    Statement,
    /// From when the certificate counts: [`super::FormView::start`].
    Start,
    /// The lower cap: [`super::FormView::lower_cap`].
    LowerCap,
    /// What was paid too much and is claimed back: [`super::FormView::claim`].
    Claim,
    /// The refusal that opened the right to apply again: [`super::FormView::right`].
    Right,
}

/// What of the facts answers a question.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// Name.
    Name,
    /// Name in kana.
    NameKana,
    /// Day of birth.
    BornOn,
    /// Names of the diseases of the newest certificate of the scheme.
    Diseases,
    /// Facilities that charged for the disease.
    Facilities,
    /// The only certificate there is to choose.
    Certificate,
    /// 人工呼吸器等装着者, as the certificate says.
    Ventilator,
    /// The first month that something can be claimed back for.
    ClaimFrom,
    /// The last one.
    ClaimUntil,
}

/// When a step or a question is asked.
#[derive(Copy, Clone, Debug)]
pub enum When {
    /// Always.
    Always,
    /// The answer to this question is, or holds, this code.
    Is(&'static str, &'static str),
    /// The answer to this question is yes.
    Yes(&'static str),
    /// This is so.
    Holds(Circumstance),
    /// This is not so.
    Lacks(Circumstance),
    /// One of these is so.
    Any(&'static [When]),
}

/// What is so by the facts and the day, whatever is answered.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Circumstance {
    /// Under the age at which the patient applies (保護者 applies).
    Minor,
    /// The registered charges are enough by themselves: for the months that count, or for something to claim back.
    ChargesSuffice,
    /// やむを得ない理由 would make the certificate begin earlier.
    ReasonHelps,
    /// Refused for want of severity within the last twelve months.
    RefusedLately,
    /// The certificate to be renewed has ended: it is a new application.
    HasEnded,
    /// An authority has looked at the diagnosis before: a certificate was given, or refused for want of severity.
    Diagnosed,
}

/// A paper one may have to bring, or not.
#[derive(Copy, Clone, Debug)]
pub struct Paper {
    /// Key; the words are under `form.paper.`.
    pub key: &'static str,
    /// By which rule it is needed.
    pub rule: PaperRule,
    /// The text that asks for it.
    pub cite: Option<&'static str>,
    /// How sure it is that it is handled so.
    pub status: Status,
}

/// By which rule a paper is needed.
#[derive(Copy, Clone, Debug)]
pub enum PaperRule {
    /// Always so.
    Fixed(Need, &'static str),
    /// 省略できる where this consent was given, else 必要.
    ByConsent(&'static str),
    /// Taken from the registered charges; 必要 for what was paid elsewhere.
    FromCharges,
    /// The doctor's certificate: by access key, as a picture, by post; 不要 within twelve months of a refusal.
    DoctorsCertificate,
}

/// Is a paper needed?
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// 省略できる(自動取得)
    Omitted,
    /// 必要
    Needed,
    /// 不要
    NotNeeded,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_of_a_description_says_one_thing() {
        let plain = Question::new("a", Ask::YesNo);
        let told = |one: Question| {
            let always = matches!(one.applies, When::Always);
            (one.needed, always, one.known_as, one.copied, one.cite, one.yes_unless)
        };
        for (question, expected) in [
            (plain, (true, true, None, false, None, None)),
            (plain.optional(), (false, true, None, false, None, None)),
            (plain.when(When::Yes("b")), (true, false, None, false, None, None)),
            (plain.known_as(Known::Name), (true, true, Some(Known::Name), false, None, None)),
            (plain.stays(), (true, true, None, true, None, None)),
            (Question::new("a", Ask::Phone), (true, true, None, true, None, None)),
            (Question::new("a", Ask::Phone).once(), (true, true, None, false, None, None)),
            (plain.by("text"), (true, true, None, false, Some("text"), None)),
            (
                plain.yes_unless(Circumstance::Minor),
                (true, true, None, false, None, Some(Circumstance::Minor)),
            ),
        ] {
            assert_eq!(told(question), expected, "{question:?}");
        }
        let step = Step::new("s", &[]);
        assert!(matches!(step.applies, When::Always));
        assert!(matches!(step.when(When::Yes("b")).applies, When::Yes("b")));
    }
}
