//! The metrics of tasks.

use std::time::Duration;

use axum::Router;
use mcp_runtime::prelude::*;
use mcp_runtime::server::Metrics;
use serde_json::json;

use super::{Gate, about, call, made, once};

/// Longer than tasks are left uncounted.
const COUNTED: Duration = Duration::from_secs(16);

/// Wait for the gate.
#[mcp_tool(read_only, task)]
async fn hold(State(gate): State<Gate>) -> &'static str {
    gate.done.add_permits(1);
    gate.open.acquire().await.unwrap().forget();
    "held"
}

/// Ask.
#[mcp_tool(read_only, task)]
async fn wonder(asker: Asker) -> Result<&'static str, ToolError> {
    let Confirm = asker.ask("why", "Why?").await?;
    Ok("so that is why")
}

mcp_server! {
    Measured { name: "measured", version: "1.0.0", state: Gate, tools: [hold, wonder] }
}

fn says(metrics: &Metrics, lines: &[&str]) {
    let text = metrics.text();
    for line in lines {
        assert!(
            text.lines().any(|said| said == *line),
            "{line} is not in\n{text}"
        );
    }
}

async fn begun(router: &Router, gate: &Gate) -> String {
    let id = made(router, call("hold", json!({}))).await;
    gate.done.acquire().await.unwrap().forget();
    id
}

#[tokio::test(start_paused = true)]
async fn tasks_are_counted_from_their_beginning_to_their_end() {
    let (metrics, gate) = (Metrics::new(), Gate::default());
    let server = Measured::new(gate.clone()).metrics(&metrics);
    let router = server.task_workers(2).into_router();
    let wondering = made(&router, call("wonder", json!({}))).await;
    once(&router, &wondering, "input_required").await;
    let held = [begun(&router, &gate).await, begun(&router, &gate).await];
    // There is no worker for it.
    let queued = made(&router, call("hold", json!({}))).await;
    tokio::time::sleep(COUNTED).await;
    says(
        &metrics,
        &[
            r#"mcp_server_tasks_created_total{gen_ai_tool_name="hold"} 3"#,
            r#"mcp_server_tasks_created_total{gen_ai_tool_name="wonder"} 1"#,
            r#"mcp_server_tasks_attempts_total{gen_ai_tool_name="hold"} 2"#,
            r#"mcp_server_tasks_live{state="queued"} 1"#,
            r#"mcp_server_tasks_live{state="running"} 2"#,
            r#"mcp_server_tasks_live{state="input_required"} 1"#,
        ],
    );
    assert!(!metrics.text().contains("mcp_server_tasks_ended_total{"));

    about("tasks/cancel", &wondering).send(&router).await;
    gate.open(3);
    for id in held.iter().chain([&queued]) {
        once(&router, id, "completed").await;
    }
    tokio::time::sleep(COUNTED).await;
    says(
        &metrics,
        &[
            r#"mcp_server_tasks_ended_total{gen_ai_tool_name="hold",outcome="completed"} 3"#,
            r#"mcp_server_tasks_ended_total{gen_ai_tool_name="wonder",outcome="cancelled"} 1"#,
            r#"mcp_server_tasks_attempts_total{gen_ai_tool_name="hold"} 3"#,
            r#"mcp_server_tasks_live{state="queued"} 0"#,
            r#"mcp_server_tasks_live{state="running"} 0"#,
            r#"mcp_server_tasks_live{state="input_required"} 0"#,
            "mcp_server_tasks_oldest_queued_seconds{} 0",
        ],
    );
}
