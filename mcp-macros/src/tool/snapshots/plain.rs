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
#[allow(deprecated, unused_imports, unused_variables)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    use ::mcp_runtime::__private as __rt;
    use ::mcp_runtime::__private::{NoMention as _, NoTextError as _, QuoteAny as _};
    const __PARAMETER_0: __rt::Classified = __rt::assert_parameter::<i64, _>();
    const _: () = __rt::check_parameter(&__PARAMETER_0, true, true, false, false);
    type __P0 = <i64 as __rt::Known<{ __rt::known(&__PARAMETER_0) }>>::Type;
    const __PARAMETER_1: __rt::Classified = __rt::assert_parameter::<i64, _>();
    const _: () = __rt::check_parameter(&__PARAMETER_1, true, true, false, false);
    type __P1 = <i64 as __rt::Known<{ __rt::known(&__PARAMETER_1) }>>::Type;
    const __ROLES: [__rt::ParamRole; 2usize] = [__PARAMETER_0.role, __PARAMETER_1.role];
    const _: () = __rt::check_whole(&__ROLES, 0usize);
    const _: () = __rt::check_whole(&__ROLES, 1usize);
    const __DATA_0: () = __rt::assert_data::<Sum>();
    type __Data0 = <Sum as __rt::Known<{ __rt::known(&__DATA_0) }>>::Type;
    const __RETURNED: () = __rt::assert_return::<Json<__Data0>, _>();
    type __Output = <Json<__Data0> as __rt::Known<{ __rt::known(&__RETURNED) }>>::Type;
    const _: () = __rt::check_error(<__rt::ErrorProbe<__Output>>::IS_TEXT);
    #[automatically_derived]
    impl __rt::Tool for add {
        const META: &'static __rt::ToolMeta = &__rt::ToolMeta::new(
                "add",
                "Add two integers.",
            )
            .with_read_only(true);
        const RETURNS: __rt::HandleUse = <__rt::Probe<__Output>>::USE;
    }
    #[allow(missing_debug_implementations, private_bounds)]
    pub struct __Slots<__M0: 'static, __M1: 'static>(
        <__P0 as __rt::Parameter<__M0>>::Slot,
        <__P1 as __rt::Parameter<__M1>>::Slot,
    )
    where
        for<'__any> __P0: __rt::Parameter<__M0>,
        for<'__any> __P1: __rt::Parameter<__M1>;
    #[automatically_derived]
    impl<__M0: 'static, __M1: 'static, __MR> __rt::Parameters<(__M0, __M1, __MR)> for add
    where
        for<'__any> __P0: __rt::Parameter<__M0>,
        for<'__any> __P1: __rt::Parameter<__M1>,
    {
        const PARAMS: &'static [__rt::ParamSpec] = &[
            __rt::ParamSpec::of::<__P0, __M0>("a", "One", <__rt::Probe<__P0>>::USE),
            __rt::ParamSpec::of::<__P1, __M1>("b", "The other", <__rt::Probe<__P1>>::USE),
        ];
        type Slots = __Slots<__M0, __M1>;
        fn slots() -> Self::Slots {
            __Slots(__rt::Default::default(), __rt::Default::default())
        }
        fn visit<__V: __rt::SlotVisitor>(
            slots: &mut Self::Slots,
            index: usize,
            visitor: __V,
        ) -> __V::Output {
            match index {
                0usize => __rt::SlotVisitor::visit::<__P0, __M0>(visitor, &mut slots.0),
                1usize => __rt::SlotVisitor::visit::<__P1, __M1>(visitor, &mut slots.1),
                _ => __rt::SlotVisitor::absent(visitor),
            }
        }
        fn settle(
            slots: &mut Self::Slots,
            params: &'static [__rt::ParamSpec],
            problems: &mut __rt::Problems,
        ) {
            __rt::settle::<__P0, __M0>(&mut slots.0, &params[0usize], problems);
            __rt::settle::<__P1, __M1>(&mut slots.1, &params[1usize], problems);
        }
    }
    #[automatically_derived]
    impl<
        __S: __rt::Send + __rt::Sync + 'static,
        __M0: 'static,
        __M1: 'static,
        __MR: 'static,
    > __rt::ToolCall<__S, (__M0, __M1, __MR)> for add
    where
        for<'__any> __P0: __rt::Resolve<__S, __M0>,
        for<'__any> __P1: __rt::Resolve<__S, __M1>,
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
                static __PACE: __rt::Pace = __rt::Pace::new();
                let output = <__Output as __rt::ToolReturn<
                    __MR,
                >>::into_output(
                        __rt::plain(&__PACE, __call, move || add(__p0, __p1)).await,
                    )
                    .await;
                __rt::ToolOutput::write(output, __out)
            }
        }
    }
};
