//! The subject of a call, for the code that limits, observes and names calls.

use std::sync::Arc;

use super::completing::Typed;

/// A method of the protocol.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools)] // Each says one thing; no two of them make a state.
pub(crate) struct Method {
    /// As the protocol spells it.
    pub(crate) name: &'static str,
    /// The field of `params` that the header `Mcp-Name` mirrors.
    pub(crate) mirrored: MirroredName,
    /// Whether a failure is a result, which the model reads, and no error response.
    pub(crate) fails_in_result: bool,
    /// Whether the protocol has questions in answer to it.
    pub(crate) may_ask: bool,
    /// Whether middleware runs around its calls.
    pub(crate) has_middleware: bool,
    /// Whether a call of it lasts for as long as the server runs.
    pub(crate) is_endless: bool,
    /// The attribute of a span that holds the name.
    pub(crate) name_attribute: Option<&'static str>,
    /// The attribute `gen_ai.operation.name` of a span.
    pub(crate) operation: Option<&'static str>,
    /// Whether the name of an item in the table is part of a span's name.
    pub(crate) names_spans: bool,
}

impl Method {
    /// One that answers with no more than its name says, to be adapted.
    pub(crate) const fn new(name: &'static str) -> Self {
        Self {
            name,
            mirrored: MirroredName::Nothing,
            fails_in_result: false,
            may_ask: false,
            has_middleware: false,
            is_endless: false,
            name_attribute: None,
            operation: None,
            names_spans: false,
        }
    }
}

/// The field of `params` that the header `Mcp-Name` mirrors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MirroredName {
    Nothing,
    /// `params.name`
    Name,
    /// `params.uri`
    Uri,
    /// `params.taskId`
    TaskId,
}

/// A name that is cheap to copy.
#[derive(Clone, Debug)]
pub(crate) enum ItemName {
    Static(&'static str),
    Shared(Arc<str>),
    /// The argument's.
    Typed(Arc<Typed>),
}

impl ItemName {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Static(name) => name,
            Self::Shared(name) => name,
            Self::Typed(typed) => &typed.name,
        }
    }
}

/// The subject of a call: its method, and the item that it names.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub(crate) method: &'static Method,
    name: ItemName,
    route: Route,
    /// Whether the name holds a handle. Handles are never logged: whoever has the handle of an
    /// anonymous caller can act as that caller.
    hides_name: bool,
    /// Whether an answer of the client's user counts once.
    answers_count_once: bool,
}

/// The name of an item in the server's tables.
#[derive(Clone, Debug)]
enum Route {
    /// It isn't in them.
    None,
    /// As the call names it.
    Name,
    /// A resource, by its URI template.
    Template(ItemName),
}

impl Subject {
    /// Creates a subject that isn't in the tables.
    pub(crate) fn new(method: &'static Method, name: ItemName) -> Self {
        Self {
            method,
            name,
            route: Route::None,
            hides_name: false,
            answers_count_once: false,
        }
    }

    /// Creates a subject that is in the tables by its own name.
    pub(crate) fn in_table(method: &'static Method, name: ItemName) -> Self {
        Self {
            route: Route::Name,
            ..Self::new(method, name)
        }
    }

    /// Creates a subject with a URI template in the tables. `hides_name`: its URIs hold handles.
    pub(crate) fn of_template(
        method: &'static Method,
        uri: ItemName,
        template: ItemName,
        hides_name: bool,
    ) -> Self {
        Self {
            route: Route::Template(template),
            hides_name,
            ..Self::new(method, uri)
        }
    }

    /// The same, of which an answer of the client's user counts once: not so where nothing is
    /// changed, or nothing more when it is done again.
    pub(crate) fn counting_answers_once(self, answers_count_once: bool) -> Self {
        Self {
            answers_count_once,
            ..self
        }
    }

    pub(crate) fn answers_count_once(&self) -> bool {
        self.answers_count_once
    }

    /// The name, or the URI, or the name of the argument that is completed.
    pub(crate) fn name(&self) -> &str {
        self.name.as_str()
    }

    /// The same, to be kept.
    pub(crate) fn item_name(&self) -> &ItemName {
        &self.name
    }

    /// Returns the name in the tables, if the item is in them.
    pub(crate) fn route(&self) -> Option<&str> {
        match &self.route {
            Route::None => None,
            Route::Name => Some(self.name()),
            Route::Template(template) => Some(template.as_str()),
        }
    }

    /// A name for logs and spans: the template in place of a URI that holds a handle.
    pub(crate) fn logged_name(&self) -> &str {
        match &self.route {
            Route::Template(template) if self.hides_name => template.as_str(),
            _ => self.name(),
        }
    }

    /// Returns the typed argument, if this is a completion.
    pub(crate) fn typed(&self) -> Option<&Arc<Typed>> {
        match &self.name {
            ItemName::Typed(typed) => Some(typed),
            ItemName::Static(_) | ItemName::Shared(_) => None,
        }
    }
}
