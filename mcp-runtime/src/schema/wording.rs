//! Messages of serde, as a model reads them.

/// serde's message without what means nothing to a model: a line and a column, and the names that
/// integers have in Rust.
pub(crate) fn worded(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = message
        .rfind(" at line ")
        .map_or(&*message, |end| &message[..end]);
    macro_rules! range {
        ($integer:ident) => {
            (
                stringify!($integer),
                $integer::MIN.to_string(),
                $integer::MAX.to_string(),
            )
        };
    }
    let ranges = [
        range!(u32),
        range!(i32),
        range!(u64),
        range!(i64),
        range!(usize),
        range!(isize),
    ];
    let found = ranges.into_iter().find_map(|(name, min, max)| {
        Some((
            message.strip_suffix(name)?.strip_suffix("expected ")?,
            min,
            max,
        ))
    });
    found.map_or_else(
        || message.to_owned(),
        |(before, min, max)| format!("{before}expected an integer from {min} to {max}"),
    )
}
