//! Generates the code for the questions of a function.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

use super::names::{parameter, parameter_type, question_type};
use crate::attr::{located_at, moved};
use crate::function::Function;
use crate::function::question::{Origin, Question, Wording, borrowed};
use crate::function::text::{Piece, Template, identifier};

/// `const QUESTIONS`: what a reader of the table should know of them.
pub(super) fn keys(function: &Function<'_>) -> Option<TokenStream> {
    let keys = function.questions.iter().map(|question| &question.key);
    (!function.questions.is_empty())
        .then(|| quote!(const QUESTIONS: &'static [&'static str] = &[#(#keys),*];))
}

/// A function that puts the questions. It speaks of no marker, so that what a question's type is
/// asked by is known in it.
pub(super) fn asking(function: &Function<'_>) -> Option<TokenStream> {
    if function.questions.is_empty() {
        return None;
    }
    let rt = &function.rt;
    let params = function.params.iter().enumerate().map(|(i, param)| {
        let (name, ty) = (parameter(param.position), parameter_type(i));
        quote!(#name: &#ty)
    });
    let bindings = function.params.iter().filter_map(|param| {
        let (pattern, name) = (borrowed(param.pattern)?, parameter(param.position));
        Some(quote!(let #pattern = #name;))
    });
    let questions = function.questions.iter().map(|question| ask(rt, question));
    let is_async = awaits(function).then(|| quote!(async));
    Some(quote! {
        #is_async fn __ask(__questions: &mut #rt::Questions, #(#params),*) {
            #(#bindings)*
            #(#questions)*
        }
    })
}

/// Whether a question is computed by a future.
fn awaits(function: &Function<'_>) -> bool {
    fn mentions(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == "await",
            TokenTree::Group(group) => mentions(group.stream()),
            _ => false,
        })
    }
    function.questions.iter().any(|question| matches!(&question.wording, Wording::Computed(expr) if mentions(expr.to_token_stream())))
}

/// Statements that have the questions answered, and make parameters of the answers.
pub(super) fn asked(function: &Function<'_>) -> Option<TokenStream> {
    if function.questions.is_empty() {
        return None;
    }
    let rt = &function.rt;
    let params = function
        .params
        .iter()
        .map(|param| parameter(param.position));
    let dot_await = awaits(function).then(|| quote!(.await));
    let answers = function.questions.iter().map(|question| {
        let (ty, key) = (ty(rt, question), &question.key);
        let taken = quote!(__questions.take::<#ty>(#key)?);
        match question.origin {
            Origin::Parameter { position, .. } => {
                let name = parameter(position);
                quote!(let #name = #taken;)
            }
            Origin::Confirm => quote!(#taken;),
        }
    });
    Some(quote! {
        let mut __questions = #rt::Questions::of(__call)?;
        __ask(&mut __questions, #(&#params),*)#dot_await;
        __questions.finish().await?;
        #(#answers)*
    })
}

fn ty(rt: &TokenStream, question: &Question<'_>) -> TokenStream {
    match question.origin {
        Origin::Parameter { position, .. } => question_type(position).to_token_stream(),
        Origin::Confirm => quote!(#rt::Confirm),
    }
}

fn ask(rt: &TokenStream, question: &Question<'_>) -> TokenStream {
    let at = located_at(&question.at);
    let (ty, key) = (ty(rt, question), &question.key);
    // If the wording doesn't suit the question's type, the error points at the wording.
    let local = moved(rt, at);
    let value = match &question.wording {
        Wording::None => quote_spanned!(at=> #local::unworded(&__asked)),
        Wording::Text(text) => {
            let text = wording(rt, text);
            quote_spanned!(at=> #local::worded(&__asked, #text))
        }
        Wording::Url(text, url) => {
            let text = wording(rt, text);
            quote_spanned!(at=> #local::linked(&__asked, #text, #url))
        }
        // By a name, which stands where the expression does: what it is may come of another macro,
        // such as `format!`.
        Wording::Computed(expr) => {
            quote_spanned!(at=> { let __computed = #expr; #local::computed(&__asked, __computed) })
        }
    };
    let fallback = match &question.fallback {
        Some(fallback) => quote!(#rt::fallback(&__asked, || #fallback)),
        None => quote!(::core::option::Option::None::<fn() -> _>),
    };
    let volunteered = question.volunteered.is_some();
    quote!({
        let __asked = #rt::asked_for::<#ty, _>();
        #rt::ask(&__asked, __questions, #key, #value, #fallback, #volunteered);
    })
}

/// The text of a question, with what is interpolated quoted.
fn wording(rt: &TokenStream, text: &Template) -> TokenStream {
    let at = located_at(&text.literal);
    let rt = moved(rt, at);
    let pieces = text.pieces.iter().map(|piece| match piece {
        Piece::Said(said) => quote_spanned!(at=> .say(#said)),
        Piece::Placeholder(name) => {
            let mut name =
                identifier(name).unwrap_or_else(|| unreachable!("the template has checked it"));
            name.set_span(text.literal.span());
            quote_spanned!(at=> .say(&#rt::Quoting(#name).quoted()))
        }
    });
    quote_spanned!(at=> #rt::Wording::new()#(#pieces)*.finish())
}
