//! The URI of a resource, or its template (RFC 6570, levels 1 to 3, without modifiers).
//!
//! Every mistake is told at the whole literal, since stable Rust can't point inside one.

use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

use crate::diagnostics::Mistakes;

/// The operator before the names of an expression, such as `+`; the runtime's `UriOperator`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Simple,
    Reserved,
    Fragment,
    Label,
    Path,
    Query,
    Continuation,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Never empty, never beside another literal, and spelled as the runtime's `NormalUri`.
    Literal(String),
    Expression {
        operator: Operator,
        names: Vec<String>,
    },
}

/// A URI, or a template of URIs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UriTemplate {
    pub(crate) pieces: Vec<Piece>,
}

/// Reads the literal; `None` once something is wrong with it.
pub(crate) fn parse(text: &LitStr, mistakes: &mut Mistakes) -> Option<UriTemplate> {
    match read(&text.value()) {
        Ok(template) => Some(template),
        Err(messages) => {
            for message in messages {
                mistakes.at(text, message);
            }
            None
        }
    }
}

impl UriTemplate {
    /// Whether it is a single URI, without variables.
    pub(crate) fn is_plain(&self) -> bool {
        self.names().next().is_none()
    }

    /// The variables, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.pieces
            .iter()
            .flat_map(|piece| match piece {
                Piece::Literal(_) => &[],
                Piece::Expression { names, .. } => names.as_slice(),
            })
            .map(String::as_str)
    }

    /// The variables that a URI need not have.
    pub(crate) fn queried(&self) -> impl Iterator<Item = &str> {
        let of_queries = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Expression { operator, names } if operator.is_query() => Some(names),
            _ => None,
        });
        of_queries.flatten().map(String::as_str)
    }

    /// The table that the runtime matches URIs against: a constant expression.
    pub(crate) fn tokens(&self, rt: &TokenStream) -> TokenStream {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Literal(text) => quote!(#rt::UriPiece::Literal(#text)),
            Piece::Expression { operator, names } => {
                let operator = operator.tokens();
                quote!(#rt::UriPiece::Expression(#rt::UriOperator::#operator, &[#(#names),*]))
            }
        });
        quote!(&[#(#pieces),*])
    }
}

impl Operator {
    fn of(sign: char) -> Option<Self> {
        Some(match sign {
            '+' => Self::Reserved,
            '#' => Self::Fragment,
            '.' => Self::Label,
            '/' => Self::Path,
            '?' => Self::Query,
            '&' => Self::Continuation,
            _ => return None,
        })
    }

    fn sign(self) -> &'static str {
        match self {
            Self::Simple => "",
            Self::Reserved => "+",
            Self::Fragment => "#",
            Self::Label => ".",
            Self::Path => "/",
            Self::Query => "?",
            Self::Continuation => "&",
        }
    }

    fn is_query(self) -> bool {
        matches!(self, Self::Query | Self::Continuation)
    }

    fn tokens(self) -> TokenStream {
        match self {
            Self::Simple => quote!(Simple),
            Self::Reserved => quote!(Reserved),
            Self::Fragment => quote!(Fragment),
            Self::Label => quote!(Label),
            Self::Path => quote!(Path),
            Self::Query => quote!(Query),
            Self::Continuation => quote!(QueryContinuation),
        }
    }
}

/// The template, or all that is wrong with it.
fn read(text: &str) -> Result<UriTemplate, Vec<String>> {
    if text.is_empty() {
        return Err(vec!["a resource has a URI: `\"config://app\"`, or a template of URIs: `\"file:///{+path}\"`".to_owned()]);
    }
    // With its braces wrong, nothing tells what the rest was meant to be.
    let parts = split(text).map_err(|message| vec![message])?;
    let mut wrong = Vec::new();
    let scheme = check_scheme(text, &parts, &mut wrong);
    check_characters(&parts, scheme, &mut wrong);
    let mut pieces = Vec::new();
    for part in parts {
        match part {
            Part::Literal(text) => pieces.push(Piece::Literal(normalized(text))),
            Part::Expression(text) => match expression(text) {
                Ok(piece) => pieces.push(piece),
                Err(messages) => wrong.extend(messages),
            },
        }
    }
    let template = UriTemplate { pieces };
    // With an invalid expression left out, its neighbours would seem to be adjacent.
    if wrong.is_empty() {
        check_names(&template, &mut wrong);
        check_between(&template.pieces, &mut wrong);
        wrong.extend(misplaced(&template.pieces));
    }
    if wrong.is_empty() {
        Ok(template)
    } else {
        Err(wrong)
    }
}

