//! `manifest.md`: every mistake, its fixture, and what its error says.

pub(crate) struct Mistake {
    pub(crate) phrase: &'static str,
    /// Of this package: `fail`.
    pub(crate) folder: &'static str,
    /// `macro/what_is_wrong`
    pub(crate) fixture: &'static str,
    pub(crate) words: Words,
    /// A part of what the compiler prints: what to write instead, where the words are this
    /// project's.
    pub(crate) says: &'static str,
}

impl Mistake {
    /// The fixture's file in this package.
    pub(crate) fn file(&self) -> String {
        format!("{}/{}.rs", self.folder, self.fixture)
    }

    /// Returns the fixture's name where it is a module of a crate.
    pub(crate) fn module(&self) -> String {
        self.fixture.replace('/', "_")
    }
}

/// Whose words the error is in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Words {
    /// A macro's.
    Macro,
    /// The runtime's, on a trait that a type doesn't implement.
    Bound,
    /// The runtime's, from the evaluation of a constant.
    Constant,
    /// The compiler's own, with the code of its error; empty for a lint and the like.
    Rustc(&'static str),
    /// The compiler's own, which tells one clash of names in two errors at one token.
    RustcTwice(&'static str, &'static str),
}

impl Words {
    /// The codes of the errors that must come.
    pub(crate) fn codes(self) -> Vec<&'static str> {
        match self {
            Self::Macro => vec![""],
            Self::Bound => vec!["E0277"],
            Self::Constant => vec!["E0080"],
            Self::Rustc(code) => vec![code],
            Self::RustcTwice(first, second) => vec![first, second],
        }
    }

    fn parse(cell: &'static str) -> Self {
        match cell.split_once(' ').unwrap_or((cell, "")) {
            ("macro", _) => Self::Macro,
            ("bound", _) => Self::Bound,
            ("constant", _) => Self::Constant,
            ("rustc", codes) => codes
                .split_once('+')
                .map_or(Self::Rustc(codes), |(first, second)| {
                    Self::RustcTwice(first, second)
                }),
            _ => panic!(
                "`{cell}` in the manifest is none of `macro`, `bound`, `constant` and `rustc`"
            ),
        }
    }
}

/// The rows of the tables, without their heads.
pub(crate) fn read() -> Vec<Mistake> {
    let rows = include_str!("manifest.md")
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let mistakes = rows.filter(|row| !row.starts_with("mistake |")).map(|row| {
        let cells: Vec<&str> = row.split(" | ").collect();
        let [phrase, fixture, words, says] = cells[..] else {
            panic!("four cells make a row of the manifest: {row}")
        };
        Mistake {
            phrase,
            folder: "fail",
            fixture,
            words: Words::parse(words),
            says,
        }
    });
    mistakes.collect()
}
