//! Values that arrive as text: the arguments of a prompt, the variables of a URI template.
//!
//! Any type whose values are single words can be read: JSON strings carry nothing but text there,
//! while functions want numbers, enums and newtypes.

use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, Expected, Unexpected, VariantAccess, Visitor,
};

use crate::protocol::quotable;

/// A text, to be read as the type asks. Nothing is trimmed: a blank is part of what was sent.
pub(crate) struct Text<'a>(pub(crate) &'a str);

/// Says what a text must be instead, in words that continue a sentence after the argument's name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotText(String);

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotText {}

impl de::Error for NotText {
    /// Where a type checks its own text: the words are that type's.
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(format!("is not what it should be: {message}"))
    }

    fn invalid_type(got: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_value(got, expected)
    }

    fn invalid_value(got: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self(match got {
            Unexpected::Str(text) => must_be(expected, text),
            got => format!("must be {expected}, got {got}"),
        })
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self(match expected {
            [] => format!(
                "can't be given: there is no value it could have, got `{}`",
                quotable(variant)
            ),
            _ => format!(
                "must be one of: {}; got `{}`",
                expected.join(", "),
                quotable(variant)
            ),
        })
    }
}

fn must_be(expected: impl fmt::Display, text: &str) -> String {
    format!("must be {expected}, got `{}`", quotable(text))
}

impl Text<'_> {
    fn wrong<T>(&self, expected: impl fmt::Display) -> Result<T, NotText> {
        Err(NotText(must_be(expected, self.0)))
    }

    /// JSON has no `NaN` and no infinity either, which the standard library would read.
    fn float<T: std::str::FromStr + Copy + Into<f64>>(&self) -> Result<T, NotText> {
        match self.0.parse::<T>() {
            Ok(number) if number.into().is_finite() => Ok(number),
            _ => self.wrong("a number such as 3, -0.5 or 1e6"),
        }
    }
}

/// No fault of who sent the text: the function's parameter is of a type that no text fits.
fn never<T>(what: &str) -> Result<T, NotText> {
    Err(NotText(format!(
        "is of a type that can't come from text, since it is {what}; only the server's author can \
         fix this"
    )))
}

/// Plain decimal digits with an optional sign: the standard library's rule.
macro_rules! integers {
    ($($deserialize:ident $visit:ident $integer:ty)*) => {
        $(
            fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotText> {
                match self.0.parse() {
                    Ok(number) => visitor.$visit(number),
                    Err(_) => self.wrong(format_args!("a whole number from {} to {}", <$integer>::MIN, <$integer>::MAX)),
                }
            }
        )*
    };
}

