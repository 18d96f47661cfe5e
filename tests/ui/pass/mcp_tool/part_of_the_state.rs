//! `State<T>` of anything that `FromRef` takes out of the server's state.

use mcp_runtime::FromRef;
use mcp_runtime::prelude::*;

#[derive(Clone)]
struct Db;

#[derive(Clone)]
struct Mailer;

struct AppState {
    db: Db,
    mailer: Mailer,
}

impl FromRef<AppState> for Db {
    fn from_ref(state: &AppState) -> Self {
        state.db.clone()
    }
}

impl FromRef<AppState> for Mailer {
    fn from_ref(state: &AppState) -> Self {
        state.mailer.clone()
    }
}

/// Send a receipt.
#[mcp_tool]
async fn send_receipt(db: State<Db>, to: String, mailer: State<Mailer>) -> String {
    let _ = (db, mailer);
    to
}

mcp_server! { Shop { name: "shop", version: "1.0.0", state: AppState, tools: [send_receipt] } }

pub(crate) fn main() {
    let _server = Shop::new(AppState { db: Db, mailer: Mailer });
}
