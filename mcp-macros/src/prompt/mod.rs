//! `#[mcp_prompt]`.

mod expand;

use darling::FromMeta;
use proc_macro2::TokenStream;
use syn::ItemFn;

use crate::attr::{self, Text};
use crate::diagnostics::Mistakes;
use crate::docs;
use crate::function::misplaced_keys::attribute_key;
use crate::function::{self, Common, CommonArgs, Function, Kind, Particulars, wire_name};

/// The arguments of `#[mcp_prompt(…)]` as parsed, before validation.
#[derive(Default, FromMeta)]
#[darling(default)]
struct PromptArgs {
    name: Option<Text>,
    #[darling(flatten)]
    common: CommonArgs,
}

impl PromptArgs {
    fn parse(tokens: TokenStream, mistakes: &mut Mistakes) -> Self {
        let metas = attr::metas(tokens, mistakes);
        let known = [&["name"][..], &CommonArgs::KEYS].concat();
        let entries = attr::entries_but(
            metas,
            &known,
            &[],
            |key| attribute_key(Kind::Prompt, key),
            mistakes,
        );
        attr::read(&entries, mistakes)
    }
}

/// A prompt that has been checked, as far as one item can tell.
struct Prompt<'f> {
    function: Function<'f>,
    name: String,
    description: TokenStream,
    common: Common,
}

impl<'f> Prompt<'f> {
    fn validate(args: &PromptArgs, item: &'f ItemFn, mistakes: &mut Mistakes) -> Self {
        let function = Function::validate(
            Kind::Prompt,
            &args.common,
            &Particulars::default(),
            item,
            mistakes,
        );
        let description = docs::text(&item.attrs);
        if description.is_none() {
            mistakes.at(
                &item.sig.ident,
                "a prompt needs a description, by which people choose it; \
                 write a doc comment: `/// …`",
            );
        }
        Self {
            name: wire_name(Kind::Prompt, args.name.as_ref(), &item.sig.ident, mistakes),
            description: description.unwrap_or_default(),
            common: Common::validate(&args.common, mistakes),
            function,
        }
    }
}

pub(crate) fn mcp_prompt(args: TokenStream, item: TokenStream) -> TokenStream {
    let item = match function::parse("#[mcp_prompt]", item) {
        Ok(item) => item,
        Err(errors) => return errors,
    };
    let mut mistakes = Mistakes::new();
    let args = PromptArgs::parse(args, &mut mistakes);
    let prompt = Prompt::validate(&args, &item, &mut mistakes);
    let page = function::page(&prompt.function, &format!("MCP prompt `{}`", prompt.name));
    function::finish(&item, &args.common, mistakes, Some(page), || {
        expand::expand(&prompt)
    })
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;
    use crate::snapshot;

    #[test]
    fn a_prompt_with_all_that_can_be_said() {
        let item = quote! {
            /// Review code.
            async fn review(
                /// The language
                #[mcp(title = "Language", complete = languages)]
                language: String,
                #[mcp(default = 3, range = 1..=5)] depth: u8,
                #[mcp(ask = "What should the review of {language} look at?")] focus: Focus,
                State(db): State<Db>,
            ) -> Vec<PromptMessage> { Vec::new() }
        };
        snapshot::check(
            "prompt/snapshots/everything",
            mcp_prompt(quote!(title = "Review"), item),
        );
    }
}
