#[allow(clippy::needless_pass_by_value)]
/// The configuration.
#[cfg_attr(doc, doc = "\nMCP resource `config://app`")]
fn config() -> String {
    String::new()
}
#[doc(hidden)]
#[allow(non_camel_case_types)]
struct config {}
#[allow(deprecated, unused_imports, unused_variables)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    use ::mcp_runtime::__private as __rt;
    use ::mcp_runtime::__private::{NoMention as _, NoTextError as _, QuoteAny as _};
    const __RETURNED: () = __rt::assert_contents::<String>();
    type __Output = <String as __rt::Known<{ __rt::known(&__RETURNED) }>>::Type;
    const _: () = __rt::check_error(<__rt::ErrorProbe<__Output>>::IS_TEXT);
    #[automatically_derived]
    impl __rt::Resource for config {
        const META: &'static __rt::ResourceMeta = &__rt::ResourceMeta::new(
                "config://app",
                &[__rt::UriPiece::Literal("config://app")],
                "config",
            )
            .with_description("The configuration.");
    }
    #[allow(missing_debug_implementations, private_bounds)]
    pub struct __Slots();
    #[automatically_derived]
    impl __rt::Parameters<()> for config {
        const PARAMS: &'static [__rt::ParamSpec] = &[];
        type Slots = __Slots;
        fn slots() -> Self::Slots {
            __Slots()
        }
        fn visit<__V: __rt::SlotVisitor>(
            slots: &mut Self::Slots,
            index: usize,
            visitor: __V,
        ) -> __V::Output {
            match index {
                _ => __rt::SlotVisitor::absent(visitor),
            }
        }
        fn settle(
            slots: &mut Self::Slots,
            params: &'static [__rt::ParamSpec],
            problems: &mut __rt::Problems,
        ) {}
    }
    #[automatically_derived]
    impl<__S: __rt::Send + __rt::Sync + 'static> __rt::ResourceRead<__S, ()> for config
    where
        for<'__any> __Output: __rt::ResourceOutput,
    {
        fn contents(
            __slots: Self::Slots,
            __call: &__rt::Call<__S>,
        ) -> impl __rt::Future<Output = __rt::Called<__rt::ReadResult>> + __rt::Send {
            async move {
                let output: __Output = {
                    static __PACE: __rt::Pace = __rt::Pace::new();
                    __rt::plain(&__PACE, __call, move || config()).await
                };
                __rt::ResourceOutput::into_read_result(output)
            }
        }
        fn complete(
            index: usize,
            call: __rt::Call<__S>,
        ) -> ::core::option::Option<__rt::CompletionsFuture> {
            match index {
                _ => ::core::option::Option::None,
            }
        }
    }
};
