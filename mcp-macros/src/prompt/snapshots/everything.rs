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
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    #[allow(unused_imports)]
    use ::mcp_runtime::__private::{NoMention as _, NoTextError as _, QuoteAny as _};
    const __PARAMETER_0: ::mcp_runtime::__private::Classified = ::mcp_runtime::__private::assert_text_parameter::<
        String,
        _,
    >();
    const _: () = ::mcp_runtime::__private::check_parameter(
        &__PARAMETER_0,
        true,
        true,
        false,
        false,
    );
    type __P0 = <String as ::mcp_runtime::__private::Known<
        { ::mcp_runtime::__private::known(&__PARAMETER_0) },
    >>::Type;
    const __PARAMETER_1: ::mcp_runtime::__private::Classified = ::mcp_runtime::__private::assert_text_parameter::<
        u8,
        _,
    >();
    const _: () = ::mcp_runtime::__private::check_parameter(
        &__PARAMETER_1,
        true,
        true,
        false,
        false,
    );
    type __P1 = <u8 as ::mcp_runtime::__private::Known<
        { ::mcp_runtime::__private::known(&__PARAMETER_1) },
    >>::Type;
    const __PARAMETER_2: ::mcp_runtime::__private::Classified = ::mcp_runtime::__private::assert_text_parameter::<
        State<Db>,
        _,
    >();
    const _: () = ::mcp_runtime::__private::check_parameter(
        &__PARAMETER_2,
        false,
        true,
        false,
        false,
    );
    type __P2 = <State<
        Db,
    > as ::mcp_runtime::__private::Known<
        { ::mcp_runtime::__private::known(&__PARAMETER_2) },
    >>::Type;
    const __COMPLETION_0: () = ::mcp_runtime::__private::assert_completion::<
        (languages),
    >();
    const _: () = ::mcp_runtime::__private::check_completed(&__PARAMETER_0);
    type __Completion0 = <(languages) as ::mcp_runtime::__private::Known<
        { ::mcp_runtime::__private::known(&__COMPLETION_0) },
    >>::Type;
    const __ASKED_2: () = ::mcp_runtime::__private::assert_asked::<Focus, _>();
    type __Q2 = <Focus as ::mcp_runtime::__private::Known<
        { ::mcp_runtime::__private::known(&__ASKED_2) },
    >>::Type;
    const __RETURNED: () = ::mcp_runtime::__private::assert_prompt::<
        Vec<PromptMessage>,
    >();
    type __Output = <Vec<
        PromptMessage,
    > as ::mcp_runtime::__private::Known<
        { ::mcp_runtime::__private::known(&__RETURNED) },
    >>::Type;
    const _: () = ::mcp_runtime::__private::check_error(
        <::mcp_runtime::__private::ErrorProbe<__Output>>::IS_TEXT,
    );
    fn __default_1() -> u8 {
        3
    }
    #[allow(unused_variables)]
    fn __ask(
        __questions: &mut ::mcp_runtime::__private::Questions,
        __p0: &__P0,
        __p1: &__P1,
        __p3: &__P2,
    ) {
        let language = __p0;
        let depth = __p1;
        let State(db) = __p3;
        {
            let __asked = ::mcp_runtime::__private::asked_for::<__Q2, _>();
            ::mcp_runtime::__private::ask(
                &__asked,
                __questions,
                "focus",
                ::mcp_runtime::__private::worded(
                    &__asked,
                    ::mcp_runtime::__private::Wording::new()
                        .say("What should the review of ")
                        .say(&::mcp_runtime::__private::Quoting(language).quoted())
                        .say(" look at?")
                        .finish(),
                ),
                ::core::option::Option::None::<fn() -> _>,
                false,
            );
        }
    }
    #[automatically_derived]
    impl ::mcp_runtime::__private::Prompt for review {
        const META: &'static ::mcp_runtime::__private::PromptMeta = &::mcp_runtime::__private::PromptMeta::new(
                "review",
                "Review code.",
            )
            .with_title("Review");
    }
    #[allow(missing_debug_implementations, private_bounds)]
    pub struct __Slots<__M0: 'static, __M1: 'static, __M2: 'static>(
        <__P0 as ::mcp_runtime::__private::Parameter<__M0>>::Slot,
        <__P1 as ::mcp_runtime::__private::Parameter<__M1>>::Slot,
        <__P2 as ::mcp_runtime::__private::Parameter<__M2>>::Slot,
    )
    where
        for<'__any> __P0: ::mcp_runtime::__private::Parameter<__M0>,
        for<'__any> __P1: ::mcp_runtime::__private::Parameter<__M1>,
        for<'__any> __P2: ::mcp_runtime::__private::Parameter<__M2>;
    #[automatically_derived]
    impl<
        __M0: 'static,
        __M1: 'static,
        __M2: 'static,
        __C0: 'static,
    > ::mcp_runtime::__private::Parameters<(__M0, __M1, __M2, __C0)> for review
    where
        for<'__any> __P0: ::mcp_runtime::__private::Parameter<__M0>,
        for<'__any> __P1: ::mcp_runtime::__private::Parameter<__M1>,
        for<'__any> __P2: ::mcp_runtime::__private::Parameter<__M2>,
    {
        const PARAMS: &'static [::mcp_runtime::__private::ParamSpec] = &[
            ::mcp_runtime::__private::ParamSpec {
                description: "The language",
                title: ::core::option::Option::Some("Language"),
                ..::mcp_runtime::__private::ParamSpec::of::<__P0, __M0>("language")
                    .with_handles(<::mcp_runtime::__private::Probe<__P0>>::USE)
            },
            ::mcp_runtime::__private::ParamSpec {
                range: ::core::option::Option::Some(::mcp_runtime::__private::Range {
                    min: ::core::option::Option::Some(
                        ::mcp_runtime::__private::Number::Int(1i128),
                    ),
                    max: ::core::option::Option::Some(
                        ::mcp_runtime::__private::Number::Int(5i128),
                    ),
                    exclusive: false,
                }),
                has_default: true,
                default: ::core::option::Option::Some(|| ::mcp_runtime::__private::to_json(
                    &__default_1(),
                )),
                ..::mcp_runtime::__private::ParamSpec::of::<__P1, __M1>("depth")
                    .with_handles(<::mcp_runtime::__private::Probe<__P1>>::USE)
            },
            ::mcp_runtime::__private::ParamSpec::of::<__P2, __M2>("")
                .with_handles(<::mcp_runtime::__private::Probe<__P2>>::USE),
        ];
        const QUESTIONS: &'static [&'static str] = &["focus"];
        type Slots = __Slots<__M0, __M1, __M2>;
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
                2usize => {
                    ::core::option::Option::is_some(
                        &<__P2 as ::mcp_runtime::__private::Parameter<
                            __M2,
                        >>::value(&slots.2),
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
                2usize => {
                    <__P2 as ::mcp_runtime::__private::Parameter<
                        __M2,
                    >>::read(&mut slots.2, from)
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
                    (__M0, __M1, __M2, __C0),
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
                    (__M0, __M1, __M2, __C0),
                >>::PARAMS[1usize],
                ::core::option::Option::Some(__default_1),
                problems,
            );
            ::mcp_runtime::__private::check_range::<
                __P1,
            >(
                <__P1 as ::mcp_runtime::__private::Parameter<__M1>>::value(&slots.1),
                &<Self as ::mcp_runtime::__private::Parameters<
                    (__M0, __M1, __M2, __C0),
                >>::PARAMS[1usize],
                problems,
            );
            ::mcp_runtime::__private::settle::<
                __P2,
                __M2,
            >(
                &mut slots.2,
                &<Self as ::mcp_runtime::__private::Parameters<
                    (__M0, __M1, __M2, __C0),
                >>::PARAMS[2usize],
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
                2usize => ::mcp_runtime::__private::argument::<__P2, __M2>(generator),
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    impl<
        __S: ::core::marker::Send + ::core::marker::Sync + 'static,
        __M0: 'static,
        __M1: 'static,
        __M2: 'static,
        __C0: 'static,
    > ::mcp_runtime::__private::PromptGet<__S, (__M0, __M1, __M2, __C0)> for review
    where
        for<'__any> __P0: ::mcp_runtime::__private::Resolve<__S, __M0>,
        for<'__any> __P1: ::mcp_runtime::__private::Resolve<__S, __M1>,
        for<'__any> __P2: ::mcp_runtime::__private::Resolve<__S, __M2>,
        for<'__any> __Completion0: ::mcp_runtime::__private::Complete<__S, __C0>,
        for<'__any> __Output: ::mcp_runtime::__private::PromptOutput,
    {
        #[allow(unused_variables)]
        fn get(
            __slots: Self::Slots,
            __call: &::mcp_runtime::__private::Call<__S>,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                ::mcp_runtime::__private::Vec<::mcp_runtime::__private::PromptMessage>,
                ::mcp_runtime::__private::ToolError,
            >,
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
                let __p3 = <__P2 as ::mcp_runtime::__private::Resolve<
                    __S,
                    __M2,
                >>::resolve(__slots.2, __call)
                    .await?;
                let mut __questions = ::mcp_runtime::__private::Questions::of(__call)?;
                __ask(&mut __questions, &__p0, &__p1, &__p3);
                __questions.finish().await?;
                let __p2 = __questions.take::<__Q2>("focus")?;
                let output: __Output = review(__p0, __p1, __p2, __p3).await;
                ::mcp_runtime::__private::PromptOutput::into_messages(output)
            }
        }
        #[allow(unused_variables)]
        fn complete(
            index: usize,
            call: ::mcp_runtime::__private::Call<__S>,
        ) -> ::core::option::Option<::mcp_runtime::__private::CompletionsFuture> {
            match index {
                0usize => {
                    ::core::option::Option::Some(
                        ::mcp_runtime::__private::complete::<
                            __Completion0,
                            __S,
                            __C0,
                        >(call),
                    )
                }
                _ => ::core::option::Option::None,
            }
        }
    }
};
