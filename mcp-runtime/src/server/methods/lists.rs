//! `tools/list`, `prompts/list`, `resources/list` and `resources/templates/list`

use super::prepared::{Asked, Emits, Found, Prepared, Run};
use crate::call::{ItemName, Method, Subject};
use crate::protocol::Refusal;
use crate::server::catalogue::List;
use crate::server::core::Core;
use crate::server::dynamic;
use crate::server::limits::Admission;
use crate::server::lists::Turn;

pub(super) static TOOLS: Method = Method::new("tools/list");
pub(super) static PROMPTS: Method = Method::new("prompts/list");
pub(super) static RESOURCES: Method = Method::new("resources/list");
pub(super) static TEMPLATES: Method = Method::new("resources/templates/list");

macro_rules! lists {
    ($($find:ident: $list:ident, $method:ident;)*) => { $(
        pub(super) fn $find<S: Send + Sync + 'static>(
            core: &Core<S>,
            asked: Asked<'_>,
        ) -> Result<Found<S>, Refusal> {
            page(core, List::$list, &$method, asked)
        }
    )* };
}
lists! {
    tools: Tools, TOOLS;
    prompts: Prompts, PROMPTS;
    resources: Resources, RESOURCES;
    templates: Templates, TEMPLATES;
}

fn page<S: Send + Sync + 'static>(
    core: &Core<S>,
    list: List,
    method: &'static Method,
    asked: Asked<'_>,
) -> Result<Found<S>, Refusal> {
    let cursor = asked.request.params.cursor.as_deref();
    Ok(match core.lists().catalogue.turn(list, cursor)? {
        Turn::Page(page) => Found::Answer(page.response(asked.request.id)),
        Turn::Lister(place) => Found::Call(Prepared {
            subject: Subject::new(method, ItemName::Static(method.name)),
            admission: Admission::UNCOUNTED,
            emits: Emits::Messages,
            timeout: None,
            run: Run::other(move |begin| dynamic::page(begin, list, place)),
        }),
    })
}
