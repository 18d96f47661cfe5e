//! Return types of completion functions.

use serde::Serialize;

use super::ToolError;

/// Values in one answer, as the protocol limits them.
const MANY: usize = 100;

/// Suggested values for an argument, the best first.
///
/// More than 100 values are cut, and the client is told that there are more.
///
/// ```
/// use mcp_runtime::response::Completions;
///
/// let first = Completions::from(vec!["Bern", "Berlin"]).total(7);
/// assert_eq!(mcp_runtime::serde_json::to_string(&first)?, r#"{"values":["Bern","Berlin"],"total":7,"hasMore":true}"#);
/// # Ok::<(), mcp_runtime::serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Completions {
    values: Vec<String>,
    total: usize,
    has_more: bool,
}

impl Completions {
    /// How many values there are in total, if these are only the first of them.
    #[must_use]
    pub fn total(mut self, total: usize) -> Self {
        // Values that were cut off count, whatever total is given.
        self.total = total.max(self.total);
        self.has_more = self.total > self.values.len();
        self
    }
}

impl<T: Into<String>> From<Vec<T>> for Completions {
    fn from(values: Vec<T>) -> Self {
        let total = values.len();
        Self {
            values: values.into_iter().take(MANY).map(Into::into).collect(),
            total,
            has_more: total > MANY,
        }
    }
}

/// A value that can be the result of a completion.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::response::Completions;
///
/// /// What is there in any case.
/// #[mcp_completion]
/// fn colors() -> [&'static str; 2] {
///     ["red", "green"]
/// }
///
/// /// What is looked up, which can fail.
/// #[mcp_completion]
/// fn words(typed: CompletionContext) -> Result<Completions, ToolError> {
///     let list = std::fs::read_to_string("words.txt")?;
///     let found: Vec<&str> = list.lines().filter(|word| word.starts_with(typed.value())).collect();
///     Ok(found.into())
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the result of a completion",
    label = "not a completion's result",
    note = "return a `Vec` or an array of texts, `Completions`, or a `Result` of one of these",
    note = "the error in a `Result` is `ToolError`, or a type that `?` makes one of: any \
            `std::error::Error + Send + Sync + 'static`"
)]
pub trait CompletionOutput: Send {
    /// The values.
    fn into_completions(self) -> Result<Completions, ToolError>;
}

impl CompletionOutput for Completions {
    fn into_completions(self) -> Result<Completions, ToolError> {
        Ok(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Into<String> + Send> CompletionOutput for Vec<T> {
    fn into_completions(self) -> Result<Completions, ToolError> {
        Ok(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Into<String> + Send, const N: usize> CompletionOutput for [T; N] {
    fn into_completions(self) -> Result<Completions, ToolError> {
        Ok(Vec::from(self).into())
    }
}

#[diagnostic::do_not_recommend]
impl<T: CompletionOutput, E: Into<ToolError> + Send> CompletionOutput for Result<T, E> {
    fn into_completions(self) -> Result<Completions, ToolError> {
        self.map_err(Into::into)?.into_completions()
    }
}