impl<'de> Deserializer<'de> for Text<'de> {
    type Error = NotText;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotText> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotText> {
        match self.0 {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => self.wrong("`true` or `false`"),
        }
    }

    integers! {
        deserialize_i8 visit_i8 i8
        deserialize_i16 visit_i16 i16
        deserialize_i32 visit_i32 i32
        deserialize_i64 visit_i64 i64
        deserialize_i128 visit_i128 i128
        deserialize_u8 visit_u8 u8
        deserialize_u16 visit_u16 u16
        deserialize_u32 visit_u32 u32
        deserialize_u64 visit_u64 u64
        deserialize_u128 visit_u128 u128
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotText> {
        visitor.visit_f32(self.float()?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotText> {
        visitor.visit_f64(self.float()?)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotText> {
        match self.0.parse() {
            Ok(sign) => visitor.visit_char(sign),
            Err(_) => self.wrong("a single character"),
        }
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotText> {
        visitor.visit_borrowed_bytes(self.0.as_bytes())
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotText> {
        self.deserialize_bytes(visitor)
    }

    /// A text that was sent is `Some`, even when it is empty; one that is missing never gets here.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotText> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, NotText> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotText> {
        visitor.visit_enum(Variant(self))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotText> {
        visitor.visit_unit()
    }

    fn deserialize_unit<V: Visitor<'de>>(self, _: V) -> Result<V::Value, NotText> {
        never("a unit, which holds nothing")
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: V,
    ) -> Result<V::Value, NotText> {
        never("a unit, which holds nothing")
    }

    fn deserialize_seq<V: Visitor<'de>>(self, _: V) -> Result<V::Value, NotText> {
        never("a list")
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, NotText> {
        never("a tuple")
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        _: V,
    ) -> Result<V::Value, NotText> {
        never("a tuple")
    }

    fn deserialize_map<V: Visitor<'de>>(self, _: V) -> Result<V::Value, NotText> {
        never("a map")
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, NotText> {
        never("a struct")
    }

    serde::forward_to_deserialize_any! { str string identifier }
}

/// The name of an enum's variant; one that holds something has no room for it in a text.
struct Variant<'a>(Text<'a>);

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = NotText;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), NotText> {
        Ok((seed.deserialize(Text(self.0.0))?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = NotText;

    fn unit_variant(self) -> Result<(), NotText> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, NotText> {
        self.full()
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, NotText> {
        self.full()
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, NotText> {
        self.full()
    }
}

impl Variant<'_> {
    fn full<T>(&self) -> Result<T, NotText> {
        Err(NotText(format!(
            "can't be `{}`, which would need more than its name; give another value",
            quotable(self.0.0)
        )))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fmt::Debug;
    use std::net::Ipv4Addr;
    use std::num::NonZeroU8;

    use serde::Deserialize;

    use super::*;

    fn read<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, String> {
        T::deserialize(Text(text)).map_err(|e| e.to_string())
    }

    #[track_caller]
    fn refused<'de, T: Deserialize<'de> + Debug>(text: &'de str, message: &str) {
        assert_eq!(
            read::<T>(text).map_err(|e| e.clone()).expect_err("refused"),
            message
        );
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Level {
        Low,
        VeryHigh,
        Custom(u8),
        Other { of: u8 },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Days(u8);

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(transparent)]
    struct Word<'a> {
        text: &'a str,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(untagged)]
    enum Loose {
        Number(u8),
        Text(String),
    }

    #[derive(Debug, Deserialize)]
    struct Nothing;

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "never read")]
    struct Fields {
        a: u8,
    }

    #[test]
    fn single_words_are_read_as_the_type_asks() {
        assert_eq!(read("true"), Ok(true));
        assert_eq!(read("255"), Ok(255_u8));
        assert_eq!(read("+7"), Ok(7_i8));
        assert_eq!(read("-128"), Ok(-128_i8));
        assert_eq!(read("18446744073709551615"), Ok(u64::MAX));
        assert_eq!(
            read("340282366920938463463374607431768211455"),
            Ok(u128::MAX)
        );
        assert_eq!(read("-0.5e1"), Ok(-5.0_f64));
        assert_eq!(read("3"), Ok(3.0_f32));
        assert_eq!(read("é"), Ok('é'));
        assert_eq!(read(" a "), Ok(" a ".to_owned()));
        assert_eq!(read(""), Ok(String::new()));
        assert_eq!(read("7"), Ok(Days(7)));
        assert_eq!(read("7"), Ok(Some(Days(7))));
        assert_eq!(read("low"), Ok(Level::Low));
        assert_eq!(read("very_high"), Ok(Some(Level::VeryHigh)));
        assert_eq!(read("127.0.0.1"), Ok(Ipv4Addr::LOCALHOST));
        assert_eq!(read("7"), Ok(Loose::Text("7".to_owned())));
        assert_eq!(read("7"), Ok(serde_json::json!("7")));
        assert_eq!(read("7"), Ok(serde::de::IgnoredAny));
    }

    #[test]
    fn text_is_borrowed_where_it_can_be() {
        let text = String::from("ab");
        let Ok(Word { text: read_text }) = read(&text) else {
            panic!("reads")
        };
        assert!(std::ptr::eq(read_text, text.as_str()));
        assert_eq!(read::<&[u8]>(&text), Ok(&b"ab"[..]));
    }

    #[test]
    fn a_refusal_says_what_to_send() {
        refused::<u8>("abc", "must be a whole number from 0 to 255, got `abc`");
        refused::<u8>("256", "must be a whole number from 0 to 255, got `256`");
        refused::<i8>(
            "-129",
            "must be a whole number from -128 to 127, got `-129`",
        );
        for text in [
            "", " 1", "1 ", "42.0", "4_2", "0x1", "1e3", "-", "+", "--1", "١", "-1",
        ] {
            refused::<u8>(
                text,
                &format!("must be a whole number from 0 to 255, got `{text}`"),
            );
        }
        for text in [
            "",
            "nan",
            "NaN",
            "inf",
            "-infinity",
            "1e999",
            "0x1p3",
            "1,5",
            " 1",
        ] {
            refused::<f64>(
                text,
                &format!("must be a number such as 3, -0.5 or 1e6, got `{text}`"),
            );
        }
        refused::<f32>(
            "1e39",
            "must be a number such as 3, -0.5 or 1e6, got `1e39`",
        );
        refused::<bool>("True", "must be `true` or `false`, got `True`");
        refused::<Option<bool>>("", "must be `true` or `false`, got ``");
        refused::<char>("ab", "must be a single character, got `ab`");
        refused::<Level>(
            "high",
            "must be one of: low, very_high, custom, other; got `high`",
        );
        refused::<Level>(
            "custom",
            "can't be `custom`, which would need more than its name; give another value",
        );
        refused::<Level>(
            "other",
            "can't be `other`, which would need more than its name; give another value",
        );
        refused::<NonZeroU8>("0", "must be a nonzero u8, got integer `0`");
        refused::<Ipv4Addr>(
            "1.2.3",
            "is not what it should be: invalid IPv4 address syntax",
        );
        refused::<serde_json::Number>("7", "must be a JSON number, got `7`");
    }

    #[test]
    fn what_no_text_fits_is_said_to_be_the_authors_to_mend() {
        let message = |what: &str| {
            format!(
                "is of a type that can't come from text, since it is {what}; only the server's \
                 author can fix this"
            )
        };
        refused::<Vec<u8>>("[1]", &message("a list"));
        refused::<(u8, u8)>("1,2", &message("a tuple"));
        refused::<BTreeMap<String, u8>>("{}", &message("a map"));
        refused::<Fields>("{\"a\":1}", &message("a struct"));
        refused::<Nothing>("", &message("a unit, which holds nothing"));
        refused::<()>("null", &message("a unit, which holds nothing"));
    }

    #[test]
    fn what_was_sent_is_quoted_escaped_and_cut() {
        let long = "\u{1b}[2Jé".repeat(100_000);
        for message in [
            read::<u8>(&long).err(),
            read::<Level>(&long).err(),
            read::<serde_json::Number>(&long).err(),
        ] {
            let message = message.expect("refused");
            assert!(
                message.len() < 1000 && message.contains('…') && !message.contains('\u{1b}'),
                "{message}"
            );
        }
    }

    #[test]
    fn whole_numbers_come_back() {
        for n in i16::MIN..=i16::MAX {
            let text = n.to_string();
            assert_eq!(read(&text), Ok(n));
            assert_eq!(read::<i8>(&text).ok(), i8::try_from(n).ok());
            assert_eq!(read::<u8>(&text).ok(), u8::try_from(n).ok());
        }
    }
}
