//! Checks of the errors that the compiler printed.

use crate::diagnostic::Diagnostic;
use crate::fixture::Place;
use crate::manifest::Mistake;

/// Internal names, which no headline may show: no user has written them.
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

/// Holds a fixture's errors against what the manifest and the marker say.
pub(crate) fn judge(mistake: &Mistake, marked: Place, errors: &[Diagnostic]) -> Result<(), String> {
    let codes: Vec<&str> = errors.iter().map(|error| error.code.as_str()).collect();
    let expected = mistake.words.codes();
    if codes != expected {
        return Err(format!("the errors are {codes:?}, not {expected:?}"));
    }
    for error in errors {
        match error.at() {
            Some((_, at)) if at == marked => {}
            Some((_, at)) => return Err(format!("the error is at {at}, the marker at {marked}")),
            None => return Err("the error has no place".to_owned()),
        }
        let headline = &error.headline;
        if INTERNALS.iter().any(|name| headline.contains(name)) {
            return Err(format!("the headline speaks of internals: {headline}"));
        }
    }
    // A fixture that is a module of a crate has its name before those of its items.
    let module = format!("{}::", mistake.module());
    let printed: String = errors
        .iter()
        .map(|error| error.rendered.replace(&module, ""))
        .collect();
    let says = mistake.says.replace("$DIR/", "");
    if !printed.contains(&says) {
        return Err(format!("nothing says {says:?}"));
    }
    let places = [env!("CARGO_MANIFEST_DIR"), env!("CARGO_TARGET_TMPDIR")];
    let names_a_place = |line: &str| places.iter().any(|place| line.contains(place));
    // The compiler itself says where it writes the names of types that are too long to print.
    if printed
        .lines()
        .any(|line| names_a_place(line) && !line.contains(".long-type-"))
    {
        return Err("it names the place where it was made".to_owned());
    }
    Ok(())
}
