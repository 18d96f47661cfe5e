/// The MCP server `empty`.
#[cfg_attr(
    doc,
    allow(rustdoc::broken_intra_doc_links, rustdoc::private_intra_doc_links)
)]
#[allow(private_interfaces)]
type Empty = renamed::__private::Server<(), renamed::__private::Stateless<__Empty>>;
#[doc(hidden)]
#[allow(dead_code, missing_copy_implementations, missing_debug_implementations)]
struct __Empty;
#[automatically_derived]
impl renamed::__private::Declaration<()> for __Empty {
    const DEFINITION: &'static renamed::__private::ServerDefinition<()> = {
        const SCOPES: renamed::__private::ScopeTable = renamed::__private::ScopeTable::EMPTY;
        const PARTS: &[renamed::__private::Part<renamed::__private::ToolEntry<()>>] = &[];
        const N: usize = renamed::__private::count(PARTS);
        static ENTRIES: [(usize, renamed::__private::ToolEntry<()>); N] = renamed::__private::ToolEntry::<
            (),
        >::table(PARTS);
        const NAMES: &[renamed::__private::Name; N] = &renamed::__private::ToolEntry::<
            (),
        >::names(&ENTRIES);
        static INDEX: [u64; N] = renamed::__private::index(NAMES);
        const ACCESS: &[renamed::__private::AccessMeta; N] = &renamed::__private::ToolEntry::<
            (),
        >::access(&ENTRIES);
        static RULES: [renamed::__private::AccessRule; N] = renamed::__private::access_rules(
            ACCESS,
            &SCOPES,
        );
        const HANDLES: &[renamed::__private::Use; renamed::__private::count_uses(
            &ENTRIES,
        )] = &renamed::__private::uses(&ENTRIES);
        const APPS: &[renamed::__private::AppUse; N] = &renamed::__private::app_uses(
            &ENTRIES,
        );
        &renamed::__private::ServerDefinition::new("empty", "1.0.0")
            .with_tools(renamed::__private::Table {
                entries: &ENTRIES,
                index: &INDEX,
                rules: &RULES,
            })
    };
}
