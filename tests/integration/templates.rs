//! Templates of resources: which of them reads a URI, with which values, and what never leaves its
//! directory.

use mcp_runtime::prelude::*;

use crate::resources::{not_there, read};
use mcp_tests::client::Reply;

/// A row by a number.
#[mcp_resource("db://{table}/{id}")]
fn row(table: String, #[mcp(range = 1..)] id: u32) -> String {
    format!("row {table} {id}")
}

/// The same, of one table.
#[mcp_resource("db://users/{id}")]
fn user(id: u32) -> String {
    format!("user {id}")
}

/// One row alone.
#[mcp_resource("db://users/1")]
fn first() -> &'static str {
    "the first"
}

/// A search.
#[mcp_resource("find://all{?q,limit}")]
fn find(q: Option<String>, #[mcp(default = 10, range = 1..=50)] limit: u8) -> String {
    format!("{q:?} {limit}")
}

/// A file, by a path of one segment.
#[mcp_resource("file:///{name}")]
fn file(name: String) -> String {
    format!("file {name}")
}

/// A file, by any path.
#[mcp_resource("project:///{+path}")]
fn project(path: String) -> String {
    format!("project {path}")
}

/// A path that may go anywhere.
#[mcp_resource("raw:///{+path}")]
fn raw(#[mcp(allow_traversal)] path: String) -> String {
    format!("raw {path}")
}

/// A cafe, whose name is written in one way of several.
#[mcp_resource("cafe://caf%c3%a9/%61%2db{?from}")]
fn cafe(from: Option<String>) -> String {
    format!("cafe {from:?}")
}

/// Words, not paths.
#[mcp_resource("word:{word}")]
fn word(word: String) -> String {
    format!("word {word}")
}

mcp_server! {
    Templates { name: "templates", version: "1.0.0", resources: [row, user, first, find, file, project, raw, word, cafe] }
}

async fn sent(uri: &str) -> Reply {
    read(uri).send(&Templates::new().into_router()).await
}

/// The text that was read.
async fn content(uri: &str) -> String {
    let result = sent(uri).await.result();
    assert_eq!(result["contents"][0]["uri"], uri);
    result["contents"][0]["text"]
        .as_str()
        .unwrap_or_else(|| panic!("{result}"))
        .to_owned()
}

#[tokio::test]
async fn variables_are_decoded_once_and_become_their_types() {
    assert_eq!(content("db://a%2Fb%20%C3%A9/007").await, "row a/b é 7");
    assert_eq!(content("word:100%2525").await, "word 100%25");
    assert_eq!(content("word:1+1").await, "word 1+1");
    assert_eq!(content("WORD:é x").await, "word é x");
    for uri in [
        "db://a/x",
        "db://a/-1",
        "db://a/4294967296",
        "db://a/0",
        "db://a/1.0",
    ] {
        not_there(&sent(uri).await, uri);
        assert!(
            sent(uri).await.error_message().contains("`id` must be"),
            "{uri}"
        );
    }
    for uri in [
        "word:%",
        "word:%zz",
        "word:%FF",
        "word:%C3",
        "word:",
        "db://a/1/2",
        "db://a/1?x=1",
        "db://a/1#x",
    ] {
        not_there(&sent(uri).await, uri);
    }
}

#[tokio::test]
async fn the_most_specific_one_is_read() {
    assert_eq!(content("db://users/1").await, "the first");
    assert_eq!(content("db://users/2").await, "user 2");
    assert_eq!(content("db://rows/1").await, "row rows 1");
    for (uri, expected) in [
        ("db://user%73/2", "user 2"),
        ("db://user%73/%31", "the first"),
        ("DB://Users/1", "the first"),
    ] {
        assert_eq!(
            content(uri).await,
            expected,
            "another spelling of it: {uri}"
        );
    }
}

#[tokio::test]
async fn a_literal_is_read_in_every_spelling() {
    for uri in [
        "cafe://caf%c3%a9/%61%2db",
        "cafe://caf%C3%A9/a-b",
        "cafe://café/a%2Db",
        "CAFE://CAF%c3%A9/a-b",
    ] {
        assert_eq!(content(uri).await, "cafe None", "{uri}");
        let uri = format!("{uri}?%66rom=a");
        assert_eq!(content(&uri).await, "cafe Some(\"a\")", "{uri}");
    }
    for uri in [
        "cafe://cafe/a-b",
        "cafe://caf%25c3%25a9/a-b",
        "cafe://café/a%252Db",
    ] {
        not_there(&sent(uri).await, uri);
    }
}

