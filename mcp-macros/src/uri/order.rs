//! Which pieces may stand beside and behind each other.

use super::{Operator, Piece, UriTemplate};

pub(super) fn check_names(template: &UriTemplate, wrong: &mut Vec<String>) {
    let mut seen: Vec<(&str, usize)> = Vec::new();
    for name in template.names() {
        match seen.iter_mut().find(|(other, _)| *other == name) {
            Some((_, times)) => *times += 1,
            None => seen.push((name, 1)),
        }
    }
    for (name, _) in seen.into_iter().filter(|(_, times)| *times > 1) {
        wrong.push(format!(
            "the variable `{name}` is there more than once, where its values could \
             differ; give each place its own name"
        ));
    }
}

fn braced(operator: Operator, names: &[String]) -> String {
    format!("{{{}{}}}", operator.sign(), names.join(","))
}

/// Whether each variable's end can be told. The other operators begin with a character that tells
/// it.
pub(super) fn check_between(pieces: &[Piece], wrong: &mut Vec<String>) {
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
            wrong.push(format!(
                "nothing tells where `{this}` ends and `{next}` begins; write a \
                 text between them: `{this}/{next}`"
            ));
        }
    }
}

/// The first thing that is wrong with the order of path, query and fragment; what follows it is
/// judged once it is mended.
pub(super) fn misplaced(pieces: &[Piece]) -> Option<String> {
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
                        "the keys of a query come in any order, so that they are one expression; \
                         write `{both}`"
                    ));
                }
                Some(_) => {
                    return Some(format!(
                        "`{this}` is the end of a query, which only a fragment `{{#name}}` can \
                         follow; write it last"
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
