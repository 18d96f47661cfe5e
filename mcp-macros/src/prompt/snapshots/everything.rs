/// Review code.
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
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    const __PARAMETER_0: ::mcp_runtime::__private::ParamRole = ::mcp_runtime::__private::assert_text_parameter::<
        String,
        _,
    >(true);
    const __PARAMETER_1: ::mcp_runtime::__private::ParamRole = ::mcp_runtime::__private::assert_text_parameter::<
        u8,
        _,
    >(true);
    const __PARAMETER_2: ::mcp_runtime::__private::ParamRole = ::mcp_runtime::__private::assert_text_parameter::<
        State<Db>,
        _,
    >(false);
    const _: () = ::mcp_runtime::__private::assert_completion::<(languages)>();
    const _: () = ::mcp_runtime::__private::assert_prompt::<Vec<PromptMessage>>();
    fn __default_1() -> u8 {
        3
    }
    #[allow(unused_variables)]
    fn __ask(
        __questions: &mut ::mcp_runtime::__private::Questions,
        __p0: &String,
        __p1: &u8,
        __p3: &State<Db>,
    ) {
        let language = __p0;
        let depth = __p1;
        let State(db) = __p3;
        ::mcp_runtime::__private::ask::<
            Focus,
            _,
        >(
            __questions,
            "focus",
            ::mcp_runtime::__private::worded(
                ::mcp_runtime::__private::Wording::new()
                    .say("What should the review of ")
                    .quote(language)
                    .say(" look at?")
                    .finish(),
            ),
            ::core::option::Option::None::<fn() -> _>,
            false,
        );
    }
    #[automatically_derived]
    impl ::mcp_runtime::__private::Prompt for review {
        const META: &'static ::mcp_runtime::__private::PromptMeta = &::mcp_runtime::__private::PromptMeta {
            name: "review",
            description: "Review code.",
            title: ::core::option::Option::Some("Review"),
            icons: ::core::option::Option::None,
            meta: ::core::option::Option::None,
            timeout: ::core::option::Option::None,
            location: ::mcp_runtime::__private::Location {
                file: ::core::file!(),
                line: ::core::line!(),
            },
        };
    }
    #[automatically_derived]
    impl<
        __M0,
        __M1,
        __M2,
        __C0,
    > ::mcp_runtime::__private::Parameters<(__M0, __M1, __M2, __C0)> for review
    where
        for<'__any> String: ::mcp_runtime::__private::Parameter<__M0>,
        for<'__any> u8: ::mcp_runtime::__private::Parameter<__M1>,
        for<'__any> State<Db>: ::mcp_runtime::__private::Parameter<__M2>,
    {
        const PARAMS: &'static [::mcp_runtime::__private::ParamSpec] = &[
            ::mcp_runtime::__private::ParamSpec {
                description: "The language",
                title: ::core::option::Option::Some("Language"),
                ..::mcp_runtime::__private::ParamSpec::of::<String, __M0>("language")
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
                default: ::core::option::Option::Some(|| ::mcp_runtime::__private::to_json(
                    &__default_1(),
                )),
                ..::mcp_runtime::__private::ParamSpec::of::<u8, __M1>("depth")
            },
            ::mcp_runtime::__private::ParamSpec::of::<State<Db>, __M2>(""),
        ];
        const QUESTIONS: &'static [&'static str] = &["focus"];
        type Slots = (
            <String as ::mcp_runtime::__private::Parameter<__M0>>::Slot,
            <u8 as ::mcp_runtime::__private::Parameter<__M1>>::Slot,
            <State<Db> as ::mcp_runtime::__private::Parameter<__M2>>::Slot,
        );
        fn slots() -> Self::Slots {
            (
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
                        &<String as ::mcp_runtime::__private::Parameter<
                            __M0,
                        >>::value(&slots.0),
                    )
                }
                1usize => {
                    ::core::option::Option::is_some(
                        &<u8 as ::mcp_runtime::__private::Parameter<
                            __M1,
                        >>::value(&slots.1),
                    )
                }
                2usize => {
                    ::core::option::Option::is_some(
                        &<State<
                            Db,
                        > as ::mcp_runtime::__private::Parameter<__M2>>::value(&slots.2),
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
                    <String as ::mcp_runtime::__private::Parameter<
                        __M0,
                    >>::read(&mut slots.0, from)
                }
                1usize => {
                    <u8 as ::mcp_runtime::__private::Parameter<
                        __M1,
                    >>::read(&mut slots.1, from)
                }
                2usize => {
                    <State<
                        Db,
                    > as ::mcp_runtime::__private::Parameter<
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
                String,
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
                u8,
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
                u8,
            >(
                <u8 as ::mcp_runtime::__private::Parameter<__M1>>::value(&slots.1),
                &<Self as ::mcp_runtime::__private::Parameters<
                    (__M0, __M1, __M2, __C0),
                >>::PARAMS[1usize],
                problems,
            );
            ::mcp_runtime::__private::settle::<
                State<Db>,
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
                0usize => ::mcp_runtime::__private::argument::<String, __M0>(generator),
                1usize => ::mcp_runtime::__private::argument::<u8, __M1>(generator),
                2usize => {
                    ::mcp_runtime::__private::argument::<State<Db>, __M2>(generator)
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
        __M2: 'static,
        __C0: 'static,
    > ::mcp_runtime::__private::PromptGet<__S, (__M0, __M1, __M2, __C0)> for review
    where
        for<'__any> String: ::mcp_runtime::__private::Resolve<__S, __M0>,
        for<'__any> u8: ::mcp_runtime::__private::Resolve<__S, __M1>,
        for<'__any> State<Db>: ::mcp_runtime::__private::Resolve<__S, __M2>,
        for<'__any> (languages): ::mcp_runtime::__private::Complete<__S, __C0>,
        for<'__any> Vec<PromptMessage>: ::mcp_runtime::__private::PromptOutput,
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
                let __p0 = <String as ::mcp_runtime::__private::Resolve<
                    __S,
                    __M0,
                >>::resolve(__slots.0, __call)
                    .await?;
                let __p1 = <u8 as ::mcp_runtime::__private::Resolve<
                    __S,
                    __M1,
                >>::resolve(__slots.1, __call)
                    .await?;
                let __p3 = <State<
                    Db,
                > as ::mcp_runtime::__private::Resolve<
                    __S,
                    __M2,
                >>::resolve(__slots.2, __call)
                    .await?;
                let mut __questions = ::mcp_runtime::__private::Questions::of(__call)?;
                __ask(&mut __questions, &__p0, &__p1, &__p3);
                __questions.finish(false)?;
                let __p2 = __questions.take::<Focus>("focus")?;
                let output: Vec<PromptMessage> = review(__p0, __p1, __p2, __p3).await;
                ::mcp_runtime::__private::PromptOutput::into_messages(output)
            }
        }
        #[allow(unused_variables)]
        fn complete(
            index: usize,
            call: ::mcp_runtime::__private::Call<__S>,
        ) -> ::core::option::Option<::mcp_runtime::__private::SuggestionsFuture> {
            match index {
                0usize => {
                    ::core::option::Option::Some(
                        ::mcp_runtime::__private::complete::<
                            (languages),
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
