#[allow(clippy::needless_pass_by_value)]
/// Review code.
#[cfg_attr(
    doc,
    doc = "\nMCP prompt `review`\n\n| argument | meaning | rules |\n|---|---|---|\n| `language` | The language |  |\n| `depth` |  | default `3`; range `1..=5` |\n\nAsks the user before it runs: “What should the review of {language} look at?”"
)]
async fn review(
    language: String,
    depth: u8,
    focus: Focus,
    State(db): State<Db>,
) -> Vec<PromptMessage> {
    Vec::new()
}
#[doc(hidden)]
#[allow(non_camel_case_types)]
struct review {}
#[allow(deprecated, unused_imports, unused_variables)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    use ::mcp_runtime::__private as __rt;
    use ::mcp_runtime::__private::{NoMention as _, NoTextError as _, QuoteAny as _};
    const __PARAMETER_0: __rt::Classified = __rt::assert_text_parameter::<String, _>();
    const _: () = __rt::check_parameter(&__PARAMETER_0, true, true, false, false);
    type __P0 = <String as __rt::Known<{ __rt::known(&__PARAMETER_0) }>>::Type;
    const __PARAMETER_1: __rt::Classified = __rt::assert_text_parameter::<u8, _>();
    const _: () = __rt::check_parameter(&__PARAMETER_1, true, true, false, false);
    type __P1 = <u8 as __rt::Known<{ __rt::known(&__PARAMETER_1) }>>::Type;
    const __PARAMETER_2: __rt::Classified = __rt::assert_text_parameter::<
        State<Db>,
        _,
    >();
    const _: () = __rt::check_parameter(&__PARAMETER_2, false, true, false, false);
    type __P2 = <State<Db> as __rt::Known<{ __rt::known(&__PARAMETER_2) }>>::Type;
    const __COMPLETION_0: () = __rt::assert_completion::<(languages)>();
    const _: () = __rt::check_completed(&__PARAMETER_0);
    type __Completion0 = <(languages) as __rt::Known<
        { __rt::known(&__COMPLETION_0) },
    >>::Type;
    const __ASKED_2: () = __rt::assert_asked::<Focus, _>();
    type __Q2 = <Focus as __rt::Known<{ __rt::known(&__ASKED_2) }>>::Type;
    const __RETURNED: () = __rt::assert_prompt::<Vec<PromptMessage>>();
    type __Output = <Vec<
        PromptMessage,
    > as __rt::Known<{ __rt::known(&__RETURNED) }>>::Type;
    const _: () = __rt::check_error(<__rt::ErrorProbe<__Output>>::IS_TEXT);
    fn __default_1() -> u8 {
        3
    }
    fn __ask(__questions: &mut __rt::Questions, __p0: &__P0, __p1: &__P1, __p3: &__P2) {
        let language = __p0;
        let depth = __p1;
        let State(db) = __p3;
        {
            let __asked = __rt::asked_for::<__Q2, _>();
            __rt::ask(
                &__asked,
                __questions,
                "focus",
                __rt::worded(
                    &__asked,
                    __rt::Wording::new()
                        .say("What should the review of ")
                        .say(&__rt::Quoting(language).quoted())
                        .say(" look at?")
                        .finish(),
                ),
                ::core::option::Option::None::<fn() -> _>,
                false,
            );
        }
    }
    #[automatically_derived]
    impl __rt::Prompt for review {
        const META: &'static __rt::PromptMeta = &__rt::PromptMeta::new(
                "review",
                "Review code.",
            )
            .with_title("Review");
    }
    #[allow(missing_debug_implementations, private_bounds)]
    pub struct __Slots<__M0: 'static, __M1: 'static, __M2: 'static>(
        <__P0 as __rt::Parameter<__M0>>::Slot,
        <__P1 as __rt::Parameter<__M1>>::Slot,
        <__P2 as __rt::Parameter<__M2>>::Slot,
    )
    where
        for<'__any> __P0: __rt::Parameter<__M0>,
        for<'__any> __P1: __rt::Parameter<__M1>,
        for<'__any> __P2: __rt::Parameter<__M2>;
    #[automatically_derived]
    impl<
        __M0: 'static,
        __M1: 'static,
        __M2: 'static,
        __C0,
    > __rt::Parameters<(__M0, __M1, __M2, __C0)> for review
    where
        for<'__any> __P0: __rt::Parameter<__M0>,
        for<'__any> __P1: __rt::Parameter<__M1>,
        for<'__any> __P2: __rt::Parameter<__M2>,
    {
        const PARAMS: &'static [__rt::ParamSpec] = &[
            __rt::ParamSpec {
                title: ::core::option::Option::Some("Language"),
                ..__rt::ParamSpec::of::<
                    __P0,
                    __M0,
                >("language", "The language", <__rt::Probe<__P0>>::USE)
            },
            __rt::ParamSpec {
                range: ::core::option::Option::Some(__rt::Range {
                    min: ::core::option::Option::Some(__rt::Number::Int(1i128)),
                    max: ::core::option::Option::Some(__rt::Number::Int(5i128)),
                    exclusive: false,
                }),
                has_default: true,
                default: ::core::option::Option::Some(|| __rt::to_json(&__default_1())),
                ..__rt::ParamSpec::of::<
                    __P1,
                    __M1,
                >("depth", "", <__rt::Probe<__P1>>::USE)
            },
            __rt::ParamSpec::of::<__P2, __M2>("", "", <__rt::Probe<__P2>>::USE),
        ];
        const QUESTIONS: &'static [&'static str] = &["focus"];
        type Slots = __Slots<__M0, __M1, __M2>;
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
                2usize => __rt::SlotVisitor::visit::<__P2, __M2>(visitor, &mut slots.2),
                _ => __rt::SlotVisitor::absent(visitor),
            }
        }
        fn settle(
            slots: &mut Self::Slots,
            params: &'static [__rt::ParamSpec],
            problems: &mut __rt::Problems,
        ) {
            __rt::settle::<__P0, __M0>(&mut slots.0, &params[0usize], problems);
            __rt::settle_by::<__P1, __M1>(&mut slots.1, __default_1);
            __rt::check_range::<
                __P1,
            >(
                <__P1 as __rt::Parameter<__M1>>::value(&slots.1),
                &params[1usize],
                problems,
            );
            __rt::settle::<__P2, __M2>(&mut slots.2, &params[2usize], problems);
        }
    }
    #[automatically_derived]
    impl<
        __S: __rt::Send + __rt::Sync + 'static,
        __M0: 'static,
        __M1: 'static,
        __M2: 'static,
        __C0: 'static,
    > __rt::PromptGet<__S, (__M0, __M1, __M2, __C0)> for review
    where
        for<'__any> __P0: __rt::Resolve<__S, __M0>,
        for<'__any> __P1: __rt::Resolve<__S, __M1>,
        for<'__any> __P2: __rt::Resolve<__S, __M2>,
        for<'__any> __Completion0: __rt::Complete<__S, __C0>,
        for<'__any> __Output: __rt::PromptOutput,
    {
        fn get(
            __slots: Self::Slots,
            __call: &__rt::Call<__S>,
        ) -> impl __rt::Future<
            Output = __rt::Called<__rt::Vec<__rt::PromptMessage>>,
        > + __rt::Send {
            async move {
                let __p0 = <__P0 as __rt::Resolve<__S, __M0>>::resolve(__slots.0, __call)
                    .await?;
                let __p1 = <__P1 as __rt::Resolve<__S, __M1>>::resolve(__slots.1, __call)
                    .await?;
                let __p3 = <__P2 as __rt::Resolve<__S, __M2>>::resolve(__slots.2, __call)
                    .await?;
                let mut __questions = __rt::Questions::of(__call)?;
                __ask(&mut __questions, &__p0, &__p1, &__p3);
                __questions.finish().await?;
                let __p2 = __questions.take::<__Q2>("focus")?;
                let output: __Output = review(__p0, __p1, __p2, __p3).await;
                __rt::PromptOutput::into_messages(output)
            }
        }
        fn complete(
            index: usize,
            call: __rt::Call<__S>,
        ) -> ::core::option::Option<__rt::CompletionsFuture> {
            match index {
                0usize => {
                    ::core::option::Option::Some(
                        __rt::complete::<__Completion0, __S, __C0>(call),
                    )
                }
                _ => ::core::option::Option::None,
            }
        }
    }
};
