//! The routing plan, once it is known to make sense.

use std::net::SocketAddr;

use super::pattern::Pattern;
use super::table::{Kind, Row};
use super::upstream::{Upstream, upstreams};
use super::{Gateway, GatewayError};
use crate::schema::closest;

/// The routing plan that each format writes down. Rules are tried in order; a request that matches
/// none of them goes to the first upstream.
#[derive(Debug)]
pub(super) struct Plan<'g> {
    /// The prefix of the names in the configuration, so that two servers can be behind one
    /// gateway.
    pub(super) name: String,
    /// For comments: one line.
    pub(super) title: String,
    pub(super) listen: SocketAddr,
    pub(super) path: &'g str,
    pub(super) ready_path: Option<&'g str>,
    /// In bytes.
    pub(super) body_limit: usize,
    pub(super) upstreams: Vec<Upstream<'g>>,
    /// Before the rules for names.
    pub(super) params: Vec<Param>,
    /// Names first, which exclude each other, then what names start with, the longest first.
    pub(super) rules: Vec<Rule>,
    /// Whether requests pass that have no `Mcp-Method`.
    pub(super) legacy: bool,
}

#[derive(Debug)]
pub(super) struct Rule {
    pub(super) method: &'static str,
    pub(super) name: Pattern,
    /// The upstream's index.
    pub(super) to: usize,
}

/// A header that some tools have.
#[derive(Debug)]
pub(super) struct Param {
    /// As it is declared, without `Mcp-Param-`.
    pub(super) header: &'static str,
    /// The names of these tools.
    pub(super) tools: Vec<Pattern>,
    /// Values, and their upstreams' indices.
    pub(super) values: Vec<(Pattern, usize)>,
}

impl<'g> Plan<'g> {
    pub(super) fn of(gateway: &'g Gateway) -> Result<Self, GatewayError> {
        let mut wrong = Vec::new();
        let upstreams = upstreams(&gateway.upstreams, &mut wrong);
        let names: Vec<&str> = gateway.upstreams.iter().map(|(name, _)| &**name).collect();
        let params = params(gateway, &names, &mut wrong);
        let rules = rules(gateway, &names, &mut wrong);
        for path in std::iter::once(&gateway.path).chain(&gateway.ready_path) {
            if !path.starts_with('/')
                || !path
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"/-._~%".contains(&b))
            {
                wrong.push(format!(
                    "the path `{path}` is no `/`, or holds more than letters, digits and `/-._~%`"
                ));
            }
        }
        if !wrong.is_empty() {
            return Err(GatewayError { reasons: wrong });
        }
        Ok(Self {
            name: identifier(gateway.name),
            title: format!("{} {}", gateway.name, gateway.version).replace(char::is_control, " "),
            listen: gateway.listen,
            path: &gateway.path,
            ready_path: gateway.ready_path.as_deref(),
            legacy: gateway.legacy,
            body_limit: gateway.body_limit,
            upstreams,
            params,
            rules,
        })
    }

    /// The upstream of a row, by its name alone; of a template, that of the URIs that no other rule
    /// names.
    pub(super) fn upstream(&self, row: &Row) -> &'g str {
        self.upstreams[lookup(&self.rules, row).unwrap_or(0)].name
    }

    /// The name of something in the configuration.
    pub(super) fn id(&self, of: &str) -> String {
        format!("{}_{of}", self.name)
    }
}

/// Small letters, digits and `_`, beginning with a letter, and not too long for nginx's table of
/// variables.
fn identifier(text: &str) -> String {
    let id: String = text
        .chars()
        .take(24)
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect();
    if id.starts_with(|c: char| c.is_ascii_alphabetic()) {
        id
    } else {
        format!("mcp_{id}")
    }
}

/// Suggests what to write instead of `given`.
fn hint<'a>(given: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match closest(given, known.clone()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => match known.collect::<Vec<_>>()[..] {
            [] => "there are none".to_owned(),
            ref all => format!("there are: {}", all.join(", ")),
        },
    }
}

