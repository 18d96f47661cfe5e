//! What a call is about.

use std::borrow::Cow;
use std::sync::Arc;

use super::apps::View;
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
    Resource(Arc<str>, Option<Declared>),
    /// The URI under which a view is read, by whatever hash.
    View(Arc<str>, Arc<View>),
    /// An argument whose value is being typed.
    Completion(Arc<Typed>),
    /// What a lister lists.
    List(List),
    /// Changes.
    Subscription,
}

/// A resource of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Declared {
    pub(crate) meta: &'static ResourceMeta,
    /// Whether its URIs hold handles, which are nobody's to log: whoever has the handle of a caller
    /// without a name is that caller.
    pub(crate) holds_handles: bool,
}

impl Subject {
    pub(crate) fn method(&self) -> &'static str {
        match self {
            Self::Tool(_) | Self::DynamicTool(_) => "tools/call",
            Self::Prompt(_) | Self::DynamicPrompt(_) => "prompts/get",
            Self::Resource(..) | Self::View(..) => "resources/read",
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
            Subject::Resource(uri, _) | Subject::View(uri, _) => uri,
            Subject::Completion(typed) => &typed.name,
            Subject::List(list) => list.method(),
            Subject::Subscription => "",
        }
    }

    /// A name for logs and spans: the template in place of a URI that holds a handle.
    pub(crate) fn logged_name_of<'c>(&'c self, subject: &'c Subject) -> &'c str {
        match subject {
            Subject::Resource(
                _,
                Some(Declared {
                    meta,
                    holds_handles: true,
                }),
            ) => meta.uri,
            other => self.name_of(other),
        }
    }

    /// A name to be kept.
    pub(crate) fn shared_name_of(&self, subject: &Subject) -> Cow<'static, str> {
        match subject {
            Subject::Tool(position) => self.tool(*position).name.clone(),
            Subject::Prompt(position) => {
                Cow::Borrowed(self.definition().prompts.entries[*position].1.meta.name)
            }
            other => Cow::Owned(self.name_of(other).to_owned()),
        }
    }
}
