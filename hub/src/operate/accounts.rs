//! Accounts of a municipality's staff, opened and ended by the operator.

use crate::problem::Problem;
use crate::store::{Account, AddOfficer, EndOfficer, Store};

pub async fn add(store: &Store, account: Account) -> Result<(), String> {
    let (authority, id) = (account.authority.clone(), account.id.clone());
    store.carry_out(AddOfficer(account)).await.map_err(|problem: Problem| problem.sentence())?;
    println!("the account {id} of {authority} is open; it is signed in to with the issuer and subject given");
    Ok(())
}

/// Sessions of the account end with it.
pub async fn end(store: &Store, authority: String, id: String) -> Result<(), String> {
    let name = format!("{id} of {authority}");
    let ended = store.carry_out(EndOfficer { authority, id }).await.map_err(|problem| problem.sentence())?;
    if !ended.answer {
        return Err(format!("there is no open account {name}. Nothing was changed"));
    }
    println!(
        "the account {name} has ended, and so have its sessions; what was done under it stays on record"
    );
    Ok(())
}
