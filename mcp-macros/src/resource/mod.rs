//! `#[mcp_resource]`.

mod args;
mod expand;

use std::time::Duration;

use proc_macro2::TokenStream;
use syn::{ItemFn, LitStr};

use crate::attr::Text;
use crate::diagnostics::{Mistakes, suggest};
use crate::docs;
use crate::function::{self, Common, Function, Kind, Particulars, not_empty};
use crate::names::unraw;
use crate::uri::{self, UriTemplate};
use args::{ResourceArgs, Uri};

/// A resource or a template of resources that has been checked, as far as one item can tell.
struct Resource<'f> {
    function: Function<'f>,
    uri: LitStr,
    template: UriTemplate,
    name: String,
    description: Option<TokenStream>,
    common: Common,
    mime_type: Option<String>,
    size: Option<u64>,
    /// JSON text.
    annotations: Option<String>,
    ttl: Option<Duration>,
    is_public: Option<bool>,
}

impl<'f> Resource<'f> {
    fn validate(args: &ResourceArgs, item: &'f ItemFn, mistakes: &mut Mistakes) -> Option<Self> {
        let (uri, template) = args.uri.template(item, mistakes).unzip();
        let particulars = Particulars {
            optional: template.iter().flat_map(UriTemplate::queried).collect(),
            ..Particulars::default()
        };
        let function =
            Function::validate(Kind::Resource, &args.common, &particulars, item, mistakes);
        let (uri, template) = uri.zip(template)?;
        check_variables(&template, uri, &function, mistakes);
        Some(Self {
            uri: uri.clone(),
            name: args.name.as_ref().map_or_else(
                || unraw(&item.sig.ident),
                |name| not_empty("name", name, mistakes),
            ),
            description: docs::text(&item.attrs),
            common: Common::validate(&args.common, mistakes),
            mime_type: args
                .mime_type
                .as_ref()
                .map(|mime| mime_type(mime, mistakes)),
            size: args.size(&template, mistakes),
            annotations: args.annotations(mistakes),
            ttl: args.ttl.as_ref().map(|ttl| ttl.0),
            is_public: args.is_public(mistakes),
            template,
            function,
        })
    }
}

impl Uri {
    /// The URI and its variables, if it is one.
    fn template(&self, item: &ItemFn, mistakes: &mut Mistakes) -> Option<(&LitStr, UriTemplate)> {
        match self {
            Self::Written(uri) => Some((uri, uri::parse(uri, mistakes)?)),
            Self::Mistaken => None,
            Self::Missing => {
                mistakes.at(
                    &item.sig.ident,
                    "a resource needs its URI: `#[mcp_resource(\"config://app\")]`, or a template: \
                     `\"file:///{path}\"`",
                );
                None
            }
        }
    }
}

/// A variable is an argument of its name. That an argument is a variable, its type must say: the
/// compiler checks it.
fn check_variables(
    template: &UriTemplate,
    uri: &LitStr,
    function: &Function<'_>,
    mistakes: &mut Mistakes,
) {
    let names: Vec<&str> = function
        .params
        .iter()
        .filter_map(|p| p.name.as_deref())
        .collect();
    for variable in template
        .names()
        .filter(|variable| !names.contains(variable))
    {
        if function
            .questions
            .iter()
            .any(|question| question.is_called(variable))
        {
            mistakes.at(
                uri,
                format!(
                    "the variable `{{{variable}}}` is a question of this function, which comes \
                     after the URI; give the question another name, and take the variable: \
                     `{variable}: String`"
                ),
            );
            continue;
        }
        let hint = if names.is_empty() {
            format!("add it: `{variable}: String`")
        } else {
            format!(
                "add it (`{variable}: String`), or write the name of one that is there; {}",
                suggest(variable, &names)
            )
        };
        mistakes.at(
            uri,
            format!("the variable `{{{variable}}}` is no argument of this function; {hint}"),
        );
    }
}

fn mime_type(mime: &Text, mistakes: &mut Mistakes) -> String {
    let value = mime.0.value();
    let is_token = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$&^_.+-".contains(c))
    };
    let essence = value.split(';').next().unwrap_or_default().trim_end();
    if !essence
        .split_once('/')
        .is_some_and(|(kind, sub)| is_token(kind) && is_token(sub))
    {
        mistakes.at(
            &mime.0,
            "this is no MIME type; write one, such as `mime_type = \"text/markdown\"`",
        );
    }
    value
}

pub(crate) fn mcp_resource(args: TokenStream, item: TokenStream) -> TokenStream {
    let item = match function::parse("#[mcp_resource]", item) {
        Ok(item) => item,
        Err(errors) => return errors,
    };
    let mut mistakes = Mistakes::new();
    let args = ResourceArgs::parse(args, &mut mistakes);
    let resource = Resource::validate(&args, &item, &mut mistakes);
    let page = resource.as_ref().map(|resource| {
        let kind = match resource.mime_type.as_deref() {
            Some(kind) => format!(" ({kind})"),
            None => String::new(),
        };
        let summary = format!("MCP resource `{}`{kind}", resource.uri.value());
        function::page(&resource.function, &summary)
    });
    function::finish(&item, &args.common, mistakes, page, || {
        resource.map_or_else(TokenStream::new, |resource| expand::expand(&resource))
    })
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;
    use crate::snapshot;

    #[test]
    fn a_resource() {
        let item = quote! {
            /// The configuration.
            fn config() -> String { String::new() }
        };
        snapshot::check(
            "resource/snapshots/plain",
            mcp_resource(quote!("config://app"), item),
        );
    }

    #[test]
    fn a_template_with_all_that_can_be_said() {
        let args = quote! {
            "db:///{table}/{id}",
            name = "row",
            title = "A row",
            mime_type = "application/json",
            audience = ["assistant"],
            priority = 0.5,
            ttl = "10s",
            cache = "public"
        };
        let item = quote! {
            /// A row of a table.
            async fn row(
                #[mcp(complete = tables)] table: String,
                id: u32,
                #[mcp(ask = "May the assistant read {table}?")] ok: Confirm,
                State(db): State<Db>,
            ) -> Result<Option<String>, ToolError> { Ok(None) }
        };
        snapshot::check("resource/snapshots/everything", mcp_resource(args, item));
    }
}
