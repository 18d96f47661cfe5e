use super::UriOperator::{Fragment, Label, Path, Query, QueryContinuation, Reserved, Simple};
use super::UriPiece::{Expression as E, Literal as L};
use super::*;

/// `a=1;b=2`, or `-`.
fn shown(pieces: &'static [UriPiece], uri: &str) -> String {
    let uri = NormalUri::of(uri);
    let Some(values) = matches(pieces, &uri) else {
        return "-".to_owned();
    };
    values
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect::<Vec<_>>()
        .join(";")
}

/// `others` are URIs with a blank between them, none of which matches.
fn check(pieces: &'static [UriPiece], cases: &[(&str, &str)], others: &str) {
    for (uri, expected) in cases
        .iter()
        .copied()
        .chain(others.split(' ').map(|uri| (uri, "-")))
    {
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
    check(
        &[L("https://User@Host.example:80/")],
        &[("https://User@HOST.example:80/", "")],
        "https://user@host.example:80/",
    );
    check(&[L("urn:Isbn:1")], &[("URN:Isbn:1", "")], "urn:isbn:1");
    check(
        &[
            L("https://"),
            E(Simple, &["sub"]),
            L(".Example.com/X/"),
            E(Simple, &["a"]),
        ],
        &[("https://Sub.EXAMPLE.com/X/b", "sub=Sub;a=b")],
        "https://s.example.com/x/b",
    );
}

#[test]
fn all_spellings_of_a_literal_are_the_same() {
    check(
        &[
            L("x://caf%C3%A9/a-b%2F/"),
            E(Simple, &["v"]),
            E(Query, &["from"]),
        ],
        &[
            ("x://caf%C3%A9/a-b%2F/1", "v=1"),
            ("x://café/a%2Db%2f/1", "v=1"),
            ("x://CAF%c3%a9/%61-b%2F/%31?%66rom=%61", "v=1;from=a"),
        ],
        "x://café/a-b//1 x://caf%C3%A9/a-b%252F/1 %78://café/a-b%2F/1",
    );
    // An encoded dot is a dot, and a variable may end there.
    check(
        &[L("f:"), E(Simple, &["name"]), L("."), E(Simple, &["ext"])],
        &[("f:a%2Egz", "name=a;ext=gz")],
        "f:a%2Fgz",
    );
}

#[test]
fn a_simple_variable_is_one_segment() {
    check(
        &[
            L("db://"),
            E(Simple, &["table"]),
            L("/"),
            E(Simple, &["id"]),
        ],
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
        &[
            ("geo:47.0,8.5", "lat=47.0;lon=8.5"),
            ("geo:4%2C7,8", "lat=4,7;lon=8"),
        ],
        "geo:47 geo:47, geo:1,2,3",
    );
}

#[test]
fn the_first_variable_takes_as_much_as_it_can() {
    check(
        &[L("f:"), E(Simple, &["name"]), L("."), E(Simple, &["ext"])],
        &[("f:a.tar.gz", "name=a.tar;ext=gz")],
        "f:a",
    );
    check(
        &[L("f:"), E(Simple, &["name"]), E(Label, &["ext"])],
        &[("f:a.tar.gz", "name=a.tar;ext=gz")],
        "",
    );
    check(
        &[L("f:"), E(Reserved, &["dir"]), L("/"), E(Simple, &["file"])],
        &[("f:a/b/c", "dir=a/b;file=c")],
        "f:/c",
    );
    // A literal is never found inside an encoded character, nor does a variable end there.
    check(
        &[L("f:"), E(Simple, &["a"]), L("2"), E(Simple, &["b"])],
        &[("f:%2F2x", "a=/;b=x")],
        "f:x%2Fy f:%222",
    );
    check(
        &[
            L("f:"),
            E(Simple, &["a"]),
            L("-"),
            E(Simple, &["b"]),
            L("2"),
            E(Simple, &["c"]),
        ],
        &[("f:p-x2y-%2Fz", "a=p;b=x;c=y-/z")],
        "f:p-%2Fz",
    );
    check(
        &[L("f:"), E(Simple, &["a"]), E(Simple, &["b"])],
        &[("f:é%2F", "a=é;b=/")],
        "f:é f:%2F",
    );
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
        &[
            L("f:"),
            E(Reserved, &["a"]),
            E(Query, &["q"]),
            E(Fragment, &["f"]),
        ],
        &[
            ("f:x/y?q=1#z?/#", "a=x/y;q=1;f=z?/#"),
            ("f:x#z", "a=x;f=z"),
            ("f:x#y?q=1", "a=x;f=y?q=1"),
        ],
        "f:x?q=1",
    );
    check(
        &[L("f:"), E(Reserved, &["a"]), E(Fragment, &["f"])],
        &[("f:x?y#z", "a=x?y;f=z")],
        "f:x#",
    );
    check(
        &[L("f:"), E(Reserved, &["a", "b"])],
        &[("f:x/y,z", "a=x/y;b=z")],
        "f:x",
    );
}

#[test]
fn labels_and_segments_bring_their_separator() {
    check(
        &[L("x://h"), E(Path, &["a", "b"])],
        &[("x://h/1/2%2F3", "a=1;b=2/3")],
        "x://h/1 x://h/1/ x://h/1/2/3",
    );
    check(
        &[L("x://h"), E(Label, &["a", "b"])],
        &[("x://h.1.2", "a=1;b=2")],
        "x://h.1 x://h..",
    );
    check(
        &[L("x://H"), E(Path, &["a"]), L(".Json")],
        &[("x://h/1.Json", "a=1")],
        "x://h/1.json",
    );
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
        &[
            L("s://find?v=1&w="),
            E(Simple, &["w"]),
            E(QueryContinuation, &["q", "r"]),
        ],
        &[
            ("s://find?v=1&w=2", "w=2"),
            ("s://find?v=1&w=2&r=3", "w=2;r=3"),
            ("s://find?v=1&w=2&r=3&q=4", "w=2;q=4;r=3"),
        ],
        "s://find?v=1&w=2&r=3&r=4 s://find?v=1&w=2&z=4 s://find?v=1&r=3 s://find&q=1",
    );
    check(
        &[
            L("s://p?u="),
            E(Reserved, &["u"]),
            E(QueryContinuation, &["q"]),
        ],
        &[("s://p?u=x://y?z&q=1", "u=x://y?z;q=1")],
        "s://p?u=x&y",
    );
}

#[test]
fn what_is_malformed_matches_nothing() {
    const ANY: &[UriPiece] = &[L("x:"), E(Reserved, &["a"])];
    for uri in [
        "x:%",
        "x:%2",
        "x:%zz",
        "x:a%2",
        "x:%C3",
        "x:%C0%AE",
        "x:%ED%A0%80",
        "x:%FF",
        "x:%é1",
        ":",
        "x",
        "%78:a",
    ] {
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
    assert!(
        order
            .windows(2)
            .all(|pair| specificity(pair[0]) != specificity(pair[1]))
    );
}

#[test]
fn values_that_leave_their_directory_are_told() {
    for value in [
        "..", "../a", "a/..", "a/../b", "a\\..\\b", "..\\", "/..", "a\0", "a\nb", "\u{85}",
        "\u{7f}",
    ] {
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
