//! A parameter is known by its type, so an alias of an extractor is one.

use mcp_runtime::prelude::*;

#[derive(Clone)]
struct Db(u32);

type Database = State<Db>;
type Answer = Result<String, ToolError>;
type Place = Option<String>;

/// Count the rows.
#[mcp_tool]
fn count(State(db): Database, place: Place) -> Answer {
    Ok(format!("{} in {place:?}", db.0))
}

mcp_server! { Counter { name: "counter", version: "1.0.0", state: Db, tools: [count] } }

pub(crate) fn main() {
    let _server = Counter::new(Db(3));
    let named = |name: &str| Counter::DEFINITION.tools().flat_map(|tool| tool.params()).any(|param| param.name == name);
    assert!(named("place"));
    assert_eq!(count(State(Db(3)), None).unwrap(), "3 in None");
}
