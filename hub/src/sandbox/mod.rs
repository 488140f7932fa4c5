//! The sandbox: sample people and officers anybody may be, and a desk at which anybody may be a facility. None of this is mounted in
//! production mode.

mod desk;
mod people;
#[cfg(test)]
mod shown;
mod sign_in;

pub use people::{may_use, seed};
pub use sign_in::choices as staff_choices;

use crate::Hub;
use axum::Router;
use axum::routing::{get, post};

pub fn routes() -> Router<Hub> {
    Router::new()
        .route("/sandbox/people", get(sign_in::people))
        .route("/sandbox/sign-in/{person}", post(sign_in::sign_in))
        .route("/sandbox/officers", get(sign_in::officers))
        .route("/sandbox/staff-sign-in/{authority}/{officer}", post(sign_in::staff_sign_in))
        .route("/sandbox/staff-sign-in", post(sign_in::staff_sign_in_by_form))
        .route("/sandbox/desk.css", get(desk::style))
        .route("/sandbox/desk", get(desk::page).post(desk::register))
}
