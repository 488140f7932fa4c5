//! Days pass without anybody doing anything, and with them deadlines come near. Once a day, and at its start, the hub looks at everybody anew.

use crate::clock;
use crate::draft::Sweep;
use crate::notices;
use crate::problem::Problem;
use crate::store::{Command, Patient, Store, Tx};
use futures_util::future::join_all;
use std::time::Duration;

/// How often the hub looks whether a new day has begun.
const LOOK: Duration = Duration::from_mins(1);
/// People looked at together.
const AT_A_TIME: i64 = 64;

/// Looks at everybody each day, for as long as the hub runs. What a restart interrupts is done again from the beginning: looking twice tells
/// nothing twice.
pub async fn keep_looking(store: Store) {
    let mut looked_on = None;
    loop {
        let today = clock::today();
        if looked_on != Some(today) && look_at_everybody(&store).await.is_ok() {
            looked_on = Some(today);
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Looks at everybody now.
pub async fn look_at_everybody(store: &Store) -> Result<(), Problem> {
    store.carry_out(Sweep).await?;
    let mut reached = String::new();
    loop {
        let people = store.people_after(&reached, AT_A_TIME).await?;
        let Some(last) = people.last() else { return Ok(()) };
        reached.clone_from(&last.id);
        for looked in
            join_all(people.into_iter().map(|Patient { id, .. }| store.carry_out(Look { person: id }))).await
        {
            looked?;
        }
    }
}

#[derive(Clone)]
struct Look {
    person: String,
}

impl Command for Look {
    type Answer = ();
    const FACTS_ALONE: bool = true;

    fn person(&self) -> &str {
        &self.person
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let Some(patient) = tx.patient(&self.person).await? else { return Ok(()) };
        let rows = tx.facts_of(&patient).await?;
        notices::reconsider(tx, &patient, &rows).await
    }
}
