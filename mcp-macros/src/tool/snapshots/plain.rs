#[allow(clippy::needless_pass_by_value)]
/// Add two integers.
#[cfg_attr(
    doc,
    doc = "\nMCP tool `add` (read-only)\n\n| argument | meaning | rules |\n|---|---|---|\n| `a` | One |  |\n| `b` | The other |  |"
)]
pub fn add(a: i64, b: i64) -> Json<Sum> {
    Json(Sum { result: a + b })
}
#[doc(hidden)]
#[allow(non_camel_case_types)]
pub struct add {}
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    #[allow(unused_imports)]
    use ::mcp_runtime::__private::{NoMention as _, NoTextError as _, QuoteAny as _};
    const __PARAMETER_0: ::mcp_runtime::__private::Classified = ::mcp_runtime::__private::assert_parameter::<
        i64,
        _,
    >();
    const _: () = ::mcp_runtime::__private::check_parameter(
        &__PARAMETER_0,
        true,
        true,
        false,
        false,
    );
    type __P0 = <i64 as ::mcp_runtime::__private::Known<
        { ::mcp_runtime::__private::known(&__PARAMETER_0) },
    >>::Type;
    const __PARAMETER_1: ::mcp_runtime::__private::Classified = ::mcp_runtime::__private::assert_parameter::<
        i64,
        _,
    >();
    const _: () = ::mcp_runtime::__private::check_parameter(
        &__PARAMETER_1,
        true,
        true,
        false,
        false,
    );
    type __P1 = <i64 as ::mcp_runtime::__private::Known<
        { ::mcp_runtime::__private::known(&__PARAMETER_1) },
    >>::Type;
    const _: () = ::mcp_runtime::__private::check_whole(
        &[__PARAMETER_0.role, __PARAMETER_1.role],
        0usize,
    );
    const _: () = ::mcp_runtime::__private::check_whole(
        &[__PARAMETER_0.role, __PARAMETER_1.role],
        1usize,
    );
    const __RETURNED: () = ::mcp_runtime::__private::assert_return::<Json<Sum>, _>();
    type __Output = <Json<
        Sum,
    > as ::mcp_runtime::__private::Known<
        { ::mcp_runtime::__private::known(&__RETURNED) },
    >>::Type;
    const _: () = ::mcp_runtime::__private::check_error(
        <::mcp_runtime::__private::ErrorProbe<__Output>>::IS_TEXT,
    );
    #[automatically_derived]
    impl ::mcp_runtime::__private::Tool for add {
        const META: &'static ::mcp_runtime::__private::ToolMeta = &::mcp_runtime::__private::ToolMeta::new(
                "add",
                "Add two integers.",
            )
            .with_read_only(true);
        const RETURNS: ::mcp_runtime::__private::HandleUse = <::mcp_runtime::__private::Probe<
            __Output,
        >>::USE;
    }
    #[allow(missing_debug_implementations, private_bounds)]
    pub struct __Slots<__M0: 'static, __M1: 'static>(
        <__P0 as ::mcp_runtime::__private::Parameter<__M0>>::Slot,
        <__P1 as ::mcp_runtime::__private::Parameter<__M1>>::Slot,
    )
    where
        for<'__any> __P0: ::mcp_runtime::__private::Parameter<__M0>,
        for<'__any> __P1: ::mcp_runtime::__private::Parameter<__M1>;
    #[automatically_derived]
    impl<
        __M0: 'static,
        __M1: 'static,
        __MR: 'static,
    > ::mcp_runtime::__private::Parameters<(__M0, __M1, __MR)> for add
    where
        for<'__any> __P0: ::mcp_runtime::__private::Parameter<__M0>,
        for<'__any> __P1: ::mcp_runtime::__private::Parameter<__M1>,
    {
        const PARAMS: &'static [::mcp_runtime::__private::ParamSpec] = &[
            ::mcp_runtime::__private::ParamSpec {
                description: "One",
                ..::mcp_runtime::__private::ParamSpec::of::<__P0, __M0>("a")
                    .with_handles(<::mcp_runtime::__private::Probe<__P0>>::USE)
            },
            ::mcp_runtime::__private::ParamSpec {
                description: "The other",
                ..::mcp_runtime::__private::ParamSpec::of::<__P1, __M1>("b")
                    .with_handles(<::mcp_runtime::__private::Probe<__P1>>::USE)
            },
        ];
        type Slots = __Slots<__M0, __M1>;
        fn slots() -> Self::Slots {
            __Slots(
                ::core::default::Default::default(),
                ::core::default::Default::default(),
            )
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
                1usize => {
                    ::core::option::Option::is_some(
                        &<__P1 as ::mcp_runtime::__private::Parameter<
                            __M1,
                        >>::value(&slots.1),
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
                1usize => {
                    <__P1 as ::mcp_runtime::__private::Parameter<
                        __M1,
                    >>::read(&mut slots.1, from)
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
                &<Self as ::mcp_runtime::__private::Parameters<
                    (__M0, __M1, __MR),
                >>::PARAMS[0usize],
                ::core::option::Option::None,
                problems,
            );
            ::mcp_runtime::__private::settle::<
                __P1,
                __M1,
            >(
                &mut slots.1,
                &<Self as ::mcp_runtime::__private::Parameters<
                    (__M0, __M1, __MR),
                >>::PARAMS[1usize],
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
                1usize => ::mcp_runtime::__private::argument::<__P1, __M1>(generator),
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    impl<
        __S: ::core::marker::Send + ::core::marker::Sync + 'static,
        __M0: 'static,
        __M1: 'static,
        __MR: 'static,
    > ::mcp_runtime::__private::ToolCall<__S, (__M0, __M1, __MR)> for add
    where
        for<'__any> __P0: ::mcp_runtime::__private::Resolve<__S, __M0>,
        for<'__any> __P1: ::mcp_runtime::__private::Resolve<__S, __M1>,
        __Output: ::mcp_runtime::__private::ToolReturn<__MR>,
    {
        const APP: ::core::option::Option<&'static ::mcp_runtime::__private::AppMeta> = <<__Output as ::mcp_runtime::__private::ToolReturn<
            __MR,
        >>::Output as ::mcp_runtime::__private::ToolOutput>::APP;
        fn output(
            generator: &mut ::mcp_runtime::__private::SchemaGenerator,
        ) -> ::core::option::Option<::mcp_runtime::__private::Schema> {
            <<__Output as ::mcp_runtime::__private::ToolReturn<
                __MR,
            >>::Output as ::mcp_runtime::__private::ToolOutput>::schema(generator)
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
                let __p1 = <__P1 as ::mcp_runtime::__private::Resolve<
                    __S,
                    __M1,
                >>::resolve(__slots.1, __call)
                    .await?;
                let output = <__Output as ::mcp_runtime::__private::ToolReturn<
                    __MR,
                >>::into_output({
                        static __PACE: ::mcp_runtime::__private::Pace = ::mcp_runtime::__private::Pace::new();
                        ::mcp_runtime::__private::plain(
                                &__PACE,
                                __call,
                                move || add(__p0, __p1),
                            )
                            .await
                    })
                    .await;
                ::mcp_runtime::__private::ToolOutput::write(output, __out)
            }
        }
    }
};
