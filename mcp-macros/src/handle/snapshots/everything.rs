#[automatically_derived]
impl renamed::__private::HandleState for Cursor {
    const META: &'static renamed::__private::HandleMeta = &renamed::__private::HandleMeta {
        name: "cursor",
        prefix: "cur",
        description: "A place in a list",
        ttl: ::core::time::Duration::from_millis(604800000u64),
        expiry: renamed::__private::Expiry::AfterMint,
        sealed: true,
        external: true,
        location: renamed::__private::Location {
            file: ::core::file!(),
            line: ::core::line!(),
        },
    };
    const CODEC: renamed::__private::Codec<Self> = renamed::__private::codec::<Self>();
}
