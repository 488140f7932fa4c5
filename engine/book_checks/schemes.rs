//! Citations and schemes.

use super::{Checks, Citation, SchemesFile, Span, WITHOUT_TEXT, ten_thousandths};
use std::collections::{BTreeMap, BTreeSet};

impl Checks {
    pub(super) fn citations(&mut self, citations: &[Citation]) {
        const FILE: &str = "citations.toml";
        let mut seen = BTreeSet::new();
        for cite in citations {
            let row = format!("citation {:?}", cite.id);
            if !seen.insert(&cite.id) {
                self.fault(FILE, &row, "the id stands twice");
            }
            if cite.id.is_empty()
                || !cite
                    .id
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            {
                self.fault(FILE, &row, "an id has small letters, digits and hyphens only");
            }
            let (law, article, source) = (cite.law.is_some(), cite.article.is_some(), cite.source.is_some());
            if law != article || law == source {
                self.fault(FILE, &row, "a citation has a law and an article, or a source");
            }
            if cite.law_id.is_some() && !law {
                self.fault(FILE, &row, "a law id without a law");
            }
            if cite.url.as_ref().is_some_and(|url| !url.starts_with("https://")) {
                self.fault(FILE, &row, "the url does not begin with https://");
            }
            for source in &cite.sources {
                if !source
                    .strip_prefix('S')
                    .is_some_and(|number| number.starts_with(|first: char| first.is_ascii_digit()))
                {
                    self.fault(FILE, &row, format_args!("{source:?} is no number of the source list"));
                }
            }
            if cite.sources.is_empty() && !WITHOUT_TEXT.contains(&cite.id.as_str()) {
                self.fault(FILE, &row, "no source number");
            }
        }
    }

    pub(super) fn schemes(&mut self, file: &SchemesFile) {
        const FILE: &str = "schemes.toml";
        let order = &file.payer_order;
        self.cited(FILE, "payer_order", order.cite.as_deref(), order.status.as_deref());
        let mut ranks = BTreeSet::new();
        for houbetsu in &order.houbetsu {
            if houbetsu.len() != 2 || !houbetsu.bytes().all(|byte| byte.is_ascii_digit()) {
                self.fault(FILE, "payer_order", format_args!("{houbetsu:?} is no 法別番号"));
            }
            if !ranks.insert(houbetsu) {
                self.fault(FILE, "payer_order", format_args!("payer {houbetsu:?} has a rank twice"));
            }
        }
        let mut keys = BTreeSet::new();
        let mut answering = BTreeMap::new();
        for scheme in &file.scheme {
            let row = format!("scheme {:?}", scheme.key);
            if !keys.insert(&scheme.key) {
                self.fault(FILE, &row, "the key stands twice");
            }
            if let Some(houbetsu) = &scheme.houbetsu {
                if !ranks.contains(houbetsu) {
                    self.fault(FILE, &row, format_args!("payer {houbetsu:?} has no rank in payer_order"));
                }
                let answers = answering.entry(houbetsu.clone()).or_insert(0_u32);
                *answers += u32::from(scheme.answers || scheme.key == *houbetsu);
            }
            let facilities = &scheme.facilities;
            self.cited(FILE, &row, facilities.cite.as_deref(), facilities.status.as_deref());
            if !["designated", "named", "any", "unknown"].contains(&facilities.rule.as_str()) {
                self.fault(FILE, &row, format_args!("facilities rule {:?} is unknown", facilities.rule));
            }
            if scheme.share.is_empty() {
                self.fault(FILE, &row, "no share rule");
            }
            for share in &scheme.share {
                let row = format!("{row}, share from {}", share.from);
                self.cited(FILE, &row, share.cite.as_deref(), share.status.as_deref());
                match share.rule.as_str() {
                    "at_most" => match share.rate.as_deref().map(ten_thousandths) {
                        Some(Some(_)) => {}
                        Some(None) => self.fault(FILE, &row, "the rate is no decimal between 0 and 1"),
                        None => self.fault(FILE, &row, "at_most needs a rate"),
                    },
                    "of_insurance" | "nothing" | "nothing_unless_cap_printed" | "not_at_window" => {
                        if share.rate.is_some() {
                            self.fault(FILE, &row, format_args!("{} has no rate", share.rule));
                        }
                    }
                    other => self.fault(FILE, &row, format_args!("share rule {other:?} is unknown")),
                }
            }
            self.dated(
                FILE,
                &scheme
                    .share
                    .iter()
                    .map(|share| Span {
                        row: format!("{row}, share from {}", share.from),
                        from: share.from,
                        before: share.before,
                    })
                    .collect::<Vec<_>>(),
            );
            for meals in &scheme.meals {
                let row = format!("{row}, meals from {}", meals.from);
                self.cited(FILE, &row, meals.cite.as_deref(), meals.status.as_deref());
                if !["full", "half", "none"].contains(&meals.share.as_str()) {
                    self.fault(FILE, &row, format_args!("meal share {:?} is unknown", meals.share));
                }
            }
            self.dated(
                FILE,
                &scheme
                    .meals
                    .iter()
                    .map(|meals| Span {
                        row: format!("{row}, meals from {}", meals.from),
                        from: meals.from,
                        before: meals.before,
                    })
                    .collect::<Vec<_>>(),
            );
        }
        for (houbetsu, answers) in answering {
            if answers != 1 {
                self.fault(
                    FILE,
                    &format!("法別番号 {houbetsu}"),
                    format_args!("{answers} schemes answer to the bare number; it must be one"),
                );
            }
        }
    }
}
