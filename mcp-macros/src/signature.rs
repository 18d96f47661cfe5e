//! Checks of a function's signature that apply to all kinds of functions.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Attribute, FnArg, GenericArgument, ItemFn, Pat, PatType, PathArguments, Signature, Type,
    TypeReference,
};

use crate::diagnostics::Mistakes;
use crate::kind::Kind;
use crate::place;

/// The attributes that make something of a function. Only one can.
const ATTRIBUTES: [&str; 4] = ["mcp_tool", "mcp_prompt", "mcp_resource", "mcp_completion"];

fn is_second(attr: &Attribute) -> bool {
    attr.path()
        .segments
        .last()
        .is_some_and(|last| ATTRIBUTES.iter().any(|name| last.ident == name))
}

/// Checks the function's other attributes.
pub(crate) fn check_attributes(function: &ItemFn, mistakes: &mut Mistakes) {
    for attr in &function.attrs {
        if is_second(attr) {
            mistakes.at(
                attr,
                "a function is one thing to a server; remove one of the two attributes, or write \
                 another function that calls this one",
            );
        } else if attr.path().is_ident("mcp") {
            mistakes.at(
                attr,
                "`#[mcp(…)]` goes on a parameter; what it says of the function goes \
                 into the function's own attribute",
            );
        }
    }
}

/// The parameters of a function, once it is one that can be called from a table.
pub(crate) fn check<'f>(
    function: &'f ItemFn,
    kind: Kind,
    mistakes: &mut Mistakes,
) -> Vec<&'f PatType> {
    let signature = &function.sig;
    let what = kind.name();
    if let syn::Safety::Unsafe(token) = &signature.safety {
        mistakes.at(
            token,
            format!(
                "a {what} can't be `unsafe`: its caller is {}; make the function safe",
                kind.caller()
            ),
        );
    }
    // A lifetime belongs to a reference, which is reported where it stands.
    let only_lifetimes = signature.generics.type_params().next().is_none()
        && signature.generics.const_params().next().is_none();
    if only_lifetimes && takes_a_reference(signature) {
        // One mistake.
    } else if !signature.generics.params.is_empty() {
        mistakes.at(
            &signature.generics.params,
            format!(
                "a {what} can't be generic: {}; write the types out, take `State<Arc<dyn Trait>>`, \
                 or have a `macro_rules!` write one {what} for each type",
                kind.uniqueness()
            ),
        );
    } else if let Some(clause) = &signature.generics.where_clause {
        mistakes.at(
            clause,
            format!("a {what} can't have a `where` clause; write the types out"),
        );
    }
    if let Some(variadic) = &signature.variadic {
        mistakes.at(
            variadic,
            format!(
                "a {what} can't be variadic; take {}",
                if kind == Kind::Tool {
                    "a `Vec<T>`"
                } else {
                    "a `String`, and split it"
                }
            ),
        );
    }
    let mut params = Vec::new();
    for input in &signature.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                mistakes.at(
                    receiver,
                    format!(
                        "a {what} is a plain function, without `self`; take \
                         the shared state as `State<T>`"
                    ),
                );
            }
            FnArg::Typed(param) => {
                if let Some(cfg) = param
                    .attrs
                    .iter()
                    .find(|attr| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr"))
                {
                    mistakes.at(
                        cfg,
                        "a macro can't know whether this holds; write two functions, \
                         each with its `#[cfg(…)]`",
                    );
                }
                check_helpers(&param.attrs, mistakes);
                check_type(&param.ty, kind, mistakes);
                if arguments_of_rmcp(param).is_some() {
                    mistakes.at(&param.ty, by_name(param, kind));
                }
                params.push(param);
            }
        }
    }
    if signature.receiver().is_none() && is_associated(function) {
        mistakes.at(
            &signature.ident,
            format!(
                "a {what} is a plain function, and stands in no `impl`; move it out, and take the \
                 shared state as `State<T>`"
            ),
        );
    }
    params
}

/// Whether a function stands in an `impl` or a trait, where no type can stand beside it.
pub(crate) fn is_associated(function: &ItemFn) -> bool {
    function.sig.receiver().is_some() || place::is_associated(function.sig.fn_token.span)
}

/// The pattern and the type in `Parameters(args): Parameters<T>`, as rmcp takes arguments. The same
/// spelling in a crate of the user's own is marked `#[mcp(inject)]`.
fn arguments_of_rmcp(param: &PatType) -> Option<(&Pat, &Type)> {
    const NAME: &str = "Parameters";
    let (Pat::TupleStruct(pattern), Type::Path(ty)) = (&*param.pat, &*param.ty) else {
        return None;
    };
    let (named, last) = (pattern.path.segments.last()?, ty.path.segments.last()?);
    let is_marked = param.attrs.iter().any(|attr| attr.path().is_ident("mcp"));
    if named.ident != NAME || last.ident != NAME || is_marked {
        return None;
    }
    let PathArguments::AngleBracketed(listed) = &last.arguments else {
        return None;
    };
    match (pattern.elems.first(), listed.args.first()) {
        (Some(inner), Some(GenericArgument::Type(data))) => Some((inner, data)),
        _ => None,
    }
}

