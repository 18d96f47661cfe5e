//! Expanded code of handles passes the strictest lints.
#![deny(
    warnings,
    missing_docs,
    unused,
    nonstandard_style,
    rust_2018_idioms,
    unreachable_pub,
    missing_debug_implementations,
    missing_copy_implementations,
    single_use_lifetimes,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    trivial_casts,
    let_underscore_drop,
    clippy::all,
    clippy::pedantic
)]
#![allow(clippy::missing_errors_doc, clippy::must_use_candidate)]
#![forbid(unsafe_code)]

/// Baskets.
pub mod baskets {
    use std::fmt;

    use mcp_runtime::prelude::*;

    /// A basket
    #[mcp_type]
    #[derive(Handle, Clone, Debug, Default)]
    #[handle(prefix = "bsk", ttl = "24h")]
    pub struct Basket {
        /// What is in it
        pub items: Vec<String>,
    }

    impl fmt::Display for Basket {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{} things", self.items.len())
        }
    }

    /// A price
    #[mcp_type]
    #[derive(Handle, Clone, Copy, Debug)]
    #[handle(prefix = "price", ttl = "5m", sealed)]
    pub enum Price {
        /// In cents
        Cents(u64),
    }

    /// Create a basket.
    #[mcp_tool]
    pub async fn create(baskets: Handles<Basket>) -> Result<Minted<Basket>, ToolError> {
        baskets.mint(Basket::default()).await
    }

    /// Ask for a price.
    #[mcp_tool]
    pub async fn price(
        basket: Handle<Basket>,
        prices: Handles<Price>,
    ) -> Result<Minted<Price>, ToolError> {
        prices.mint(Price::Cents(basket.items.len() as u64)).await
    }

    /// Order what is in a basket.
    #[mcp_tool(destructive)]
    pub async fn order(
        basket: Handle<Basket>,
        price: Option<Handle<Price>>,
        #[mcp(ask = "Order {basket}?")] ok: Confirm,
    ) -> Result<u64, ToolError> {
        let Confirm = ok;
        let _was_there = basket.close().await?;
        Ok(price.map_or(0, |price| match *price {
            Price::Cents(cents) => cents,
        }))
    }

    /// Put something into a basket.
    #[mcp_tool]
    pub async fn put(mut basket: Handle<Basket>, item: String) -> Result<Json<Basket>, ToolError> {
        basket
            .update(|basket| basket.items.push(item.clone()))
            .await?;
        Ok(Json(Basket::clone(&basket)))
    }
}

use mcp_runtime::prelude::*;

mcp_server! {
    /// Sells what is in baskets.
    pub Shop { name: "shop", version: "1.0.0", tools: [baskets::create, baskets::price, baskets::order, baskets::put] }
}

pub(crate) fn main() {
    drop(Shop::new());
}
