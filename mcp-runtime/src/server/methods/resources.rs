//! `resources/read`

use std::borrow::Cow;
use std::sync::Arc;

use super::prepared::{Asked, Emits, Found, Prepared, Run};
use crate::call::{ItemName, Method, MirroredName, Subject};
use crate::params::ParamSpec;
use crate::protocol::{Refusal, UriOperator, UriPiece, invalid, is_traversal};
use crate::server::apps::View;
use crate::server::core::Core;
use crate::server::dynamic;
use crate::server::limits::Admission;
use crate::server::resource::ResourceEntry;
use crate::server::run::TextArguments;
use crate::server::shown::{Variables, about, no_such_resource, resource};
use crate::server::telemetry::names;
use crate::table::Kind;

pub(in crate::server) static READ: Method = Method {
    mirrored: MirroredName::Uri,
    may_ask: true,
    has_middleware: true,
    name_attribute: Some(names::RESOURCE),
    ..Method::new("resources/read")
};

pub(super) fn find<S: Send + Sync + 'static>(
    core: &Core<S>,
    asked: Asked<'_>,
) -> Result<Found<S>, Refusal> {
    let Some(uri) = asked.request.params.uri.as_deref() else {
        return Err(invalid(
            "`params.uri` is missing: the URI of the resource to read",
        ));
    };
    if let Some(view) = core.lists().apps.find(uri) {
        core.permit_view(view.app(), asked.access)?;
        return Ok(Found::Call(of_view(uri, view.clone())));
    }
    let Some((position, entry, variables)) = resource(core, uri, asked.access) else {
        if core.listers().resources.is_none() || core.definition().resource(uri).is_some() {
            return Err(no_such_resource(core, uri, asked.access));
        }
        core.permit_unlisted(asked.access)?;
        if is_traversal(uri, true) {
            return Err(of_uri(
                invalid("The URI must not lead out of its directory"),
                uri,
            ));
        }
        return Ok(Found::Call(Prepared {
            subject: Subject::new(&READ, ItemName::Shared(uri.into())),
            admission: Admission::UNCOUNTED,
            emits: Emits::Messages,
            timeout: None,
            run: Run::other(dynamic::resource),
        }));
    };
    core.permit(Kind::Resource, position, asked.access)?;
    let arguments = check_variables(entry, uri, variables)?;
    let holds_handles = |param: &ParamSpec| param.handles.takes.is_some();
    Ok(Found::Call(Prepared {
        subject: Subject::of_template(
            &READ,
            ItemName::Shared(uri.into()),
            ItemName::Static(entry.meta.uri),
            entry.params.iter().any(holds_handles),
        ),
        admission: Admission::UNCOUNTED,
        emits: Emits::messages(ParamSpec::any_emits(entry.params)),
        timeout: entry.meta.timeout,
        run: Run::Texts(entry.read, arguments),
    }))
}

fn of_view<S: Send + Sync + 'static>(uri: &str, view: Arc<View>) -> Prepared<S> {
    let name: Arc<str> = uri.into();
    let template = ItemName::Shared(view.declared().clone());
    Prepared {
        subject: Subject::of_template(&READ, ItemName::Shared(name.clone()), template, false),
        admission: Admission::UNCOUNTED,
        emits: Emits::Nothing,
        timeout: None,
        run: Run::other(move |begin| {
            let finished = view.read(&name, begin.id);
            Box::pin(async move {
                let _call = begin.call;
                finished
            })
        }),
    }
}

fn of_uri(refusal: Refusal, uri: &str) -> Refusal {
    refusal.with_data(about(uri))
}

/// The variables of a URI, none of which leads out of its directory.
fn check_variables<S>(
    entry: &ResourceEntry<S>,
    uri: &str,
    variables: Variables,
) -> Result<TextArguments, Refusal> {
    for (name, value) in &variables {
        let allowed = entry
            .params
            .iter()
            .any(|p| p.name == *name && p.allow_traversal);
        // Joined to a directory, an absolute path would take its place.
        let is_absolute = value.starts_with(['/', '\\']);
        if !allowed && (is_absolute || is_traversal(value, is_file_like(entry.meta.pieces, name))) {
            let message = format!("The variable `{name}` must stay within its directory");
            return Err(of_uri(invalid(message), uri));
        }
    }
    let arguments = variables
        .into_iter()
        .map(|(name, value)| (Cow::Borrowed(name), value))
        .collect();
    Ok(arguments)
}

/// Whether a variable is a path: of a file, or one that may hold slashes.
fn is_file_like(pieces: &[UriPiece], name: &str) -> bool {
    let of_a_file = matches!(pieces.first(), Some(UriPiece::Literal(text)) if text.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:")));
    let reserved = |piece: &UriPiece| matches!(piece, UriPiece::Expression(UriOperator::Reserved, names) if names.contains(&name));
    of_a_file || pieces.iter().any(reserved)
}
