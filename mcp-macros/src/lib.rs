//! The attribute macros of `mcp-runtime`, which re-exports and documents them. Depend on that
//! crate.
//!
//! Each macro goes the same way: what was written is parsed (`args`), validated into a `model` with
//! every mistake collected, and expanded. Expansions name nothing but `mcp_runtime::__private`,
//! `core` and what the user wrote.

use proc_macro::TokenStream;

mod app;
mod attr;
mod case;
mod completion;
mod diagnostics;
mod docs;
mod field;
mod form;
mod function;
mod handle;
mod icons;
mod kind;
mod names;
mod nested;
mod place;
mod prompt;
mod resource;
mod scope;
mod server;
mod signature;
#[cfg(test)]
mod snapshot;
mod tool;
mod types;
mod uri;

#[doc = include_str!("../docs/mcp_tool.md")]
#[proc_macro_attribute]
pub fn mcp_tool(args: TokenStream, item: TokenStream) -> TokenStream {
    tool::mcp_tool(args.into(), item.into()).into()
}

#[doc = include_str!("../docs/mcp_prompt.md")]
#[proc_macro_attribute]
pub fn mcp_prompt(args: TokenStream, item: TokenStream) -> TokenStream {
    prompt::mcp_prompt(args.into(), item.into()).into()
}

#[doc = include_str!("../docs/mcp_resource.md")]
#[proc_macro_attribute]
pub fn mcp_resource(args: TokenStream, item: TokenStream) -> TokenStream {
    resource::mcp_resource(args.into(), item.into()).into()
}

#[doc = include_str!("../docs/mcp_completion.md")]
#[proc_macro_attribute]
pub fn mcp_completion(args: TokenStream, item: TokenStream) -> TokenStream {
    completion::mcp_completion(args.into(), item.into()).into()
}

#[doc = include_str!("../docs/mcp_tools.md")]
#[proc_macro]
pub fn mcp_tools(input: TokenStream) -> TokenStream {
    server::mcp_tools(input.into()).into()
}

#[doc = include_str!("../docs/mcp_server.md")]
#[proc_macro]
pub fn mcp_server(input: TokenStream) -> TokenStream {
    server::mcp_server(input.into()).into()
}

#[doc = include_str!("../docs/mcp_type.md")]
#[proc_macro_attribute]
pub fn mcp_type(args: TokenStream, item: TokenStream) -> TokenStream {
    types::mcp_type(args.into(), item.into()).into()
}

#[doc = include_str!("../docs/mcp_app.md")]
#[proc_macro_attribute]
pub fn mcp_app(args: TokenStream, item: TokenStream) -> TokenStream {
    app::mcp_app(args.into(), item.into()).into()
}

#[doc = include_str!("../docs/form.md")]
// `serde` is here to be refused: it would have no effect.
#[proc_macro_derive(Form, attributes(form, serde))]
pub fn derive_form(input: TokenStream) -> TokenStream {
    form::derive(input.into()).into()
}

#[doc = include_str!("../docs/handle.md")]
#[proc_macro_derive(Handle, attributes(handle))]
pub fn derive_handle(input: TokenStream) -> TokenStream {
    handle::derive(input.into()).into()
}

/// Says that the attributes of serde and schemars on a type of `#[mcp_type]` have a reader: its
/// copy has their derives.
#[doc(hidden)]
#[proc_macro_derive(Attributes, attributes(serde, schemars))]
pub fn derive_attributes(_: TokenStream) -> TokenStream {
    TokenStream::new()
}
