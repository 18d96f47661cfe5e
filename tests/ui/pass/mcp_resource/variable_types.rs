//! Whatever a text can become is a variable, by any name of its type; one that may be missing is an
//! `Option`, or has a default.

use mcp_runtime::prelude::*;

type Text = String;
type Maybe<T> = Option<T>;

#[mcp_type]
#[derive(Debug)]
enum Order {
    Up,
    Down,
}

/// Notes.
#[mcp_resource("notes:///{folder}/{id}{?text,order,page,limit,strict}")]
fn notes(
    folder: Text,
    id: u64,
    text: Maybe<Text>,
    order: Option<Order>,
    #[mcp(default = 1)] page: u32,
    #[mcp(default = Maybe::<u32>::None.unwrap_or(10))] limit: u32,
    strict: std::option::Option<bool>,
    State(db): State<Db>,
) -> String {
    let Db = db;
    format!("{folder}/{id}: {text:?} {order:?} {page} {limit} {strict:?}")
}

#[derive(Clone)]
struct Db;

mcp_server! { Notes { name: "notes", version: "1.0.0", state: Db, resources: [notes] } }

pub(crate) fn main() {
    let _server = Notes::new(Db);
}
