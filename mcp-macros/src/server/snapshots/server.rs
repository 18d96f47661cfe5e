/// Instructions for the model.
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
        const PARTS: &[::mcp_runtime::__private::Part<AppState>] = &[
            ::mcp_runtime::__private::Part::new(
                0usize,
                ::mcp_runtime::__private::Node::Tool(
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
                    ::mcp_runtime::__private::group::<(crm::Crm), AppState, _>(),
                ),
            ),
        ];
        const N: usize = ::mcp_runtime::__private::count(PARTS);
        static TOOLS: [(usize, ::mcp_runtime::__private::ToolEntry<AppState>); N] = ::mcp_runtime::__private::flatten(
            PARTS,
        );
        const NAMES: [::mcp_runtime::__private::Name; N] = ::mcp_runtime::__private::tool_names(
            &TOOLS,
        );
        static INDEX: [u64; N] = ::mcp_runtime::__private::index(&NAMES);
        const SCOPES: ::mcp_runtime::__private::ScopeTable = ::mcp_runtime::__private::ScopeTable::EMPTY;
        const ACCESS: [::mcp_runtime::__private::AccessMeta; N] = ::mcp_runtime::__private::tool_access(
            &TOOLS,
        );
        static RULES: [::mcp_runtime::__private::AccessRule; N] = ::mcp_runtime::__private::access_rules(
            &ACCESS,
            &SCOPES,
        );
        const _: () = {
            ::mcp_runtime::__private::check_part(
                &NAMES,
                &INDEX,
                0usize,
                ::mcp_runtime::__private::Kind::Tool,
            );
            ::mcp_runtime::__private::check_access(&ACCESS, &NAMES, &SCOPES, 0usize);
        };
        #[cfg(feature = "crm")]
        const _: () = {
            ::mcp_runtime::__private::check_part(
                &NAMES,
                &INDEX,
                1usize,
                ::mcp_runtime::__private::Kind::Tool,
            );
            ::mcp_runtime::__private::check_access(&ACCESS, &NAMES, &SCOPES, 1usize);
        };
        const HANDLES: [::mcp_runtime::__private::Use; ::mcp_runtime::__private::count_uses(
            &TOOLS,
        )] = ::mcp_runtime::__private::uses(&TOOLS);
        const APPS: [::mcp_runtime::__private::AppUse; N] = ::mcp_runtime::__private::app_uses(
            &TOOLS,
        );
        const _: () = {
            ::mcp_runtime::__private::check_handles(&HANDLES, 0usize);
            ::mcp_runtime::__private::check_apps(&APPS, &NAMES, 0usize);
            ::mcp_runtime::__private::check_view_scopes(
                &TOOLS,
                &NAMES,
                &APPS,
                &SCOPES,
                0usize,
            );
            ::mcp_runtime::__private::check_handle_scopes(
                &TOOLS,
                &NAMES,
                &SCOPES,
                0usize,
            );
        };
        #[cfg(feature = "crm")]
        const _: () = {
            ::mcp_runtime::__private::check_handles(&HANDLES, 1usize);
            ::mcp_runtime::__private::check_apps(&APPS, &NAMES, 1usize);
            ::mcp_runtime::__private::check_view_scopes(
                &TOOLS,
                &NAMES,
                &APPS,
                &SCOPES,
                1usize,
            );
            ::mcp_runtime::__private::check_handle_scopes(
                &TOOLS,
                &NAMES,
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
                entries: &TOOLS,
                index: &INDEX,
                rules: &RULES,
            })
            .with_prompts({
                const ENTRIES: &[(
                    usize,
                    ::mcp_runtime::__private::PromptEntry<AppState>,
                )] = &[
                    (
                        0usize,
                        ::mcp_runtime::__private::PromptEntry::<
                            AppState,
                        >::of::<(review), _>(),
                    ),
                ];
                const NAMES: [::mcp_runtime::__private::Name; ENTRIES.len()] = ::mcp_runtime::__private::PromptEntry::<
                    AppState,
                >::names(ENTRIES);
                static INDEX: [u64; ENTRIES.len()] = ::mcp_runtime::__private::index(
                    &NAMES,
                );
                const ACCESS: [::mcp_runtime::__private::AccessMeta; ENTRIES.len()] = ::mcp_runtime::__private::PromptEntry::<
                    AppState,
                >::access(ENTRIES);
                static RULES: [::mcp_runtime::__private::AccessRule; ENTRIES.len()] = ::mcp_runtime::__private::access_rules(
                    &ACCESS,
                    &SCOPES,
                );
                const _: () = {
                    ::mcp_runtime::__private::check_part(
                        &NAMES,
                        &INDEX,
                        0usize,
                        ::mcp_runtime::__private::Kind::Prompt,
                    );
                    ::mcp_runtime::__private::check_access(
                        &ACCESS,
                        &NAMES,
                        &SCOPES,
                        0usize,
                    );
                };
                ::mcp_runtime::__private::Table {
                    entries: ENTRIES,
                    index: &INDEX,
                    rules: &RULES,
                }
            })
            .with_resources({
                const ENTRIES: &[(
                    usize,
                    ::mcp_runtime::__private::ResourceEntry<AppState>,
                )] = &[
                    (
                        0usize,
                        ::mcp_runtime::__private::ResourceEntry::<
                            AppState,
                        >::of::<(readme), _>(),
                    ),
                    #[cfg(unix)]
                    (
                        1usize,
                        ::mcp_runtime::__private::ResourceEntry::<
                            AppState,
                        >::of::<(files::file), _>(),
                    ),
                ];
                const NAMES: [::mcp_runtime::__private::Name; ENTRIES.len()] = ::mcp_runtime::__private::ResourceEntry::<
                    AppState,
                >::names(ENTRIES);
                static INDEX: [u64; ENTRIES.len()] = ::mcp_runtime::__private::index(
                    &NAMES,
                );
                const ACCESS: [::mcp_runtime::__private::AccessMeta; ENTRIES.len()] = ::mcp_runtime::__private::ResourceEntry::<
                    AppState,
                >::access(ENTRIES);
                static RULES: [::mcp_runtime::__private::AccessRule; ENTRIES.len()] = ::mcp_runtime::__private::access_rules(
                    &ACCESS,
                    &SCOPES,
                );
                const _: () = {
                    ::mcp_runtime::__private::check_part(
                        &NAMES,
                        &INDEX,
                        0usize,
                        ::mcp_runtime::__private::Kind::Resource,
                    );
                    ::mcp_runtime::__private::check_access(
                        &ACCESS,
                        &NAMES,
                        &SCOPES,
                        0usize,
                    );
                };
                #[cfg(unix)]
                const _: () = {
                    ::mcp_runtime::__private::check_part(
                        &NAMES,
                        &INDEX,
                        1usize,
                        ::mcp_runtime::__private::Kind::Resource,
                    );
                    ::mcp_runtime::__private::check_access(
                        &ACCESS,
                        &NAMES,
                        &SCOPES,
                        1usize,
                    );
                };
                ::mcp_runtime::__private::Table {
                    entries: ENTRIES,
                    index: &INDEX,
                    rules: &RULES,
                }
            })
    };
}
