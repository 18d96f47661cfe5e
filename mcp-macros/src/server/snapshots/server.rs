/// Instructions for the model.
#[cfg_attr(doc, doc = "\n# Tools\n\n")]
#[cfg_attr(all(doc), doc = "- [`forecast`](fn@forecast)")]
#[cfg_attr(
    all(doc, feature = "crm"),
    doc = "- those of [`Crm`](struct@crm::Crm), called `crm_…`"
)]
#[cfg_attr(doc, doc = "\n# Prompts\n\n")]
#[cfg_attr(all(doc), doc = "- [`review`](fn@review)")]
#[cfg_attr(all(doc), doc = "- those of [`Crm`](struct@crm::Crm), called `crm_…`")]
#[cfg_attr(doc, doc = "\n# Resources\n\n")]
#[cfg_attr(all(doc), doc = "- [`readme`](fn@readme)")]
#[cfg_attr(all(doc, unix), doc = "- [`file`](fn@files::file)")]
#[cfg_attr(
    doc,
    allow(rustdoc::broken_intra_doc_links, rustdoc::private_intra_doc_links)
)]
#[allow(private_interfaces)]
pub type Shop = ::mcp_runtime::__private::Server<
    AppState,
    ::mcp_runtime::__private::Stateful<__Shop>,
