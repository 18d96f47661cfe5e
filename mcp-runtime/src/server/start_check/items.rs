//! Items that can't be in one server together.

use crate::protocol::UriPiece;
use crate::server::apps::apps;
use crate::server::{ServerDefinition, Settings, StartProblem, ToolEntry};
use crate::table::{AppMeta, ClaimsType, is_same_view};

/// The greatest length of a name that clients take.
const LONGEST_NAME: usize = 64;

pub(super) fn problems<S: 'static>(
    definition: &ServerDefinition<S>,
    settings: &Settings,
) -> Vec<StartProblem> {
    let mut problems = Vec::new();
    problems.extend(long_names(definition));
    problems.extend(same_templates(definition));
    problems.extend(same_views(definition, settings));
    problems.extend(wrong_claims(definition));
    problems
}

/// The compiler checks the names of functions, but not those with the prefix of a group.
fn long_names<S>(definition: &ServerDefinition<S>) -> impl Iterator<Item = StartProblem> {
    let names = definition.tools().map(ToolEntry::name);
    let long = names.filter(|name| name.len() > LONGEST_NAME);
    long.map(|name| StartProblem::LongName { name })
}

/// The pairs of templates that can't be told apart by a URI.
fn same_templates<S>(definition: &ServerDefinition<S>) -> Vec<StartProblem> {
    let metas = definition.resources.iter().map(|entry| entry.meta);
    let templates: Vec<_> = metas.filter(|meta| meta.is_template()).collect();
    let mut problems = Vec::new();
    for (i, first) in templates.iter().enumerate() {
        let rest = templates[i + 1..].iter();
        let same = rest.filter(|second| is_same_shape(first.pieces, second.pieces));
        problems.extend(same.map(|second| StartProblem::SameTemplates {
            first: first.uri,
            second: second.uri,
        }));
    }
    problems
}

fn is_same_shape(a: &[UriPiece], b: &[UriPiece]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|pair| match pair {
            (UriPiece::Literal(a), UriPiece::Literal(b)) => a == b,
            (UriPiece::Expression(a, x), UriPiece::Expression(b, y)) => {
                a == b && x.len() == y.len()
            }
            _ => false,
        })
}

/// The pairs of views with one name, which would have one URI.
fn same_views<S: 'static>(
    definition: &ServerDefinition<S>,
    settings: &Settings,
) -> Vec<StartProblem> {
    let apps = apps(definition, settings);
    let mut problems = Vec::new();
    for (i, second) in apps.iter().enumerate() {
        let is_clash =
            |first: &&AppMeta| first.start() == second.start() && !is_same_view(first, second);
        if let Some(first) = apps[..i].iter().copied().find(is_clash) {
            problems.push(StartProblem::SameView {
                name: second.name,
                first: first.location,
                second: second.location,
            });
        }
    }
    problems
}

/// The functions that take claims of another type than the server declares.
fn wrong_claims<S>(definition: &ServerDefinition<S>) -> Vec<StartProblem> {
    let declared = definition.claims.map(|claims| claims());
    let tools = definition.tools().map(|tool| (tool.name(), tool.params()));
    let prompts = definition.prompts.iter();
    let prompts = prompts.map(|prompt| (prompt.name(), prompt.params));
    let resources = definition.resources.iter();
    let resources = resources.map(|resource| (resource.meta.uri.to_owned(), resource.params));
    let items = tools.chain(prompts).chain(resources);
    let taken = items.flat_map(|(item, params)| {
        let claims = params.iter().filter_map(|param| param.caller.claims);
        claims.map(move |claims| (item.clone(), claims()))
    });
    let wrong = taken.filter(|(_, taken)| declared != Some(*taken));
    wrong
        .map(|(item, taken)| StartProblem::Claims {
            item,
            taken: taken.name(),
            declared: declared.map(ClaimsType::name),
        })
        .collect()
}