#[tokio::test]
async fn a_querys_variables_may_be_absent_empty_and_in_any_order() {
    for (uri, expected) in [
        ("find://all", "None 10"),
        ("find://all?q=", "Some(\"\") 10"),
        ("find://all?q", "Some(\"\") 10"),
        (
            "find://all?limit=50&q=a%26limit=2",
            "Some(\"a&limit=2\") 50",
        ),
        ("find://all?q=%20", "Some(\" \") 10"),
        ("find://al%6c?l%69mit=1&%71=a/b", "Some(\"a/b\") 1"),
    ] {
        assert_eq!(content(uri).await, expected, "{uri}");
    }
    for uri in [
        "find://all?limit=",
        "find://all?limit=51",
        "find://all?q=a&q=b",
        "find://all?z=1",
        "find://all?Q=1",
        "find://all?q=/etc/passwd",
        "find://all?q=%2Fetc/passwd",
        "find://all?q=%5c%5Cserver",
        "find://all?q=a/../b",
        "find://all?",
    ] {
        not_there(&sent(uri).await, uri);
    }
}

const CLIMBS: [&str; 19] = [
    "..",
    "../etc/passwd",
    "a/../../b",
    "%2e%2e",
    "%2E%2e/x",
    ".%2e%2fx",
    "%2e%2e%2fetc",
    "%252e%252e%252fetc",
    "%25252e%25252e",
    "%252e.",
    "..%255cx",
    "..\\x",
    "..%5cx",
    "a%5c..%5cb",
    "a%00.txt",
    "a%250a",
    "a%0ab",
    "a\u{0}b",
    "..%2f..%2f..",
];

const ABSOLUTE: [&str; 11] = [
    "/etc/passwd",
    "%2Fetc/passwd",
    "%252Fetc",
    "C:/x",
    "c:%5cx",
    "C%3A",
    "%5c%5cserver",
    "\\\\server\\share",
    "~root",
    "./x",
    "a/./b",
];

#[tokio::test]
async fn no_spelling_of_a_traversal_reaches_a_function_that_takes_paths() {
    for value in CLIMBS.iter().chain(&ABSOLUTE) {
        for uri in [format!("project:///{value}"), format!("file:///{value}")] {
            let reply = sent(&uri).await;
            not_there(&reply, &uri);
        }
        let uri = format!("project:///a/{value}");
        let reply = sent(&uri).await;
        if CLIMBS.contains(value) {
            not_there(&reply, &uri);
        }
    }
    for (uri, expected) in [
        ("project:///src/main.rs", "project src/main.rs"),
        ("project:///a%20b/.git/..x/y..", "project a b/.git/..x/y.."),
        ("project:///100%2525", "project 100%25"),
        ("file:///a%20b", "file a b"),
    ] {
        assert_eq!(content(uri).await, expected);
    }
}

#[tokio::test]
async fn words_may_look_like_paths_but_do_not_climb() {
    for (uri, expected) in [
        ("word:a%2Fetc", "word a/etc"),
        ("word:C:", "word C:"),
        ("word:~", "word ~"),
        ("word:a%5cb", "word a\\b"),
    ] {
        assert_eq!(content(uri).await, expected);
    }
    for uri in [
        "word:..",
        "word:%2Fetc",
        "word:%5cetc",
        "word:%2e%2e",
        "word:..%2fx",
        "word:a%00",
    ] {
        not_there(&sent(uri).await, uri);
    }
}

#[tokio::test]
async fn who_allows_traversal_gets_what_was_sent() {
    assert_eq!(content("raw:///../%2e%2e/a%00").await, "raw ../../a\u{0}");
    assert_eq!(content("raw:////etc").await, "raw /etc");
    assert_eq!(content("raw:///%252e").await, "raw %2e");
}

#[tokio::test]
async fn hostile_uris_are_refused() {
    // As long as a template looks at, and longer than that.
    for length in [65_000, 300_000] {
        for unit in ["a", "/", "%2e", "..%2f", "é", "?q=", "%25", "db://"] {
            for scheme in ["project:///../", "db://", "find://all?", "zzz:"] {
                let uri = format!("{scheme}{}", unit.repeat(length / unit.len()));
                assert_eq!(sent(&uri).await.refusal(), (200, -32602), "{scheme}{unit}…");
            }
        }
    }
    let long = format!("project:///{}", "a/".repeat(30_000));
    assert_eq!(
        content(&long).await.len(),
        "project ".len() + 60_000,
        "what is merely long is read"
    );
}

#[test]
fn two_templates_of_one_shape_refuse_to_start() {
    mod twice {
        use mcp_runtime::prelude::*;

        /// One.
        #[mcp_resource("x://{a}/y")]
        fn one(a: String) -> String {
            a
        }

        /// The other.
        #[mcp_resource("x://{b}/y")]
        fn other(b: String) -> String {
            b
        }

        mcp_server! { pub(super) Twice { name: "twice", version: "1.0.0", resources: [one, other] } }
    }
    let error = twice::Twice::new().check().unwrap_err();
    let [problem] = error.problems() else {
        panic!("{error}")
    };
    assert_eq!(
        problem.to_string(),
        "the templates `x://{a}/y` and `x://{b}/y` match the same URIs; give one another URI"
    );
    assert!(Templates::new().check().is_ok());
}
