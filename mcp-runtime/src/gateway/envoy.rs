//! For Envoy. Each entry of a list is one line of JSON, which YAML is a superset of: it can't be
//! torn apart by what is in it.

use serde_json::{Value, json};

use super::pattern::{Pattern, Spelling};
use super::plan::Plan;
use super::upstream::Upstream;

/// Envoy's own limits would end the streams of those who listen; the server has limits of its own.
const MANY: u32 = 65_536;

/// Of a regular expression: thousands of names.
const STEPS: u32 = 10_000_000;

pub(super) fn config(plan: &Plan<'_>) -> String {
    let (name, title, main) = (&plan.name, &plan.title, plan.upstreams[0].name);
    let listen = socket(&plan.listen.ip().to_string(), plan.listen.port());
    let lines = |items: Vec<Value>, by: &str| {
        items
            .iter()
            .map(|item| format!("{by}- {item}\n"))
            .collect::<Vec<_>>()
            .concat()
    };
    let routes = lines(routes(plan), "              ");
    let clusters = lines(
        plan.upstreams
            .iter()
            .map(|upstream| cluster(plan, upstream))
            .collect(),
        "  ",
    );
    format!(
        "# {title}, routed by the headers of MCP requests. Made by `routes --format envoy`: a static bootstrap.
# A request that no line below names goes to `{main}`.
#
# A call has the time that its server gives it, which breaks the silence of a long one well before the stream is idle. Another
# instance is asked only where no connection could be made: what was sent may have been done, and a call isn't done twice.
layered_runtime:
  layers:
  # Envoy refuses expressions of more than 100 steps, and long names take more. They take linear time all the same.
  - {{name: names, static_layer: {{re2.max_program_size.error_level: {STEPS}, re2.max_program_size.warn_level: {STEPS}}}}}
static_resources:
  listeners:
  - name: {name}
    address: {listen}
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          \"@type\": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: {name}
          use_remote_address: true
          normalize_path: true
          request_headers_timeout: 30s
          stream_idle_timeout: 300s
          http_filters:
          - name: envoy.filters.http.router
            typed_config: {{\"@type\": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}}
          route_config:
            name: {name}
            virtual_hosts:
            - name: {name}
              domains: [\"*\"]
              retry_policy: {{retry_on: connect-failure, num_retries: 2, retry_host_predicate: [{{name: envoy.retry_host_predicates.previous_hosts, typed_config: {{\"@type\": type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate}}}}], host_selection_retry_max_attempts: 3}}
              routes:
{routes}  clusters:
{clusters}"
    )
}

/// In the order in which they are tried.
fn routes(plan: &Plan<'_>) -> Vec<Value> {
    let route = |headers: Vec<Value>, to: usize| {
        let matches = if headers.is_empty() {
            json!({ "path": plan.path })
        } else {
            json!({ "path": plan.path, "headers": headers })
        };
        json!({ "match": matches, "route": { "cluster": plan.id(plan.upstreams[to].name), "timeout": "0s" } })
    };
    let mut routes = Vec::new();
    // Rules can't tell apart requests without a method, which clients of earlier revisions send.
    if !plan.legacy {
        let unnamed = json!([
            { "name": ":method", "string_match": { "exact": "POST" } },
            { "name": "mcp-method", "present_match": false },
        ]);
        let body = json!({ "inline_string": "Send Mcp-Method" });
        routes.push(json!({
            "match": { "path": plan.path, "headers": unnamed },
            "direct_response": { "status": 400, "body": body },
        }));
    }
    for param in &plan.params {
        for (value, to) in &param.values {
            let name = format!("mcp-param-{}", param.header.to_ascii_lowercase());
            let value = header(&name, std::slice::from_ref(value));
            routes.push(route(
                vec![
                    method("tools/call"),
                    header("mcp-name", &param.tools),
                    value,
                ],
                *to,
            ));
        }
    }
    for rule in &plan.rules {
        routes.push(route(
            vec![
                method(rule.method),
                header("mcp-name", std::slice::from_ref(&rule.name)),
            ],
            rule.to,
        ));
    }
    routes.push(route(Vec::new(), 0));
    // Where clients learn who issues tokens (RFC 9728).
    let tokens = json!({ "prefix": "/.well-known/oauth-protected-resource" });
    routes
        .push(json!({ "match": tokens, "route": { "cluster": plan.id(plan.upstreams[0].name) } }));
    routes
}

fn method(method: &str) -> Value {
    json!({ "name": "mcp-method", "string_match": { "exact": method } })
}

/// Whether a header is one of these; Envoy's regular expressions match the whole of it.
fn header(name: &str, values: &[Pattern]) -> Value {
    let spellings: Vec<Spelling> = values.iter().flat_map(Pattern::spellings).collect();
    let whole = |spelling: &Spelling| {
        let regex = spelling.regex("");
        if matches!(spelling, Spelling::Is(_)) {
            regex
        } else {
            regex + ".*"
        }
    };
    let regex = spellings.iter().map(whole).collect::<Vec<_>>().join("|");
    json!({ "name": name, "string_match": { "safe_regex": { "regex": regex } } })
}

fn cluster(plan: &Plan<'_>, upstream: &Upstream<'_>) -> Value {
    let name = plan.id(upstream.name);
    let endpoint =
        |(host, port): &(&str, u16)| json!({ "endpoint": { "address": socket(host, *port) } });
    let endpoints: Value = upstream.addresses.iter().map(endpoint).collect();
    let mut cluster = json!({
        "name": name,
        "type": "STRICT_DNS",
        "connect_timeout": "2s",
        "lb_policy": "ROUND_ROBIN",
        "circuit_breakers": { "thresholds": [{ "max_connections": MANY, "max_pending_requests": MANY, "max_requests": MANY }] },
        "load_assignment": { "cluster_name": name, "endpoints": [{ "lb_endpoints": endpoints }] },
    });
    if let Some(path) = plan.ready_path {
        cluster["health_checks"] = json!([{
            "timeout": "2s",
            "interval": "2s",
            "unhealthy_threshold": 2,
            "healthy_threshold": 1,
            "http_health_check": { "path": path },
        }]);
    }
    cluster
}

fn socket(host: &str, port: u16) -> Value {
    json!({ "socket_address": { "address": host, "port_value": port } })
}