/// The index of the upstream of this name.
fn known(upstream: &str, names: &[&str], wrong: &mut Vec<String>) -> Option<usize> {
    let found = names.iter().position(|name| *name == upstream);
    if found.is_none() {
        wrong.push(format!(
            "there is no upstream `{upstream}`; {}",
            hint(upstream, names.iter().copied())
        ));
    }
    found
}

fn params(gateway: &Gateway, names: &[&str], wrong: &mut Vec<String>) -> Vec<Param> {
    let mut params: Vec<Param> = Vec::new();
    for (given, value, upstream) in &gateway.params {
        let headers = gateway
            .rows
            .iter()
            .flat_map(|row| row.headers.iter().map(|(_, header)| *header));
        let Some(header) = headers
            .clone()
            .find(|header| header.eq_ignore_ascii_case(given))
        else {
            wrong.push(format!(
                "no tool has the header parameter `{given}`; {}",
                hint(given, headers)
            ));
            continue;
        };
        if !header
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        {
            wrong.push(format!(
                "gateways can't route by `Mcp-Param-{header}`: its name has more \
                 than letters, digits, `-` and `_`"
            ));
        }
        if value.is_empty() {
            wrong.push(format!(
                "there is no value for the header parameter `{header}`; write \
                 `{header}:VALUE={upstream}`"
            ));
        }
        let Some(to) = known(upstream, names, wrong) else {
            continue;
        };
        let index = params
            .iter()
            .position(|param| param.header.eq_ignore_ascii_case(header))
            .unwrap_or_else(|| {
                let has = |row: &&Row| {
                    row.headers
                        .iter()
                        .any(|(_, other)| other.eq_ignore_ascii_case(header))
                };
                let tools = gateway
                    .rows
                    .iter()
                    .filter(has)
                    .map(|row| Pattern::Is(row.name.clone()))
                    .collect();
                params.push(Param {
                    header,
                    tools,
                    values: Vec::new(),
                });
                params.len() - 1
            });
        let value = Pattern::Is(value.clone());
        match params[index]
            .values
            .iter()
            .find(|(other, _)| *other == value)
        {
            Some((_, other)) if *other != to => {
                wrong.push(format!(
                    "`{header}:{}` is routed twice, to `{}` and to `{upstream}`",
                    value.text(),
                    names[*other]
                ));
            }
            Some(_) => {}
            None => params[index].values.push((value, to)),
        }
    }
    // nginx takes `-` and `_` for one.
    let seen = |param: &Param| param.header.to_ascii_lowercase().replace('-', "_");
    for (index, param) in params.iter().enumerate() {
        if let Some(other) = params[..index]
            .iter()
            .find(|other| seen(other) == seen(param))
        {
            wrong.push(format!(
                "gateways can't tell `Mcp-Param-{}` from `Mcp-Param-{}`; route by one of them",
                other.header, param.header
            ));
        }
    }
    params
}

