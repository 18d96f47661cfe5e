#[automatically_derived]
impl ::mcp_runtime::__private::HandleState for ShoppingBasket {
    const META: &'static ::mcp_runtime::__private::HandleMeta = &::mcp_runtime::__private::HandleMeta::new(
        "shopping_basket",
        "bsk",
        "A shopping basket",
        ::core::time::Duration::from_millis(86400000u64),
    );
    const CODEC: ::mcp_runtime::__private::Codec<Self> = ::mcp_runtime::__private::codec::<
        Self,
    >();
}
#[automatically_derived]
impl ::mcp_runtime::__private::StoredState for ShoppingBasket {
    const SEALED: ::mcp_runtime::__private::Sealed = ::mcp_runtime::__private::Sealed;
}
