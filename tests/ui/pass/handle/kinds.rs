//! Every kind of state, and every way to say what kind of handle it is.

use std::collections::BTreeMap;

use mcp_runtime::handle::{Expiry, HandleMeta};
use mcp_runtime::prelude::*;
use mcp_runtime::{HandleState, serde};

/// A basket of a shop
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "24h")]
struct ShoppingBasket {
    items: Vec<String>,
}

/// A step of a wizard
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "a1b2c3d4e5f6g7h8", ttl = "1ms", fixed)]
enum Step {
    First,
    Second { name: String },
    Third(u64),
}

#[doc = "A place in a list"]
#[derive(Handle, serde::Serialize, serde::Deserialize)]
#[serde(crate = "mcp_runtime::serde")]
#[handle(prefix = "c", fixed = true)]
#[handle(ttl = "30s", sealed, external = false)]
struct Cursor(u64);

/// Nothing but being there
#[mcp_type]
#[derive(Handle, Default)]
#[handle(prefix = "seen", ttl = "3650d", external, sealed = false, fixed = false)]
struct Seen;

/// A thing by another handle's text
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "map", ttl = "15m")]
struct r#Type {
    by_id: BTreeMap<String, Option<f64>>,
}

fn meta<T: HandleState>() -> &'static HandleMeta {
    T::META
}

pub(crate) fn main() {
    for (meta, name, seconds, expiry, sealed, external) in [
        (meta::<ShoppingBasket>(), "shopping_basket", 86_400.0, Expiry::AfterUse, false, false),
        (meta::<Step>(), "step", 0.001, Expiry::AfterMint, false, false),
        (meta::<Cursor>(), "cursor", 30.0, Expiry::AfterMint, true, false),
        (meta::<Seen>(), "seen", 3650.0 * 86_400.0, Expiry::AfterUse, false, true),
        (meta::<r#Type>(), "type", 900.0, Expiry::AfterUse, false, false),
    ] {
        assert_eq!((meta.name(), meta.ttl().as_secs_f64(), meta.expiry()), (name, seconds, expiry));
        assert_eq!((meta.is_sealed(), meta.is_external()), (sealed, external), "{name}");
    }
    assert_eq!(meta::<Cursor>().description(), "A place in a list");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let steps = Handles::<Step>::for_tests();
        let step = steps.mint(Step::Second { name: "two".into() }).await.expect("kept");
        assert!(matches!(&*step, Step::Second { name } if name == "two"));
        let cursors = Handles::<Cursor>::for_tests();
        let cursor = cursors.mint(Cursor(7)).await.expect("sealed");
        assert_eq!(cursors.open(cursor.id()).await.expect("open").0, 7);
        let _ = (Step::First, Step::Third(3), Handles::<Seen>::for_tests().mint(Seen).await.expect("kept"));
        let map = Type { by_id: BTreeMap::new() };
        assert!(Handles::for_tests().mint(map).await.expect("kept").by_id.is_empty());
    });
}
