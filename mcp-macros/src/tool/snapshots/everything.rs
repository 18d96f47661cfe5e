#[allow(clippy::needless_pass_by_value)]
/// Fetch rows.
#[cfg_attr(
    doc,
    doc = "\nMCP tool `fetch.rows`\n\n| argument | meaning | rules |\n|---|---|---|\n| `days` |  | default `3`; range `1..=14` |\n| `region` |  | optional; length `..=8`; pattern `^[a-z]+$`; for example `\"west\"`; header `Mcp-Param-Region` |"
)]
async fn fetch(
    days: u8,
    region: Option<String>,
    State(db): State<Db>,
) -> Result<String, ToolError> {
    Ok(String::new())
}
#[doc(hidden)]
#[allow(non_camel_case_types)]
struct FetchRows {}
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    #[allow(unused_imports)]
    use renamed::__private::{NoMention as _, NoTextError as _, QuoteAny as _};
    const __PARAMETER_0: renamed::__private::Classified = renamed::__private::assert_parameter::<
        u8,
        _,
    >();
    const _: () = renamed::__private::check_parameter(
        &__PARAMETER_0,
        true,
        true,
        false,
        false,
    );
    type __P0 = <u8 as renamed::__private::Known<
        { renamed::__private::known(&__PARAMETER_0) },
    >>::Type;
    const __PARAMETER_1: renamed::__private::Classified = renamed::__private::assert_parameter::<
        Option<String>,
        _,
    >();
    const _: () = renamed::__private::check_parameter(
        &__PARAMETER_1,
        true,
        true,
        false,
        false,
    );
    type __P1 = <Option<
        String,
    > as renamed::__private::Known<{ renamed::__private::known(&__PARAMETER_1) }>>::Type;
    const __PARAMETER_2: renamed::__private::Classified = renamed::__private::assert_parameter::<
        State<Db>,
        renamed::__private::marker::Injection,
    >();
    const _: () = renamed::__private::check_parameter(
        &__PARAMETER_2,
        false,
        true,
        false,
        false,
    );
    type __P2 = <State<
        Db,
    > as renamed::__private::Known<{ renamed::__private::known(&__PARAMETER_2) }>>::Type;
    const _: () = renamed::__private::check_header_integer::<
        __P1,
    >(::core::option::Option::None);
    const _: () = renamed::__private::check_whole(
        &[__PARAMETER_0.role, __PARAMETER_1.role, __PARAMETER_2.role],
        0usize,
    );
    const _: () = renamed::__private::check_whole(
        &[__PARAMETER_0.role, __PARAMETER_1.role, __PARAMETER_2.role],
        1usize,
    );
    const _: () = renamed::__private::check_whole(
        &[__PARAMETER_0.role, __PARAMETER_1.role, __PARAMETER_2.role],
        2usize,
    );
    const __RETURNED: () = renamed::__private::assert_return::<
        Result<String, ToolError>,
        _,
    >();
    type __Output = <Result<
        String,
        ToolError,
    > as renamed::__private::Known<{ renamed::__private::known(&__RETURNED) }>>::Type;
    const _: () = renamed::__private::check_error(
        <renamed::__private::ErrorProbe<__Output>>::IS_TEXT,
    );
    const _: () = renamed::__private::check_counted();
    fn __default_0() -> u8 {
        3
    }
    #[automatically_derived]
    impl renamed::__private::Tool for FetchRows {
        const META: &'static renamed::__private::ToolMeta = &renamed::__private::ToolMeta::new(
                "fetch.rows",
                "Fetch rows.",
            )
            .with_destructive(false)
            .with_title("Rows")
            .with_icons("[{\"src\":\"https://example.com/icon.png\"}]")
            .with_meta(|| {
                #[allow(unused_imports)]
                use ::core::convert::Into as _;
                renamed::__private::json!({ "com.example/tier" : 1 })
            })
            .with_timeout(::core::time::Duration::from_millis(5000u64))
            .with_rate(renamed::__private::Rate::per_minute(10u32))
            .with_concurrency(2u32);
        const RETURNS: renamed::__private::HandleUse = <renamed::__private::Probe<
            __Output,
        >>::USE;
    }
    #[allow(missing_debug_implementations, private_bounds)]
    pub struct __Slots<__M0: 'static, __M1: 'static>(
        <__P0 as renamed::__private::Parameter<__M0>>::Slot,
        <__P1 as renamed::__private::Parameter<__M1>>::Slot,
        <__P2 as renamed::__private::Parameter<
            renamed::__private::marker::Injection,
        >>::Slot,
    )
    where
        for<'__any> __P0: renamed::__private::Parameter<__M0>,
        for<'__any> __P1: renamed::__private::Parameter<__M1>,
        for<'__any> __P2: renamed::__private::Parameter<
            renamed::__private::marker::Injection,
        >;
    #[automatically_derived]
    impl<
        __M0: 'static,
        __M1: 'static,
        __MR: 'static,
    > renamed::__private::Parameters<
        (__M0, __M1, renamed::__private::marker::Injection, __MR),
    > for FetchRows
    where
        for<'__any> __P0: renamed::__private::Parameter<__M0>,
        for<'__any> __P1: renamed::__private::Parameter<__M1>,
        for<'__any> __P2: renamed::__private::Parameter<
            renamed::__private::marker::Injection,
        >,
    {
        const PARAMS: &'static [renamed::__private::ParamSpec] = &[
            renamed::__private::ParamSpec {
                range: ::core::option::Option::Some(renamed::__private::Range {
                    min: ::core::option::Option::Some(
                        renamed::__private::Number::Int(1i128),
                    ),
                    max: ::core::option::Option::Some(
                        renamed::__private::Number::Int(14i128),
                    ),
                    exclusive: false,
                }),
                has_default: true,
                default: ::core::option::Option::Some(|| renamed::__private::to_json(
                    &__default_0(),
                )),
                ..renamed::__private::ParamSpec::of::<__P0, __M0>("days")
                    .with_handles(<renamed::__private::Probe<__P0>>::USE)
            },
            renamed::__private::ParamSpec {
                length: ::core::option::Option::Some(renamed::__private::Length {
                    min: ::core::option::Option::None,
                    max: ::core::option::Option::Some(8u64),
                }),
                pattern: ::core::option::Option::Some("^[a-z]+$"),
                examples: ::core::option::Option::Some(|| ::core::convert::From::from([
                    renamed::__private::to_json(&"west"),
                ])),
                header: ::core::option::Option::Some("Region"),
                ..renamed::__private::ParamSpec::of::<__P1, __M1>("region")
                    .with_handles(<renamed::__private::Probe<__P1>>::USE)
            },
            renamed::__private::ParamSpec::of::<
                __P2,
                renamed::__private::marker::Injection,
            >("")
                .with_handles(<renamed::__private::Probe<__P2>>::USE),
        ];
        type Slots = __Slots<__M0, __M1>;
        fn slots() -> Self::Slots {
            __Slots(
                ::core::default::Default::default(),
                ::core::default::Default::default(),
                ::core::default::Default::default(),
            )
        }
        #[allow(unused_variables)]
        fn is_filled(slots: &Self::Slots, index: usize) -> bool {
            match index {
                0usize => {
                    ::core::option::Option::is_some(
                        &<__P0 as renamed::__private::Parameter<__M0>>::value(&slots.0),
                    )
                }
                1usize => {
                    ::core::option::Option::is_some(
                        &<__P1 as renamed::__private::Parameter<__M1>>::value(&slots.1),
                    )
                }
                2usize => {
                    ::core::option::Option::is_some(
                        &<__P2 as renamed::__private::Parameter<
                            renamed::__private::marker::Injection,
                        >>::value(&slots.2),
                    )
                }
                _ => false,
            }
        }
        #[allow(unused_variables)]
        fn read<'de, __D: renamed::__private::Deserializer<'de>>(
            slots: &mut Self::Slots,
            index: usize,
            from: __D,
        ) -> ::core::result::Result<(), __D::Error> {
            match index {
                0usize => {
                    <__P0 as renamed::__private::Parameter<
                        __M0,
                    >>::read(&mut slots.0, from)
                }
                1usize => {
                    <__P1 as renamed::__private::Parameter<
                        __M1,
                    >>::read(&mut slots.1, from)
                }
                2usize => {
                    <__P2 as renamed::__private::Parameter<
                        renamed::__private::marker::Injection,
                    >>::read(&mut slots.2, from)
                }
                _ => {
                    ::core::result::Result::Err(
                        <__D::Error as renamed::__private::serde::de::Error>::custom(
                            "no such parameter",
                        ),
                    )
                }
            }
        }
        #[allow(unused_variables)]
        fn settle(slots: &mut Self::Slots, problems: &mut renamed::__private::Problems) {
            renamed::__private::settle::<
                __P0,
                __M0,
            >(
                &mut slots.0,
                &<Self as renamed::__private::Parameters<
                    (__M0, __M1, renamed::__private::marker::Injection, __MR),
                >>::PARAMS[0usize],
                ::core::option::Option::Some(__default_0),
                problems,
            );
            renamed::__private::check_range::<
                __P0,
            >(
                <__P0 as renamed::__private::Parameter<__M0>>::value(&slots.0),
                &<Self as renamed::__private::Parameters<
                    (__M0, __M1, renamed::__private::marker::Injection, __MR),
                >>::PARAMS[0usize],
                problems,
            );
            renamed::__private::settle::<
                __P1,
                __M1,
            >(
                &mut slots.1,
                &<Self as renamed::__private::Parameters<
                    (__M0, __M1, renamed::__private::marker::Injection, __MR),
                >>::PARAMS[1usize],
                ::core::option::Option::None,
                problems,
            );
            renamed::__private::check_length::<
                __P1,
            >(
                <__P1 as renamed::__private::Parameter<__M1>>::value(&slots.1),
                &<Self as renamed::__private::Parameters<
                    (__M0, __M1, renamed::__private::marker::Injection, __MR),
                >>::PARAMS[1usize],
                problems,
            );
            {
                static PATTERN: renamed::__private::LazyLock<
                    renamed::__private::Regex,
                > = renamed::__private::LazyLock::new(|| renamed::__private::regex(
                    "^[a-z]+$",
                ));
                renamed::__private::check_pattern::<
                    __P1,
                >(
                    <__P1 as renamed::__private::Parameter<__M1>>::value(&slots.1),
                    &PATTERN,
                    &<Self as renamed::__private::Parameters<
                        (__M0, __M1, renamed::__private::marker::Injection, __MR),
                    >>::PARAMS[1usize],
                    problems,
                );
            }
            renamed::__private::settle::<
                __P2,
                renamed::__private::marker::Injection,
            >(
                &mut slots.2,
                &<Self as renamed::__private::Parameters<
                    (__M0, __M1, renamed::__private::marker::Injection, __MR),
                >>::PARAMS[2usize],
                ::core::option::Option::None,
                problems,
            );
        }
        #[allow(unused_variables)]
        fn argument(
            index: usize,
            generator: &mut renamed::__private::SchemaGenerator,
        ) -> ::core::option::Option<renamed::__private::ArgumentSchema> {
            match index {
                0usize => renamed::__private::argument::<__P0, __M0>(generator),
                1usize => renamed::__private::argument::<__P1, __M1>(generator),
                2usize => {
                    renamed::__private::argument::<
                        __P2,
                        renamed::__private::marker::Injection,
                    >(generator)
                }
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
    > renamed::__private::ToolCall<
        __S,
        (__M0, __M1, renamed::__private::marker::Injection, __MR),
    > for FetchRows
    where
        for<'__any> __P0: renamed::__private::Resolve<__S, __M0>,
        for<'__any> __P1: renamed::__private::Resolve<__S, __M1>,
        for<'__any> __P2: renamed::__private::Resolve<
            __S,
            renamed::__private::marker::Injection,
        >,
        __Output: renamed::__private::ToolReturn<__MR>,
    {
        const APP: ::core::option::Option<&'static renamed::__private::AppMeta> = <<__Output as renamed::__private::ToolReturn<
            __MR,
        >>::Output as renamed::__private::ToolOutput>::APP;
        fn output(
            generator: &mut renamed::__private::SchemaGenerator,
        ) -> ::core::option::Option<renamed::__private::Schema> {
            <<__Output as renamed::__private::ToolReturn<
                __MR,
            >>::Output as renamed::__private::ToolOutput>::schema(generator)
        }
        #[allow(unused_variables)]
        fn run(
            __slots: Self::Slots,
            __call: &renamed::__private::Call<__S>,
            __out: &mut renamed::__private::ResultWriter,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<(), renamed::__private::ToolError>,
        > + ::core::marker::Send {
            async move {
                let __p0 = <__P0 as renamed::__private::Resolve<
                    __S,
                    __M0,
                >>::resolve(__slots.0, __call)
                    .await?;
                let __p1 = <__P1 as renamed::__private::Resolve<
                    __S,
                    __M1,
                >>::resolve(__slots.1, __call)
                    .await?;
                let __p2 = <__P2 as renamed::__private::Resolve<
                    __S,
                    renamed::__private::marker::Injection,
                >>::resolve(__slots.2, __call)
                    .await?;
                let output = <__Output as renamed::__private::ToolReturn<
                    __MR,
                >>::into_output(fetch(__p0, __p1, __p2).await)
                    .await;
                renamed::__private::ToolOutput::write(output, __out)
            }
        }
    }
};
