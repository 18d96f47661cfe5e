//! For HAProxy.

use super::pattern::{Pattern, Spelling};
use super::plan::{Param, Plan};
use super::upstream::Upstream;

pub(super) fn config(plan: &Plan<'_>) -> String {
    let (name, title, main) = (&plan.name, &plan.title, plan.upstreams[0].name);
    let (listen, path) = (plan.listen, quoted(plan.path));
    let request = format!("var(txn.{name})");
    // Rules can't tell apart requests without a method, which clients of earlier revisions send.
    let unnamed = if plan.legacy {
        ""
    } else {
        "    # `--legacy pass` lets clients of earlier revisions pass, which no rule can tell apart.\n    \
         http-request deny deny_status 400 if METH_POST !{ req.fhdr(mcp-method) -m found }\n"
    };
    let mut parts = vec![format!(
        "# {title}, routed by the headers of MCP requests. Made by `routes --format haproxy`; HAProxy can be given several files.
# A request that no line below names goes to `{main}`.

defaults {name}
    mode http
    timeout http-request 30s
    timeout connect 2s
    # The server breaks the silence of a long call well before this time is over.
    timeout client 5m
    timeout server 5m
    # Another instance is asked only where no connection could be made: what was sent may have been done, and a call isn't done twice.
    retries 2
    retry-on conn-failure
    option redispatch 1
    option forwardfor

frontend {name} from {name}
    bind {listen}
    acl {name}_tokens path_beg /.well-known/oauth-protected-resource
    http-request return status 404 unless {{ path {path} }} or {name}_tokens
{unnamed}    http-request set-header X-Forwarded-Proto http unless {{ ssl_fc }}
    http-request set-header X-Forwarded-Proto https if {{ ssl_fc }}
    http-request set-var-fmt(txn.{name}) \"%[req.fhdr(mcp-method)]:%[req.fhdr(mcp-name)]\"
"
    )];
    parts.extend(plan.params.iter().enumerate().map(|(index, param)| {
        for_param(plan, param, &plan.id(&format!("param_{index}")), &request)
    }));
    let mut uses = Vec::new();
    for (index, rule) in plan.rules.iter().enumerate() {
        let to = plan.id(plan.upstreams[rule.to].name);
        // Names exclude each other, so that those of an upstream can be one condition.
        let acl = if rule.name.is_exact() {
            format!("{to}_names")
        } else {
            format!("{name}_group_{index}")
        };
        parts.push(conditions(
            &acl,
            &request,
            &format!("{}:", rule.method),
            &rule.name,
        ));
        let line = format!("    use_backend {to} if {acl}\n");
        if !uses.contains(&line) {
            uses.push(line);
        }
    }
    parts.extend(uses);
    parts.push(format!("    default_backend {}\n", plan.id(main)));
    parts.extend(plan.upstreams.iter().map(|upstream| pool(plan, upstream)));
    parts.concat()
}

fn for_param(plan: &Plan<'_>, param: &Param, id: &str, request: &str) -> String {
    let has = format!("{id}_tools");
    let mut parts: Vec<String> = param
        .tools
        .iter()
        .map(|tool| conditions(&has, request, "tools/call:", tool))
        .collect();
    let header = format!("req.fhdr(mcp-param-{})", param.header.to_ascii_lowercase());
    let mut uses = Vec::new();
    for (index, (value, to)) in param.values.iter().enumerate() {
        let acl = format!("{id}_value_{index}");
        parts.push(conditions(&acl, &header, "", value));
        uses.push(format!(
            "    use_backend {} if {has} {acl}\n",
            plan.id(plan.upstreams[*to].name)
        ));
    }
    parts.extend(uses);
    parts.concat()
}

/// Conditions of one name: one of them suffices.
fn conditions(acl: &str, of: &str, before: &str, pattern: &Pattern) -> String {
    let line = |spelling: Spelling| {
        let (how, text) = match &spelling {
            Spelling::Is(text) => ("str", format!("{before}{text}")),
            Spelling::StartsWith(start) => ("beg", format!("{before}{start}")),
            Spelling::StartsLike(_) => ("reg", spelling.regex(before)),
        };
        format!("    acl {acl} {of} -m {how} -- {}\n", quoted(&text))
    };
    pattern
        .spellings()
        .into_iter()
        .map(line)
        .collect::<Vec<_>>()
        .concat()
}

/// Between apostrophes all characters are their own, but for the apostrophe.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn pool(plan: &Plan<'_>, upstream: &Upstream<'_>) -> String {
    // Without a path, whether the port is open.
    let probe = |path| {
        format!(
            "    option httpchk GET {}\n    http-check expect status 200\n",
            quoted(path)
        )
    };
    let probe = plan.ready_path.map(probe).unwrap_or_default();
    let server = |(index, (host, port)): (usize, &(&str, u16))| {
        let host = if host.contains(':') {
            format!("[{host}]")
        } else {
            (*host).to_owned()
        };
        format!(
            "    server {}{} {host}:{port} check inter 2s\n",
            upstream.name,
            index + 1
        )
    };
    let servers = upstream
        .addresses
        .iter()
        .enumerate()
        .map(server)
        .collect::<Vec<_>>()
        .concat();
    format!(
        "\nbackend {} from {}\n    balance roundrobin\n{probe}{servers}",
        plan.id(upstream.name),
        plan.name
    )
}
