//! Checks the names of `{placeholders}` in a question's text.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{LitStr, Pat};

use super::param::Param;
use super::question::{Origin, Question, Wording};
use super::text::Template;
use crate::diagnostics::{Mistakes, suggest};
use crate::names::unraw;

impl Question<'_> {
    /// `confirm = "Delete {path}?"`
    pub(crate) fn confirm(
        text: &LitStr,
        params: &[Param<'_>],
        questions: &[Question<'_>],
        mistakes: &mut Mistakes,
    ) -> Self {
        let wording = Wording::Text(Template::parse(text, mistakes));
        let at = text.to_token_stream();
        let question = Self {
            origin: Origin::Confirm,
            key: "confirm".to_owned(),
            wording,
            fallback: None,
            volunteered: None,
            at,
        };
        question.check_placeholders(params, questions, mistakes);
        if questions.iter().any(|q| q.key == question.key) {
            mistakes.at(
                text,
                "a question is called `confirm` already; give it another `#[mcp(name = \"…\")]`",
            );
        }
        question
    }

    /// A placeholder is the name of a parameter that is there before the question is asked.
    pub(super) fn check_placeholders(
        &self,
        params: &[Param<'_>],
        questions: &[Question<'_>],
        mistakes: &mut Mistakes,
    ) {
        let (Wording::Text(text) | Wording::Url(text, _)) = &self.wording else {
            return;
        };
        let own_name = |param: &Param<'_>| binding(param.pattern).map(|ident| unraw(&ident));
        let known: Vec<String> = params.iter().filter_map(own_name).collect();
        for name in text
            .placeholders()
            .filter(|name| !known.iter().any(|k| k == name))
        {
            let renamed = params
                .iter()
                .find(|param| param.name.as_deref() == Some(name))
                .and_then(own_name);
            let message = if self.is_called(name) {
                format!(
                    "`{{{name}}}` is the answer to this question, which can't be in it; write the \
                     name of an argument"
                )
            } else if questions.iter().any(|q| q.is_called(name)) {
                format!(
                    "`{{{name}}}` is a question, too, and all of them are asked together; ask one \
                     after the other with `Asker`"
                )
            } else if let Some(own) = renamed {
                format!("`{{{name}}}` is what `{own}` is called on the wire; write `{{{own}}}`")
            } else if known.is_empty() {
                format!("`{{{name}}}` is no argument of this function; the function takes none")
            } else {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                format!(
                    "`{{{name}}}` is no argument of this function; {}",
                    suggest(name, &known)
                )
            };
            mistakes.at(&text.literal, message);
        }
    }
}

/// The name that a pattern gives to the whole of what it matches.
pub(super) fn binding(pattern: &Pat) -> Option<Ident> {
    match pattern {
        Pat::Ident(ident) if ident.subpat.is_none() => Some(ident.ident.clone()),
        _ => None,
    }
}
