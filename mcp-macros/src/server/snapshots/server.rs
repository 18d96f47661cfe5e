/// Instructions for the model.
pub struct Shop;
#[allow(
    private_interfaces,
    clippy::new_ret_no_self,
    clippy::new_without_default,
    clippy::must_use_candidate
)]
impl Shop {
    /// What the server is declared as: its tables, for those who route by them or list them.
    pub const DEFINITION: &'static ::mcp_runtime::__private::ServerDefinition<
        AppState,
    > = {
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
        static INDEX: [u64; N] = ::mcp_runtime::__private::index(&TOOLS);
        const _: () = ::mcp_runtime::__private::check_part(&TOOLS, &INDEX, 0usize);
        #[cfg(feature = "crm")]
        const _: () = ::mcp_runtime::__private::check_part(&TOOLS, &INDEX, 1usize);
        &::mcp_runtime::__private::ServerDefinition {
            name: "shop",
            version: env!("CARGO_PKG_VERSION"),
            title: ::core::option::Option::None,
            instructions: "Instructions for the model.",
            tools: &TOOLS,
            index: &INDEX,
        }
    };
    /// The server, ready to be configured and served.
    pub fn new(state: AppState) -> ::mcp_runtime::__private::Server<AppState> {
        ::mcp_runtime::__private::Server::new(Self::DEFINITION, state)
    }
}
