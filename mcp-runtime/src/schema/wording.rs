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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_integer_may_be_is_told_in_numbers() {
        let said = |e: serde_json::Error| worded(&e);
        let too_great = serde_json::from_str::<u32>("99999999999").map_err(said);
        assert_eq!(
            too_great,
            Err(
                "invalid value: integer `99999999999`, expected an integer from 0 to 4294967295"
                    .into()
            )
        );
        let no_number = serde_json::from_str::<Vec<i64>>("[1, true]").map_err(said);
        let range = "expected an integer from -9223372036854775808 to 9223372036854775807";
        assert_eq!(
            no_number,
            Err(format!("invalid type: boolean `true`, {range}"))
        );
        let no_text = serde_json::from_str::<String>("7").map_err(said);
        assert_eq!(
            no_text,
            Err("invalid type: integer `7`, expected a string".into())
        );
    }
}