enum Part<'a> {
    Literal(&'a str),
    /// Without its braces.
    Expression(&'a str),
}

fn split(text: &str) -> Result<Vec<Part<'_>>, String> {
    let own = "`%7B` and `%7D` for braces of the URI's own";
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (literal, braced) = rest.split_at(rest.find(['{', '}']).unwrap_or(rest.len()));
        if !literal.is_empty() {
            parts.push(Part::Literal(literal));
        }
        rest = match braced.strip_prefix('{') {
            None if braced.is_empty() => break,
            None => {
                return Err(format!(
                    "this `}}` closes nothing; write `{{name}}` for a variable, {own}"
                ));
            }
            Some(inner) => match inner.split_once('}') {
                None => {
                    return Err(format!(
                        "`{{{inner}` isn't closed; write `{{name}}` for a variable, {own}"
                    ));
                }
                Some((inner, _)) if inner.contains('{') => {
                    return Err(format!(
                        "braces don't nest; write `{{name}}` for a variable, {own}"
                    ));
                }
                Some((inner, rest)) => {
                    parts.push(Part::Expression(inner));
                    rest
                }
            },
        };
    }
    Ok(parts)
}

/// The scheme's length with its colon, as far as there is one: its characters have rules of their
/// own.
fn check_scheme(text: &str, parts: &[Part<'_>], wrong: &mut Vec<String>) -> usize {
    let Some(Part::Literal(first)) = parts.first() else {
        wrong.push(
            "a URI starts with its scheme, which can't be a variable; write `config://{name}`"
                .to_owned(),
        );
        return 0;
    };
    let end = first.find([':', '/', '?', '#']);
    let Some(end) = end.filter(|end| *end > 0 && first[*end..].starts_with(':')) else {
        let rest = text.trim_start_matches(':');
        wrong.push(match end {
            None if parts.len() > 1 => {
                format!("`{first}` is followed by no `:`; a URI starts with its scheme, without variables: `config://{{name}}`")
            }
            Some(0) if rest.starts_with('/') && !rest.starts_with("//") => format!("a URI starts with its scheme; write `file://{rest}`"),
            _ => {
                let slashes = if rest.starts_with("//") { "" } else { "//" };
                format!("a URI starts with its scheme; write `config:{slashes}{rest}`, with a word of your own for `config`")
            }
        });
        return 0;
    };
    let scheme = &first[..end];
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(fits) {
        let better: String = scheme
            .chars()
            .map(|c| if fits(c) { c } else { '-' })
            .collect();
        let better = better.trim_start_matches(['+', '-', '.']);
        let start = if better.starts_with(|c: char| c.is_ascii_alphabetic()) {
            ""
        } else {
            "x"
        };
        let scheme = scheme.escape_debug();
        wrong.push(format!("`{scheme}` is no scheme, which is a letter, then letters, digits, `+`, `-` and `.`; write `{start}{better}:`"));
    }
    end + 1
}

/// Checks the characters outside braces and after the scheme, which have rules of their own.
fn check_characters(parts: &[Part<'_>], scheme: usize, wrong: &mut Vec<String>) {
    let mut bad: Vec<char> = Vec::new();
    let mut is_well_encoded = true;
    for (index, part) in parts.iter().enumerate() {
        let Part::Literal(text) = part else { continue };
        let text = if index == 0 { &text[scheme..] } else { text };
        for c in text.chars() {
            if !c.is_ascii_alphanumeric()
                && !"-._~:/?#[]@!$&'()*+,;=%".contains(c)
                && !bad.contains(&c)
            {
                bad.push(c);
            }
        }
        is_well_encoded &= text
            .split('%')
            .skip(1)
            .all(|rest| rest.len() >= 2 && rest.bytes().take(2).all(|b| b.is_ascii_hexdigit()));
    }
    if !is_well_encoded {
        wrong.push(
            "two hexadecimal digits belong after a `%`; write `%25` for a percent sign itself"
                .to_owned(),
        );
    }
    if !bad.is_empty() {
        let bad: Vec<String> = bad
            .into_iter()
            .map(|c| format!("`{}` (write `{}`)", c.escape_debug(), encoded(c)))
            .collect();
        wrong.push(format!("a URI can't hold {}", bad.join(", ")));
    }
}

/// A literal in the spelling that stands for all others of it (RFC 3986, section 6.2.2): what needn't
/// be percent-encoded isn't, and the rest is in upper case.
fn normalized(literal: &str) -> String {
    let mut parts = literal.split('%');
    let mut normal = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let byte = part
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                normal.push(char::from(byte));
                normal.push_str(&part[2..]);
            }
            Some(_) => normal.extend(["%", &part[..2].to_ascii_uppercase(), &part[2..]]),
            // `check_characters` tells of it.
            None => normal.extend(["%", part]),
        }
    }
    normal
}

