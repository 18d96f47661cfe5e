//! Programs that must not compile, and the errors that say so.
//!
//! `fail/<macro>/<what_is_wrong>.rs` each hold one mistake, with a marker at its line: `//~ token`
//! says that the error stands at that token of the line, `//~^ token` at that of the line above.
//! The text of the error is in `manifest.md`. Fixtures that fail in the same phase of the
//! compiler are modules of one crate, so that 660 of them take seconds (see `batch.rs`).
//!
//! - All: `cargo test -p mcp-ui-tests --test ui`
//! - Those whose name contains a text, each as a crate of its own, and what the compiler prints:
//!   `FIXTURE=mcp_tool/unknown_key cargo test -p mcp-ui-tests --test ui -- --nocapture`
//! - Programs that must compile: `programs.rs` and `large.rs`.
//! - The compiler's output letter by letter, as in the `.stderr` files: `full.rs`.

mod batch;
mod compile;
mod diagnostic;
mod fixture;
mod manifest;
mod self_test;
mod templates;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::thread;

use batch::{Batch, Verdict};
use compile::Compiler;
use manifest::Mistake;

/// Failures beyond these are only named, without what the compiler printed.
const SHOWN: usize = 10;

#[test]
fn each_mistake_gives_one_error_at_its_token_that_says_what_to_write() {
    let wanted = std::env::var("FIXTURE").ok();
    let mistakes: Vec<Mistake> = manifest::read()
        .into_iter()
        .filter(|mistake| {
            wanted
                .as_ref()
                .is_none_or(|text| mistake.fixture.contains(text.as_str()))
        })
        .collect();
    assert!(!mistakes.is_empty(), "no fixture is called like {wanted:?}");
    let batches = if wanted.is_some() {
        mistakes.into_iter().map(Batch::alone).collect()
    } else {
        batch::plan(mistakes)
    };

    let verdicts = judge_all(batches);

    if wanted.is_some() {
        for printed in verdicts.values().flatten() {
            eprintln!("{printed}");
        }
    } else {
        let judged: BTreeSet<String> = verdicts.keys().cloned().collect();
        assert_eq!(judged, fixture::all(), "each file in `fail` is judged");
    }
    let wrong: Vec<&String> = verdicts.values().filter_map(|v| v.as_ref().err()).collect();
    assert!(
        wrong.is_empty(),
        "{} of {} fixtures:\n\n{}\n",
        wrong.len(),
        verdicts.len(),
        complaints(&wrong)
    );
}

#[test]
fn manifest_and_fixtures_agree() {
    let listed: Vec<String> = manifest::read()
        .iter()
        .map(|mistake| mistake.fixture.to_owned())
        .collect();
    let unique: BTreeSet<String> = listed.iter().cloned().collect();
    assert_eq!(listed.len(), unique.len(), "a fixture is listed twice");
    assert_eq!(
        unique,
        fixture::all(),
        "the manifest lists every file in `fail`, and no other"
    );
    assert!(unique.len() >= 660);
}

#[test]
fn batches_hold_each_mistake_once() {
    let planned: Vec<String> = batch::plan(manifest::read())
        .iter()
        .flat_map(|batch| batch.mistakes.iter())
        .map(|mistake| mistake.fixture.to_owned())
        .collect();
    let unique: BTreeSet<String> = planned.iter().cloned().collect();
    assert_eq!(planned.len(), unique.len(), "a fixture is in two batches");
    assert_eq!(unique, fixture::all());
}

/// One verdict for each fixture, by as many compilers at a time as there are processors.
fn judge_all(batches: Vec<Batch>) -> BTreeMap<String, Verdict> {
    let compiler = Compiler::get();
    let batches = Mutex::new(batches.into_iter());
    let verdicts = Mutex::new(BTreeMap::new());
    let next = || batches.lock().expect("no thread panicked").next();
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, Into::into) {
            scope.spawn(|| {
                while let Some(batch) = next() {
                    for (name, verdict) in batch.judge(compiler) {
                        let before = verdicts
                            .lock()
                            .expect("no thread panicked")
                            .insert(name.clone(), verdict);
                        assert!(before.is_none(), "{name} is judged twice");
                    }
                }
            });
        }
    });
    verdicts.into_inner().expect("no thread panicked")
}

fn complaints(wrong: &[&String]) -> String {
    let shown = wrong
        .iter()
        .take(SHOWN)
        .map(|complaint| (*complaint).clone());
    let named = wrong
        .iter()
        .skip(SHOWN)
        .filter_map(|complaint| complaint.lines().next())
        .map(str::to_owned);
    shown.chain(named).collect::<Vec<_>>().join("\n")
}
