//! What a call is about.

use std::borrow::Cow;
use std::sync::Arc;

use super::catalogue::List;
use super::{Core, ResourceMeta};
use crate::params::Typed;

/// What a call is about.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    /// Where the tool stands in the table.
    Tool(usize),
    /// Where the prompt stands in the table.
    Prompt(usize),
    /// By its name: it isn't in the table.
    DynamicTool(Arc<str>),
    /// By its name: it isn't in the table.
    DynamicPrompt(Arc<str>),
    /// The URI that is read, and what it was declared as, if it is in the table.
    Resource(Arc<str>, Option<&'static ResourceMeta>),
    /// An argument whose value is being typed.
    Completion(Arc<Typed>),
    /// What a lister lists.
    List(List),
    /// Changes.
    Subscription,
}

impl Subject {
    pub(crate) fn method(&self) -> &'static str {
        match self {
            Self::Tool(_) | Self::DynamicTool(_) => "tools/call",
            Self::Prompt(_) | Self::DynamicPrompt(_) => "prompts/get",
            Self::Resource(..) => "resources/read",
            Self::Completion(_) => "completion/complete",
            Self::List(list) => list.method(),
            Self::Subscription => "subscriptions/listen",
        }
    }
}

impl<S: 'static> Core<S> {
    pub(crate) fn name_of<'c>(&'c self, subject: &'c Subject) -> &'c str {
        match subject {
            Subject::Tool(position) => &self.tool(*position).name,
            Subject::Prompt(position) => self.definition().prompts.entries[*position].1.meta.name,
            Subject::DynamicTool(name) | Subject::DynamicPrompt(name) => name,
            Subject::Resource(uri, _) => uri,
            Subject::Completion(typed) => &typed.name,
            Subject::List(list) => list.method(),
            Subject::Subscription => "",
        }
    }

    /// The same, to be kept.
    pub(crate) fn shared_name_of(&self, subject: &Subject) -> Cow<'static, str> {
        match subject {
            Subject::Tool(position) => self.tool(*position).name.clone(),
            Subject::Prompt(position) => Cow::Borrowed(self.definition().prompts.entries[*position].1.meta.name),
            other => Cow::Owned(self.name_of(other).to_owned()),
        }
    }
}
