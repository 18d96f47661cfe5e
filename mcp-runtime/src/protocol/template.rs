//! URI templates (RFC 6570, levels 1 to 3) in reverse: from a URI to the values of a template's
//! variables.
//!
//! The RFC defines only the expansion. This module decides what the RFC leaves open. A variable has
//! at least one character, except for those of a query, which may be absent or empty. If several
//! readings fit, the first variable takes as much as it can (`{name}.{ext}` reads `a.tar.gz` as
//! `a.tar` and `gz`), as the regular expressions of other SDKs do.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::uri::{NormalUri, digit};

/// The longest URI, in bytes. Work and memory grow with it; URIs in headers are shorter anyway.
const LONGEST: usize = 64 * 1024;

/// A part of a URI template, as the macros write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UriPiece {
    /// Text that stands for itself, in its normal spelling; the scheme in the first piece.
    Literal(&'static str),
    /// `{+a,b}`: an operator and the names of its variables.
    Expression(UriOperator, &'static [&'static str]),
}

/// How an expression is written in a URI (RFC 6570, section 3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UriOperator {
    /// `{a}`: contains `/`, `?` and `#` only percent-encoded.
    Simple,
    /// `{+a}`: may contain `/`, and also `?` and `#` where the template itself has none further on.
    Reserved,
    /// `{#a}`: everything after the `#`.
    Fragment,
    /// `{.a,b}`: each after a dot.
    Label,
    /// `{/a,b}`: each after a slash.
    Path,
    /// `{?a,b}`: the whole query, in any order, each at most once.
    Query,
    /// `{&a,b}`: the same, after a query that the template has begun.
    QueryContinuation,
}

/// The decoded values of the variables, in the template's order; those of a query may be missing.
/// `None` if the URI doesn't match the template.
///
/// A query with a key that the template doesn't name doesn't match, and neither does a query that
/// has a key twice: two readers might each use another value. A `+` is a plus, not a space. Takes
/// time and memory proportional to length × pieces.
pub(crate) fn matches<'u>(
    pieces: &'static [UriPiece],
    uri: &'u NormalUri<'_>,
) -> Option<Vec<(&'static str, Cow<'u, str>)>> {
    let uri = uri.as_str();
    // Most URIs are another template's, which the first piece tells without allocating.
    if let Some(UriPiece::Literal(start)) = pieces.first()
        && !is_at(start, true, uri.as_bytes())
    {
        return None;
    }
    if uri.len() > LONGEST {
        return None;
    }
    let steps = steps(pieces);
    let mut values = Vec::new();
    let Some((head, &Step::Query { operator, names }, tail)) = around_query(&steps) else {
        walk(&steps, uri, &[uri.len()], &mut values)?;
        return Some(values);
    };
    let (uri, fragment) = uri.split_at(uri.find('#').unwrap_or(uri.len()));
    let end = walk(head, uri, &query_starts(operator, names, uri), &mut values)?;
    for (name, value) in uri
        .get(end + 1..)
        .map_or_else(|| Some(Vec::new()), |query| pairs(query, names))?
    {
        values.push((name, decoded(value)?));
    }
    walk(tail, fragment, &[fragment.len()], &mut values)?;
    Some(values)
}

/// If two templates match the same URI, the greater one is meant: more literal text, then fewer
/// variables, then fewer variables that may contain slashes.
pub(crate) fn specificity(pieces: &[UriPiece]) -> (usize, Reverse<usize>, Reverse<usize>) {
    let (mut literal, mut variables, mut wide) = (0, 0, 0);
    for piece in pieces {
        match piece {
            UriPiece::Literal(text) => literal += text.len(),
            UriPiece::Expression(operator, names) => {
                variables += names.len();
                wide += if *operator == UriOperator::Reserved {
                    names.len()
                } else {
                    0
                };
            }
        }
    }
    (literal, Reverse(variables), Reverse(wide))
}

/// Whether a variable's value would lead out of the directory, or the prefix, that a function joins
/// it to.
///
/// `file_like` is for values that are likely paths: those of a `{+variable}`, or in a `file:` URI.
/// There, this function also refuses what some system reads as absolute: a leading slash, a drive
/// letter, a home directory, a backslash. It also refuses a segment of only dots and spaces.
/// Windows drops these from the end of a name (`.. ` is `..`), and `./a` gives one file two names,
/// of which a list of forbidden names contains only one.
///
/// The value has been decoded once. A `%2e%2e` still in it is a name of six characters, which turns
/// into `..` for a program that decodes it again. Since many libraries do, a path is also refused
/// for what it would be then.
pub(crate) fn is_traversal(value: &str, file_like: bool) -> bool {
    leads_out(value, file_like)
        || (file_like && value.contains('%') && leads_out(&decoded_to_the_end(value), true))
}

