use mcp_runtime::prelude::*;

#[derive(Clone)]
struct Db;

mcp_server! { pub Shop { name: "shop" version: "1.0.0", state: Db, tools: [] } } //~ version

fn server() -> Shop {
    Shop::new(Db).page_size(10)
}

fn main() {
    server();
}
