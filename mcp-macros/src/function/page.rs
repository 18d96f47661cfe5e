//! The page of a function in the documentation, beside its own comment: how clients see it, and its
//! arguments with their comments and rules, which no signature has.
//!
//! Only here are types told by their spelling, since a page is made before there are types. A
//! parameter that can't be told is left out.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, GenericArgument, LitStr, PathArguments, PathSegment, Type, parse_quote};

use super::question::Wording;
use super::{Class, Function, Param, Question};
use crate::signature::is_option;

/// The attribute for the function. Compilers don't see its text, and neither do lints.
pub(crate) fn page(function: &Function<'_>, summary: &str) -> Attribute {
    let Function {
        params, questions, ..
    } = function;
    let mut parts = vec![summary.to_owned()];
    let rows: Vec<String> = params.iter().filter_map(row).collect();
    if !rows.is_empty() {
        let rows = rows.join("\n");
        parts.push(format!(
            "| argument | meaning | rules |\n|---|---|---|\n{rows}"
        ));
    }
    parts.extend(params.iter().find_map(whole));
    parts.extend(questions.iter().map(asked));
    let text = format!("\n{}", parts.join("\n\n"));
    parse_quote!(#[cfg_attr(doc, doc = #text)])
}

fn row(param: &Param<'_>) -> Option<String> {
    let name = param.name.as_deref().filter(|_| is_argument(param))?;
    let description = param.description.clone().and_then(literal);
    let meaning = description.map(|text| cell(&text)).unwrap_or_default();
    Some(format!(
        "| `{name}` | {meaning} | {} |",
        rules(param).join("; ")
    ))
}

fn literal(text: TokenStream) -> Option<String> {
    Some(syn::parse2::<LitStr>(text).ok()?.value())
}

fn rules(param: &Param<'_>) -> Vec<String> {
    let rules = &param.rules;
    let mut said = Vec::new();
    if is_option(param.ty) || param.may_be_missing {
        said.push("optional".to_owned());
    }
    let mut say = |what: &str, code: Option<String>| {
        said.extend(code.map(|code| format!("{what} {}", quoted(&code))));
    };
    say("default", rules.default.as_ref().map(written));
    say("range", rules.range.as_ref().map(|(_, expr)| written(expr)));
    say(
        "length",
        rules.length.as_ref().map(|(_, expr)| written(expr)),
    );
    say("pattern", rules.pattern.as_ref().map(LitStr::value));
    say(
        "format",
        rules.format.as_ref().map(|(_, name)| name.value()),
    );
    for example in &rules.examples {
        say("for example", Some(written(example)));
    }
    let header = rules.header.as_ref().map(LitStr::value);
    say("header", header.map(|header| format!("Mcp-Param-{header}")));
    said
}

/// `Args<T>`
fn whole(param: &Param<'_>) -> Option<String> {
    let segment = last_segment(param.ty)?;
    let ty = (segment.ident == "Args")
        .then(|| inner(segment))
        .flatten()?;
    Some(format!(
        "Its arguments are the fields of {}.",
        quoted(&written(ty))
    ))
}

fn asked(question: &Question<'_>) -> String {
    match &question.wording {
        Wording::Text(text) | Wording::Url(text, _) => {
            let text = cell(&text.literal.value());
            format!("Asks the user before it runs: “{text}”")
        }
        Wording::None | Wording::Computed(_) => "Asks the user before it runs.".to_owned(),
    }
}

/// Types that the runtime injects; those of the user's own are known by `#[mcp(inject)]` alone.
const GIVEN: [&str; 13] = [
    "Args",
    "Asker",
    "Call",
    "Claims",
    "CompletionContext",
    "Context",
    "Handles",
    "HttpParts",
    "Notify",
    "Principal",
    "Scopes",
    "State",
    "Visibility",
];

/// Types that are always arguments.
const TAKEN: [&str; 18] = [
    "Handle", "String", "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize",
    "u128", "u16", "u32", "u64", "u8", "usize",
];

fn is_argument(param: &Param<'_>) -> bool {
    match param.class {
        Class::Argument => true,
        Class::Injected => false,
        Class::ByType if is_any(param.ty, &GIVEN) || is_any(param.ty, &["Task"]) => false,
        Class::ByType => {
            let has_rules = !rules(param).is_empty() && !is_option(param.ty);
            param.description.is_some() || has_rules || is_any(param.ty, &TAKEN)
        }
    }
}

/// Whether the type, or what is in its `Option` or `Vec`, has one of these names.
fn is_any(ty: &Type, names: &[&str]) -> bool {
    last_segment(ty).is_some_and(|segment| {
        let holds = matches!(segment.ident.to_string().as_str(), "Option" | "Vec");
        names.iter().any(|name| segment.ident == name)
            || holds && inner(segment).is_some_and(|ty| is_any(ty, names))
    })
}

fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

/// The first of a type's own types.
fn inner(segment: &PathSegment) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// Code, as people write it.
fn written(code: &impl ToTokens) -> String {
    let mut code = code.to_token_stream().to_string();
    for (spaced, plain) in [(" :: ", "::"), (" ..= ", "..="), (" .. ", "..")] {
        code = code.replace(spaced, plain);
    }
    for (spaced, plain) in [
        ("..= ", "..="),
        (" ..", ".."),
        (".. ", ".."),
        (" (", "("),
        ("! [", "!["),
    ] {
        code = code.replace(spaced, plain);
    }
    code.strip_prefix("- ")
        .map_or(code.clone(), |number| format!("-{number}"))
}

/// In backticks, in the cell of a table.
fn quoted(code: &str) -> String {
    let code = code.replace('|', "\\|");
    if code.contains('`') {
        format!("`` {code} ``")
    } else {
        format!("`{code}`")
    }
}

/// Prose in the cell of a table: on one line, without what Markdown would read as a link or as
/// HTML.
fn cell(text: &str) -> String {
    let mut cell = String::with_capacity(text.len());
    let mut is_code = false;
    for c in text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
    {
        is_code ^= c == '`';
        if c == '|' || !is_code && matches!(c, '[' | '<') {
            cell.push('\\');
        }
        cell.push(c);
    }
    cell
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn prose_is_no_markup() {
        assert_eq!(
            cell("One of [a]\n or <b> | `Vec<c> | d[0]`"),
            r"One of \[a] or \<b> \| `Vec<c> \| d[0]`"
        );
    }

    #[test]
    fn code_is_written_as_people_write_it() {
        let code = |tokens: TokenStream| written(&tokens);
        assert_eq!(code(quote!(1..=14)), "1..=14");
        assert_eq!(code(quote!(..=8)), "..=8");
        assert_eq!(code(quote!(-5)), "-5");
        assert_eq!(code(quote!(Unit::Metric)), "Unit::Metric");
        assert_eq!(code(quote!(Uuid::new_v4())), "Uuid::new_v4()");
        assert_eq!(quoted("a|b"), r"`a\|b`");
        assert_eq!(quoted("a`b"), "`` a`b ``");
    }
}
