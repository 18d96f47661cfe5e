//! Every store against its contract, with the real servers; and what happens when these are away.
//!
//! `tests/services.sh` installs the servers. Each test starts its own.

mod away;
mod crash;
mod engine;
mod engine_deaths;
mod engines;
mod hot;
mod keeping;
mod network;
mod opening;
mod tls;
