//! URI templates (RFC 6570, levels 1 to 3) read backwards: from a URI to the values of a template's variables.
//!
//! The RFC defines only the expansion. What it leaves open is settled here: a variable has at least one character,
//! but for those of a query, which may be absent or empty; where several readings fit, the first variable takes as much
//! as it can (`{name}.{ext}` reads `a.tar.gz` as `a.tar` and `gz`), as the regular expressions of other SDKs do.

use std::borrow::Cow;
use std::cmp::Reverse;

/// Bytes in a URI. Work and memory grow with it; in a header a URI is shorter anyway.
const LONGEST: usize = 64 * 1024;

/// A part of a URI template, as the macros write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UriPiece {
    /// Text that stands for itself: ASCII, well-formed percent-encoding, the scheme in the first piece.
    Literal(&'static str),
    /// `{+a,b}`: an operator and the names of its variables.
    Expression(UriOperator, &'static [&'static str]),
}

/// How an expression is written in a URI (RFC 6570, section 3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UriOperator {
    /// `{a}`: no `/`, `?` or `#` but percent-encoded ones.
    Simple,
    /// `{+a}`: may hold `/`, and `?` and `#` where the template itself has none further on.
    Reserved,
    /// `{#a}`: all after the `#`.
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

/// The variables' values, decoded, in the template's order; those of a query may be missing. `None` where the URI isn't
/// one of the template's.
///
/// A query with a key that the template doesn't name is no match, nor is a key given twice: two readers might each
/// believe another one. A `+` is a plus, not a blank. Characters that a URI can't hold stand for themselves, since
/// clients send them. Takes time and memory by length × pieces.
pub(crate) fn matches<'u>(pieces: &'static [UriPiece], uri: &'u str) -> Option<Vec<(&'static str, Cow<'u, str>)>> {
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
    for (name, value) in uri.get(end + 1..).map_or_else(|| Some(Vec::new()), |query| pairs(query, names))? {
        values.push((name, decoded(value)?));
    }
    walk(tail, fragment, &[fragment.len()], &mut values)?;
    Some(values)
}

/// Which of two templates that match the same URI is meant: the greater. More literal text, then fewer variables, then
/// fewer that may hold slashes.
pub(crate) fn specificity(pieces: &[UriPiece]) -> (usize, Reverse<usize>, Reverse<usize>) {
    let (mut literal, mut variables, mut wide) = (0, 0, 0);
    for piece in pieces {
        match piece {
            UriPiece::Literal(text) => literal += text.len(),
            UriPiece::Expression(operator, names) => {
                variables += names.len();
                wide += if *operator == UriOperator::Reserved { names.len() } else { 0 };
            }
        }
    }
    (literal, Reverse(variables), Reverse(wide))
}

/// Whether a variable's value would lead out of the directory, or the prefix, that a function joins it to.
///
/// `file_like` is for values that are likely paths: of a `{+variable}`, or in a `file:` URI. There, what some system reads
/// as absolute is refused as well: a leading slash, a drive letter, a home directory, a backslash. So is a segment of
/// nothing but dots and blanks: Windows drops them from a name's end (`.. ` is `..`), and by `./a` one file gets two
/// names, of which a list of forbidden ones knows one.
///
/// The value has been decoded, once. A `%2e%2e` still in it is a name of six characters, which turns into `..` for whoever
/// decodes again; since many libraries do, a path is also refused for what it would be then.
pub(crate) fn is_traversal(value: &str, file_like: bool) -> bool {
    leads_out(value, file_like) || (file_like && value.contains('%') && leads_out(&decoded_to_the_end(value), true))
}

