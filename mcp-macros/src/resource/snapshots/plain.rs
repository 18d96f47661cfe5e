#[allow(clippy::needless_pass_by_value)]
/// The configuration.
#[cfg_attr(doc, doc = "\nMCP resource `config://app`")]
fn config() -> String {
    String::new()
}
#[doc(hidden)]
#[allow(non_camel_case_types)]
struct config {}
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    #[allow(unused_imports)]
    use ::mcp_runtime::__private::{NoMention as _, NoTextError as _, QuoteAny as _};
    const __RETURNED: () = ::mcp_runtime::__private::assert_contents::<String>();
    type __Output = <String as ::mcp_runtime::__private::Known<
        { ::mcp_runtime::__private::known(&__RETURNED) },
    >>::Type;
    const _: () = ::mcp_runtime::__private::check_error(
        <::mcp_runtime::__private::ErrorProbe<__Output>>::IS_TEXT,
    );
    #[automatically_derived]
    impl ::mcp_runtime::__private::Resource for config {
        const META: &'static ::mcp_runtime::__private::ResourceMeta = &::mcp_runtime::__private::ResourceMeta::new(
                "config://app",
                &[::mcp_runtime::__private::UriPiece::Literal("config://app")],
                "config",
            )
            .with_description("The configuration.");
    }
    #[allow(missing_debug_implementations, private_bounds)]
    pub struct __Slots();
    #[automatically_derived]
    impl ::mcp_runtime::__private::Parameters<()> for config {
        const PARAMS: &'static [::mcp_runtime::__private::ParamSpec] = &[];
        type Slots = __Slots;
        fn slots() -> Self::Slots {
            __Slots()
        }
        #[allow(unused_variables)]
        fn is_filled(slots: &Self::Slots, index: usize) -> bool {
            match index {
                _ => false,
            }
        }
        #[allow(unused_variables)]
        fn read<'de, __D: ::mcp_runtime::__private::Deserializer<'de>>(
            slots: &mut Self::Slots,
            index: usize,
            from: __D,
        ) -> ::core::result::Result<(), __D::Error> {
            match index {
                _ => {
                    ::core::result::Result::Err(
                        <__D::Error as ::mcp_runtime::__private::serde::de::Error>::custom(
                            "no such parameter",
                        ),
                    )
                }
            }
        }
        #[allow(unused_variables)]
        fn settle(
            slots: &mut Self::Slots,
            problems: &mut ::mcp_runtime::__private::Problems,
        ) {}
        #[allow(unused_variables)]
        fn argument(
            index: usize,
            generator: &mut ::mcp_runtime::__private::SchemaGenerator,
        ) -> ::core::option::Option<::mcp_runtime::__private::ArgumentSchema> {
            match index {
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    impl<
        __S: ::core::marker::Send + ::core::marker::Sync + 'static,
    > ::mcp_runtime::__private::ResourceRead<__S, ()> for config
    where
        for<'__any> __Output: ::mcp_runtime::__private::ResourceOutput,
    {
        #[allow(unused_variables)]
        fn contents(
            __slots: Self::Slots,
            __call: &::mcp_runtime::__private::Call<__S>,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                ::mcp_runtime::__private::ReadResult,
                ::mcp_runtime::__private::ToolError,
            >,
        > + ::core::marker::Send {
            async move {
                let output: __Output = {
                    static __PACE: ::mcp_runtime::__private::Pace = ::mcp_runtime::__private::Pace::new();
                    ::mcp_runtime::__private::plain(&__PACE, __call, move || config())
                        .await
                };
                ::mcp_runtime::__private::ResourceOutput::into_read_result(output)
            }
        }
        #[allow(unused_variables)]
        fn complete(
            index: usize,
            call: ::mcp_runtime::__private::Call<__S>,
        ) -> ::core::option::Option<::mcp_runtime::__private::CompletionsFuture> {
            match index {
                _ => ::core::option::Option::None,
            }
        }
    }
};
