//! Types in fields and in lists, which are checked where they stand.

/// A type that a field may have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` needs `#[mcp_type]` to be data in a field",
    label = "put `#[mcp_type]` on this type",
    note = "a field is written and read as JSON, and has a schema; `#[mcp_type]` derives \
            Serialize, Deserialize and JsonSchema",
    note = "a type of another crate describes itself by a feature of `schemars`: `chrono04`, \
            `jiff02`, `url2`, `uuid1`, `rust_decimal1`, …; add it in Cargo.toml, and that crate's \
            own `serde`"
)]
pub trait FieldData {}

#[diagnostic::do_not_recommend]
impl<T> FieldData for T where
    T: serde::Serialize + serde::de::DeserializeOwned + schemars::JsonSchema
{
}

/// The type is one that a field may have.
pub const fn assert_field<T: FieldData + ?Sized>() {}

/// A type that a list in an argument may hold.
#[diagnostic::on_unimplemented(
    message = "`{Self}` needs `#[mcp_type]` to be in an argument",
    label = "put `#[mcp_type]` on this type",
    note = "what the model fills in is read from JSON and has a schema; `#[mcp_type]` derives \
            Serialize, Deserialize and JsonSchema",
    note = "a type of another crate describes itself by a feature of `schemars`: `chrono04`, \
            `jiff02`, `url2`, `uuid1`, `rust_decimal1`, …; add it in Cargo.toml, and that crate's \
            own `serde`"
)]
pub trait ItemData {}

#[diagnostic::do_not_recommend]
impl<T: serde::de::DeserializeOwned + schemars::JsonSchema> ItemData for T {}

/// The type is one that a list in an argument may hold.
pub const fn assert_item<T: ItemData + ?Sized>() {}
