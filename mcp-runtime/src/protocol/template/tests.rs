mod search;
mod traversal;

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
