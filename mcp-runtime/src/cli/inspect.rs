//! Commands that show what a server is, without serving it.

use serde_json::{Value, json};

use super::Ended;
use super::output::{print, table};
use crate::server::{Server, ServerDefinition};
use crate::testing::Client;

/// `tools`
pub(super) async fn tools<S: Send + Sync + 'static>(client: &Client<S>, json: bool) -> crate::Result<Ended> {
    let tools = client.tools().await;
    if json {
        print(&serde_json::to_string_pretty(&tools)?)?;
        return Ok(Ended::Done);
    }
    let rows = tools.iter().map(|tool| {
        let description = tool["description"].as_str().unwrap_or_default();
        vec![name(tool), signature(&tool["inputSchema"]), description.lines().next().unwrap_or_default().to_owned()]
    });
    print(&table(&rows.collect::<Vec<_>>()))?;
    Ok(Ended::Done)
}

/// `schema NAME`
pub(super) async fn schema<S: Send + Sync + 'static>(client: &Client<S>, tool: &str) -> crate::Result<Ended> {
    let tools = client.tools().await;
    let Some(found) = tools.iter().find(|t| t["name"] == tool) else {
        let known: Vec<String> = tools.iter().map(name).collect();
        return Err(unknown(tool, &known));
    };
    print(&serde_json::to_string_pretty(found)?)?;
    Ok(Ended::Done)
}

/// `routes`
pub(super) fn routes<S>(definition: &ServerDefinition<S>, json: bool) -> crate::Result<Ended> {
    let routes = definition.tools().map(|tool| {
        let headers: Vec<(&str, String)> =
            tool.params().iter().filter_map(|p| Some((p.name, format!("Mcp-Param-{}", p.header?)))).collect();
        (tool.name(), headers, tool.meta().location)
    });
    if json {
        let routes = routes.map(|(name, headers, at)| {
            let headers: Vec<Value> = headers.iter().map(|(argument, header)| json!({ "argument": argument, "header": header })).collect();
            json!({ "method": "tools/call", "name": name, "headers": headers, "source": format!("{}:{}", at.file, at.line) })
        });
        print(&serde_json::to_string_pretty(&routes.collect::<Vec<_>>())?)?;
        return Ok(Ended::Done);
    }
    let mut rows = vec![["MCP-METHOD", "MCP-NAME", "HEADERS", "SOURCE"].map(str::to_owned).to_vec()];
    rows.extend(routes.map(|(name, headers, at)| {
        let headers: Vec<String> = headers.into_iter().map(|(_, header)| header).collect();
        vec!["tools/call".to_owned(), name, headers.join(" "), format!("{}:{}", at.file, at.line)]
    }));
    print(&table(&rows))?;
    Ok(Ended::Done)
}

/// `check`
pub(super) fn check<S: Send + Sync + 'static>(server: Server<S>) -> crate::Result<Ended> {
    let name = server.definition().name;
    let tools = server.definition().tools().len();
    server.check()?;
    print(&format!("{name} would start, with {tools} tools"))?;
    Ok(Ended::Done)
}

pub(super) fn unknown(tool: &str, known: &[String]) -> crate::Error {
    let meant = crate::schema::closest(tool, known.iter().map(String::as_str));
    let hint = meant.map_or_else(|| format!("there are: {}", known.join(", ")), |meant| format!("did you mean `{meant}`?"));
    format!("there is no tool `{tool}`; {hint}").into()
}

fn name(tool: &Value) -> String {
    tool["name"].as_str().unwrap_or_default().to_owned()
}

/// The arguments in short: `title text tags?`
fn signature(schema: &Value) -> String {
    let required = |name: &str| schema["required"].as_array().is_some_and(|r| r.iter().any(|n| n == name));
    let names = schema["properties"].as_object().into_iter().flat_map(|p| p.keys());
    names.map(|name| if required(name) { name.clone() } else { format!("{name}?") }).collect::<Vec<_>>().join(" ")
}
