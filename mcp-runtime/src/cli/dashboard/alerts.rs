//! Rules for Prometheus's alerts.

use super::{Declared, quoted, series};
use crate::server::Instrument;

/// The part of its time that a tool may take before somebody is told.
const TIGHT: f64 = 0.8;

/// One rule.
struct Rule {
    name: String,
    query: String,
    lasting: &'static str,
    severity: &'static str,
    summary: String,
}

/// The file that Prometheus reads.
pub(super) fn rules(declared: &Declared) -> String {
    let mut text = format!("groups:\n  - name: mcp-{}\n    rules:\n", declared.name);
    for rule in all(declared) {
        let Rule {
            name,
            query,
            lasting,
            severity,
            summary,
        } = rule;
        // In single quotes, YAML takes everything as it is but these.
        let (query, summary) = (query.replace('\'', "''"), summary.replace('\'', "''"));
        text.push_str(&format!(
            "      - alert: {name}\n        expr: '{query}'\n        for: {lasting}\n        labels:\n          \
             severity: {severity}\n        annotations:\n          summary: '{summary}'\n"
        ));
    }
    text
}

fn all(declared: &Declared) -> Vec<Rule> {
    let Declared {
        name, job, tools, ..
    } = declared;
    let job = format!("job={}", quoted(job));
    let (duration, refused) = (series(Instrument::Duration), series(Instrument::Refused));
    let mut rules = vec![
        Rule {
            name: "McpServerDown".to_owned(),
            query: format!("up{{{job}}} == 0"),
            lasting: "5m",
            severity: "critical",
            summary: format!("{name} can't be scraped"),
        },
        Rule {
            name: "McpRequestsFail".to_owned(),
            query: format!(
                "sum by (mcp_method_name, gen_ai_tool_name) (rate({duration}_count{{{job},\
                 error_type!=\"\",error_type!~\"cancelled|-326.*\"}}[10m])) / \
                 sum by (mcp_method_name, gen_ai_tool_name) (rate({duration}_count{{{job}}}[10m])) \
                 > 0.05"
            ),
            lasting: "10m",
            severity: "warning",
            summary: format!(
                "{name}: more than 5 % of {{{{ $labels.mcp_method_name }}}} \
                 {{{{ $labels.gen_ai_tool_name }}}} fail"
            ),
        },
        Rule {
            name: "McpServerBusy".to_owned(),
            query: format!("sum (rate({refused}{{{job},reason=\"room\"}}[5m])) > 0"),
            lasting: "5m",
            severity: "warning",
            summary: format!("{name} refuses requests since it has no room for them"),
        },
        Rule {
            name: "McpCallersRefused".to_owned(),
            query: format!(
                "sum (rate({refused}{{{job},reason=~\"unauthenticated|host|origin\"}}[10m])) > 1"
            ),
            lasting: "10m",
            severity: "info",
            summary: format!(
                "{name} refuses callers: a client is misconfigured, or somebody tries"
            ),
        },
    ];
    rules.extend(tools.iter().map(|(tool, timeout)| {
        let most = timeout.as_secs_f64() * TIGHT;
        Rule {
            name: "McpToolSlow".to_owned(),
            query: format!(
                "histogram_quantile(0.95, sum by (le) (rate({duration}_bucket{{{job},\
                 gen_ai_tool_name={}}}[10m]))) > {most}",
                quoted(tool)
            ),
            lasting: "10m",
            severity: "warning",
            summary: format!(
                "{name}: {tool} takes nearly the {timeout:?} after which it is stopped"
            ),
        }
    }));
    rules
}
