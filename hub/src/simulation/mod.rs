//! The simulator's door into the hub (`hub/tests/simulate/`): a hub in one thread, on a clock that is set from outside, writing when it is
//! told, dying where it is told, with a fault planted or none. Compiled only with the feature `simulate`, which no release can have.

mod life;
mod planted;
mod stage;

pub use life::{Answer, Life, Turn, copy};
pub use planted::{Fault, is_planted, plant};
pub use stage::{Death, Place, now, set_time};

pub(crate) use planted::{as_first_read, gathered, recalled, remember};
pub(crate) use stage::{may_die, queued, turn_to_write};