/// How this crate takes the arguments that rmcp takes by `Parameters`.
fn by_name(param: &PatType, kind: Kind) -> String {
    let Some((pattern, data)) = arguments_of_rmcp(param) else {
        return String::new();
    };
    match kind {
        Kind::Tool => format!(
            "`Parameters` is rmcp's; take each argument as a parameter of its own, or all of them \
             as one struct: `Args({}): Args<{}>`",
            plain(pattern),
            plain(data)
        ),
        Kind::Prompt | Kind::Resource | Kind::Completion => {
            "`Parameters` is rmcp's; take each argument as a parameter of its own".to_owned()
        }
    }
}

/// Attributes of other macros, which know what a field is, and have no meaning on a parameter.
const OF_FIELDS: [&str; 9] = [
    "serde", "schemars", "validate", "garde", "arg", "clap", "param", "tool", "builder",
];

fn is_of_fields(attr: &Attribute) -> bool {
    OF_FIELDS.iter().any(|name| attr.path().is_ident(name))
}

fn check_helpers(attrs: &[Attribute], mistakes: &mut Mistakes) {
    if let Some(attr) = attrs.iter().find(|attr| is_of_fields(attr)) {
        let name = attr.path().to_token_stream();
        mistakes.at(
            attr,
            format!(
                "`#[{name}(…)]` has no meaning on a parameter; write `#[mcp(…)]`: `default = …`, \
                 `name = \"…\"`, `range = 1..=4` and so on"
            ),
        );
    }
}

fn takes_a_reference(signature: &Signature) -> bool {
    let is_reference = |input: &FnArg| matches!(input, FnArg::Typed(param) if borrows(&param.ty));
    signature.inputs.iter().any(is_reference)
}

/// Whether a type has a lifetime that ends, in a reference or as in `Cow<'_, str>`.
fn borrows(ty: &Type) -> bool {
    fn has_lifetime(tokens: TokenStream) -> bool {
        let mut tokens = tokens.into_iter();
        while let Some(token) = tokens.next() {
            let found = match token {
                TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                    matches!(tokens.next(), Some(TokenTree::Ident(name)) if name != "static")
                }
                TokenTree::Group(group) => has_lifetime(group.stream()),
                _ => false,
            };
            if found {
                return true;
            }
        }
        false
    }
    matches!(ty, Type::Reference(_)) || has_lifetime(ty.to_token_stream())
}

/// A parameter is made before the call and moved into it.
fn check_type(ty: &Type, kind: Kind, mistakes: &mut Mistakes) {
    match ty {
        Type::Reference(reference) if reference.mutability.is_some() => mistakes.at(
            ty,
            "a parameter can't be a reference: calls run side by side; for the server's state take \
             `State<T>`, with a lock in it for what changes",
        ),
        Type::Reference(reference) => {
            let owned = match &*reference.elem {
                Type::Slice(_) if kind != Kind::Tool => "a `String`, and split it".to_owned(),
                _ => format!("`{}`", owned(reference)),
            };
            mistakes.at(
                ty,
                format!(
                    "a parameter can't be a reference: nothing outside the call \
                     owns it; take {owned}"
                ),
            );
        }
        Type::ImplTrait(_) => mistakes.at(
            ty,
            "a parameter can't be `impl Trait`: its schema comes from its type; write the type out",
        ),
        Type::Group(group) => check_type(&group.elem, kind, mistakes),
        Type::Paren(paren) => check_type(&paren.elem, kind, mistakes),
        _ if borrows(ty) => mistakes.at(
            ty,
            "a parameter can't borrow: nothing outside the call owns it; take a type without a \
             lifetime, such as `String`",
        ),
        _ => {}
    }
}

/// Returns the owned type to suggest in place of a reference.
fn owned(reference: &TypeReference) -> String {
    match &*reference.elem {
        Type::Path(path) if path.path.is_ident("str") => "String".to_owned(),
        Type::Slice(slice) => format!("Vec<{}>", plain(&slice.elem)),
        other => plain(other),
    }
}

fn plain(ty: &impl ToTokens) -> String {
    ty.to_token_stream().to_string().replace(' ', "")
}

/// The function as it was written, but for the helper attributes that only the macro reads. What
/// the compiler allows on parameters stays. A `...` and a `Parameters` that isn't there go, too:
/// they have been reported, and the compiler would say it twice more.
pub(crate) fn without_helpers(mut function: ItemFn) -> ItemFn {
    for input in &mut function.sig.inputs {
        if let FnArg::Typed(param) = input
            && let Some((pattern, data)) = arguments_of_rmcp(param)
        {
            let (pattern, data) = (pattern.clone(), data.clone());
            (*param.pat, *param.ty) = (pattern, data);
        }
        let attrs = match input {
            FnArg::Receiver(receiver) => &mut receiver.attrs,
            FnArg::Typed(param) => &mut param.attrs,
        };
        attrs.retain(|attr| {
            !attr.path().is_ident("mcp") && !attr.path().is_ident("doc") && !is_of_fields(attr)
        });
    }
    function
        .attrs
        .retain(|attr| !is_second(attr) && !attr.path().is_ident("mcp"));
    function.sig.variadic = None;
    function
}

/// Whether a type mentions `impl Trait`, so that it can't be written anywhere else.
pub(crate) fn is_unnameable(ty: &Type) -> bool {
    fn mentions_impl(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == "impl",
            TokenTree::Group(group) => mentions_impl(group.stream()),
            _ => false,
        })
    }
    mentions_impl(ty.to_token_stream())
}

/// Whether a type is spelled as an `Option`; an alias is caught by the compiler, less kindly.
pub(crate) fn is_option(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|segment| segment.ident == "Option"),
        Type::Group(group) => is_option(&group.elem),
        _ => false,
    }
}
