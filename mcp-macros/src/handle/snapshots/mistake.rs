::core::compile_error! {
    "a prefix is 1 to 16 lower-case ASCII letters and digits, and begins with a letter, such as \"bsk\"; an underscore follows it by itself"
}
#[automatically_derived]
impl ::mcp_runtime::__private::HandleState for Basket {
    const META: &'static ::mcp_runtime::__private::HandleMeta = &::mcp_runtime::__private::HandleMeta::new(
        "basket",
        "B_S",
        "A shopping basket",
        ::core::time::Duration::from_millis(86400000u64),
    );
    const CODEC: ::mcp_runtime::__private::Codec<Self> = ::mcp_runtime::__private::codec::<
        Self,
    >();
}
#[automatically_derived]
impl ::mcp_runtime::__private::StoredState for Basket {
    const SEALED: ::mcp_runtime::__private::Sealed = ::mcp_runtime::__private::Sealed;
}
