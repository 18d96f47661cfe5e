//! A program that must not compile, and what the compiler said of it.

use std::fmt;
use std::fs;
use std::path::Path;

pub(crate) struct Fixture {
    /// Where the marker says that the error is.
    pub(crate) marked: Place,
    pub(crate) errors: Vec<CompileError>,
    pub(crate) stderr: String,
}

pub(crate) struct CompileError {
    /// Such as `E0277`; empty for an error of a macro's own.
    pub(crate) code: String,
    pub(crate) headline: String,
    /// Of its primary span.
    pub(crate) at: Place,
}

/// Line and column, from 1.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    line: usize,
    column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// The fixtures that are there, as `macro/what_is_wrong`.
pub(crate) fn all() -> Vec<String> {
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

impl Fixture {
    pub(crate) fn read(name: &str) -> Result<Self, String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fail")
            .join(name);
        let read = |extension: &str| {
            fs::read_to_string(path.with_extension(extension))
                .map_err(|e| format!("{name}.{extension}: {e}"))
        };
        let (source, stderr) = (read("rs")?, read("stderr")?);
        Ok(Self {
            marked: marked(&source).ok_or_else(|| {
                format!("{name}: needs one marker, `//~ token`, that names a token of its line")
            })?,
            errors: errors(&stderr)
                .ok_or_else(|| format!("{name}: an error in the .stderr has no place"))?,
            stderr,
        })
    }
}

fn marked(source: &str) -> Option<Place> {
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

/// The errors in the compiler's output; warnings, notes and help stand between them.
fn errors(stderr: &str) -> Option<Vec<CompileError>> {
    let mut lines = stderr.lines();
    let mut errors = Vec::new();
    while let Some(line) = lines.next() {
        let Some(rest) = line.strip_prefix("error") else {
            continue;
        };
        let (code, headline) = rest.split_once(": ")?;
        let place = lines.find_map(|line| line.trim_start().strip_prefix("--> "))?;
        let mut numbers = place.rsplit(':').map_while(|number| number.parse().ok());
        let (column, line) = (numbers.next()?, numbers.next()?);
        errors.push(CompileError {
            code: code.trim_matches(['[', ']']).to_owned(),
            headline: headline.to_owned(),
            at: Place { line, column },
        });
    }
    Some(errors)
}
