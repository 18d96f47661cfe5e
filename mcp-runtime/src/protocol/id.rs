//! Ids of requests, and tokens that are like them.

use super::raw::{Shape, shape};

/// The longest id or progress token, in bytes of JSON: each is sent back many times, and kept while
/// a stream lasts.
const LONGEST_ID: usize = 256;

/// A JSON string or integer, as ids and progress tokens are.
pub(crate) fn is_id(json: &str) -> bool {
    if json.len() > LONGEST_ID {
        return false;
    }
    match shape(json) {
        Shape::String => true,
        Shape::Number => json
            .strip_prefix('-')
            .unwrap_or(json)
            .bytes()
            .all(|b| b.is_ascii_digit()),
        _ => false,
    }
}
