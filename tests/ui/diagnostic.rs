//! One error as the compiler prints it.

use crate::fixture::Place;

pub(crate) struct Diagnostic {
    /// Such as `E0277`; empty for a lint, and for an error of a macro's own.
    pub(crate) code: String,
    pub(crate) headline: String,
    /// All that is shown, with notes and help.
    pub(crate) rendered: String,
}

impl Diagnostic {
    /// The file and the place that the error is shown at.
    pub(crate) fn at(&self) -> Option<(String, Place)> {
        let place = self
            .rendered
            .lines()
            .find_map(|line| line.trim_start().strip_prefix("--> "))?;
        let (rest, column) = place.rsplit_once(':')?;
        let (file, line) = rest.rsplit_once(':')?;
        let place = Place {
            line: line.parse().ok()?,
            column: column.parse().ok()?,
        };
        Some((file.replace('\\', "/"), place))
    }
}
