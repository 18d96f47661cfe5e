//! The entries of an object, as they are written.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::protocol::{ErrorCode, Refusal, Str, quotable};
use crate::schema::worded;

/// The entries of an object in order; a key given twice is refused, since what reads the header and
/// what reads the arguments might each believe another one.
pub(crate) fn entries(text: &str) -> Result<Vec<(Cow<'_, str>, &str)>, Refusal> {
    struct Entries<'a>(Vec<(Cow<'a, str>, &'a str)>);
    impl<'de> Deserialize<'de> for Entries<'de> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct EntriesVisitor;
            impl<'de> Visitor<'de> for EntriesVisitor {
                type Value = Entries<'de>;
                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                    let mut entries = Vec::new();
                    while let Some((Str(key), value)) =
                        map.next_entry::<Str<'de>, &'de RawValue>()?
                    {
                        entries.push((key, value.get()));
                    }
                    Ok(Entries(entries))
                }
            }
            deserializer.deserialize_map(EntriesVisitor)
        }
    }
    let refuse = |message: String| Refusal::new(ErrorCode::InvalidParams, message).answered();
    let Entries(entries) = serde_json::from_str(text)
        .map_err(|e| refuse(format!("`params.arguments` can't be read: {}", worded(&e))))?;
    let mut names: Vec<&str> = entries.iter().map(|(name, _)| &**name).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(entries),
        Some(pair) => Err(refuse(format!(
            "The key `{}` is given twice in `params.arguments`",
            quotable(pair[0])
        ))),
    }
}
