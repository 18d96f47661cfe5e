#[allow(clippy::needless_pass_by_value)]
/// Wait.
#[cfg_attr(
    doc,
    doc = "\nMCP tool `wait`\n\n| argument | meaning | rules |\n|---|---|---|\n| `millis` |  |  |"
)]
fn wait(millis: u64) -> impl Future<Output = String> + Send {
    async { String::new() }
}
#[doc(hidden)]
#[allow(non_camel_case_types)]
struct wait {}
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    #[allow(unused_imports)]
    use ::mcp_runtime::__private::{NoMention as _, NoTextError as _, QuoteAny as _};
    const __PARAMETER_0: ::mcp_runtime::__private::Classified = ::mcp_runtime::__private::assert_parameter::<
        u64,
        _,
    >();
    const _: () = ::mcp_runtime::__private::check_parameter(
        &__PARAMETER_0,
        true,
        true,
        false,
        false,
    );
    type __P0 = <u64 as ::mcp_runtime::__private::Known<
        { ::mcp_runtime::__private::known(&__PARAMETER_0) },
    >>::Type;
    async fn __shim(
        __held: ::mcp_runtime::__private::Held,
        __p0: u64,
    ) -> impl ::mcp_runtime::__private::ToolOutput {
        ::mcp_runtime::__private::ToolReturn::into_output(
                ::mcp_runtime::__private::blocking(__held, move || wait(__p0)).await,
            )
            .await
    }
    #[automatically_derived]
    impl ::mcp_runtime::__private::Tool for wait {
        const META: &'static ::mcp_runtime::__private::ToolMeta = &::mcp_runtime::__private::ToolMeta::new(
            "wait",
            "Wait.",
        );
    }
    #[allow(missing_debug_implementations, private_bounds)]
    pub struct __Slots<__M0: 'static>(
        <__P0 as ::mcp_runtime::__private::Parameter<__M0>>::Slot,
    )
    where
        for<'__any> __P0: ::mcp_runtime::__private::Parameter<__M0>;
    #[automatically_derived]
    impl<__M0: 'static> ::mcp_runtime::__private::Parameters<(__M0,)> for wait
    where
        for<'__any> __P0: ::mcp_runtime::__private::Parameter<__M0>,
    {
        const PARAMS: &'static [::mcp_runtime::__private::ParamSpec] = &[
            ::mcp_runtime::__private::ParamSpec::of::<__P0, __M0>("millis")
                .with_handles(<::mcp_runtime::__private::Probe<__P0>>::USE),
        ];
        type Slots = __Slots<__M0>;
        fn slots() -> Self::Slots {
            __Slots(::core::default::Default::default())
        }
        #[allow(unused_variables)]
        fn is_filled(slots: &Self::Slots, index: usize) -> bool {
            match index {
                0usize => {
                    ::core::option::Option::is_some(
                        &<__P0 as ::mcp_runtime::__private::Parameter<
                            __M0,
                        >>::value(&slots.0),
                    )
                }
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
                0usize => {
                    <__P0 as ::mcp_runtime::__private::Parameter<
                        __M0,
                    >>::read(&mut slots.0, from)
                }
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
        ) {
            ::mcp_runtime::__private::settle::<
                __P0,
                __M0,
            >(
                &mut slots.0,
                &<Self as ::mcp_runtime::__private::Parameters<(__M0,)>>::PARAMS[0usize],
                ::core::option::Option::None,
                problems,
            );
        }
        #[allow(unused_variables)]
        fn argument(
            index: usize,
            generator: &mut ::mcp_runtime::__private::SchemaGenerator,
        ) -> ::core::option::Option<::mcp_runtime::__private::ArgumentSchema> {
            match index {
                0usize => ::mcp_runtime::__private::argument::<__P0, __M0>(generator),
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    impl<
        __S: ::core::marker::Send + ::core::marker::Sync + 'static,
        __M0: 'static,
    > ::mcp_runtime::__private::ToolCall<__S, (__M0,)> for wait
    where
        for<'__any> __P0: ::mcp_runtime::__private::Resolve<__S, __M0>,
    {
        const APP: ::core::option::Option<&'static ::mcp_runtime::__private::AppMeta> = ::mcp_runtime::__private::app_of(
            &|__args: (u64,)| __shim(::core::default::Default::default(), __args.0),
        );
        fn output(
            generator: &mut ::mcp_runtime::__private::SchemaGenerator,
        ) -> ::core::option::Option<::mcp_runtime::__private::Schema> {
            ::mcp_runtime::__private::output_of(
                |__args: (u64,)| __shim(::core::default::Default::default(), __args.0),
                generator,
            )
        }
        #[allow(unused_variables)]
        fn run(
            __slots: Self::Slots,
            __call: &::mcp_runtime::__private::Call<__S>,
            __out: &mut ::mcp_runtime::__private::ResultWriter,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<(), ::mcp_runtime::__private::ToolError>,
        > + ::core::marker::Send {
            async move {
                let __p0 = <__P0 as ::mcp_runtime::__private::Resolve<
                    __S,
                    __M0,
                >>::resolve(__slots.0, __call)
                    .await?;
                let __held = ::mcp_runtime::__private::hold(__call);
                let output = __shim(__held, __p0).await;
                ::mcp_runtime::__private::ToolOutput::write(output, __out)
            }
        }
    }
};
