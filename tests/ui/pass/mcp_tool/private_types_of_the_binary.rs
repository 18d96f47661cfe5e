//! A binary in several files: its functions are `pub`, its types are not.

#![deny(warnings)]

use mcp_runtime::prelude::*;
use mcp_runtime::serde_json::json;
use mcp_runtime::testing::Client;

#[derive(Clone)]
struct Db(i64);

#[mcp_type]
struct Row {
    id: i64,
}

#[mcp_type]
enum Order {
    Up,
    Down,
}

mod tools {
    use mcp_runtime::prelude::*;

    use super::{Db, Order, Row};

    /// Read a row.
    #[mcp_tool(read_only)]
    pub fn read_row(State(db): State<Db>, row: Row, order: Option<Order>) -> Json<Row> {
        let sign = if matches!(order, Some(Order::Down)) { -1 } else { 1 };
        Json(Row { id: sign * (db.0 + row.id) })
    }

    /// Read a row that is known.
    #[mcp_tool(read_only)]
    pub async fn find_row(
        Args(row): Args<Row>,
        #[mcp(inject)] State(db): State<Db>,
    ) -> Result<Json<Row>, ToolError> {
        Ok(Json(Row { id: db.0 - row.id }))
    }

    /// Take a row as it is.
    #[mcp_tool]
    pub fn same_row(#[mcp(argument)] row: Row) -> i64 {
        row.id
    }

    /// A type of this module alone, which the server's module can't name.
    #[mcp_type]
    struct Page {
        number: i64,
    }

    /// Turn to the next page.
    #[mcp_tool]
    #[allow(private_interfaces)]
    pub fn next_page(page: Page) -> Json<Page> {
        Json(Page { number: page.number + 1 })
    }

    mcp_tools! { pub Rows: [read_row, find_row, same_row, next_page] }
}

mod texts {
    use mcp_runtime::prelude::*;

    use super::{Db, Order};

    /// Rows to choose from.
    #[mcp_completion]
    pub fn orders(State(db): State<Db>) -> Vec<String> {
        vec![db.0.to_string()]
    }

    /// Sort the rows.
    #[mcp_prompt]
    pub fn sort(State(db): State<Db>, order: Order, #[mcp(complete = orders)] by: String) -> String {
        let order = if matches!(order, Order::Up) { "up" } else { "down" };
        format!("Sort {} rows {order} by {by}", db.0)
    }

    /// All rows.
    #[mcp_resource("rows:///{order}")]
    pub fn rows(State(db): State<Db>, order: Order) -> String {
        let order = if matches!(order, Order::Up) { "up" } else { "down" };
        format!("{} {order}", db.0)
    }
}

mcp_server! {
    pub Rows {
        name: "rows",
        version: "1.0.0",
        state: Db,
        tools: [..tools::Rows],
        prompts: [texts::sort],
        resources: [texts::rows],
    }
}

#[tokio::main]
pub(crate) async fn main() {
    let client = Client::new(Rows::new(Db(7)));
    let read = client
        .call_tool::<tools::read_row>(json!({ "row": { "id": 1 }, "order": "Down" }))
        .await;
    assert_eq!(read.json::<Row>().id, -8);
    let found = client.call_tool::<tools::find_row>(json!({ "id": 2 })).await;
    assert_eq!(found.json::<Row>().id, 5);
    assert_eq!(client.read("rows:///Up").await.contents()[0]["text"], "7 up");
}
