//! Which clients of earlier revisions have come, so that an operator knows when none do any more.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A client says of itself what it likes, and each kind is a time series and a line: so many kinds
/// are told apart, and the rest are counted together.
const MOST_KINDS: usize = 64;

/// Some programs have another version with each build, or make one up.
const MOST_VERSIONS: usize = 8;

const LONGEST: usize = 64;

/// The name and the version of clients that are not told apart.
pub(crate) const OTHER: &str = "_OTHER";

/// A kind of client.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kind {
    pub(crate) revision: &'static str,
    pub(crate) name: String,
    pub(crate) version: String,
}

#[derive(Debug)]
struct Seen {
    sessions: u64,
    last: Instant,
}

/// Sessions that were begun since the start.
#[derive(Debug, Default)]
pub(crate) struct EarlierClients(Mutex<BTreeMap<Kind, Seen>>);

impl EarlierClients {
    /// Counts a session, and returns the kind that it was counted as.
    pub(crate) fn add(&self, revision: &'static str, name: &str, version: &str) -> Kind {
        let mut kinds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kind = Kind {
            revision,
            name: plain(name),
            version: plain(version),
        };
        let kind = admitted(&kinds, kind);
        let now = Instant::now();
        let seen = kinds.entry(kind.clone()).or_insert(Seen {
            sessions: 0,
            last: now,
        });
        seen.sessions += 1;
        seen.last = now;
        kind
    }
}

/// The kind itself, or what it is counted as where there are too many.
fn admitted(kinds: &BTreeMap<Kind, Seen>, mut kind: Kind) -> Kind {
    if kinds.contains_key(&kind) {
        return kind;
    }
    let told_apart = |kind: &&Kind| kind.version != OTHER;
    let named = kinds.keys().filter(|known| known.name == kind.name);
    if kinds.keys().filter(told_apart).count() >= MOST_KINDS {
        OTHER.clone_into(&mut kind.name);
        OTHER.clone_into(&mut kind.version);
    } else if named.filter(told_apart).count() >= MOST_VERSIONS {
        OTHER.clone_into(&mut kind.version);
    }
    kind
}

/// A text that is fit to be a label and part of a line.
fn plain(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || c.is_ascii_punctuation() || c == ' ';
    let text: String = text
        .chars()
        .take(LONGEST)
        .map(|c| {
            if is_plain(c) && !"\"\\".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    if text.is_empty() {
        "?".to_owned()
    } else {
        text
    }
}

/// A line for each kind, such as `2025-11-25, codex-mcp-client 0.154.0: 3, the last 2 h ago`.
/// Nothing where none came.
impl fmt::Display for EarlierClients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (kind, seen) in kinds.iter() {
            let Kind {
                revision,
                name,
                version,
            } = kind;
            let (sessions, ago) = (seen.sessions, Ago(seen.last.elapsed()));
            writeln!(
                f,
                "{revision}, {name} {version}: {sessions}, the last {ago} ago"
            )?;
        }
        Ok(())
    }
}

/// In the largest unit that says something.
struct Ago(Duration);

impl fmt::Display for Ago {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let (number, unit) = match seconds {
            0..60 => (seconds, "s"),
            60..3600 => (seconds / 60, "min"),
            3600..86_400 => (seconds / 3600, "h"),
            _ => (seconds / 86_400, "d"),
        };
        write!(f, "{number} {unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_cant_make_up_more_kinds_than_there_is_room_for() {
        let clients = EarlierClients::default();
        for build in 0..1000 {
            clients.add("2025-06-18", "nightly", &build.to_string());
        }
        let known = clients.add("2025-06-18", "nightly", "3");
        assert_eq!((&*known.name, &*known.version), ("nightly", "3"));
        let later = clients.add("2025-06-18", "nightly", "999");
        assert_eq!((&*later.name, &*later.version), ("nightly", OTHER));
        for name in 0..1000 {
            clients.add("2025-11-25", &format!("made up {name}"), "1");
        }
        let late = clients.add("2025-11-25", "late", "1");
        assert_eq!((&*late.name, &*late.version), (OTHER, OTHER));
        let lines = clients.to_string().lines().count();
        assert_eq!(lines, MOST_KINDS + 2, "one for each rest");
        let counted = |line: &str| {
            let (_, after) = line.rsplit_once(": ").unwrap();
            after.split_once(',').unwrap().0.parse::<u64>().unwrap()
        };
        let all: u64 = clients.to_string().lines().map(counted).sum();
        assert_eq!(all, 2003);
    }

    #[test]
    fn what_a_client_calls_itself_breaks_no_line_and_no_label() {
        let clients = EarlierClients::default();
        let kind = clients.add("2025-11-25", "a\"\n\\\u{202e}b", &"9".repeat(500));
        assert_eq!(kind.name, "a____b");
        assert_eq!(kind.version, "9".repeat(LONGEST));
        assert_eq!(clients.add("2025-11-25", "", "").name, "?");
        assert_eq!(clients.to_string().lines().count(), 2);
    }

    #[test]
    fn how_long_ago_is_told_in_one_unit() {
        for (seconds, told) in [
            (59, "59 s"),
            (61, "1 min"),
            (7_300, "2 h"),
            (200_000, "2 d"),
        ] {
            assert_eq!(Ago(Duration::from_secs(seconds)).to_string(), told);
        }
    }
}
