//! The search for values: its time, and that it finds what any expansion or trial would.

use super::*;

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
    const MORE: &[UriPiece] = &[
        L("x:?"),
        E(Reserved, &["a"]),
        L("&"),
        E(Simple, &["b"]),
        E(QueryContinuation, &["g", "h"]),
    ];
    for unit in ["/", "/a", "a/!", "%2F/", "?", "&", "?g=", "!", "é/"] {
        let uri = format!("x:{}", unit.repeat((LONGEST - 2) / unit.len()));
        // A matcher that tries all ways to split it would never finish.
        assert!(
            matches(MANY, &NormalUri::of(&uri)).is_none_or(|found| found.len() <= 8),
            "{unit}"
        );
    }
    assert_eq!(
        matches(
            MORE,
            &NormalUri::of(&format!("x:?{}", "&g=1".repeat(LONGEST / 4 - 1)))
        ),
        None
    );
}

fn random(seed: &mut u64, below: usize) -> usize {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*seed >> 40).unwrap_or_default() % below
}

/// As RFC 6570 says.
fn expand(pieces: &[UriPiece], values: &[(&str, String)]) -> String {
    let encode = |text: &str, keep: &str| {
        let kept = |b: u8| {
            b.is_ascii_alphanumeric() || b"-._~".contains(&b) || keep.as_bytes().contains(&b)
        };
        text.bytes()
            .map(|b| {
                if kept(b) {
                    char::from(b).to_string()
                } else {
                    format!("%{b:02X}")
                }
            })
            .collect::<String>()
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
        let given = names
            .iter()
            .filter_map(|name| values.iter().find(|(n, _)| n == name));
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
        &[
            L("x://"),
            E(Simple, &["a"]),
            E(Path, &["b", "c"]),
            E(Query, &["d", "e"]),
        ],
        &[
            L("x://h"),
            E(Path, &["a"]),
            E(Query, &["d"]),
            E(Fragment, &["b"]),
        ],
        &[
            L("x://h?k=v"),
            E(QueryContinuation, &["d", "e"]),
            E(Fragment, &["b"]),
        ],
        &[L("x://h"), E(Label, &["a"])],
        &[L("x:?q="), E(Simple, &["a"]), L("&r="), E(Reserved, &["b"])],
    ];
    let signs: Vec<char> = "aZ09-._~:/?#[]@!$&'()*+,;=% \"<>\\^`{|}\t\0é世🦀"
        .chars()
        .collect();
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
            values.push((
                name,
                (0..len)
                    .map(|_| signs[random(&mut seed, signs.len())])
                    .collect::<String>(),
            ));
        }
        let uri = expand(pieces, &values);
        let read: Option<Vec<(&str, String)>> = matches(pieces, &NormalUri::of(&uri))
            .map(|v| v.into_iter().map(|(n, v)| (n, v.into_owned())).collect());
        assert_eq!(read.as_ref(), Some(&values), "{uri}");
    }
}

/// The same reading, by trying everything.
fn naive<'u>(steps: &[Step], text: &'u str) -> Option<Vec<Cow<'u, str>>> {
    let Some((step, steps)) = steps.split_first() else {
        return text.is_empty().then(Vec::new);
    };
    match step {
        Step::Literal { text: literal, .. } => naive(steps, text.strip_prefix(literal)?),
        Step::Variable { stops, .. } => (1..=text.len()).rev().find_map(|end| {
            let value = may_cut(text, end)
                .then(|| &text[..end])
                .filter(|value| !value.bytes().any(|byte| stops.holds(byte)))?;
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
        &[
            L("x:"),
            E(Simple, &["a"]),
            L("a"),
            E(Simple, &["b"]),
            L("a"),
            E(Reserved, &["c"]),
        ],
        &[L("x:"), E(Reserved, &["a", "b"]), E(Path, &["c"]), L("/")],
        &[
            L("x:"),
            E(Simple, &["a"]),
            E(Label, &["b", "c"]),
            E(Fragment, &["d"]),
        ],
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
        let uri = NormalUri::of(&uri);
        let read = matches(pieces, &uri)
            .map(|values| values.into_iter().map(|(_, value)| value).collect());
        assert_eq!(
            read,
            naive(&steps(pieces), uri.as_str()),
            "{}",
            uri.as_str()
        );
        matched += usize::from(read.is_some());
    }
    assert!(matched > 1_000, "{matched}");
}
