//! What is known about the signed-in person, and what the engine makes of it.

use crate::net::Trouble;
use crate::told::{SamplePerson, Told};
use engine::Day;
use engine::view::{Certificates, Money, News, View, Whole};
use std::sync::Arc;
#[cfg(any(test, feature = "gallery"))]
use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

/// The state behind every page.
#[derive(Clone, Debug)]
pub enum State {
    /// Asking.
    Loading,
    /// Nobody is signed in. In the sandbox: who one may be.
    SignedOut(Vec<SamplePerson>),
    /// The facts, and the trouble with the last attempt to renew them, if any: old facts are never shown as new ones.
    Known(Arc<Known>, Option<Trouble>),
    /// Signed out here, while the hub could not be told.
    Left,
    /// An officer's preview has ended, or there is none.
    PreviewOver,
    /// Nothing to show.
    Failed(Trouble),
}

/// A person's facts and everything worked out from them. All amounts of all pages are in here.
#[derive(Clone, Debug)]
pub struct Known {
    /// The facts and the moment they were true.
    pub told: Told,
    /// The day everything is for: that of the hub's answer. The phone's own clock is not asked.
    pub day: Day,
    /// 今日 and 支払い.
    pub view: View,
    /// 受給者証.
    pub certificates: Certificates,
    /// Who owes whom, and where each yen went.
    pub money: Money,
    /// お知らせ and 手続き.
    pub news: News,
}

impl Known {
    /// Works it out, with rests on the way; `None` when the answer bears no day.
    pub async fn of(mut told: Told, rest: impl AsyncFn()) -> Option<Known> {
        let day = told.day()?;
        // From here on the person's own receipts are among the charges, as what they are (見込み).
        told.facts.charges.append(&mut told.own_receipts);
        rest().await;
        let Whole { pages, news } = engine::view::whole_with_rests(&told.facts, day, &rest).await;
        rest().await;
        let (view, certificates, money) = (pages.view, pages.certificates, pages.money);
        Some(Known { told, day, view, certificates, money, news })
    }
}

#[cfg(any(test, feature = "gallery"))]
impl Known {
    /// The same where nothing else waits.
    pub fn at_once(told: Told) -> Option<Known> {
        let mut context = Context::from_waker(Waker::noop());
        match pin!(Known::of(told, async || ())).poll(&mut context) {
            Poll::Ready(known) => known,
            Poll::Pending => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::sample::people;
    use engine::view;

    #[test]
    fn with_rests_it_is_the_same() {
        for known in people() {
            let whole = view::whole(&known.told.facts, known.day);
            assert_eq!((&known.view, &known.certificates), (&whole.pages.view, &whole.pages.certificates));
            assert_eq!((&known.money, &known.news), (&whole.pages.money, &whole.news));
        }
    }
}