fn leads_out(value: &str, file_like: bool) -> bool {
    let climbs = value.split(['/', '\\']).any(|segment| segment == "..");
    if climbs || value.contains(char::is_control) {
        return true;
    }
    let is_drive = matches!(value.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    let is_dots = |segment: &str| !segment.is_empty() && segment.chars().all(|c| c == '.' || c == ' ');
    file_like && (is_drive || value.starts_with(['/', '~']) || value.contains('\\') || value.split('/').any(is_dots))
}

/// What is read one after the other.
enum Step {
    /// Scheme and host ignore case (RFC 3986, section 6.2.2.1); the rest doesn't.
    Literal { text: &'static str, ignores_case: bool },
    /// One character at least, and none of `stops`.
    Variable { name: &'static str, stops: Stops },
    /// Up to the fragment.
    Query { operator: UriOperator, names: &'static [&'static str] },
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
        let stops = Stops { at, comma: between == "," && names.len() > 1 };
        for (n, name) in names.iter().enumerate() {
            push(if n == 0 { before } else { between }, false, &mut list);
            list.push(Step::Variable { name, stops });
        }
        // What follows one that may hold a slash isn't the host any more.
        if place == Place::Authority && matches!(operator, UriOperator::Reserved | UriOperator::Path) {
            place = Place::Path;
        }
    }
    list
}

/// `{+a}` keeps `?` and `#` as they are, so that they are its own unless the template has one to come.
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
    if text.contains('?') { Place::Query } else { place }
}

/// The steps before a query expression, the expression, and those after it.
fn around_query(steps: &[Step]) -> Option<(&[Step], &Step, &[Step])> {
    let at = steps.iter().position(|step| matches!(step, Step::Query { .. }))?;
    Some((&steps[..at], &steps[at], &steps[at + 1..]))
}

/// Where the query that an expression stands for may start: at its `?` or `&`, or at the end where it is left out.
fn query_starts(operator: UriOperator, names: &[&'static str], uri: &str) -> Vec<usize> {
    if operator == UriOperator::Query {
        return vec![uri.find('?').unwrap_or(uri.len())];
    }
    // Each name is in it once at most.
    let marks = uri.rmatch_indices('&').map(|(at, _)| at).take(names.len());
    std::iter::once(uri.len()).chain(marks).collect()
}

/// The pairs of a query, in the order of `names`. `None` for a key that is not one of them, or is there twice.
fn pairs<'u>(query: &'u str, names: &[&'static str]) -> Option<Vec<(&'static str, &'u str)>> {
    let mut found = vec![None; names.len()];
    for pair in query.split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let index = names.iter().position(|name| *name == key)?;
        if found[index].replace(value).is_some() {
            return None;
        }
    }
    Some(names.iter().zip(found).filter_map(|(name, value)| Some((*name, value?))).collect())
}

/// Reads `text` from its start to one of `ends`, which is returned.
///
/// Trying out where each variable ends would take exponential time on a hostile URI. So the table of what can match is
/// made first, from the last step to the first; then each variable goes as far as the table says it can.
fn walk<'u>(steps: &[Step], text: &'u str, ends: &[usize], values: &mut Vec<(&'static str, Cow<'u, str>)>) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    let literals = steps.iter().take_while(|step| matches!(step, Step::Literal { .. })).count();
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
                Step::Variable { stops, .. } => !stops.holds(bytes[i]) && (this[i + 1] || (next[i + 1] && may_cut(text, i + 1))),
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
                let most = bytes[at..].iter().position(|byte| stops.holds(*byte)).map_or(bytes.len(), |len| at + len);
                let end = (at + 1..=most).rev().find(|end| can[s + 1][*end] && may_cut(text, *end))?;
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
        Step::Literal { text, ignores_case } => is_at(text, *ignores_case, bytes).then_some(text.len()),
        _ => None,
    }
}

fn is_at(text: &str, ignores_case: bool, bytes: &[u8]) -> bool {
    let there = bytes.get(..text.len());
    there.is_some_and(|there| if ignores_case { there.eq_ignore_ascii_case(text.as_bytes()) } else { there == text.as_bytes() })
}

/// Whether a variable may end here: not inside a character, nor inside a `%2F`.
fn may_cut(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    text.is_char_boundary(at) && !bytes[at.saturating_sub(2)..at].contains(&b'%')
}

/// `None` where the percent-encoding is malformed, or its bytes are no UTF-8.
fn decoded(value: &str) -> Option<Cow<'_, str>> {
    if !value.contains('%') {
        return Some(Cow::Borrowed(value));
    }
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' { digit(rest.next()?)? << 4 | digit(rest.next()?)? } else { byte });
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

