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
#[allow(deprecated, unused_imports, unused_variables)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    use renamed::__private as __rt;
    use renamed::__private::{NoMention as _, NoTextError as _, QuoteAny as _};
    const __PARAMETER_0: __rt::Classified = __rt::assert_parameter::<u8, _>();
    const _: () = __rt::check_parameter(&__PARAMETER_0, true, true, false, false);
    type __P0 = <u8 as __rt::Known<{ __rt::known(&__PARAMETER_0) }>>::Type;
    const __PARAMETER_1: __rt::Classified = __rt::assert_parameter::<
        Option<String>,
        _,
    >();
    const _: () = __rt::check_parameter(&__PARAMETER_1, true, true, false, false);
    type __P1 = <Option<String> as __rt::Known<{ __rt::known(&__PARAMETER_1) }>>::Type;
    const __PARAMETER_2: __rt::Classified = __rt::assert_parameter::<
        State<Db>,
        __rt::marker::Injection,
    >();
    const _: () = __rt::check_parameter(&__PARAMETER_2, false, true, false, false);
    type __P2 = <State<Db> as __rt::Known<{ __rt::known(&__PARAMETER_2) }>>::Type;
    const _: () = __rt::check_header_integer::<__P1>(::core::option::Option::None);
    const __ROLES: [__rt::ParamRole; 3usize] = [
        __PARAMETER_0.role,
        __PARAMETER_1.role,
        __PARAMETER_2.role,
    ];
    const _: () = __rt::check_whole(&__ROLES, 0usize);
    const _: () = __rt::check_whole(&__ROLES, 1usize);
    const _: () = __rt::check_whole(&__ROLES, 2usize);
    const __RETURNED: () = __rt::assert_return::<Result<String, ToolError>, _>();
    type __Output = <Result<
        String,
        ToolError,
    > as __rt::Known<{ __rt::known(&__RETURNED) }>>::Type;
    const _: () = __rt::check_error(<__rt::ErrorProbe<__Output>>::IS_TEXT);
    const _: () = __rt::check_counted();
    fn __default_0() -> u8 {
        3
    }
    #[automatically_derived]
    impl __rt::Tool for FetchRows {
        const META: &'static __rt::ToolMeta = &__rt::ToolMeta::new(
                "fetch.rows",
                "Fetch rows.",
            )
            .with_destructive(false)
            .with_title("Rows")
            .with_icons("[{\"src\":\"https://example.com/icon.png\"}]")
            .with_meta(|| {
                use ::core::convert::Into as _;
                __rt::json!({ "com.example/tier" : 1 })
            })
            .with_timeout(::core::time::Duration::from_millis(5000u64))
            .with_rate(__rt::Rate::per_minute(10u32))
            .with_concurrency(2u32);
        const RETURNS: __rt::HandleUse = <__rt::Probe<__Output>>::USE;
    }
    #[allow(missing_debug_implementations, private_bounds)]
    pub struct __Slots<__M0: 'static, __M1: 'static>(
        <__P0 as __rt::Parameter<__M0>>::Slot,
        <__P1 as __rt::Parameter<__M1>>::Slot,
        <__P2 as __rt::Parameter<__rt::marker::Injection>>::Slot,
    )
    where
        for<'__any> __P0: __rt::Parameter<__M0>,
        for<'__any> __P1: __rt::Parameter<__M1>,
        for<'__any> __P2: __rt::Parameter<__rt::marker::Injection>;
    #[automatically_derived]
    impl<
        __M0: 'static,
        __M1: 'static,
        __MR,
    > __rt::Parameters<(__M0, __M1, __rt::marker::Injection, __MR)> for FetchRows
    where
        for<'__any> __P0: __rt::Parameter<__M0>,
        for<'__any> __P1: __rt::Parameter<__M1>,
        for<'__any> __P2: __rt::Parameter<__rt::marker::Injection>,
    {
        const PARAMS: &'static [__rt::ParamSpec] = &[
            __rt::ParamSpec {
                range: ::core::option::Option::Some(__rt::Range {
                    min: ::core::option::Option::Some(__rt::Number::Int(1i128)),
                    max: ::core::option::Option::Some(__rt::Number::Int(14i128)),
                    exclusive: false,
                }),
                has_default: true,
                default: ::core::option::Option::Some(|| __rt::to_json(&__default_0())),
                ..__rt::ParamSpec::of::<__P0, __M0>("days", "", <__rt::Probe<__P0>>::USE)
            },
            __rt::ParamSpec {
                length: ::core::option::Option::Some(__rt::Length {
                    min: ::core::option::Option::None,
                    max: ::core::option::Option::Some(8u64),
                }),
                pattern: ::core::option::Option::Some("^[a-z]+$"),
                examples: ::core::option::Option::Some(|| ::core::convert::From::from([
                    __rt::to_json(&"west"),
                ])),
                header: ::core::option::Option::Some("Region"),
                ..__rt::ParamSpec::of::<
                    __P1,
                    __M1,
                >("region", "", <__rt::Probe<__P1>>::USE)
            },
            __rt::ParamSpec::of::<
                __P2,
                __rt::marker::Injection,
            >("", "", <__rt::Probe<__P2>>::USE),
        ];
        type Slots = __Slots<__M0, __M1>;
        fn slots() -> Self::Slots {
            __Slots(
                __rt::Default::default(),
                __rt::Default::default(),
                __rt::Default::default(),
            )
        }
        fn visit<__V: __rt::SlotVisitor>(
            slots: &mut Self::Slots,
            index: usize,
            visitor: __V,
        ) -> __V::Output {
            match index {
                0usize => __rt::SlotVisitor::visit::<__P0, __M0>(visitor, &mut slots.0),
                1usize => __rt::SlotVisitor::visit::<__P1, __M1>(visitor, &mut slots.1),
                2usize => {
                    __rt::SlotVisitor::visit::<
                        __P2,
                        __rt::marker::Injection,
                    >(visitor, &mut slots.2)
                }
                _ => __rt::SlotVisitor::absent(visitor),
            }
        }
        fn settle(
            slots: &mut Self::Slots,
            params: &'static [__rt::ParamSpec],
            problems: &mut __rt::Problems,
        ) {
            __rt::settle_by::<__P0, __M0>(&mut slots.0, __default_0);
            __rt::check_range::<
                __P0,
            >(
                <__P0 as __rt::Parameter<__M0>>::value(&slots.0),
                &params[0usize],
                problems,
            );
            __rt::settle::<__P1, __M1>(&mut slots.1, &params[1usize], problems);
            __rt::check_length::<
                __P1,
            >(
                <__P1 as __rt::Parameter<__M1>>::value(&slots.1),
                &params[1usize],
                problems,
            );
            {
                static PATTERN: __rt::LazyLock<__rt::Regex> = __rt::LazyLock::new(|| __rt::regex(
                    "^[a-z]+$",
                ));
                __rt::check_pattern::<
                    __P1,
                >(
                    <__P1 as __rt::Parameter<__M1>>::value(&slots.1),
                    &PATTERN,
                    &params[1usize],
                    problems,
                );
            }
            __rt::settle::<
                __P2,
                __rt::marker::Injection,
            >(&mut slots.2, &params[2usize], problems);
        }
    }
    #[automatically_derived]
    impl<
        __S: __rt::Send + __rt::Sync + 'static,
        __M0: 'static,
        __M1: 'static,
        __MR: 'static,
    > __rt::ToolCall<__S, (__M0, __M1, __rt::marker::Injection, __MR)> for FetchRows
    where
        for<'__any> __P0: __rt::Resolve<__S, __M0>,
        for<'__any> __P1: __rt::Resolve<__S, __M1>,
        for<'__any> __P2: __rt::Resolve<__S, __rt::marker::Injection>,
        __Output: __rt::ToolReturn<__MR>,
    {
        const RESULT: __rt::ResultSpec = __rt::ResultSpec::of::<__Output, __MR>();
        fn run(
            __slots: Self::Slots,
            __call: &__rt::Call<__S>,
            __out: &mut __rt::ResultWriter,
        ) -> impl __rt::Future<Output = __rt::Called> + __rt::Send {
            async move {
                let __p0 = <__P0 as __rt::Resolve<__S, __M0>>::resolve(__slots.0, __call)
                    .await?;
                let __p1 = <__P1 as __rt::Resolve<__S, __M1>>::resolve(__slots.1, __call)
                    .await?;
                let __p2 = <__P2 as __rt::Resolve<
                    __S,
                    __rt::marker::Injection,
                >>::resolve(__slots.2, __call)
                    .await?;
                let output = <__Output as __rt::ToolReturn<
                    __MR,
                >>::into_output(fetch(__p0, __p1, __p2).await)
                    .await;
                __rt::ToolOutput::write(output, __out)
            }
        }
    }
};
