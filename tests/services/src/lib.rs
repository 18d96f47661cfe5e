//! Real servers that tests start and end. `tests/services.sh` installs them.

mod database;

pub use database::Database;
