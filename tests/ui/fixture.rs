//! Programs that must not compile, and their markers.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::Path;

/// Line and column, from 1.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// The fixtures that are there, as `macro/what_is_wrong`.
pub(crate) fn all() -> BTreeSet<String> {
    let entries = |path: &Path| {
        fs::read_dir(path)
            .expect("a directory of fixtures")
            .map(|entry| entry.expect("an entry").path())
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fail");
    let files = entries(&root)
        .flat_map(|folder| entries(&folder))
        .filter(|path| path.extension().is_some_and(|e| e == "rs"));
    let name = |path: &Path| {
        Some(
            path.strip_prefix(&root)
                .ok()?
                .with_extension("")
                .to_str()?
                .replace('\\', "/"),
        )
    };
    files.filter_map(|path| name(&path)).collect()
}

/// Where the marker in a file of this package says that the error is.
pub(crate) fn marked(file: &str) -> Result<Place, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let source = fs::read_to_string(path).map_err(|e| e.to_string())?;
    place_of_marker(&source).ok_or_else(|| {
        "it needs one marker, `//~ token`, that names a token of its line".to_owned()
    })
}

fn place_of_marker(source: &str) -> Option<Place> {
    let lines: Vec<&str> = source.lines().collect();
    let mut markers = lines
        .iter()
        .enumerate()
        .filter_map(|(i, line)| Some((i, line.split_once("//~")?.1)));
    let (index, marker) = markers.next().filter(|_| markers.next().is_none())?;
    let (index, token) = match marker.strip_prefix('^') {
        Some(token) => (index.checked_sub(1)?, token),
        None => (index, marker),
    };
    let line = lines[index].split("//~").next()?;
    let before = &line[..line.find(token.trim())?];
    Some(Place {
        line: index + 1,
        column: before.chars().count() + 1,
    })
}
