//! The subject of a request, as telemetry reports it.

use super::names;
use crate::call;

/// The method of a request, and the item that it asks for.
pub(crate) struct Subject<'a> {
    /// The protocol's method, or [`names::OTHER`].
    pub(super) method: &'static str,
    /// The part of a span's name behind the method.
    pub(super) target: Option<&'a str>,
    /// The attribute that holds the name, and the name as it may be logged.
    pub(super) name: Option<(&'static str, &'a str)>,
    /// The name as it is declared, for labels.
    pub(super) route: Option<&'a str>,
    pub(super) operation: Option<&'static str>,
    /// JSON text.
    pub(super) id: &'a str,
    /// Whether the revision is one that the server speaks.
    pub(super) is_known: bool,
}

impl<'a> Subject<'a> {
    /// A request that names nothing, or nothing that the server has.
    pub(crate) fn of_method(method: Option<&'static str>, id: &'a str) -> Self {
        Self {
            method: method.unwrap_or(names::OTHER),
            target: None,
            name: None,
            route: None,
            operation: None,
            id,
            is_known: true,
        }
    }

    /// The same, of an item that the server has declared.
    pub(crate) fn named(
        self,
        attribute: &'static str,
        name: &'a str,
        operation: Option<&'static str>,
    ) -> Self {
        Self {
            target: Some(name),
            name: Some((attribute, name)),
            route: Some(name),
            operation,
            ..self
        }
    }

    /// The same, in a revision that the server knows or doesn't.
    pub(crate) fn of_revision(self, is_known: bool) -> Self {
        Self { is_known, ..self }
    }

    pub(crate) fn method(&self) -> &'static str {
        self.method
    }

    pub(crate) fn of_call(subject: &'a call::Subject, id: &'a str) -> Self {
        let method = subject.method;
        let attribute = method.name_attribute;
        Self {
            method: method.name,
            target: subject.route().filter(|_| method.names_spans),
            name: attribute.map(|attribute| (attribute, subject.logged_name())),
            route: subject.route(),
            operation: method.operation,
            id,
            is_known: true,
        }
    }
}
