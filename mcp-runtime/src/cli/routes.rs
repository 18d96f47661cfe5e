//! `routes`: the table that requests are dispatched by, and configurations for gateways made of it.

use std::net::SocketAddr;

use clap::ArgMatches;

use super::item::{Item, Reader};
use super::output::{Bold, print, print_table};
use super::{Ended, all, options};
use crate::gateway::table::rows;
use crate::gateway::{Format, Gateway};
use crate::server::{Server, apps};

/// The options of `serve` that a gateway has to know, too.
pub(super) const SHARED: [&str; 3] = ["path", "ready-path", "body-limit"];

pub(super) const EXAMPLE: &str = "\
Methods are tools/call, prompts/get and resources/read; names are as in the table. `crm_*` stands for all that begins so. A header
parameter goes before a name. What no rule names goes to the first upstream:

  routes --format nginx --upstream main=10.0.0.1:8000,10.0.0.2:8000 --upstream reports=10.0.0.9:8000 \\
    --route tools/call:make_report=reports --param Region:eu=reports";

pub(super) const ITEMS: &[Item] = &[
    Item::option(
        "format",
        "FORMAT",
        "What to print in place of a table for people",
    )
    .read(Reader::OneOf(&Format::NAMES)),
    Item::flag("json", "The same as --format json").conflicts("format"),
    rule(
        "upstream",
        "NAME=HOST:PORT,…",
        "Instances that take turns; the first upstream gets what no rule names",
    ),
    rule(
        "route",
        "METHOD:NAME=UPSTREAM",
        "Where requests for a name go",
    ),
    rule(
        "param",
        "HEADER:VALUE=UPSTREAM",
        "Where calls go that have this value in Mcp-Param-HEADER",
    ),
    Item::option(
        "legacy",
        "pass|refuse",
        "Requests without Mcp-Method, of earlier revisions: no rule can tell them apart [default: \
         refuse]",
    )
    .read(Reader::OneOf(&["pass", "refuse"]))
    .requires("format"),
    Item::option(
        "listen",
        "ADDR",
        "The address that the gateway listens on [default: 127.0.0.1:8080]",
    )
    .read(Reader::Address)
    .requires("format"),
];

const fn rule(name: &'static str, value: &'static str, help: &'static str) -> Item {
    Item::option(name, value, help).often().requires("format")
}

pub(super) fn routes<S: Send + Sync + 'static, D: 'static>(
    mut server: Server<S, D>,
    args: &ArgMatches,
) -> crate::Result<Ended> {
    let format = match args.get_one::<String>("format") {
        Some(format) => format.parse()?,
        None if args.get_flag("json") => Format::Json,
        None => return table(&server),
    };
    options::apply(&mut server.settings, args);
    let mut gateway = Gateway::of(&server);
    if let Some(listen) = args.get_one::<SocketAddr>("listen") {
        gateway = gateway.listen(*listen);
    }
    let passes = args.get_one::<String>("legacy");
    gateway = gateway.legacy(passes.is_some_and(|said| said == "pass"));
    for upstream in all(args, "upstream") {
        let (name, addresses) = upstream.split_once('=').ok_or_else(|| {
            format!("`--upstream {upstream}` has no address; write `{upstream}=127.0.0.1:8000`")
        })?;
        gateway = gateway.upstream(name, addresses.split(','));
    }
    for route in all(args, "route") {
        let (method, name, upstream) = parts(route).ok_or_else(|| {
            format!(
                "`--route {route}` doesn't say what goes where; write METHOD:NAME=UPSTREAM, \
                 such as `tools/call:add_item=main`"
            )
        })?;
        gateway = gateway.route(method, name, upstream);
    }
    for param in all(args, "param") {
        let (header, value, upstream) = parts(param).ok_or_else(|| {
            format!(
                "`--param {param}` doesn't say what goes where; write HEADER:VALUE=UPSTREAM, \
                 such as `Region:eu=main`"
            )
        })?;
        gateway = gateway.param(header, value, upstream);
    }
    print(gateway.config(format)?.trim_end())?;
    Ok(Ended::Done)
}

/// Neither methods and headers have colons, nor have upstreams `=`; URIs have both.
fn parts(rule: &str) -> Option<(&str, &str, &str)> {
    let (what, upstream) = rule.rsplit_once('=')?;
    let (before, name) = what.split_once(':')?;
    (!before.is_empty() && !name.is_empty() && !upstream.is_empty())
        .then_some((before, name, upstream))
}

fn table<S: Send + Sync + 'static, D: 'static>(server: &Server<S, D>) -> crate::Result<Ended> {
    let mut lines = vec![
        ["MCP-METHOD", "MCP-NAME", "HEADERS", "LIMITS", "SOURCE"]
            .map(str::to_owned)
            .to_vec(),
    ];
    lines.extend(
        rows(
            server.definition(),
            apps(server.definition(), &server.settings),
        )
        .into_iter()
        .map(|row| {
            let headers: Vec<String> = row
                .headers
                .iter()
                .map(|(_, header)| format!("Mcp-Param-{header}"))
                .collect();
            vec![
                row.method.to_owned(),
                row.name,
                headers.join(" "),
                row.limits.text(),
                row.source,
            ]
        }),
    );
    print_table(&lines, Bold::FirstRow)?;
    Ok(Ended::Done)
}
