/// The MCP server `empty`.
#[allow(private_interfaces)]
type Empty = renamed::__private::Server<(), renamed::__private::Stateless<__Empty>>;
#[doc(hidden)]
#[allow(dead_code, missing_copy_implementations, missing_debug_implementations)]
struct __Empty;
#[automatically_derived]
impl renamed::__private::Declaration<()> for __Empty {
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
}
