//! What was acknowledged is there, once, whatever happens to the hub the moment after.

use crate::on_both_databases;
use crate::process::{As, Hub};
use serde_json::{Value, json};

const PHARMACY: &str = "1340000002";

fn charge(day: &str, total10: i64) -> Value {
    json!({ "patient": "sample-hanako", "facility": { "code": PHARMACY, "kind": "pharmacy" },
            "certificates": ["nanbyo"], "service_day": day, "total10": total10 })
}

fn register(hub: &Hub, id: &str, charge: &Value) -> crate::process::Answer {
    let key = As::Key(format!("sandbox-{PHARMACY}"));
    hub.put(&format!("/api/v1/facilities/{PHARMACY}/charges/{id}"), &key, charge)
}

fn times(hub: &Hub, id: &str) -> usize {
    let id = format!("{PHARMACY}/{id}");
    hub.charges("sample-hanako").iter().filter(|charge| charge["id"] == id.as_str()).count()
}

/// The statements of docs/scale.md, applied as they stand there.
#[test]
fn a_database_divided_by_authority_serves_the_same() {
    let Some(mut hub) = Hub::on_postgres() else { return };
    let day = hub.today();
    let first = register(&hub, "before", &charge(&day, 1_000)).is(201);
    hub.kill();
    let scale = include_str!("../../../docs/scale.md");
    let (_, rest) = scale.split_once("```sql\n").expect("a block of SQL");
    hub.run_sql(rest.split("```").next().unwrap_or_default());
    hub.start_again();
    assert_eq!(register(&hub, "before", &charge(&day, 1_000)).is(200)["sequence"], first["sequence"]);
    register(&hub, "after", &charge(&day, 2_000)).is(201);
    assert_eq!((times(&hub, "before"), times(&hub, "after")), (1, 1));
}

on_both_databases! {
    fn an_acknowledged_charge_survives_kill_9(hub: Hub) {
        let mut hub = hub;
        let day = hub.today();
        for round in 0..3 {
            let (id, charge) = (format!("kill-{round}"), charge(&day, 1_000 + round));
            let first = register(&hub, &id, &charge).is(201);
            hub.kill();
            hub.start_again();
            assert_eq!(times(&hub, &id), 1);
            // The facility never saw the answer and sends again: still once, and the same answer.
            let again = register(&hub, &id, &charge).is(200);
            assert_eq!(again["sequence"], first["sequence"]);
            assert_eq!(again["repeated"], true);
            assert_eq!(times(&hub, &id), 1);
        }
    }

    fn the_same_id_with_another_document_is_refused_and_the_first_stands(hub: Hub) {
        let day = hub.today();
        register(&hub, "same", &charge(&day, 1_000)).is(201);
        register(&hub, "same", &charge(&day, 1_001)).is_problem(422, "key_reused");
        let mut of_another = charge(&day, 1_000);
        of_another["patient"] = "sample-taro".into();
        register(&hub, "same", &of_another).is_problem(422, "key_reused");
        assert_eq!(times(&hub, "same"), 1);
    }

    /// What comes at the same time goes to the disk together. PostgreSQL keeps no document with a zero character where it looks into the document,
    /// and refuses all of it.
    fn what_the_database_cannot_keep_harms_nobody_beside_it(hub: Hub) {
        let (hub, day) = (&hub, &hub.today());
        let named = json!({ "officer": "o", "history_key": "1", "fact": { "name": "見\0本" } });
        let kept = if hub.is_on_postgres() { 503 } else { 201 };
        std::thread::scope(|scope| {
            for client in 0..8 {
                let named = &named;
                scope.spawn(move || {
                    for round in 0..10 {
                        if client == 0 {
                            let path = format!("/api/v1/municipalities/130001/people/beside-{round}");
                            hub.put(&path, &As::Key("sandbox-130001".to_owned()), named).is(kept);
                        } else {
                            register(hub, &format!("beside-{client}-{round}"), &charge(day, 1_000)).is(201);
                        }
                    }
                });
            }
        });
        let mut nobody = charge(day, 1_000);
        nobody["patient"] = "sample\0hanako".into();
        register(hub, "nobody", &nobody).is_problem(404, "not_found");
    }

    fn the_sequence_is_one_order_over_everybody(hub: Hub) {
        let day = hub.today();
        let mut last = 0;
        for (round, patient) in ["sample-hanako", "sample-taro", "sample-yuki", "sample-hanako"].iter().enumerate() {
            let mut charge = charge(&day, 1_000);
            charge["patient"] = (*patient).into();
            let sequence = register(&hub, &format!("order-{round}"), &charge).is(201)["sequence"].as_i64();
            assert!(sequence > Some(last), "{sequence:?} after {last}");
            last = sequence.unwrap_or_default();
        }
    }
}