fn leads_out(value: &str, file_like: bool) -> bool {
    let climbs = value.split(['/', '\\']).any(|segment| segment == "..");
    if climbs || value.contains(char::is_control) {
        return true;
    }
    let is_drive = matches!(value.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    let is_dots =
        |segment: &str| !segment.is_empty() && segment.chars().all(|c| c == '.' || c == ' ');
    file_like
        && (is_drive
            || value.starts_with(['/', '~'])
            || value.contains('\\')
            || value.split('/').any(is_dots))
}

/// A part of a template; a URI is matched part by part.
enum Step {
    /// Scheme and host ignore case (RFC 3986, section 6.2.2.1); the rest doesn't.
    Literal {
        text: &'static str,
        ignores_case: bool,
    },
    /// One character at least, and none of `stops`.
    Variable { name: &'static str, stops: Stops },
    /// Up to the fragment.
    Query {
        operator: UriOperator,
        names: &'static [&'static str],
    },
}

/// Raw characters that a variable can't hold.
#[derive(Clone, Copy)]
struct Stops {
    at: &'static str,
    /// In `{a,b}` it separates them.
    comma: bool,
}

impl Stops {
    fn holds(self, byte: u8) -> bool {
        self.at.as_bytes().contains(&byte) || (self.comma && byte == b',')
    }
}

/// How far the template has come.
#[derive(PartialEq)]
enum Place {
    Scheme,
    Authority,
    Path,
    Query,
}

fn steps(pieces: &'static [UriPiece]) -> Vec<Step> {
    let mut list = Vec::new();
    let mut place = Place::Scheme;
    for (index, piece) in pieces.iter().enumerate() {
        let (operator, names) = match *piece {
            UriPiece::Literal(text) => {
                place = push_literal(text, place, &mut list);
                continue;
            }
            UriPiece::Expression(operator, names) => (operator, names),
        };
        let segment = if place == Place::Query { "/?#&" } else { "/?#" };
        let (before, between, at) = match operator {
            UriOperator::Simple => ("", ",", segment),
            UriOperator::Reserved => ("", ",", reserved_stops(&pieces[index + 1..])),
            UriOperator::Fragment => ("#", ",", ""),
            UriOperator::Label => (".", ".", segment),
            UriOperator::Path => ("/", "/", segment),
            UriOperator::Query | UriOperator::QueryContinuation => {
                list.push(Step::Query { operator, names });
                continue;
            }
        };
        let stops = Stops {
            at,
            comma: between == "," && names.len() > 1,
        };
        for (n, name) in names.iter().enumerate() {
            push(if n == 0 { before } else { between }, false, &mut list);
            list.push(Step::Variable { name, stops });
        }
        // After an expression that may hold a slash, the host is over.
        if place == Place::Authority
            && matches!(operator, UriOperator::Reserved | UriOperator::Path)
        {
            place = Place::Path;
        }
    }
    list
}

/// `{+a}` may contain `?` and `#`, unless the template itself has one further on.
fn reserved_stops(later: &[UriPiece]) -> &'static str {
    let any = |operator: UriOperator, mark: &str| {
        later.iter().any(|piece| match piece {
            UriPiece::Literal(text) => !mark.is_empty() && text.contains(mark),
            UriPiece::Expression(other, _) => *other == operator,
        })
    };
    if any(UriOperator::Query, "?") {
        "?#"
    } else if any(UriOperator::QueryContinuation, "") {
        "&#"
    } else if any(UriOperator::Fragment, "#") {
        "#"
    } else {
        ""
    }
}

fn push(text: &'static str, ignores_case: bool, steps: &mut Vec<Step>) {
    if !text.is_empty() {
        steps.push(Step::Literal { text, ignores_case });
    }
}

fn push_literal(mut text: &'static str, mut place: Place, steps: &mut Vec<Step>) -> Place {
    if place == Place::Scheme {
        let (scheme, rest) = text.split_at(text.find(':').map_or(0, |colon| colon + 1));
        push(scheme, true, steps);
        (text, place) = (rest, Place::Path);
        if let Some(rest) = text.strip_prefix("//") {
            push("//", false, steps);
            (text, place) = (rest, Place::Authority);
        }
    }
    if place == Place::Authority {
        let end = text.find(['/', '?', '#']);
        let (authority, rest) = text.split_at(end.unwrap_or(text.len()));
        let (user, host) = authority.split_at(authority.rfind('@').map_or(0, |at| at + 1));
        push(user, false, steps);
        push(host, true, steps);
        text = rest;
        if end.is_some() {
            place = Place::Path;
        }
    }
    push(text, false, steps);
    if text.contains('?') {
        Place::Query
    } else {
        place
    }
}

/// The steps before a query expression, the expression, and the steps after it.
fn around_query(steps: &[Step]) -> Option<(&[Step], &Step, &[Step])> {
    let at = steps
        .iter()
        .position(|step| matches!(step, Step::Query { .. }))?;
    Some((&steps[..at], &steps[at], &steps[at + 1..]))
}

