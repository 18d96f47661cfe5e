//! Programs that must compile, without a warning where they say so, and do what `main` asserts.
//!
//! `pass/<macro>/<what>.rs` each hold one program, which is a module here; one of them alone:
//! `cargo test -p mcp-ui-tests --test programs form::also_serde`. A program that can't be a module
//! (it says `crate::`) is a target of its own in `Cargo.toml`.

// Programs look like those of users, who have other lints. Those under strict lints say which.
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
        "pass/form" form: also_serde everything_said no_implicit_prelude under_strict_lints;
        "pass/handle" handle: kinds no_implicit_prelude places
        under_strict_lints;
        "pass/mcp_app" mcp_app: everything_said no_implicit_prelude only_mentions
        tools_for_views under_strict_lints;
        "pass/mcp_completion" mcp_completion: return_types;
        "pass/mcp_prompt" mcp_prompt: argument_types everything_said
        no_implicit_prelude renamed_dependency return_types;
        "pass/mcp_resource" mcp_resource: everything_said return_types
        variable_types;
        "pass/mcp_server" mcp_server: cfg_on_entries cfg_on_prompts_and_resources no_tools
        private_tools;
        "pass/mcp_tool" mcp_tool: alias_of_state all_arguments_as_a_struct anyhow_errors
        argument_rules argument_types called_like_a_crate_that_it_uses called_like_a_module
        deprecated description_from_a_file everything_said impl_future injected_or_argument made_by_macro_rules
        many_parameters newtype_arguments own_injected_type part_of_the_state
        private_types_of_the_binary
        question_mark_on_other_errors raw_identifiers renamed_arguments return_types still_a_plain_function
        sync_async_and_blocking types_with_short_names unused_argument;
        "pass/mcp_tools" mcp_tools: every_kind group_with_state groups_across_modules;
        "pass/mcp_type" mcp_type: rules_on_fields no_implicit_prelude renamed_dependency under_strict_lints;
        "pass/question" question: computed everything_said under_strict_lints;
}

#[test]
fn every_program_is_run() {
    let mut there = program::in_folders(|folder| folder != "large");
    // A target of its own.
    assert!(there.remove("mcp_tool::one_tool_per_file"));
    assert_eq!(program::listed(PROGRAMS), there);
}

#[test]
fn a_change_of_a_template_is_a_change_of_the_program() {
    // The list that cargo reads before it rebuilds this program; several programs have the view.
    let watched = std::env::current_exe()
        .expect("a program")
        .with_extension("d");
    let watched = std::fs::read_to_string(watched)
        .expect("beside a program, cargo keeps a list of what it is made of");
    assert!(
        watched.lines().any(|file| file
            .replace('\\', "/")
            .ends_with("templates/forecast.html:")),
        "{watched}"
    );
}
