//! `server/discover`

use super::prepared::{Asked, Found};
use crate::call::Method;
use crate::server::core::Core;

pub(super) static DISCOVER: Method = Method::new("server/discover");

pub(super) fn find<S: 'static>(core: &Core<S>, asked: Asked<'_>) -> Found<S> {
    Found::Answer(core.lists().discover.response(asked.request.id))
}
