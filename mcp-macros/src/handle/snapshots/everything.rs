#[automatically_derived]
impl renamed::__private::HandleState for Cursor {
    const META: &'static renamed::__private::HandleMeta = &renamed::__private::HandleMeta::new(
            "cursor",
            "cur",
            "A place in a list",
            ::core::time::Duration::from_millis(604800000u64),
        )
        .with_expiry(renamed::__private::Expiry::AfterMint)
        .with_seal()
        .with_external();
    const CODEC: renamed::__private::Codec<Self> = renamed::__private::codec::<Self>();
}