/// Where the query of an expression may start: at its `?` or `&`, or at the end if it is left out.
fn query_starts(operator: UriOperator, names: &[&'static str], uri: &str) -> Vec<usize> {
    if operator == UriOperator::Query {
        return vec![uri.find('?').unwrap_or(uri.len())];
    }
    // Each name is in it once at most.
    let marks = uri.rmatch_indices('&').map(|(at, _)| at).take(names.len());
    std::iter::once(uri.len()).chain(marks).collect()
}

/// The pairs of a query, in the order of `names`. `None` if a key is not one of them, or occurs
/// twice.
fn pairs<'u>(query: &'u str, names: &[&'static str]) -> Option<Vec<(&'static str, &'u str)>> {
    let mut found = vec![None; names.len()];
    for pair in query.split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let index = names.iter().position(|name| *name == key)?;
        if found[index].replace(value).is_some() {
            return None;
        }
    }
    Some(
        names
            .iter()
            .zip(found)
            .filter_map(|(name, value)| Some((*name, value?)))
            .collect(),
    )
}

/// Reads `text` from its start to one of `ends`, which is returned.
///
/// Trying every possible end of each variable would take exponential time on a hostile URI. So a
/// table of possible matches is made first, from the last step to the first. Then each variable
/// takes as much as the table allows.
fn walk<'u>(
    steps: &[Step],
    text: &'u str,
    ends: &[usize],
    values: &mut Vec<(&'static str, Cow<'u, str>)>,
) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    let literals = steps
        .iter()
        .take_while(|step| matches!(step, Step::Literal { .. }))
        .count();
    let (start, steps) = steps.split_at(literals);
    for step in start {
        at += literal_len(step, &bytes[at..])?;
    }
    // `can[s][i]`: whether the steps from `s` on can read the text from `i` on.
    let mut can = vec![vec![false; bytes.len() + 1]; steps.len() + 1];
    for end in ends {
        can[steps.len()][*end] = true;
    }
    for (s, step) in steps.iter().enumerate().rev() {
        let (these, later) = can.split_at_mut(s + 1);
        let (this, next) = (&mut these[s], &later[0]);
        for i in (at..bytes.len()).rev() {
            this[i] = match step {
                Step::Variable { stops, .. } => {
                    !stops.holds(bytes[i]) && (this[i + 1] || (next[i + 1] && may_cut(text, i + 1)))
                }
                _ => literal_len(step, &bytes[i..]).is_some_and(|len| next[i + len]),
            };
        }
    }
    if !can[0][at] {
        return None;
    }
    for (s, step) in steps.iter().enumerate() {
        let end = match step {
            Step::Variable { name, stops } => {
                let most = bytes[at..]
                    .iter()
                    .position(|byte| stops.holds(*byte))
                    .map_or(bytes.len(), |len| at + len);
                let end = (at + 1..=most)
                    .rev()
                    .find(|end| can[s + 1][*end] && may_cut(text, *end))?;
                values.push((name, decoded(&text[at..end])?));
                end
            }
            _ => at + literal_len(step, &bytes[at..])?,
        };
        at = end;
    }
    Some(at)
}

/// The length of a literal, if it is there.
fn literal_len(step: &Step, bytes: &[u8]) -> Option<usize> {
    match step {
        Step::Literal { text, ignores_case } => {
            is_at(text, *ignores_case, bytes).then_some(text.len())
        }
        _ => None,
    }
}

fn is_at(text: &str, ignores_case: bool, bytes: &[u8]) -> bool {
    let there = bytes.get(..text.len());
    there.is_some_and(|there| {
        if ignores_case {
            there.eq_ignore_ascii_case(text.as_bytes())
        } else {
            there == text.as_bytes()
        }
    })
}

/// Whether a variable may end here: not inside a character, nor inside a `%2F`.
fn may_cut(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    text.is_char_boundary(at) && !bytes[at.saturating_sub(2)..at].contains(&b'%')
}

/// `None` if the percent-encoding is malformed, or its bytes are not UTF-8.
fn decoded(value: &str) -> Option<Cow<'_, str>> {
    if !value.contains('%') {
        return Some(Cow::Borrowed(value));
    }
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            digit(rest.next()?)? << 4 | digit(rest.next()?)?
        } else {
            byte
        });
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

/// Returns the value percent-decoded until nothing is left to decode. In one pass, since a
/// hostile value may be nested deeply.
fn decoded_to_the_end(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    for byte in value.bytes() {
        bytes.push(byte);
        while let [.., b'%', high, low] = *bytes
            && let (Some(high), Some(low)) = (digit(high), digit(low))
        {
            bytes.truncate(bytes.len() - 3);
            bytes.push(high << 4 | low);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests;
