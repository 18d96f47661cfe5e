//! A dashboard for Grafana, of the metrics that Prometheus has.

use serde_json::{Value, json};

use super::{Declared, series};
use crate::server::Instrument;

/// Panels in a row, and the width of a dashboard.
const IN_A_ROW: usize = 3;
const WIDTH: usize = 24;
const HEIGHT: usize = 8;

/// A panel of the dashboard.
struct Panel {
    title: &'static str,
    /// Of Grafana's units.
    unit: &'static str,
    /// Queries, each with its legend.
    queries: Vec<(String, &'static str)>,
}

/// The text to import into Grafana.
pub(super) fn dashboard(declared: &Declared) -> serde_json::Result<String> {
    let panels: Vec<Value> = panels(declared)
        .into_iter()
        .enumerate()
        .map(|(place, panel)| panel.at(place))
        .collect();
    let dashboard = json!({
        "uid": format!("mcp-{}", declared.name),
        "title": format!("{} (MCP)", declared.title),
        "tags": ["mcp"],
        "schemaVersion": 39,
        "editable": true,
        "refresh": "30s",
        "time": { "from": "now-1h", "to": "now" },
        "templating": { "list": variables(declared) },
        "panels": panels,
    });
    serde_json::to_string_pretty(&dashboard)
}

fn variables(declared: &Declared) -> Value {
    let names: Vec<&str> = declared.tools.iter().map(|(name, _)| &**name).collect();
    let job = format!("label_values({}_count, job)", series(Instrument::Duration));
    json!([
        { "name": "datasource", "label": "Prometheus", "type": "datasource", "query": "prometheus" },
        {
            "name": "job", "label": "Job", "type": "query", "refresh": 2,
            "datasource": { "type": "prometheus", "uid": "${datasource}" },
            "query": { "query": job, "refId": "job" },
            "current": { "text": declared.job, "value": declared.job },
        },
        {
            "name": "tool", "label": "Tool", "type": "custom", "query": names.join(","),
            "includeAll": true, "allValue": ".*", "multi": true,
            "current": { "text": "All", "value": "$__all" },
        },
    ])
}

/// The labels of a query: for all of the server, or for the tools that are chosen.
const ALL: &str = r#"job=~"$job""#;
const TOOL: &str = r#"job=~"$job",gen_ai_tool_name=~"$tool",gen_ai_tool_name!="""#;

fn rate(series: &str, labels: &str, by: &str) -> String {
    format!("sum by ({by}) (rate({series}{{{labels}}}[$__rate_interval]))")
}

fn panels(declared: &Declared) -> Vec<Panel> {
    let (duration, size) = (series(Instrument::Duration), series(Instrument::ResultSize));
    let (arguments, refused) = (
        series(Instrument::ArgumentsSize),
        series(Instrument::Refused),
    );
    let (active, earlier) = (
        series(Instrument::Active),
        series(Instrument::EarlierClients),
    );
    let (all, tool) = (ALL, TOOL);
    let quantile = |part: &str, series: &str, labels: &str, by: &str| {
        let buckets = rate(&format!("{series}_bucket"), labels, &format!("le, {by}"));
        format!("histogram_quantile({part}, {buckets})")
    };
    let count = format!("{duration}_count");
    let failed = |labels: &str| format!(r#"{labels},error_type!="""#);
    let mut panels = vec![
        Panel {
            title: "Requests, by method",
            unit: "reqps",
            queries: vec![(rate(&count, all, "mcp_method_name"), "{{mcp_method_name}}")],
        },
        Panel {
            title: "Failures, by kind",
            unit: "reqps",
            queries: vec![(
                rate(&count, &failed(all), "mcp_method_name, error_type"),
                "{{mcp_method_name}} {{error_type}}",
            )],
        },
        Panel {
            title: "Refused requests, by reason",
            unit: "reqps",
            queries: vec![(rate(&refused, all, "reason"), "{{reason}}")],
        },
        Panel {
            title: "Calls, by tool",
            unit: "reqps",
            queries: vec![(
                rate(&count, tool, "gen_ai_tool_name"),
                "{{gen_ai_tool_name}}",
            )],
        },
        Panel {
            title: "Failed calls, by tool",
            unit: "percentunit",
            queries: vec![(
                format!(
                    "{} / {}",
                    rate(&count, &failed(tool), "gen_ai_tool_name"),
                    rate(&count, tool, "gen_ai_tool_name")
                ),
                "{{gen_ai_tool_name}}",
            )],
        },
        Panel {
            title: "Duration of calls (95th percentile), by tool",
            unit: "s",
            queries: vec![(
                quantile("0.95", &duration, tool, "gen_ai_tool_name"),
                "{{gen_ai_tool_name}}",
            )],
        },
        Panel {
            title: "Duration of calls",
            unit: "s",
            queries: [("0.5", "median"), ("0.95", "95 %"), ("0.99", "99 %")]
                .map(|(part, legend)| (quantile(part, &duration, tool, "job"), legend))
                .into(),
        },
        Panel {
            title: "Running requests",
            unit: "short",
            queries: vec![(
                format!("sum by (mcp_method_name) ({active}{{{all}}})"),
                "{{mcp_method_name}}",
            )],
        },
        Panel {
            title: "Arguments and results (95th percentile)",
            unit: "bytes",
            queries: vec![
                (quantile("0.95", &arguments, tool, "job"), "arguments"),
                (quantile("0.95", &size, tool, "job"), "results"),
            ],
        },
        Panel {
            title: "Requests, by revision and transport",
            unit: "reqps",
            queries: vec![(
                rate(&count, all, "mcp_protocol_version, network_transport"),
                "{{mcp_protocol_version}} {{network_transport}}",
            )],
        },
        Panel {
            title: "New sessions of clients of earlier revisions",
            unit: "reqps",
            queries: vec![(
                rate(
                    &earlier,
                    all,
                    "client, client_version, mcp_protocol_version",
                ),
                "{{client}} {{client_version}} ({{mcp_protocol_version}})",
            )],
        },
    ];
    if declared.prompts {
        panels.push(Panel {
            title: "Prompts",
            unit: "reqps",
            queries: vec![(
                rate(
                    &count,
                    r#"job=~"$job",gen_ai_prompt_name!="""#,
                    "gen_ai_prompt_name",
                ),
                "{{gen_ai_prompt_name}}",
            )],
        });
    }
    if declared.resources {
        panels.push(Panel {
            title: "Reads, by resource",
            unit: "reqps",
            queries: vec![(
                rate(
                    &count,
                    r#"job=~"$job",mcp_resource_uri!="""#,
                    "mcp_resource_uri",
                ),
                "{{mcp_resource_uri}}",
            )],
        });
    }
    if declared.tasks {
        panels.extend(of_tasks());
    }
    panels
}

/// Each instance reports the live tasks of the whole fleet, so that their sum would be too many.
fn of_tasks() -> [Panel; 3] {
    let (created, ended) = (
        series(Instrument::TasksCreated),
        series(Instrument::TasksEnded),
    );
    let (live, oldest) = (
        series(Instrument::TasksLive),
        series(Instrument::OldestQueuedTask),
    );
    let attempts = series(Instrument::TaskAttempts);
    [
        Panel {
            title: "Tasks: created, attempted and ended",
            unit: "ops",
            queries: vec![
                (rate(&created, TOOL, "job"), "created"),
                (rate(&attempts, TOOL, "job"), "attempts"),
                (rate(&ended, TOOL, "outcome"), "{{outcome}}"),
            ],
        },
        Panel {
            title: "Live tasks",
            unit: "short",
            queries: vec![(format!("max by (state) ({live}{{{ALL}}})"), "{{state}}")],
        },
        Panel {
            title: "Longest wait for a worker",
            unit: "s",
            queries: vec![(format!("max({oldest}{{{ALL}}})"), "oldest")],
        },
    ]
}

impl Panel {
    fn at(self, place: usize) -> Value {
        let targets: Vec<Value> = self
            .queries
            .into_iter()
            .zip('A'..='Z')
            .map(|((query, legend), id)| {
                let exemplar = query.starts_with("histogram_quantile");
                json!({
                    "refId": id.to_string(), "expr": query, "legendFormat": legend,
                    "exemplar": exemplar,
                })
            })
            .collect();
        let width = WIDTH / IN_A_ROW;
        json!({
            "id": place + 1,
            "type": "timeseries",
            "title": self.title,
            "datasource": { "type": "prometheus", "uid": "${datasource}" },
            "gridPos": {
                "x": place % IN_A_ROW * width, "y": place / IN_A_ROW * HEIGHT,
                "w": width, "h": HEIGHT,
            },
            "fieldConfig": { "defaults": { "unit": self.unit, "min": 0 }, "overrides": [] },
            "targets": targets,
        })
    }
}
