//! The tests of the fixtures fail when they should: `wrong/` holds fixtures that are none.

use crate::batch::{Batch, Verdict};
use crate::compile::Compiler;
use crate::manifest::{Mistake, Words};

/// Each file in `wrong`, and what must be said against it; nothing against the first.
const WRONG: [(&str, &str); 12] = [
    ("right", ""),
    ("mended", r#"the errors are [], not [""]"#),
    ("two_errors", r#"the errors are ["", ""], not [""]"#),
    (
        "error_of_a_second_kind",
        r#"the errors are ["", "E0308"], not [""]"#,
    ),
    ("other_line", "the error is at 1:1, the marker at 2:1"),
    ("other_token", "the error is at 1:1, the marker at 1:15"),
    ("other_text", r#"nothing says "write another""#),
    ("other_code", r#"the errors are ["E0308"], not [""]"#),
    ("internals", "the headline speaks of internals"),
    (
        "place_of_the_machine",
        "it names the place where it was made",
    ),
    ("no_marker", "it needs one marker"),
    ("two_markers", "it needs one marker"),
];

fn mistakes() -> Vec<Mistake> {
    let mistake = |(fixture, _)| Mistake {
        phrase: "a fixture that is none",
        folder: "wrong",
        fixture,
        words: Words::Macro,
        says: "write another",
    };
    WRONG.into_iter().map(mistake).collect()
}

fn assert_complaints(verdicts: Vec<Verdict>) {
    assert_eq!(verdicts.len(), WRONG.len());
    for (verdict, (name, complaint)) in verdicts.into_iter().zip(WRONG) {
        match verdict {
            Ok(_) => assert_eq!(complaint, "", "nothing is said against {name}"),
            Err(said) => assert!(
                !complaint.is_empty() && said.contains(complaint),
                "this is said against {name}, and not {complaint:?}: {said}"
            ),
        }
    }
}

#[test]
fn wrong_fixtures_are_told_in_a_batch() {
    assert_complaints(Batch::together(mistakes()).first_verdicts(Compiler::get()));
}

#[test]
fn wrong_fixtures_are_told_alone() {
    let compiler = Compiler::get();
    let batches = mistakes().into_iter().map(Batch::alone);
    assert_complaints(batches.flat_map(|b| b.first_verdicts(compiler)).collect());
}

#[test]
fn an_error_that_hides_all_others_is_the_only_one_blamed() {
    let mut mistakes = mistakes();
    mistakes.truncate(1);
    mistakes.push(Mistake {
        phrase: "a file that isn't there",
        folder: "wrong",
        fixture: "missing",
        words: Words::Macro,
        says: "",
    });
    let verdicts = Batch::together(mistakes).judge(Compiler::get());
    let wrong: Vec<&str> = verdicts
        .iter()
        .filter_map(|(name, verdict)| verdict.as_ref().err().map(|_| name.as_str()))
        .collect();
    assert_eq!(wrong, ["missing"]);
}
