//! For nginx.

use super::pattern::Pattern;
use super::plan::{Param, Plan, Rule};
use super::table::Row;
use super::upstream::Upstream;

const PROXY: &str = r#"        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;

        # Events go on at once. The server breaks the silence of a long call well before this time is over.
        proxy_buffering off;
        proxy_read_timeout 5m;
        proxy_send_timeout 5m;

        # Another instance is asked only where no connection could be made: what was sent may have been done, and a call isn't done
        # twice. That is why `non_idempotent` must not be added.
        proxy_connect_timeout 2s;
        proxy_next_upstream error timeout;
        proxy_next_upstream_tries 3;
"#;

/// The method and the name of a request.
const REQUEST: &str = "$http_mcp_method:$http_mcp_name";

pub(super) fn config(plan: &Plan<'_>, rows: &[Row]) -> String {
    let (title, main) = (&plan.title, plan.upstreams[0].name);
    let mut parts = vec![format!(
        "# {title}, routed by the headers of MCP requests. Made by `routes --format nginx`, for nginx's `http` context.\n\
         # A request that no line below names goes to `{main}`.\n"
    )];
    parts.extend(plan.upstreams.iter().map(|upstream| pool(plan, upstream)));
    let by_name = plan.id("by_name");
    parts.push(
        "\n# Case counts in names, which it does in a map's regular expressions only. Any name may \
         come in Base64, too.\n".to_owned(),
    );
    parts.push(map(
        REQUEST,
        &by_name,
        &plan.id(main),
        plan.rules.iter().flat_map(|rule| of_rule(plan, rule)),
    ));
    let mut routed = by_name;
    for (index, param) in plan.params.iter().enumerate() {
        let (applies, by_value) = (
            plan.id(&format!("param_{index}")),
            plan.id(&format!("by_param_{index}")),
        );
        parts.push(format!(
            "\n# `Mcp-Param-{}`, of the tools that have it.\n",
            param.header
        ));
        parts.push(map(REQUEST, &applies, "\"\"", of_tools(param)));
        parts.push(map(
            &format!("${applies}"),
            &by_value,
            &format!("${routed}"),
            of_values(plan, param),
        ));
        routed = by_value;
    }
    if !plan.legacy {
        parts.push(format!(
            "\n# What names no method, as clients of earlier revisions do, no rule could tell apart: `--legacy pass` lets it pass.\n\
             map \"$request_method:$http_mcp_method\" ${} {{\n    default \"\";\n    \"POST:\" 1;\n}}\n",
            plan.id("unnamed")
        ));
    }
    parts.push(server(plan, rows, &routed));
    parts.concat()
}

fn pool(plan: &Plan<'_>, upstream: &Upstream<'_>) -> String {
    let server = |(host, port): &(&str, u16)| {
        let host = if host.contains(':') {
            format!("[{host}]")
        } else {
            (*host).to_owned()
        };
        format!("    server {host}:{port} max_fails=1 fail_timeout=1s;\n")
    };
    let servers = upstream
        .addresses
        .iter()
        .map(server)
        .collect::<Vec<_>>()
        .concat();
    format!(
        "\nupstream {} {{\n{servers}    keepalive 32;\n}}\n",
        plan.id(upstream.name)
    )
}

fn map(
    source: &str,
    variable: &str,
    default: &str,
    lines: impl Iterator<Item = (String, String)>,
) -> String {
    let lines = lines
        .map(|(regex, to)| format!("    \"~{regex}\" {to};\n"))
        .collect::<Vec<_>>()
        .concat();
    format!("map \"{source}\" ${variable} {{\n    default {default};\n{lines}}}\n")
}

fn of_rule(plan: &Plan<'_>, rule: &Rule) -> Vec<(String, String)> {
    let before = format!("{}:", rule.method);
    let to = plan.id(plan.upstreams[rule.to].name);
    rule.name
        .spellings()
        .iter()
        .map(|spelling| (spelling.regex(&before), to.clone()))
        .collect()
}

fn of_tools(param: &Param) -> impl Iterator<Item = (String, String)> {
    let value = format!(
        "$http_mcp_param_{}",
        param.header.to_ascii_lowercase().replace('-', "_")
    );
    let regexes = param
        .tools
        .iter()
        .flat_map(Pattern::spellings)
        .map(|spelling| spelling.regex("tools/call:"));
    regexes.map(move |regex| (regex, value.clone()))
}

fn of_values(plan: &Plan<'_>, param: &Param) -> impl Iterator<Item = (String, String)> {
    let values = param.values.iter().flat_map(|(value, to)| {
        value
            .spellings()
            .into_iter()
            .map(|spelling| (spelling, *to))
    });
    values.map(|(spelling, to)| (spelling.regex(""), plan.id(plan.upstreams[to].name)))
}

fn server(plan: &Plan<'_>, rows: &[Row], routed: &str) -> String {
    let Plan {
        listen,
        path,
        body_limit,
        upstreams,
        ..
    } = plan;
    let main = plan.id(upstreams[0].name);
    let headers = || {
        rows.iter()
            .flat_map(|row| row.headers.iter().map(|(_, header)| *header))
    };
    let mut unusual = String::new();
    // The server misses them otherwise, and refuses the call.
    if headers().any(|header| header.contains('_')) {
        unusual += "    underscores_in_headers on;\n";
    }
    if headers().any(|header| {
        !header
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    }) {
        unusual += "    ignore_invalid_headers off;\n";
    }
    let unnamed = if plan.legacy {
        String::new()
    } else {
        format!("        if (${}) {{ return 400; }}\n", plan.id("unnamed"))
    };
    format!(
        "
server {{
    listen {listen};
    client_max_body_size {body_limit};
{unusual}
    location = {path} {{
{unnamed}        proxy_pass http://${routed};
{PROXY}    }}

    # Where clients learn who issues tokens (RFC 9728).
    location ^~ /.well-known/oauth-protected-resource {{
        proxy_pass http://{main};
        proxy_set_header Host $host;
    }}

    location / {{
        return 404;
    }}
}}
"
    )
}
