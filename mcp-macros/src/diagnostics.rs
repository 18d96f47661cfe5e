//! Mistakes, collected so that all of them are reported at once.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Error;

/// A list of mistakes. One that is dropped without being read is a bug of this crate, and fails
/// loudly.
#[derive(Default)]
pub(crate) struct Mistakes {
    list: Option<Vec<Error>>,
}

impl Mistakes {
    pub(crate) fn new() -> Self {
        Self {
            list: Some(Vec::new()),
        }
    }

    /// Adds a mistake, at `tokens`.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.add(Error::new_spanned(tokens, message));
    }

    pub(crate) fn add(&mut self, error: impl Into<Error>) {
        self.list.get_or_insert_default().push(error.into());
    }

    /// All of them, for whoever reports them elsewhere.
    pub(crate) fn into_errors(mut self) -> Vec<Error> {
        self.list.take().unwrap_or_default()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.as_ref().is_none_or(Vec::is_empty)
    }

    /// Nothing, or the compile errors.
    pub(crate) fn finish(mut self) -> Result<(), TokenStream> {
        match self.list.take().unwrap_or_default() {
            none if none.is_empty() => Ok(()),
            mistakes => Err(mistakes.iter().map(Error::to_compile_error).collect()),
        }
    }
}

impl Drop for Mistakes {
    fn drop(&mut self) {
        assert!(
            std::thread::panicking() || self.list.is_none(),
            "mistakes were found and not reported"
        );
    }
}

/// `; did you mean …?` where a known word is near, the known words otherwise.
pub(crate) fn suggest(word: &str, known: &[&str]) -> String {
    let near = known
        .iter()
        .map(|k| (strsim::jaro_winkler(word, k), k))
        .filter(|(score, _)| *score > 0.75);
    match near.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((_, meant)) => format!("did you mean `{meant}`?"),
        None => format!(
            "known are: {}",
            known
                .iter()
                .map(|k| format!("`{k}`"))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    }
}
