//! `icons = ["https://…", icon(src = "…", mime_type = "…", sizes = ["48x48"], theme = "dark")]`, as
//! JSON text.

use quote::ToTokens;
use syn::{Expr, ExprArray, ExprAssign, ExprCall, ExprLit, Lit, LitStr};

use crate::diagnostics::{Mistakes, suggest};

pub(crate) fn list(expr: &Expr, mistakes: &mut Mistakes) -> Option<String> {
    let Expr::Array(ExprArray { elems, .. }) = expr else {
        mistakes.at(
            expr,
            "`icons` takes a list: `icons = [\"https://example.com/icon.png\"]`",
        );
        return None;
    };
    let icons: Vec<String> = elems
        .iter()
        .filter_map(|elem| icon(elem, mistakes))
        .collect();
    Some(format!("[{}]", icons.join(",")))
}

fn icon(expr: &Expr, mistakes: &mut Mistakes) -> Option<String> {
    match expr {
        Expr::Lit(ExprLit {
            lit: Lit::Str(url), ..
        }) => Some(format!("{{\"src\":{}}}", source(url, mistakes)?)),
        Expr::Call(ExprCall { func, args, .. }) if func.to_token_stream().to_string() == "icon" => {
            let has_source = args
                .iter()
                .any(|arg| key(arg).is_some_and(|key| key == "src"));
            let fields: Vec<String> = args.iter().filter_map(|arg| field(arg, mistakes)).collect();
            if !has_source {
                mistakes.at(
                    expr,
                    "an icon needs its source: `icon(src = \"https://…\")`",
                );
            }
            Some(format!("{{{}}}", fields.join(",")))
        }
        other => {
            mistakes.at(
                other,
                "an icon is a URL, or `icon(src = \"…\", mime_type = \"…\", sizes = \
                 [\"48x48\"], theme = \"dark\")`",
            );
            None
        }
    }
}

fn key(arg: &Expr) -> Option<String> {
    match arg {
        Expr::Assign(ExprAssign { left, .. }) => Some(left.to_token_stream().to_string()),
        _ => None,
    }
}

fn field(arg: &Expr, mistakes: &mut Mistakes) -> Option<String> {
    const KEYS: [&str; 4] = ["src", "mime_type", "sizes", "theme"];
    let Expr::Assign(ExprAssign { left, right, .. }) = arg else {
        mistakes.at(
            arg,
            "an icon's fields are written `key = value`: `icon(src = \"https://…\")`",
        );
        return None;
    };
    let key = left.to_token_stream().to_string();
    match (key.as_str(), string(right)) {
        ("src", Some(url)) => Some(format!("\"src\":{}", source(url, mistakes)?)),
        ("mime_type", Some(mime)) => Some(format!("\"mimeType\":{}", json_string(&mime.value()))),
        ("theme", Some(theme)) if matches!(theme.value().as_str(), "light" | "dark") => {
            Some(format!("\"theme\":{}", json_string(&theme.value())))
        }
        ("theme", _) => {
            mistakes.at(right, "an icon's theme is `\"light\"` or `\"dark\"`");
            None
        }
        ("sizes", _) => Some(format!("\"sizes\":{}", sizes(right, mistakes)?)),
        ("src" | "mime_type", None) => {
            mistakes.at(right, format!("`{key}` takes a string: `{key} = \"…\"`"));
            None
        }
        _ => {
            mistakes.at(
                left,
                format!("unknown key `{key}`; {}", suggest(&key, &KEYS)),
            );
            None
        }
    }
}

fn sizes(expr: &Expr, mistakes: &mut Mistakes) -> Option<String> {
    let sizes: Option<Vec<String>> = match expr {
        Expr::Array(ExprArray { elems, .. }) => elems
            .iter()
            .map(|elem| string(elem).map(|size| json_string(&size.value())))
            .collect(),
        _ => None,
    };
    if sizes.is_none() {
        mistakes.at(
            expr,
            "an icon's sizes are a list of strings: `sizes = [\"48x48\"]`",
        );
    }
    sizes.map(|sizes| format!("[{}]", sizes.join(",")))
}

fn source(url: &LitStr, mistakes: &mut Mistakes) -> Option<String> {
    let value = url.value();
    if !["https://", "http://", "data:"]
        .iter()
        .any(|scheme| value.starts_with(scheme))
    {
        mistakes.at(
            url,
            "clients take icons from `https:` and `data:` URLs only; write one of these",
        );
        return None;
    }
    Some(json_string(&value))
}

fn string(expr: &Expr) -> Option<&LitStr> {
    match expr {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text),
        _ => None,
    }
}

fn json_string(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.extend(format!("\\u{:04x}", c as u32).chars()),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