/// What is left when all is decoded that can be, as often as it can be. In one pass, since a hostile value may be nested deeply.
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

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::UriOperator::{Fragment, Label, Path, Query, QueryContinuation, Reserved, Simple};
    use super::UriPiece::{Expression as E, Literal as L};
    use super::*;

    /// `a=1;b=2`, or `-`.
    fn shown(pieces: &'static [UriPiece], uri: &str) -> String {
        let Some(values) = matches(pieces, uri) else { return "-".to_owned() };
        values.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(";")
    }

    /// `others` are URIs with a blank between them, none of which matches.
    fn check(pieces: &'static [UriPiece], cases: &[(&str, &str)], others: &str) {
        for (uri, expected) in cases.iter().copied().chain(others.split(' ').map(|uri| (uri, "-"))) {
            assert_eq!(shown(pieces, uri), expected, "{pieces:?} on {uri:?}");
        }
    }

    #[test]
    fn a_plain_uri_matches_itself_with_scheme_and_host_in_any_case() {
        check(
            &[L("config://App/Main")],
            &[("config://App/Main", ""), ("CONFIG://aPP/Main", "")],
            "config://App/main config://App/Main/ config://App/Main?x=1 config://App/Mai ",
        );
        check(&[L("https://User@Host.example:80/")], &[("https://User@HOST.example:80/", "")], "https://user@host.example:80/");
        check(&[L("urn:Isbn:1")], &[("URN:Isbn:1", "")], "urn:isbn:1");
        check(
            &[L("https://"), E(Simple, &["sub"]), L(".Example.com/X/"), E(Simple, &["a"])],
            &[("https://Sub.EXAMPLE.com/X/b", "sub=Sub;a=b")],
            "https://s.example.com/x/b",
        );
    }

    #[test]
    fn a_simple_variable_is_one_segment() {
        check(
            &[L("db://"), E(Simple, &["table"]), L("/"), E(Simple, &["id"])],
            &[
                ("db://users/42", "table=users;id=42"),
                ("db://a%2Fb/%3F", "table=a/b;id=?"),
                ("db://caf%C3%A9/x%20y", "table=café;id=x y"),
                ("db://café/x y", "table=café;id=x y"),
                ("db://100%2525/1+1", "table=100%25;id=1+1"),
            ],
            "db:///42 db://users/ db://users/4/2 db://users/42?x=1 db://users/42#x",
        );
        check(
            &[L("geo:"), E(Simple, &["lat", "lon"])],
            &[("geo:47.0,8.5", "lat=47.0;lon=8.5"), ("geo:4%2C7,8", "lat=4,7;lon=8")],
            "geo:47 geo:47, geo:1,2,3",
        );
    }

    #[test]
    fn the_first_variable_takes_as_much_as_it_can() {
        check(&[L("f:"), E(Simple, &["name"]), L("."), E(Simple, &["ext"])], &[("f:a.tar.gz", "name=a.tar;ext=gz")], "f:a");
        check(&[L("f:"), E(Simple, &["name"]), E(Label, &["ext"])], &[("f:a.tar.gz", "name=a.tar;ext=gz")], "");
        check(&[L("f:"), E(Reserved, &["dir"]), L("/"), E(Simple, &["file"])], &[("f:a/b/c", "dir=a/b;file=c")], "f:/c");
        // A literal is never found inside an encoded character, nor does a variable end there.
        check(&[L("f:"), E(Simple, &["a"]), L("2"), E(Simple, &["b"])], &[("f:%2F2x", "a=/;b=x")], "f:x%2Fy f:%222");
        check(
            &[L("f:"), E(Simple, &["a"]), L("-"), E(Simple, &["b"]), L("2"), E(Simple, &["c"])],
            &[("f:p-x2y-%2Fz", "a=p;b=x;c=y-/z")],
            "f:p-%2Fz",
        );
        check(&[L("f:"), E(Simple, &["a"]), E(Simple, &["b"])], &[("f:é%2F", "a=é;b=/")], "f:é f:%2F");
    }

    #[test]
    fn a_reserved_variable_holds_slashes_and_what_the_template_leaves_it() {
        check(
            &[L("file:///"), E(Reserved, &["path"])],
            &[
                ("file:///a/b.txt", "path=a/b.txt"),
                ("FILE:///a%20b/%2e%2e/c", "path=a b/../c"),
                ("file:///%252e%252e", "path=%2e%2e"),
                ("file:////etc", "path=/etc"),
                ("file:///a?b#c", "path=a?b#c"),
            ],
            "file:/// file://host/a",
        );
        check(
            &[L("f:"), E(Reserved, &["a"]), E(Query, &["q"]), E(Fragment, &["f"])],
            &[("f:x/y?q=1#z?/#", "a=x/y;q=1;f=z?/#"), ("f:x#z", "a=x;f=z"), ("f:x#y?q=1", "a=x;f=y?q=1")],
            "f:x?q=1",
        );
        check(&[L("f:"), E(Reserved, &["a"]), E(Fragment, &["f"])], &[("f:x?y#z", "a=x?y;f=z")], "f:x#");
        check(&[L("f:"), E(Reserved, &["a", "b"])], &[("f:x/y,z", "a=x/y;b=z")], "f:x");
    }

    #[test]
    fn labels_and_segments_bring_their_separator() {
        check(&[L("x://h"), E(Path, &["a", "b"])], &[("x://h/1/2%2F3", "a=1;b=2/3")], "x://h/1 x://h/1/ x://h/1/2/3");
        check(&[L("x://h"), E(Label, &["a", "b"])], &[("x://h.1.2", "a=1;b=2")], "x://h.1 x://h..");
        check(&[L("x://H"), E(Path, &["a"]), L(".Json")], &[("x://h/1.Json", "a=1")], "x://h/1.json");
    }

    #[test]
    fn a_query_has_any_of_its_keys_once_in_any_order() {
        check(
            &[L("s://find"), E(Query, &["q", "page"])],
            &[
                ("s://find", ""),
                ("s://find?q=a", "q=a"),
                ("s://find?page=2&q=a%26b=c/d?", "q=a&b=c/d?;page=2"),
                ("s://find?q=", "q="),
                ("s://find?q", "q="),
            ],
            "s://find?q=a&q=b s://find?q=a&z=1 s://find?Q=a s://find? s://find?&q=a s://find?q=a& \
 s://find?q=a#x s://find?q=%FF s://find?q=%F",
        );
        check(
            &[L("s://find?v=1&w="), E(Simple, &["w"]), E(QueryContinuation, &["q", "r"])],
            &[("s://find?v=1&w=2", "w=2"), ("s://find?v=1&w=2&r=3", "w=2;r=3"), ("s://find?v=1&w=2&r=3&q=4", "w=2;q=4;r=3")],
            "s://find?v=1&w=2&r=3&r=4 s://find?v=1&w=2&z=4 s://find?v=1&r=3 s://find&q=1",
        );
        check(
            &[L("s://p?u="), E(Reserved, &["u"]), E(QueryContinuation, &["q"])],
            &[("s://p?u=x://y?z&q=1", "u=x://y?z;q=1")],
            "s://p?u=x&y",
        );
    }

    #[test]
    fn what_is_malformed_matches_nothing() {
        const ANY: &[UriPiece] = &[L("x:"), E(Reserved, &["a"])];
        for uri in ["x:%", "x:%2", "x:%zz", "x:a%2", "x:%C3", "x:%C0%AE", "x:%ED%A0%80", "x:%FF", "x:%é1", ":", "x", "%78:a"] {
            assert_eq!(shown(ANY, uri), "-", "{uri}");
        }
        assert_eq!(shown(ANY, "x:%00"), "a=\0", "for `is_traversal` to refuse");
        assert_eq!(shown(ANY, &format!("x:{}", "a".repeat(LONGEST))), "-");
        assert_eq!(shown(&[], ""), "");
    }

    #[test]
    fn a_hostile_uri_takes_no_longer_than_its_length_times_the_pieces() {
        const MANY: &[UriPiece] = &[
            L("x:"),
            E(Reserved, &["a"]),
            L("/"),
            E(Reserved, &["b"]),
            L("/"),
            E(Reserved, &["c"]),
            L("/"),
            E(Reserved, &["d"]),
            L("/"),
            E(Reserved, &["e"]),
            L("/"),
            E(Simple, &["f"]),
            L("!"),
            E(Query, &["g", "h"]),
        ];
        const MORE: &[UriPiece] = &[L("x:?"), E(Reserved, &["a"]), L("&"), E(Simple, &["b"]), E(QueryContinuation, &["g", "h"])];
        for unit in ["/", "/a", "a/!", "%2F/", "?", "&", "?g=", "!", "é/"] {
            let uri = format!("x:{}", unit.repeat((LONGEST - 2) / unit.len()));
            // What tries all ways to split it wouldn't come back.
            assert!(matches(MANY, &uri).is_none_or(|found| found.len() <= 8), "{unit}");
        }
        assert_eq!(matches(MORE, &format!("x:?{}", "&g=1".repeat(LONGEST / 4 - 1))), None);
    }

    fn random(seed: &mut u64, below: usize) -> usize {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(*seed >> 40).unwrap_or_default() % below
    }

    /// As RFC 6570 says.
    fn expand(pieces: &[UriPiece], values: &[(&str, String)]) -> String {
        let encode = |text: &str, keep: &str| {
            let kept = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b) || keep.as_bytes().contains(&b);
            text.bytes().map(|b| if kept(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect::<String>()
        };
        let mut uri = String::new();
        for piece in pieces {
            let (operator, names) = match piece {
                L(text) => {
                    uri.push_str(text);
                    continue;
                }
                E(operator, names) => (*operator, names),
            };
            let (first, between, keep) = match operator {
                Simple => ("", ",", ""),
                Reserved => ("", ",", ":/?#[]@!$&'()*+,;="),
                Fragment => ("#", ",", ":/?#[]@!$&'()*+,;="),
                Label => (".", ".", ""),
                Path => ("/", "/", ""),
                Query => ("?", "&", ""),
                QueryContinuation => ("&", "&", ""),
            };
            let given = names.iter().filter_map(|name| values.iter().find(|(n, _)| n == name));
            for (i, (name, value)) in given.enumerate() {
                uri.push_str(if i == 0 { first } else { between });
                if matches!(operator, Query | QueryContinuation) {
                    uri.push_str(name);
                    uri.push('=');
                }
                uri.push_str(&encode(value, keep));
            }
        }
        uri
    }

    #[test]
    fn what_was_expanded_comes_back() {
        const TEMPLATES: &[&[UriPiece]] = &[
            &[L("x://h/"), E(Simple, &["a"])],
            &[L("x://h/"), E(Simple, &["a", "b", "c"])],
            &[L("x:///"), E(Reserved, &["a"])],
            &[L("x:///"), E(Simple, &["a"]), L("/"), E(Reserved, &["b"])],
            &[L("x://"), E(Simple, &["a"]), E(Path, &["b", "c"]), E(Query, &["d", "e"])],
            &[L("x://h"), E(Path, &["a"]), E(Query, &["d"]), E(Fragment, &["b"])],
            &[L("x://h?k=v"), E(QueryContinuation, &["d", "e"]), E(Fragment, &["b"])],
            &[L("x://h"), E(Label, &["a"])],
            &[L("x:?q="), E(Simple, &["a"]), L("&r="), E(Reserved, &["b"])],
        ];
        let signs: Vec<char> = "aZ09-._~:/?#[]@!$&'()*+,;=% \"<>\\^`{|}\t\0é世🦀".chars().collect();
        let mut seed = 1;
        for round in 0..5_000 {
            let pieces = TEMPLATES[round % TEMPLATES.len()];
            let names = |p: &UriPiece| match *p {
                L(_) => Vec::new(),
                E(operator, names) => names.iter().map(|name| (operator, *name)).collect(),
            };
            let mut values = Vec::new();
            for (operator, name) in pieces.iter().flat_map(names) {
                let optional = matches!(operator, Query | QueryContinuation);
                if optional && random(&mut seed, 2) == 0 {
                    continue;
                }
                let len = random(&mut seed, 6) + usize::from(!optional);
                values.push((name, (0..len).map(|_| signs[random(&mut seed, signs.len())]).collect::<String>()));
            }
            let uri = expand(pieces, &values);
            let read: Option<Vec<(&str, String)>> =
                matches(pieces, &uri).map(|v| v.into_iter().map(|(n, v)| (n, v.into_owned())).collect());
            assert_eq!(read.as_ref(), Some(&values), "{uri}");
        }
    }

    /// The same reading, by trying everything.
    fn naive<'u>(steps: &[Step], text: &'u str) -> Option<Vec<Cow<'u, str>>> {
        let Some((step, steps)) = steps.split_first() else { return text.is_empty().then(Vec::new) };
        match step {
            Step::Literal { text: literal, .. } => naive(steps, text.strip_prefix(literal)?),
            Step::Variable { stops, .. } => (1..=text.len()).rev().find_map(|end| {
                let value = may_cut(text, end).then(|| &text[..end]).filter(|value| !value.bytes().any(|byte| stops.holds(byte)))?;
                let mut values = naive(steps, &text[end..])?;
                values.insert(0, decoded(value)?);
                Some(values)
            }),
            Step::Query { .. } => None,
        }
    }

    #[test]
    fn the_table_finds_what_trying_everything_finds() {
        const TEMPLATES: &[&[UriPiece]] = &[
            &[L("x:"), E(Reserved, &["a"]), L("/"), E(Simple, &["b"])],
            &[L("x:"), E(Simple, &["a"]), L("a"), E(Simple, &["b"]), L("a"), E(Reserved, &["c"])],
            &[L("x:"), E(Reserved, &["a", "b"]), E(Path, &["c"]), L("/")],
            &[L("x:"), E(Simple, &["a"]), E(Label, &["b", "c"]), E(Fragment, &["d"])],
            &[L("x:"), E(Reserved, &["a"]), L("%2F"), E(Simple, &["b"])],
        ];
        let signs = ["/", "a", "%2F", "F", ".", ",", "#", "é", "%C3%A9", "?"];
        let mut seed = 1;
        let mut matched = 0;
        for round in 0..50_000 {
            let pieces = TEMPLATES[round % TEMPLATES.len()];
            let mut uri = String::from("x:");
            for _ in 0..round % 9 {
                uri.push_str(signs[random(&mut seed, signs.len())]);
            }
            let read = matches(pieces, &uri).map(|values| values.into_iter().map(|(_, value)| value).collect());
            assert_eq!(read, naive(&steps(pieces), &uri), "{uri}");
            matched += usize::from(read.is_some());
        }
        assert!(matched > 1_000, "{matched}");
    }

    #[test]
    fn the_more_literal_template_is_the_more_specific() {
        let order: &[&[UriPiece]] = &[
            &[L("x://"), E(Reserved, &["a"])],
            &[L("x://"), E(Simple, &["a"])],
            &[L("x://a/"), E(Path, &["a", "b"])],
            &[L("x://a/"), E(Simple, &["b"])],
            &[L("x://a/b")],
        ];
        assert!(order.is_sorted_by_key(|pieces| specificity(pieces)));
        assert!(order.windows(2).all(|pair| specificity(pair[0]) != specificity(pair[1])));
    }

    #[test]
    fn values_that_leave_their_directory_are_told() {
        for value in ["..", "../a", "a/..", "a/../b", "a\\..\\b", "..\\", "/..", "a\0", "a\nb", "\u{85}", "\u{7f}"] {
            assert!(is_traversal(value, false), "{value:?}");
            assert!(is_traversal(value, true), "{value:?}");
        }
        for value in [
            "/etc/passwd",
            "\\\\server\\share",
            "C:",
            "c:\\x",
            "C:/x",
            "a\\b",
            ".",
            "./a",
            "a/./b",
            "...",
            ".. /a",
            "a/. .",
            "~",
            "~root/x",
            "%2e%2e/x",
            "%2E.",
            "%252e%2525252e",
            "%%32e.",
            "a%2f..",
            "100%/%2e%2e",
            "%43:",
            "%5c",
            "a%0a",
        ] {
            assert!(is_traversal(value, true), "{value:?}");
            assert!(!is_traversal(value, false), "{value:?}");
        }
        for value in [
            "",
            "a",
            "a/b.txt",
            "a//b",
            "a/",
            ".hidden",
            "a/.git",
            "..a",
            "a..",
            "a..b/c",
            "a~",
            "https://h/x",
            "日本",
            "100%",
            "%41",
            "%zz",
        ] {
            assert!(!is_traversal(value, true), "{value:?}");
            assert!(!is_traversal(value, false), "{value:?}");
        }
    }

    #[test]
    fn a_value_that_is_encoded_over_and_over_is_decoded_in_one_pass() {
        let nested = format!("%{}2e.", "25".repeat(500_000));
        assert!(is_traversal(&nested, true));
        assert!(!is_traversal(&format!("%{}41", "25".repeat(500_000)), true));
    }
}
