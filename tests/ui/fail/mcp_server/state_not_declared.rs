use mcp_runtime::prelude::*;

#[derive(Clone)]
struct Db;

mod rows {
    use mcp_runtime::prelude::*;

    /// Count the rows.
    #[mcp_tool]
    pub fn count(db: State<super::Db>) -> usize {
        let _ = db;
        0
    }
}

mcp_server! {
    Counter {
        name: "counter",
        version: "1.0.0",
        tools: [rows::count], //~ rows::count
    }
}

fn main() {
    let _ = Counter::new();
}
