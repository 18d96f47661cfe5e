//! `rename_all = "camelCase"`: a function's arguments in another case, as serde has it for fields.

use darling::{Error, FromMeta, Result};
use syn::Meta;

use crate::attr::Text;
use crate::diagnostics::suggest;

/// How names are written on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

const CASES: [(&str, Case); 8] = [
    ("lowercase", Case::Lower),
    ("UPPERCASE", Case::Upper),
    ("PascalCase", Case::Pascal),
    ("camelCase", Case::Camel),
    ("snake_case", Case::Snake),
    ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
    ("kebab-case", Case::Kebab),
    ("SCREAMING-KEBAB-CASE", Case::ScreamingKebab),
];

impl FromMeta for Case {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let text = Text::from_meta(meta)?.0;
        let value = text.value();
        let known = CASES.iter().find(|(name, _)| *name == value);
        known.map(|(_, case)| *case).ok_or_else(|| {
            let names = CASES.map(|(name, _)| name);
            let hint = suggest(&value, &names);
            Error::custom(format!("`{value}` is no case; {hint}")).with_span(&text)
        })
    }
}

impl Case {
    /// The name of a parameter, which is in `snake_case`, in this case.
    pub(crate) fn of(self, name: &str) -> String {
        let words = || name.split('_').filter(|word| !word.is_empty());
        let joined = |separator: &str| words().collect::<Vec<_>>().join(separator);
        match self {
            Self::Lower | Self::Snake => name.to_owned(),
            Self::Upper | Self::ScreamingSnake => name.to_uppercase(),
            Self::Pascal => words().map(capitalized).collect(),
            Self::Camel => {
                let mut words = words();
                let first = words.next().unwrap_or_default().to_owned();
                first + &words.map(capitalized).collect::<String>()
            }
            Self::Kebab => joined("-"),
            Self::ScreamingKebab => joined("-").to_uppercase(),
        }
    }
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_those_of_serde() {
        for (case, name) in [
            (Case::Lower, "created_after"),
            (Case::Upper, "CREATED_AFTER"),
            (Case::Pascal, "CreatedAfter"),
            (Case::Camel, "createdAfter"),
            (Case::Snake, "created_after"),
            (Case::ScreamingSnake, "CREATED_AFTER"),
            (Case::Kebab, "created-after"),
            (Case::ScreamingKebab, "CREATED-AFTER"),
        ] {
            assert_eq!(case.of("created_after"), name);
        }
        assert_eq!(Case::Camel.of("id"), "id");
    }
}
