//! A shop: what lies in a basket lasts from call to call, on whichever instance they arrive.
//!
//! `cargo run -p basket` keeps baskets in memory. `cargo run -p basket -- serve --store
//! redis://127.0.0.1/` makes one shop of as many instances as are started.

use std::fmt;

use mcp_runtime::prelude::*;

/// What the shop sells
#[mcp_type]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Sku {
    /// A packet of tea
    Tea,
    /// A jar of honey
    Honey,
    /// A tin of biscuits
    Biscuits,
}

impl Sku {
    fn cents(self) -> u64 {
        match self {
            Self::Tea => 450,
            Self::Honey => 790,
            Self::Biscuits => 520,
        }
    }
}

/// Some of one thing
#[mcp_type]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What
    pub sku: Sku,
    /// How many
    pub count: u32,
}

/// A shopping basket
#[mcp_type]
#[derive(Handle, Clone, Debug, Default, PartialEq, Eq)]
#[handle(prefix = "bsk", ttl = "24h")]
pub struct Basket {
    /// What is in it
    pub items: Vec<Item>,
}

impl Basket {
    fn put(&mut self, sku: Sku, count: u32) {
        match self.items.iter_mut().find(|item| item.sku == sku) {
            Some(item) => item.count = item.count.saturating_add(count),
            None => self.items.push(Item { sku, count }),
        }
    }

    fn cents(&self) -> u64 {
        self.items
            .iter()
            .map(|item| item.sku.cents() * u64::from(item.count))
            .sum()
    }
}

/// What a person reads who is asked about a basket.
impl fmt::Display for Basket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, Item { sku, count }) in self.items.iter().enumerate() {
            write!(f, "{}{count} {sku:?}", if i > 0 { ", " } else { "" })?;
        }
        write!(f, " for {}", Price(self.cents()))
    }
}

struct Price(u64);

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02} francs", self.0 / 100, self.0 % 100)
    }
}

/// A price that the shop stands by
#[mcp_type]
#[derive(Handle, Debug)]
#[handle(prefix = "offer", ttl = "15m", sealed)]
pub struct Offer {
    sku: Sku,
    cents: u64,
}

/// Create an empty basket.
#[mcp_tool]
pub async fn create_basket(baskets: Handles<Basket>) -> Result<Minted<Basket>, ToolError> {
    baskets.mint(Basket::default()).await
}

/// Put something into a basket.
#[mcp_tool]
pub async fn add_item(
    mut basket: Handle<Basket>,
    /// What to put into it
    sku: Sku,
    /// How many
    #[mcp(range = 1..=100, default = 1)]
    count: u32,
    notify: Notify,
) -> Result<Json<Basket>, ToolError> {
    basket.update(|basket| basket.put(sku, count)).await?;
    notify.resource_updated(format!("basket:///{}", basket.id()));
    Ok(Json(Basket::clone(&basket)))
}

/// Show what is in a basket.
#[mcp_tool(read_only)]
pub fn show_basket(basket: Handle<Basket>) -> Json<Basket> {
    Json(Basket::clone(&basket))
}

/// What is in a basket.
#[mcp_resource("basket:///{basket}")]
pub fn contents(basket: Handle<Basket>) -> Json<Basket> {
    Json(Basket::clone(&basket))
}

/// Order what is in a basket, and throw the basket away.
#[mcp_tool(destructive, confirm = "Order {basket}?")]
pub async fn check_out(basket: Handle<Basket>) -> Result<String, ToolError> {
    if basket.items.is_empty() {
        return Err(ToolError::new(
            "The basket is empty; put something into it with `add_item`",
        ));
    }
    // Of two who order the same basket, one has ordered it, and ordered what they were asked about.
    Ok(format!("Ordered {}", basket.take().await?))
}

/// List your baskets.
#[mcp_tool(read_only)]
pub async fn my_baskets(baskets: Handles<Basket>) -> Result<String, ToolError> {
    let baskets = baskets.list(50).await?;
    if baskets.is_empty() {
        return Ok("There is none that is known to be yours.".to_owned());
    }
    let lines: Vec<String> = baskets
        .iter()
        .map(|basket| format!("{}: {basket}", basket.id()))
        .collect();
    Ok(lines.join("\n"))
}

/// Ask for a price that holds for a while.
#[mcp_tool]
pub async fn ask_price(
    /// Of what
    sku: Sku,
    offers: Handles<Offer>,
) -> Result<Minted<Offer>, ToolError> {
    offers
        .mint(Offer {
            sku,
            cents: sku.cents() * 9 / 10,
        })
        .await
}

/// Take an offer.
#[mcp_tool]
pub fn take_offer(offer: Handle<Offer>) -> String {
    format!("Ordered 1 {:?} for {}", offer.sku, Price(offer.cents))
}

mcp_server! {
    /// A small shop. Create a basket, put things into it, and check out.
    pub Shop {
        name: "basket",
        version: env!("CARGO_PKG_VERSION"),
        tools: [create_basket, add_item, show_basket, check_out, my_baskets, ask_price, take_offer],
        resources: [contents],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_basket_is_filled_and_ordered() {
        let baskets = Handles::for_tests();
        let minted = create_basket(baskets.clone()).await.unwrap();
        let open = async || baskets.open(minted.id()).await;
        let quiet = || Notify::for_tests(|_| ());
        add_item(open().await.unwrap(), Sku::Tea, 1, quiet())
            .await
            .unwrap();
        let Json(basket) = add_item(open().await.unwrap(), Sku::Tea, 2, quiet())
            .await
            .unwrap();
        assert_eq!(
            basket.items,
            [Item {
                sku: Sku::Tea,
                count: 3
            }]
        );
        assert_eq!(
            check_out(open().await.unwrap()).await.unwrap(),
            "Ordered 3 Tea for 13.50 francs"
        );
        assert_eq!(
            open().await.unwrap_err().to_string(),
            "No such basket, or it expired"
        );
    }

    #[tokio::test]
    async fn an_offer_holds_what_it_says() {
        let offers = Handles::for_tests();
        let minted = ask_price(Sku::Honey, offers.clone()).await.unwrap();
        assert_eq!(
            take_offer(offers.open(minted.id()).await.unwrap()),
            "Ordered 1 Honey for 7.11 francs"
        );
    }
}