/// Percent-encoded.
fn encoded(c: char) -> String {
    c.encode_utf8(&mut [0; 4])
        .bytes()
        .fold(String::new(), |text, byte| format!("{text}%{byte:02X}"))
}

fn expression(text: &str) -> Result<Piece, Vec<String>> {
    let Some(first) = text.chars().next() else {
        return Err(vec!["`{}` names no variable; write `{name}`".to_owned()]);
    };
    if ";=,!@|".contains(first) {
        let known = "`{a}`, `{+a}` (may hold slashes), `{/a}`, `{.a}`, `{?a}`, `{&a}` and `{#a}`";
        return Err(vec![format!(
            "the operator `{first}` in `{{{text}}}` isn't one that can be matched; write one of {known}"
        )]);
    }
    let (operator, list) =
        Operator::of(first).map_or((Operator::Simple, text), |operator| (operator, &text[1..]));
    let sign = operator.sign();
    if list.is_empty() {
        return Err(vec![format!(
            "`{{{text}}}` names no variable; write `{{{sign}name}}`"
        )]);
    }
    let wrong: Vec<String> = list
        .split(',')
        .filter_map(|name| check_name(name, sign))
        .collect();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(Piece::Expression {
        operator,
        names: list.split(',').map(str::to_owned).collect(),
    })
}

/// Returns the mistake in a variable's name, if there is one. The name must suit an argument, too.
fn check_name(name: &str, sign: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() {
        return Some(format!(
            "a name is missing between commas; write `{{{sign}a,b}}`"
        ));
    }
    if let Some(name) = name.strip_suffix('*') {
        return Some(format!(
            "a variable has one value, so `*` means nothing after `{name}`; write `{{{sign}{name}}}`, or `{{+{name}}}` for slashes in it"
        ));
    }
    if let Some((name, length)) = name.split_once(':') {
        return Some(format!(
            "a variable is read whole, so that `:{length}` means nothing; write `{{{sign}{name}}}`, and check the length in the function"
        ));
    }
    if matches!(name, "_" | "self" | "Self" | "super" | "crate") {
        return Some(format!(
            "`{name}` can't be the name of an argument, which a variable becomes; take another"
        ));
    }
    if name.chars().all(fits) && !name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let better: String = name
        .chars()
        .map(|c| if fits(c) { c } else { '_' })
        .collect();
    let better = better.trim_matches('_');
    let better = match better.chars().next() {
        None => "name".to_owned(),
        Some(c) if c.is_ascii_digit() => format!("n{better}"),
        Some(_) => better.to_owned(),
    };
    let why = if name.contains(['.', '%']) {
        "RFC 6570 allows `.` and `%`, but a"
    } else {
        "a"
    };
    Some(format!(
        "`{}` can't be a variable: {why} variable becomes an argument, whose name is letters, digits and `_`; write `{{{sign}{better}}}`",
        name.escape_debug()
    ))
}

