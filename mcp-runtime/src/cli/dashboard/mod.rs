//! `dashboard`: what Grafana shows of the server, and what Prometheus warns of, made from its table.

mod alerts;
mod grafana;

use std::time::Duration;

use clap::ArgMatches;

use super::item::Item;
use super::output::print;
use super::{Ended, text};
use crate::server::{Instrument, Server};

pub(super) const ITEMS: &[Item] = &[
    Item::flag(
        "alerts",
        "Print rules for Prometheus's alerts, and not the dashboard",
    ),
    Item::option(
        "job",
        "NAME",
        "The job that Prometheus scrapes the server under",
    )
    .default(|context| context.name.to_owned()),
];

/// The facts about a server that are known without running it.
struct Declared {
    name: &'static str,
    title: &'static str,
    job: String,
    /// Each with the time that it may take.
    tools: Vec<(String, Duration)>,
    prompts: bool,
    resources: bool,
    tasks: bool,
}

pub(super) fn dashboard<S: Send + Sync + 'static, D: 'static>(
    server: &Server<S, D>,
    args: &ArgMatches,
) -> crate::Result<Ended> {
    let definition = server.definition();
    let job = match text(args, "job") {
        "" => definition.name.to_owned(),
        job => job.to_owned(),
    };
    let tools = definition.tools().map(|tool| {
        let timeout = tool.meta().timeout;
        (tool.name(), timeout.unwrap_or(server.settings.call_timeout))
    });
    let declared = Declared {
        name: definition.name,
        title: definition.title.unwrap_or(definition.name),
        job,
        tools: tools.collect(),
        prompts: !definition.prompts.is_empty(),
        resources: !definition.resources.is_empty(),
        tasks: definition.has_tasks(),
    };
    if args.get_flag("alerts") {
        print(alerts::rules(&declared).trim_end())?;
    } else {
        print(&grafana::dashboard(&declared)?)?;
    }
    Ok(Ended::Done)
}

/// The name of an instrument's series, as Prometheus has it.
fn series(instrument: Instrument) -> String {
    instrument.declared().prometheus_name()
}

/// A value of a label, in a query.
fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn declared() -> Declared {
        Declared {
            name: "shop",
            title: "The shop",
            job: "shop".to_owned(),
            tools: vec![
                ("buy".to_owned(), Duration::from_secs(10)),
                ("look".to_owned(), Duration::from_millis(500)),
            ],
            prompts: true,
            resources: false,
            tasks: true,
        }
    }

    /// Whether each bracket of a query is closed by its own kind.
    fn is_balanced(query: &str) -> bool {
        let mut open = Vec::new();
        let balanced = query.chars().all(|c| match c {
            '(' | '[' | '{' => {
                open.push(c);
                true
            }
            ')' => open.pop() == Some('('),
            ']' => open.pop() == Some('['),
            '}' => open.pop() == Some('{'),
            _ => true,
        });
        balanced && open.is_empty()
    }

    #[test]
    fn panels_ask_for_series_that_there_are() {
        let dashboard: Value =
            serde_json::from_str(&grafana::dashboard(&declared()).unwrap()).unwrap();
        let names = Instrument::ALL.map(series);
        let mut ids = Vec::new();
        let mut asked = String::new();
        for panel in dashboard["panels"].as_array().unwrap() {
            assert!(!ids.contains(&panel["id"]), "{panel}");
            ids.push(panel["id"].clone());
            for target in panel["targets"].as_array().unwrap() {
                let query = target["expr"].as_str().unwrap();
                assert!(is_balanced(query), "{query}");
                assert!(names.iter().any(|name| query.contains(name)), "{query}");
                asked.push_str(query);
            }
        }
        for name in names {
            assert!(asked.contains(&name), "nobody sees {name}");
        }
        let options = dashboard["templating"]["list"].to_string();
        assert!(options.contains("buy,look"), "{options}");
    }

    #[test]
    fn each_tool_is_warned_of_by_its_own_time() {
        let rules = alerts::rules(&declared());
        for (tool, limit) in [("buy", "> 8"), ("look", "> 0.4")] {
            let rule = rules.lines().find(|line| {
                line.contains("histogram_quantile")
                    && line.contains(&format!("gen_ai_tool_name=\"{tool}\""))
            });
            let rule = rule.unwrap_or_else(|| panic!("{tool}: {rules}"));
            assert!(rule.contains(limit) && is_balanced(rule), "{rule}");
        }
        assert!(
            rules.starts_with("groups:\n") && !rules.contains('\t'),
            "{rules}"
        );
        assert_eq!(
            rules.matches("- alert:").count(),
            rules.matches("expr: ").count()
        );
    }
}
