//! Any text as a URI, and any values in one: what a template reads it can be written with, and what
//! is written with it it reads. A value that is taken for a path stays inside of a folder.

#![no_main]
// Not all of the two modules is used here.
#![allow(dead_code, unreachable_pub)]

// Private to the runtime, and without dependencies.
#[path = "../../../mcp-runtime/src/protocol/template.rs"]
mod template;
#[path = "../../../mcp-runtime/src/protocol/uri.rs"]
mod uri;

use std::path::{Component, Path};

use libfuzzer_sys::fuzz_target;
use template::UriOperator::{
    Fragment, Label, Path as Segments, Query, QueryContinuation, Reserved, Simple,
};
use template::UriPiece::{self, Expression as E, Literal as L};
use uri::{NormalUri, encode_uri_segment};

const TEMPLATES: [&[UriPiece]; 9] = [
    &[L("x://Host/"), E(Simple, &["a"])],
    &[L("x://h/"), E(Simple, &["a"]), L("/-"), E(Simple, &["b"])],
    &[L("x:"), E(Reserved, &["a"])],
    &[L("x:"), E(Reserved, &["a"]), L("/end"), E(Query, &["q"])],
    &[L("x:"), E(Simple, &["a"]), E(Query, &["q", "r"])],
    &[L("x:"), E(Segments, &["a", "b"])],
    &[L("x:"), E(Simple, &["a"]), E(Label, &["b", "c"])],
    &[
        L("x:?k=v"),
        E(QueryContinuation, &["q"]),
        E(Fragment, &["f"]),
    ],
    &[L("x:"), E(Simple, &["a", "b"]), E(Fragment, &["f"])],
];

/// Those that leave nothing to choose: whatever the values, they come back.
const CERTAIN: [usize; 5] = [0, 1, 4, 5, 8];

#[derive(arbitrary::Arbitrary, Debug)]
enum Input {
    Text(String),
    /// After the beginning of a template, so that it gets somewhere.
    Rest(u8, String),
    Values(u8, [String; 3]),
    Value(String),
}

fuzz_target!(|input: Input| match input {
    Input::Text(text) => TEMPLATES.iter().for_each(|template| reads(template, &text)),
    Input::Rest(which, rest) => {
        let template = TEMPLATES[usize::from(which) % TEMPLATES.len()];
        let UriPiece::Literal(start) = template[0] else {
            unreachable!("each begins so")
        };
        reads(template, &format!("{start}{rest}"));
    }
    Input::Values(which, values) => {
        let template = TEMPLATES[CERTAIN[usize::from(which) % CERTAIN.len()]];
        let names = template.iter().flat_map(|piece| match piece {
            UriPiece::Literal(_) => &[][..],
            UriPiece::Expression(_, names) => names,
        });
        let given: Vec<(&str, String)> = names.copied().zip(values).collect();
        if given.iter().any(|(_, value)| value.is_empty()) {
            return;
        }
        let uri = written(template, &given);
        if uri.len() < 60_000 {
            assert_eq!(read(template, &uri), Some(given), "{uri}");
        }
    }
    Input::Value(value) => {
        if !template::is_traversal(&value, true) {
            let inside = |component| matches!(component, Component::Normal(_));
            assert!(Path::new(&value).components().all(inside), "{value:?}");
            assert!(!value.contains(['\\', '\0']), "{value:?}");
        }
    }
});

/// Checks that a URI that was read can be written, and is then read again.
fn reads(template: &'static [UriPiece], uri: &str) {
    if let Some(values) = read(template, uri) {
        let again = written(template, &values);
        assert_eq!(read(template, &again), Some(values), "{uri:?} as {again:?}");
    }
}

fn read(template: &'static [UriPiece], uri: &str) -> Option<Vec<(&'static str, String)>> {
    let normal = NormalUri::of(uri);
    assert_eq!(
        NormalUri::of(normal.as_str()).as_str(),
        normal.as_str(),
        "once is enough"
    );
    let values = template::matches(template, &normal)?;
    Some(
        values
            .into_iter()
            .map(|(name, value)| (name, value.into_owned()))
            .collect(),
    )
}

/// The expansion of RFC 6570, but that every `%` of a value is encoded, and every mark that may
/// begin a query or a fragment further on.
fn written(template: &[UriPiece], values: &[(&str, String)]) -> String {
    let value = |name: &str| {
        values
            .iter()
            .find(|(given, _)| *given == name)
            .map(|(_, value)| value.as_str())
    };
    let mut uri = String::new();
    for piece in template {
        let (operator, names) = match piece {
            UriPiece::Literal(text) => {
                uri += text;
                continue;
            }
            UriPiece::Expression(operator, names) => (operator, names),
        };
        let (first, between) = match operator {
            Simple | Reserved => ("", ","),
            Fragment => ("#", ","),
            Label => (".", "."),
            Segments => ("/", "/"),
            Query => ("?", "&"),
            QueryContinuation => ("&", "&"),
        };
        let mut before = first;
        for name in *names {
            let Some(value) = value(name) else { continue };
            uri += before;
            before = between;
            match operator {
                Query | QueryContinuation => {
                    uri += &format!("{name}={}", encode_uri_segment(value))
                }
                Reserved | Fragment => value.chars().for_each(|c| {
                    let mut buffer = [0; 4];
                    let text: &str = c.encode_utf8(&mut buffer);
                    if ":/[]@!$'()*+,;=".contains(c) {
                        uri += text
                    } else {
                        uri += &encode_uri_segment(text)
                    }
                }),
                _ => uri += &encode_uri_segment(value),
            }
        }
    }
    uri
}
