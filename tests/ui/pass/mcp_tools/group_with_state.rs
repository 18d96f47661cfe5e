//! A group works with every state that its tools work with.

mod rows {
    use mcp_runtime::prelude::*;

    #[derive(Clone)]
    pub struct Db;

    /// Count the rows.
    #[mcp_tool]
    pub fn count(db: State<Db>) -> usize {
        let _ = db;
        0
    }

    /// Say how many rows there may be.
    #[mcp_tool]
    pub fn limit() -> usize {
        100
    }

    mcp_tools! { pub Rows: [count, limit] }
}

use mcp_runtime::FromRef;
use mcp_runtime::prelude::*;
use rows::{Db, Rows};

struct AppState(Db);

impl FromRef<AppState> for Db {
    fn from_ref(state: &AppState) -> Self {
        state.0.clone()
    }
}

mcp_server! { Small { name: "small", version: "1.0.0", state: Db, tools: [..Rows] } }

mcp_server! { Big { name: "big", version: "1.0.0", state: AppState, tools: [..Rows as "rows"] } }

pub(crate) fn main() {
    let _servers = (Small::new(Db), Big::new(AppState(Db)));
}
