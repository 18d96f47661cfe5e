#[allow(clippy::needless_pass_by_value)]
/// Render a scene.
#[cfg_attr(
    doc,
    doc = "\nMCP tool `render`\n\n| argument | meaning | rules |\n|---|---|---|\n| `scene` |  |  |"
)]
async fn render(scene: String) -> Result<Rendering, ToolError> {
    begin(scene).await
}
#[doc(hidden)]
#[allow(non_camel_case_types)]
struct render {}
#[allow(deprecated, unused_imports, unused_variables)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    use ::mcp_runtime::__private as __rt;
    use ::mcp_runtime::__private::{NoMention as _, NoTextError as _, QuoteAny as _};
    const __PARAMETER_0: __rt::Classified = __rt::assert_parameter::<String, _>();
    const _: () = __rt::check_parameter(&__PARAMETER_0, true, true, false, true);
    type __P0 = <String as __rt::Known<{ __rt::known(&__PARAMETER_0) }>>::Type;
    const __RETURNED: () = __rt::assert_job::<Result<Rendering, ToolError>>();
    type __Output = <Result<
        Rendering,
        ToolError,
    > as __rt::Known<{ __rt::known(&__RETURNED) }>>::Type;
    const _: () = __rt::check_error(<__rt::ErrorProbe<__Output>>::IS_TEXT);
    const _: () = __rt::check_job_alone(&__PARAMETER_0);
    #[automatically_derived]
    impl __rt::Tool for render {
        const META: &'static __rt::ToolMeta = &__rt::ToolMeta::new(
                "render",
                "Render a scene.",
            )
            .with_task(
                __rt::TaskMeta::new()
                    .with_ttl(::core::time::Duration::from_millis(21600000u64))
                    .with_poll(::core::time::Duration::from_millis(10000u64))
                    .with_external(),
            );
        const RETURNS: __rt::HandleUse = <__rt::Probe<__Output>>::USE;
    }
    #[allow(missing_debug_implementations, private_bounds)]
    pub struct __Slots<__M0: 'static>(
        <__P0 as __rt::Parameter<__M0>>::Slot,
    )
    where
        for<'__any> __P0: __rt::Parameter<__M0>;
    #[automatically_derived]
    impl<__M0: 'static> __rt::Parameters<(__M0,)> for render
    where
        for<'__any> __P0: __rt::Parameter<__M0>,
    {
        const PARAMS: &'static [__rt::ParamSpec] = &[
            __rt::ParamSpec::of::<__P0, __M0>("scene", "", <__rt::Probe<__P0>>::USE),
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
    > __rt::ToolCall<__S, (__M0,)> for render
    where
        for<'__any> __P0: __rt::Resolve<__S, __M0>,
        for<'__any> __rt::State<
            <<__Output as __rt::Starts>::Job as __rt::External>::Service,
        >: __rt::FromCall<__S>,
    {
        const RESULT: __rt::ResultSpec = __rt::ResultSpec::of_output::<
            <<__Output as __rt::Starts>::Job as __rt::External>::Output,
        >();
        fn run(
            __slots: Self::Slots,
            __call: &__rt::Call<__S>,
            __out: &mut __rt::ResultWriter,
        ) -> impl __rt::Future<Output = __rt::Called> + __rt::Send {
            async move {
                let __ended = __rt::under_way::<__Output, __S>(__call, __out).await;
                if let ::core::option::Option::Some(__ended) = __ended {
                    return __ended;
                }
                let __p0 = <__P0 as __rt::Resolve<__S, __M0>>::resolve(__slots.0, __call)
                    .await?;
                __rt::begin_body(__call)?;
                let job = render(__p0).await;
                __rt::started::<
                    __Output,
                    __S,
                >(job, <Self as __rt::Tool>::META.task(), __call, __out)
                    .await
            }
        }
    }
};
