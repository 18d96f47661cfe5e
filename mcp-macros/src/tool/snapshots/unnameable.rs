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
#[allow(deprecated, unused_imports, unused_variables)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    use ::mcp_runtime::__private as __rt;
    use ::mcp_runtime::__private::{NoMention as _, NoTextError as _, QuoteAny as _};
    const __PARAMETER_0: __rt::Classified = __rt::assert_parameter::<u64, _>();
    const _: () = __rt::check_parameter(&__PARAMETER_0, true, true, false, false);
    type __P0 = <u64 as __rt::Known<{ __rt::known(&__PARAMETER_0) }>>::Type;
    async fn __shim(__held: __rt::Held, __p0: u64) -> impl __rt::ToolOutput {
        __rt::ToolReturn::into_output(__rt::blocking(__held, move || wait(__p0)).await)
            .await
    }
    #[automatically_derived]
    impl __rt::Tool for wait {
        const META: &'static __rt::ToolMeta = &__rt::ToolMeta::new("wait", "Wait.");
    }
    #[allow(missing_debug_implementations, private_bounds)]
    pub struct __Slots<__M0: 'static>(
        <__P0 as __rt::Parameter<__M0>>::Slot,
    )
    where
        for<'__any> __P0: __rt::Parameter<__M0>;
    #[automatically_derived]
    impl<__M0: 'static> __rt::Parameters<(__M0,)> for wait
    where
        for<'__any> __P0: __rt::Parameter<__M0>,
    {
        const PARAMS: &'static [__rt::ParamSpec] = &[
            __rt::ParamSpec::of::<__P0, __M0>("millis", "", <__rt::Probe<__P0>>::USE),
        ];
        type Slots = __Slots<__M0>;
        fn slots() -> Self::Slots {
            __Slots(__rt::Default::default())
        }
        fn visit<__V: __rt::SlotVisitor>(
            slots: &mut Self::Slots,
            index: usize,
            visitor: __V,
        ) -> __V::Output {
            match index {
                0usize => __rt::SlotVisitor::visit::<__P0, __M0>(visitor, &mut slots.0),
                _ => __rt::SlotVisitor::absent(visitor),
            }
        }
        fn settle(
            slots: &mut Self::Slots,
            params: &'static [__rt::ParamSpec],
            problems: &mut __rt::Problems,
        ) {
            __rt::settle::<__P0, __M0>(&mut slots.0, &params[0usize], problems);
        }
    }
    #[automatically_derived]
    impl<
        __S: __rt::Send + __rt::Sync + 'static,
        __M0: 'static,
    > __rt::ToolCall<__S, (__M0,)> for wait
    where
        for<'__any> __P0: __rt::Resolve<__S, __M0>,
    {
        const RESULT: __rt::ResultSpec = __rt::ResultSpec::of_fn(
            &|__args: (u64,)| __shim(::core::default::Default::default(), __args.0),
        );
        fn run(
            __slots: Self::Slots,
            __call: &__rt::Call<__S>,
            __out: &mut __rt::ResultWriter,
        ) -> impl __rt::Future<Output = __rt::Called> + __rt::Send {
            async move {
                let __p0 = <__P0 as __rt::Resolve<__S, __M0>>::resolve(__slots.0, __call)
                    .await?;
                let __held = __rt::hold(__call);
                let output = __shim(__held, __p0).await;
                __rt::ToolOutput::write(output, __out)
            }
        }
    }
};
