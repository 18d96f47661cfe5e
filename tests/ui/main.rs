//! What must not compile, and how that is said; and what must compile.
//!
//! `fail/<macro>/<what_is_wrong>.rs` each hold one mistake, with a marker at its line: `//~ token`
//! says that the error stands at that token of the line, `//~^ token` at that of the line above.
//! The compiler's output beside it (`.stderr`) is written by `TRYBUILD=overwrite cargo test --test
//! ui`. What it must say is in the manifest. `pass/<macro>/<what>.rs` are programs that compile and
//! run.

mod fixture;
mod manifest;
mod templates;

// Public, and linted with the rest of the workspace: clippy must have nothing against expansions.
#[path = "pass/mcp_type/under_strict_lints.rs"]
pub mod under_strict_lints;

#[path = "pass/question/under_strict_lints.rs"]
pub mod questions_under_strict_lints;

#[path = "pass/handle/under_strict_lints.rs"]
pub mod handles_under_strict_lints;

#[path = "pass/mcp_app/under_strict_lints.rs"]
pub mod views_under_strict_lints;

use std::collections::BTreeSet;
use std::process::Command;

use fixture::Fixture;
use manifest::Mistake;

/// The `.stderr` files are this compiler's: each release words and places some messages anew.
const COMPILER: &str = "1.95.";

/// What no headline speaks of: nobody has written it.
const INTERNALS: [&str; 12] = [
    "__M",
    "__S",
    "__P",
    "__Q",
    "__C",
    "__Output",
    "ToolCall<",
    "PromptGet<",
    "ResourceRead<",
    "Complete<",
    "Parameters<",
    "Known<",
];

#[test]
fn mistakes_are_reported_as_before() {
    match compiler_version() {
        version if version.starts_with(COMPILER) => {
            templates::lay_out();
            trybuild::TestCases::new().compile_fail("fail/*/*.rs");
        }
        version => {
            eprintln!("not compared: the messages are those of {COMPILER}*, and this is {version}")
        }
    }
}

#[test]
fn programs_compile_and_run() {
    templates::lay_out();
    trybuild::TestCases::new().pass("pass/*/*.rs");
    under_strict_lints::main();
    questions_under_strict_lints::main();
    handles_under_strict_lints::main();
    views_under_strict_lints::main();
}

#[test]
fn a_change_of_a_template_is_a_change_of_the_program() {
    // What cargo looks at before it builds this program anew; `views_under_strict_lints` has the
    // view.
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

#[test]
fn each_mistake_gives_one_error_at_its_token_that_says_what_to_write() {
    let wrong: Vec<String> = manifest::read()
        .iter()
        .filter_map(|mistake| check(mistake).err())
        .collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn manifest_and_fixtures_agree() {
    let listed: Vec<String> = manifest::read()
        .iter()
        .map(|mistake| mistake.fixture.to_owned())
        .collect();
    let unique: BTreeSet<String> = listed.iter().cloned().collect();
    assert_eq!(listed.len(), unique.len(), "a fixture is listed twice");
    let there: BTreeSet<String> = fixture::all().into_iter().collect();
    assert_eq!(
        unique, there,
        "the manifest lists every file in `fail`, and no other"
    );
    assert!(there.len() >= 60);
}

/// Holds one fixture's `.stderr` against what the manifest and the marker say.
fn check(mistake: &Mistake) -> Result<(), String> {
    let Mistake {
        phrase,
        fixture,
        words,
        says,
    } = *mistake;
    let Fixture {
        marked,
        errors,
        stderr,
    } = Fixture::read(fixture)?;
    let complain = |what: String| Err(format!("{fixture} ({phrase}): {what}"));
    let codes: Vec<&str> = errors.iter().map(|error| error.code.as_str()).collect();
    if codes != words.codes() {
        return complain(format!("the errors are {codes:?}, not {:?}", words.codes()));
    }
    for error in &errors {
        if error.at != marked {
            return complain(format!(
                "the error is at {}, the marker at {marked}",
                error.at
            ));
        }
        if INTERNALS
            .iter()
            .any(|internal| error.headline.contains(internal))
        {
            return complain(format!(
                "the headline speaks of internals: {}",
                error.headline
            ));
        }
    }
    if !stderr.contains(says) {
        return complain(format!("nothing says {says:?}"));
    }
    if stderr.contains(env!("CARGO_MANIFEST_DIR")) {
        return complain("it names the place where it was made".to_owned());
    }
    Ok(())
}

/// As in `rustc 1.95.0 (…)`.
fn compiler_version() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .arg("--version")
        .output()
        .expect("the compiler that built this runs");
    let text = String::from_utf8_lossy(&output.stdout);
    text.split_whitespace()
        .nth(1)
        .unwrap_or_default()
        .to_owned()
}
