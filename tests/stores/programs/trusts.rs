//! Puts a store to its contract whose certificate is trusted, as the environment says: `trusts
//! URL`.

use mcp_runtime::store::{self, contract};

#[tokio::main]
async fn main() {
    let url = std::env::args().nth(1).expect("a store is named");
    let connect = async || store::open(&url).await.expect("it is trusted");
    contract::check_shared(connect().await, connect().await).await;
}
