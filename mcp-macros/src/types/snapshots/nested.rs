#[derive(::mcp_runtime::__private::Attributes)]
/// An order
#[derive(Clone)]
pub struct Order {
    /// Each of them
    items: Vec<Item>,
    place: Option<Place>,
    parent: Option<Box<Self>>,
    #[serde(skip)]
    seen: Cell,
}
#[allow(deprecated, missing_docs, non_camel_case_types, unreachable_pub)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    use ::mcp_runtime::__private as __rt;
    const __DATA_0: () = __rt::assert_field::<Item>();
    type __Data0 = <Item as __rt::Known<{ __rt::known(&__DATA_0) }>>::Type;
    const __DATA_1: () = __rt::assert_field::<Place>();
    type __Data1 = <Place as __rt::Known<{ __rt::known(&__DATA_1) }>>::Type;
    const __CHECKED: &[()] = &[__DATA_0, __DATA_1];
    type __Original = <Order as __rt::Known<{ __rt::known(&__CHECKED) }>>::Type;
    type __Itself = Order;
    const _: () = {
        type Order = __Original;
        #[derive(
            __rt::serde::Serialize,
            __rt::serde::Deserialize,
            __rt::schemars::JsonSchema,
        )]
        #[serde(
            crate = "::mcp_runtime::__private::serde",
            remote = "Order",
            rename = "Order"
        )]
        #[schemars(crate = "::mcp_runtime::__private::schemars", rename = "Order")]
        /// An order
        pub struct __Copy {
            /// Each of them
            items: Vec<__Data0>,
            place: Option<__Data1>,
            parent: Option<Box<Order>>,
            #[serde(skip)]
            seen: Cell,
        }
        #[automatically_derived]
        impl __rt::serde::Serialize for __Itself {
            fn serialize<__S: __rt::serde::Serializer>(
                &self,
                serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                __Copy::serialize(self, serializer)
            }
        }
        #[automatically_derived]
        impl<'de> __rt::serde::Deserialize<'de> for __Itself {
            fn deserialize<__D: __rt::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                __Copy::deserialize(deserializer)
            }
        }
        #[automatically_derived]
        impl __rt::schemars::JsonSchema for __Itself {
            fn inline_schema() -> bool {
                <__Copy as __rt::schemars::JsonSchema>::inline_schema()
            }
            fn schema_name() -> __rt::Cow<'static, str> {
                <__Copy as __rt::schemars::JsonSchema>::schema_name()
            }
            fn schema_id() -> __rt::Cow<'static, str> {
                <__Copy as __rt::schemars::JsonSchema>::schema_id()
            }
            fn json_schema(generator: &mut __rt::SchemaGenerator) -> __rt::Schema {
                <__Copy as __rt::schemars::JsonSchema>::json_schema(generator)
            }
        }
    };
};