>;
#[doc(hidden)]
#[allow(dead_code, missing_copy_implementations, missing_debug_implementations)]
pub struct __Shop;
#[automatically_derived]
impl ::mcp_runtime::__private::Declaration<AppState> for __Shop {
    const DEFINITION: &'static ::mcp_runtime::__private::ServerDefinition<AppState> = {
        const SCOPES: ::mcp_runtime::__private::ScopeTable = ::mcp_runtime::__private::ScopeTable::EMPTY;
        const PARTS: &[::mcp_runtime::__private::Part<
            ::mcp_runtime::__private::ToolEntry<AppState>,
        >] = &[
            ::mcp_runtime::__private::Part::new(
                0usize,
                ::mcp_runtime::__private::Node::Item(
                    ::mcp_runtime::__private::ToolEntry::<
                        AppState,
                    >::of::<(forecast), _>(),
                ),
            ),
            #[cfg(feature = "crm")]
            ::mcp_runtime::__private::Part::new(
                1usize,
                ::mcp_runtime::__private::Node::Group(
                    "crm_",
                    ::mcp_runtime::__private::tool_group::<(crm::Crm), AppState, _>(),
                ),
            ),
        ];
        const N: usize = ::mcp_runtime::__private::count(PARTS);
        static ENTRIES: [(usize, ::mcp_runtime::__private::ToolEntry<AppState>); N] = ::mcp_runtime::__private::ToolEntry::<
            AppState,
        >::table(PARTS);
        const NAMES: &[::mcp_runtime::__private::Name; N] = &::mcp_runtime::__private::ToolEntry::<
            AppState,
        >::names(&ENTRIES);
        static INDEX: [u64; N] = ::mcp_runtime::__private::index(NAMES);
        const ACCESS: &[::mcp_runtime::__private::AccessMeta; N] = &::mcp_runtime::__private::ToolEntry::<
            AppState,
        >::access(&ENTRIES);
        static RULES: [::mcp_runtime::__private::AccessRule; N] = ::mcp_runtime::__private::access_rules(
            ACCESS,
            &SCOPES,
        );
        const _: () = {
            ::mcp_runtime::__private::check_part(
                NAMES,
                &INDEX,
                0usize,
                ::mcp_runtime::__private::Kind::Tool,
            );
            ::mcp_runtime::__private::check_access(ACCESS, NAMES, &SCOPES, 0usize);
        };
        #[cfg(feature = "crm")]
        const _: () = {
            ::mcp_runtime::__private::check_part(
                NAMES,
                &INDEX,
                1usize,
                ::mcp_runtime::__private::Kind::Tool,
            );
            ::mcp_runtime::__private::check_access(ACCESS, NAMES, &SCOPES, 1usize);
        };
        const HANDLES: &[::mcp_runtime::__private::Use; ::mcp_runtime::__private::count_uses(
            &ENTRIES,
        )] = &::mcp_runtime::__private::uses(&ENTRIES);
        const APPS: &[::mcp_runtime::__private::AppUse; N] = &::mcp_runtime::__private::app_uses(
            &ENTRIES,
        );
        const _: () = {
            ::mcp_runtime::__private::check_handles(HANDLES, 0usize);
            ::mcp_runtime::__private::check_apps(APPS, NAMES, 0usize);
            ::mcp_runtime::__private::check_view_scopes(
                &ENTRIES,
                NAMES,
                APPS,
                &SCOPES,
                0usize,
            );
            ::mcp_runtime::__private::check_handle_scopes(
                &ENTRIES,
                NAMES,
                &SCOPES,
                0usize,
            );
        };
        #[cfg(feature = "crm")]
        const _: () = {
            ::mcp_runtime::__private::check_handles(HANDLES, 1usize);
            ::mcp_runtime::__private::check_apps(APPS, NAMES, 1usize);
            ::mcp_runtime::__private::check_view_scopes(
                &ENTRIES,
                NAMES,
                APPS,
                &SCOPES,
                1usize,
            );
            ::mcp_runtime::__private::check_handle_scopes(
                &ENTRIES,
                NAMES,
                &SCOPES,
                1usize,
            );
        };
        &::mcp_runtime::__private::ServerDefinition::new(
                "shop",
                env!("CARGO_PKG_VERSION"),
            )
            .with_instructions("Instructions for the model.")
            .with_tools(::mcp_runtime::__private::Table {
                entries: &ENTRIES,
                index: &INDEX,
                rules: &RULES,
            })
            .with_prompts({
                const PARTS: &[::mcp_runtime::__private::Part<
                    ::mcp_runtime::__private::PromptEntry<AppState>,
                >] = &[
                    ::mcp_runtime::__private::Part::new(
                        0usize,
                        ::mcp_runtime::__private::Node::Item(
                            ::mcp_runtime::__private::PromptEntry::<
                                AppState,
                            >::of::<(review), _>(),
                        ),
                    ),
                    ::mcp_runtime::__private::Part::new(
                        1usize,
                        ::mcp_runtime::__private::Node::Group(
                            "crm_",
                            ::mcp_runtime::__private::prompt_group::<
                                (crm::Crm),
                                AppState,
                                _,
                            >(),
                        ),
                    ),
                ];
                const N: usize = ::mcp_runtime::__private::count(PARTS);
                static ENTRIES: [(
                    usize,
                    ::mcp_runtime::__private::PromptEntry<AppState>,
                ); N] = ::mcp_runtime::__private::PromptEntry::<AppState>::table(PARTS);
                const NAMES: &[::mcp_runtime::__private::Name; N] = &::mcp_runtime::__private::PromptEntry::<
                    AppState,
                >::names(&ENTRIES);
                static INDEX: [u64; N] = ::mcp_runtime::__private::index(NAMES);
                const ACCESS: &[::mcp_runtime::__private::AccessMeta; N] = &::mcp_runtime::__private::PromptEntry::<
                    AppState,
                >::access(&ENTRIES);
                static RULES: [::mcp_runtime::__private::AccessRule; N] = ::mcp_runtime::__private::access_rules(
                    ACCESS,
                    &SCOPES,
                );
                const _: () = {
                    ::mcp_runtime::__private::check_part(
                        NAMES,
                        &INDEX,
                        0usize,
                        ::mcp_runtime::__private::Kind::Prompt,
                    );
                    ::mcp_runtime::__private::check_access(
                        ACCESS,
                        NAMES,
                        &SCOPES,
                        0usize,
                    );
                };
                const _: () = {
                    ::mcp_runtime::__private::check_part(
                        NAMES,
                        &INDEX,
                        1usize,
                        ::mcp_runtime::__private::Kind::Prompt,
                    );
                    ::mcp_runtime::__private::check_access(
                        ACCESS,
                        NAMES,
                        &SCOPES,
                        1usize,
                    );
                };
                ::mcp_runtime::__private::Table {
                    entries: &ENTRIES,
                    index: &INDEX,
                    rules: &RULES,
                }
            })
            .with_resources({
                const PARTS: &[::mcp_runtime::__private::Part<
                    ::mcp_runtime::__private::ResourceEntry<AppState>,
                >] = &[
                    ::mcp_runtime::__private::Part::new(
                        0usize,
                        ::mcp_runtime::__private::Node::Item(
                            ::mcp_runtime::__private::ResourceEntry::<
                                AppState,
                            >::of::<(readme), _>(),
                        ),
                    ),
                    #[cfg(unix)]
                    ::mcp_runtime::__private::Part::new(
                        1usize,
                        ::mcp_runtime::__private::Node::Item(
                            ::mcp_runtime::__private::ResourceEntry::<
                                AppState,
                            >::of::<(files::file), _>(),
                        ),
                    ),
                ];
                const N: usize = ::mcp_runtime::__private::count(PARTS);
                static ENTRIES: [(
                    usize,
                    ::mcp_runtime::__private::ResourceEntry<AppState>,
                ); N] = ::mcp_runtime::__private::ResourceEntry::<
                    AppState,
                >::table(PARTS);
                const NAMES: &[::mcp_runtime::__private::Name; N] = &::mcp_runtime::__private::ResourceEntry::<
                    AppState,
                >::names(&ENTRIES);
                static INDEX: [u64; N] = ::mcp_runtime::__private::index(NAMES);
                const ACCESS: &[::mcp_runtime::__private::AccessMeta; N] = &::mcp_runtime::__private::ResourceEntry::<
                    AppState,
                >::access(&ENTRIES);
                static RULES: [::mcp_runtime::__private::AccessRule; N] = ::mcp_runtime::__private::access_rules(
                    ACCESS,
                    &SCOPES,
                );
                const _: () = {
                    ::mcp_runtime::__private::check_part(
                        NAMES,
                        &INDEX,
                        0usize,
                        ::mcp_runtime::__private::Kind::Resource,
                    );
                    ::mcp_runtime::__private::check_access(
                        ACCESS,
                        NAMES,
                        &SCOPES,
                        0usize,
                    );
                };
                #[cfg(unix)]
                const _: () = {
                    ::mcp_runtime::__private::check_part(
                        NAMES,
                        &INDEX,
                        1usize,
                        ::mcp_runtime::__private::Kind::Resource,
                    );
                    ::mcp_runtime::__private::check_access(
                        ACCESS,
                        NAMES,
                        &SCOPES,
                        1usize,
                    );
                };
                ::mcp_runtime::__private::Table {
                    entries: &ENTRIES,
                    index: &INDEX,
                    rules: &RULES,
                }
            })
    };
}
