//! Keys that are known, but not where they stand: what is said of them.

use super::Kind;

const OF_TOOLS: [&str; 11] = [
    "read_only",
    "destructive",
    "idempotent",
    "open_world",
    "allow_default_scopes",
    "confirm",
    "input_schema",
    "rate",
    "concurrency",
    "visibility",
    "task",
];
const OF_RESOURCES: [&str; 7] = [
    "mime_type",
    "size",
    "audience",
    "priority",
    "last_modified",
    "ttl",
    "cache",
];
const OF_VIEWS: [&str; 7] = [
    "html",
    "csp",
    "permissions",
    "prefers_border",
    "runtime",
    "app",
    "ui",
];

/// The keys of `#[mcp(…)]` that make a parameter a question, or configure the question.
pub(super) const QUESTION: [&str; 5] = ["ask", "ask_with", "url", "fallback", "volunteered"];

const IN_A_COMMENT: &str =
    "the description is the doc comment; write it above, behind `///`, and remove this";

/// In `#[mcp_prompt(…)]` and its like.
pub(crate) fn attribute_key(kind: Kind, key: &str) -> Option<String> {
    let of = match key {
        "description" | "doc" | "docs" => return Some(IN_A_COMMENT.into()),
        "annotations" | "annotation" => {
            return Some(
                "hints are keys of their own: `read_only`, `destructive`, `idempotent`, \
                 `open_world`"
                    .into(),
            );
        }
        "tags" => {
            return Some(
                "the protocol has no tags; say them in `_meta`: `meta({ \"com.example/tags\": \
                 [\"a\"] })`"
                    .into(),
            );
        }
        "confirm" if matches!(kind, Kind::Prompt | Kind::Resource) => {
            let name = kind.name();
            return Some(format!(
                "`confirm` is for a tool, and this is a {name}; ask by a parameter: `#[mcp(ask = \
                 \"…\")] ok: Confirm`"
            ));
        }
        "scopes" | "may_need" | "public" if kind == Kind::Completion => {
            return Some(format!(
                "`{key}` is for what a completion belongs to: whoever may get the prompt or read \
                 the resource may complete its arguments; remove it"
            ));
        }
        "scope" => return Some("unknown key `scope`; write `scopes(\"…\")`".into()),
        _ if OF_VIEWS.contains(&key) => {
            return Some(format!(
                "`{key}` is said of a view; write it in `#[mcp_app(…)]` on the type that the view \
                 shows, which a tool returns as `Ui<…>`"
            ));
        }
        _ if kind != Kind::Tool && OF_TOOLS.contains(&key) => Kind::Tool,
        _ if kind != Kind::Resource && OF_RESOURCES.contains(&key) => Kind::Resource,
        _ => return None,
    };
    Some(format!(
        "`{key}` is for a {}, and this is a {}; remove it",
        of.name(),
        kind.name()
    ))
}

/// In `#[mcp(…)]` on a parameter.
pub(super) fn parameter_key(kind: Kind, key: &str) -> Option<String> {
    let place = match kind {
        Kind::Tool => "this is a tool's",
        Kind::Prompt => "this is a prompt's",
        Kind::Resource => "this is a resource's",
        Kind::Completion if QUESTION.contains(&key) => {
            return Some(
                "a completion asks nothing: it runs while a person types; remove this, and ask in \
                 the prompt or the resource"
                    .to_owned(),
            );
        }
        Kind::Completion => {
            return Some(format!(
                "a completion takes what the server gives, of which `{key}` can't say anything; \
                 remove it"
            ));
        }
    };
    let of = match key {
        "description" | "doc" | "docs" => return Some(IN_A_COMMENT.into()),
        "short" | "long" | "value_parser" | "value_enum" | "action" => {
            return Some(format!(
                "`{key}` is for a command line, where an argument here is written as `name=value`; \
                 remove it"
            ));
        }
        "choices" | "enum" | "one_of" | "values" => {
            return Some(format!(
                "unknown key `{key}`; a choice is an enum with `#[mcp_type]`: take it as the \
                 parameter's type"
            ));
        }
        "min" | "max" | "minimum" | "maximum" => {
            return Some(format!(
                "unknown key `{key}`; write both ends as a range: `range = 1..=4`"
            ));
        }
        "min_length" | "max_length" => {
            return Some(format!(
                "unknown key `{key}`; write both ends as a range: `length = 1..=80`"
            ));
        }
        "optional" | "required" => {
            return Some(format!(
                "unknown key `{key}`; an argument may be left out if its type is an `Option`, or \
                 by `default = …`"
            ));
        }
        "header" | "allow_secret_header" => "is for a tool's argument",
        "title" => "is for a prompt's argument",
        "complete" => "is for an argument of a prompt or a variable of a resource",
        "allow_traversal" => "is for a variable of a resource",
        _ => return None,
    };
    Some(format!("`{key}` {of}, and {place}; remove it"))
}

/// In `#[mcp(…)]` on a question.
pub(super) fn question_key(key: &str) -> Option<String> {
    Some(match key {
        "title" | "default" | "range" | "length" | "format" => {
            format!(
                "`{key}` is for an argument, and this is a question; write it on a field of its \
                 form: `#[form({key} = …)]`"
            )
        }
        "pattern"
        | "example"
        | "header"
        | "allow_secret_header"
        | "complete"
        | "allow_traversal"
        | "inject"
        | "argument" => {
            format!("`{key}` is for what a request brings along, and this is a question; remove it")
        }
        _ => return None,
    })
}
