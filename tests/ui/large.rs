//! Programs that are large on purpose: what is built as constants is built within the compiler's
//! patience. They take longer to compile than all others together, so that they are apart.

// As in `programs.rs`.
#![allow(
    missing_docs,
    rust_2018_idioms,
    unreachable_pub,
    unused_lifetimes,
    clippy::all,
    clippy::pedantic,
    clippy::dbg_macro,
    clippy::print_stdout,
    clippy::unwrap_used
)]

#[macro_use]
mod program;

programs! {
    "pass/large" large: a_hundred_prompts a_hundred_resources many_views
        three_hundred_takers_of_handles three_hundred_tools;
}

#[test]
fn every_program_is_run() {
    let there = program::in_folders(|folder| folder == "large");
    assert_eq!(program::listed(PROGRAMS), there);
}
