#[automatically_derived]
impl ::mcp_runtime::__private::HandleState for ShoppingBasket {
    const META: &'static ::mcp_runtime::__private::HandleMeta = &::mcp_runtime::__private::HandleMeta {
        name: "shopping_basket",
        prefix: "bsk",
        description: "A shopping basket",
        ttl: ::core::time::Duration::from_millis(86400000u64),
        expiry: ::mcp_runtime::__private::Expiry::AfterUse,
        sealed: false,
        external: false,
        location: ::mcp_runtime::__private::Location {
            file: ::core::file!(),
            line: ::core::line!(),
        },
    };
    const CODEC: ::mcp_runtime::__private::Codec<Self> = ::mcp_runtime::__private::codec::<
        Self,
    >();
}
#[automatically_derived]
impl ::mcp_runtime::__private::StoredState for ShoppingBasket {}
