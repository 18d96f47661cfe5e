/// The MCP server `empty`.
struct Empty;
#[allow(
    private_interfaces,
    clippy::new_ret_no_self,
    clippy::new_without_default,
    clippy::must_use_candidate
)]
impl Empty {
    /// What the server is declared as: its tables, for those who route by them or list
    /// them.
    const DEFINITION: &'static renamed::__private::ServerDefinition<()> = {
        const PARTS: &[renamed::__private::Part<()>] = &[];
        const N: usize = renamed::__private::count(PARTS);
        static TOOLS: [(usize, renamed::__private::ToolEntry<()>); N] = renamed::__private::flatten(
            PARTS,
        );
        const NAMES: [renamed::__private::Name; N] = renamed::__private::tool_names(
            &TOOLS,
        );
        static INDEX: [u64; N] = renamed::__private::index(&NAMES);
        const HANDLES: [renamed::__private::Use; renamed::__private::count_uses(
            &TOOLS,
        )] = renamed::__private::uses(&TOOLS);
        const APPS: [renamed::__private::AppUse; N] = renamed::__private::app_uses(
            &TOOLS,
        );
        &renamed::__private::ServerDefinition::new("empty", "1.0.0")
            .with_tools(renamed::__private::Table {
                entries: &TOOLS,
                index: &INDEX,
            })
    };
    /// The server, ready to be configured and served.
    fn new() -> renamed::__private::Server<()> {
        renamed::__private::Server::new(Self::DEFINITION, ())
    }
}