fn check_names(template: &UriTemplate, wrong: &mut Vec<String>) {
    let mut seen: Vec<(&str, usize)> = Vec::new();
    for name in template.names() {
        match seen.iter_mut().find(|(other, _)| *other == name) {
            Some((_, times)) => *times += 1,
            None => seen.push((name, 1)),
        }
    }
    for (name, _) in seen.into_iter().filter(|(_, times)| *times > 1) {
        wrong.push(format!("the variable `{name}` is there more than once, where its values could differ; give each place its own name"));
    }
}

fn braced(operator: Operator, names: &[String]) -> String {
    format!("{{{}{}}}", operator.sign(), names.join(","))
}

/// Whether each variable's end can be told. The other operators begin with a character that tells
/// it.
fn check_between(pieces: &[Piece], wrong: &mut Vec<String>) {
    for pair in pieces.windows(2) {
        if let [
            Piece::Expression { operator, names },
            Piece::Expression {
                operator: next,
                names: more,
            },
        ] = pair
            && !operator.is_query()
            && *operator != Operator::Fragment
            && matches!(next, Operator::Simple | Operator::Reserved)
        {
            let (this, next) = (braced(*operator, names), braced(*next, more));
            wrong.push(format!("nothing tells where `{this}` ends and `{next}` begins; write a text between them: `{this}/{next}`"));
        }
    }
}

/// The first thing that is wrong with the order of path, query and fragment; what follows it is
/// judged once it is mended.
fn misplaced(pieces: &[Piece]) -> Option<String> {
    let (mut in_query, mut in_fragment) = (false, false);
    for (index, piece) in pieces.iter().enumerate() {
        let (operator, names) = match piece {
            Piece::Literal(text) => {
                let (before, after) = text
                    .split_once('#')
                    .map_or((text.as_str(), None), |(before, after)| {
                        (before, Some(after))
                    });
                if after.is_some_and(|after| in_fragment || after.contains('#')) {
                    return Some("a URI has one fragment; write `%23` for a `#` inside".to_owned());
                }
                in_query |= before.contains('?');
                in_fragment |= after.is_some();
                continue;
            }
            Piece::Expression { operator, names } => (*operator, names),
        };
        let this = braced(operator, names);
        let next = pieces.get(index + 1);
        match operator {
            Operator::Fragment if in_fragment => {
                return Some(format!(
                    "the fragment has begun before `{this}`; write `{}`",
                    braced(Operator::Reserved, names)
                ));
            }
            Operator::Fragment if next.is_some() => {
                return Some(format!("`{this}` is all the rest of a URI; write it last"));
            }
            Operator::Query | Operator::Continuation if in_fragment => {
                return Some(format!(
                    "`{this}` comes after the fragment, which ends a URI; write it before the `#`"
                ));
            }
            Operator::Query if in_query => {
                return Some(format!(
                    "the query has begun before `{this}`; write `{}`",
                    braced(Operator::Continuation, names)
                ));
            }
            Operator::Continuation if !in_query => {
                return Some(format!(
                    "there is no query that `{this}` continues; write `{}`",
                    braced(Operator::Query, names)
                ));
            }
            Operator::Query | Operator::Continuation => match next {
                None
                | Some(Piece::Expression {
                    operator: Operator::Fragment,
                    ..
                }) => in_query = true,
                Some(Piece::Expression {
                    operator: next,
                    names: more,
                }) if next.is_query() => {
                    let both = braced(operator, &[names.as_slice(), more].concat());
                    return Some(format!(
                        "the keys of a query come in any order, so that they are one expression; write `{both}`"
                    ));
                }
                Some(_) => {
                    return Some(format!(
                        "`{this}` is the end of a query, which only a fragment `{{#name}}` can follow; write it last"
                    ));
                }
            },
            Operator::Fragment
            | Operator::Simple
            | Operator::Reserved
            | Operator::Label
            | Operator::Path => {}
        }
    }
    None
}

#[cfg(test)]
mod tests;
