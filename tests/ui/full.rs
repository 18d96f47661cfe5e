//! The compiler's output letter by letter, with each fixture and each program as a package of its
//! own: what `ui` and the programs' tests can't see, and ten times slower.
//!
//! - All: `cargo test -p mcp-ui-tests --features full --test full`
//! - One: `… --test full -- outputs trybuild=unknown_key`
//! - Write the `.stderr` files: `TRYBUILD=overwrite` before either.

mod diagnostic;
mod fixture;
mod manifest;
mod templates;
mod verdict;

use std::path::Path;
use std::sync::Once;

use diagnostic::Diagnostic;

#[test]
fn outputs_are_as_before() {
    lay_out_templates();
    trybuild::TestCases::new().compile_fail("fail/*/*.rs");
}

#[test]
fn programs_compile_and_run() {
    lay_out_templates();
    trybuild::TestCases::new().pass("pass/*/*.rs");
}

#[test]
fn recorded_outputs_are_what_the_manifest_says() {
    let mistakes = manifest::read();
    assert_eq!(mistakes.len(), fixture::all().len());
    let wrong: Vec<String> = mistakes
        .iter()
        .filter_map(|mistake| {
            let complain = |what| format!("{} ({}): {what}", mistake.fixture, mistake.phrase);
            recorded(mistake).err().map(complain)
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// Where trybuild builds fixtures.
fn lay_out_templates() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .parent()
            .expect("a target directory");
        templates::lay_out(&target.join("tests/trybuild").join(env!("CARGO_PKG_NAME")));
    });
}

fn recorded(mistake: &manifest::Mistake) -> Result<(), String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(mistake.file())
        .with_extension("stderr");
    let stderr = std::fs::read_to_string(file).map_err(|e| e.to_string())?;
    // Everything but the headlines is indented, or a part of what stands above it.
    let mut errors: Vec<Diagnostic> = Vec::new();
    for line in stderr.lines() {
        let headline = line.strip_prefix("error");
        if let Some((code, headline)) = headline.and_then(|rest| rest.split_once(": ")) {
            errors.push(Diagnostic {
                code: code.trim_matches(['[', ']']).to_owned(),
                headline: headline.to_owned(),
                rendered: String::new(),
            });
        }
        if let Some(error) = errors.last_mut() {
            error.rendered += &line.replace("$DIR/", "");
            error.rendered += "\n";
        }
    }
    verdict::judge(mistake, fixture::marked(&mistake.file())?, &errors)
}