/// The rules for what is routed, and for what they would catch that isn't.
fn rules(gateway: &Gateway, names: &[&str], wrong: &mut Vec<String>) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    let mut routed = vec![false; gateway.rows.len()];
    let mut groups = Vec::new();
    for (method, name, upstream) in &gateway.routes {
        let (target, to) = (
            target(&gateway.rows, method, name, wrong),
            known(upstream, names, wrong),
        );
        let (Some(target), Some(to)) = (target, to) else {
            continue;
        };
        let rule = match target {
            Target::Row(index) => {
                routed[index] = true;
                let row = &gateway.rows[index];
                Rule {
                    method: row.method,
                    name: row.pattern(),
                    to,
                }
            }
            Target::Group(method, start) => {
                groups.push((method, start, to));
                Rule {
                    method,
                    name: Pattern::StartsWith(start.to_owned()),
                    to,
                }
            }
        };
        match rules
            .iter()
            .find(|other| other.method == rule.method && other.name == rule.name)
        {
            Some(other) if other.to != to => wrong.push(format!(
                "`{method}:{name}` goes to `{upstream}`, and what is written or begins like it to \
                 `{}`; a gateway can't tell them apart",
                names[other.to]
            )),
            Some(_) => {}
            None => rules.push(rule),
        }
    }
    // Other names may begin like a template's URIs: they go where they would go without its rule.
    // Short beginnings come first, since long ones lie within them.
    let mut others: Vec<&Row> = gateway
        .rows
        .iter()
        .zip(routed)
        .filter(|(_, routed)| !routed)
        .map(|(row, _)| row)
        .collect();
    others.sort_by_key(|row| (!row.is_open(), row.start().len()));
    for row in others {
        let around = groups
            .iter()
            .filter(|(method, start, _)| *method == row.method && row.start().starts_with(start));
        let to = around
            .max_by_key(|(_, start, _)| start.len())
            .map_or(0, |(_, _, to)| *to);
        // Nothing tells two templates apart that begin alike.
        let has_rule = rules
            .iter()
            .any(|rule| rule.method == row.method && rule.name == row.pattern());
        if !has_rule && lookup(&rules, row).unwrap_or(0) != to {
            rules.push(Rule {
                method: row.method,
                name: row.pattern(),
                to,
            });
        }
    }
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.weight()));
    rules
}

/// The target of a route: one row, or all names with a prefix.
enum Target<'g> {
    /// The row's index.
    Row(usize),
    /// A method, and what the names begin with.
    Group(&'static str, &'g str),
}

fn target<'g>(
    rows: &[Row],
    method: &str,
    name: &'g str,
    wrong: &mut Vec<String>,
) -> Option<Target<'g>> {
    const METHODS: [&str; 6] = [
        "tools/call",
        "prompts/get",
        "resources/read",
        "tasks/get",
        "tasks/update",
        "tasks/cancel",
    ];
    let Some(method) = METHODS.into_iter().find(|known| *known == method) else {
        wrong.push(format!(
            "requests of the method `{method}` can't be routed by a name; {}",
            hint(method, METHODS.into_iter())
        ));
        return None;
    };
    if let Some(index) = rows
        .iter()
        .position(|row| row.method == method && row.name == name)
    {
        return Some(Target::Row(index));
    }
    let rows = rows.iter().filter(|row| row.method == method);
    let begins = |row: &Row, start: &str| {
        row.start().starts_with(start) || (row.is_open() && start.starts_with(row.start()))
    };
    match name.strip_suffix('*') {
        Some(start) if start.is_empty() || rows.clone().any(|row| begins(row, start)) => {
            Some(Target::Group(method, start))
        }
        _ => {
            wrong.push(format!(
                "there is no `{method}:{name}`; {}",
                hint(name, rows.map(|row| &*row.name))
            ));
            None
        }
    }
}

/// Where the requests go that a row is about, if a rule says so.
fn lookup(rules: &[Rule], row: &Row) -> Option<usize> {
    let is_template = row.is_open();
    let about = |rule: &&Rule| {
        rule.method == row.method
            && rule.name.matches(row.start())
            && !(is_template && rule.name.is_exact())
    };
    rules
        .iter()
        .filter(about)
        .max_by_key(|rule| rule.weight())
        .map(|rule| rule.to)
}

impl Rule {
    /// The greater one is tried first.
    fn weight(&self) -> (bool, usize) {
        (self.name.is_exact(), self.name.text().len())
    }
}

impl Row {
    fn pattern(&self) -> Pattern {
        match self.kind {
            Kind::Template(start) => Pattern::StartsWith(start.to_owned()),
            Kind::Task => Pattern::StartsWith(self.start().to_owned()),
            Kind::Name | Kind::Uri => Pattern::Is(self.name.clone()),
        }
    }
}

#[cfg(test)]
mod tests;
