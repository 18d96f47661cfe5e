//! Real servers that tests start and end. `tests/services.sh` installs them.

mod certificate;
mod database;
mod proxy;

pub use database::Database;
pub use proxy::{Proxy, accepts};
