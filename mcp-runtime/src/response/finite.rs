//! Results in JSON, which has no NaN and no infinities.
//!
//! serde_json writes these as null, which breaks the schema that the tool has published. So they
//! are found and refused; only a result that has a null in it is searched for them.

use std::fmt;
use std::io;

use serde::ser::{self, Serialize, Serializer};

/// Writes a value as JSON.
///
/// # Errors
///
/// Where serde can't, and where a number is none.
pub(crate) fn write_finite<T: Serialize + ?Sized>(
    buffer: &mut Vec<u8>,
    value: &T,
) -> Result<(), serde_json::Error> {
    let mut nulls = false;
    let formatter = Watchful { nulls: &mut nulls };
    value.serialize(&mut serde_json::Serializer::with_formatter(
        buffer, formatter,
    ))?;
    if nulls { check_finite(value) } else { Ok(()) }
}

/// Refuses NaN and infinities, at any depth.
pub(super) fn check_finite<T: Serialize + ?Sized>(value: &T) -> Result<(), serde_json::Error> {
    value.serialize(Finite).map_err(|e| ser::Error::custom(e.0))
}

/// Compact JSON, and whether there was a null in it.
struct Watchful<'n> {
    nulls: &'n mut bool,
}

impl serde_json::ser::Formatter for Watchful<'_> {
    fn write_null<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        *self.nulls = true;
        writer.write_all(b"null")
    }
}

/// Writes nothing.
struct Finite;

/// Why a value can't be written.
#[derive(Debug)]
struct Unwritable(String);

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unwritable {}

impl ser::Error for Unwritable {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

type Done = Result<(), Unwritable>;

macro_rules! written {
    ($($serialize:ident($($type:ty),*))*) => {
        $(fn $serialize(self, $(_: $type),*) -> Done { Ok(()) })*
    };
}

macro_rules! compound {
    ($($serialize:ident($($type:ty),*) $compound:ident)*) => {
        $(fn $serialize(self, $(_: $type),*) -> Result<Self, Unwritable> { Ok(self) })*
    };
}

impl Serializer for Finite {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    written! {
        serialize_bool(bool)
        serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64) serialize_i128(i128)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64) serialize_u128(u128)
        serialize_char(char) serialize_str(&str) serialize_bytes(&[u8])
        serialize_none() serialize_unit() serialize_unit_struct(&'static str)
        serialize_unit_variant(&'static str, u32, &'static str)
    }

    compound! {
        serialize_seq(Option<usize>) SerializeSeq
        serialize_tuple(usize) SerializeTuple
        serialize_tuple_struct(&'static str, usize) SerializeTupleStruct
        serialize_tuple_variant(&'static str, u32, &'static str, usize) SerializeTupleVariant
        serialize_map(Option<usize>) SerializeMap
        serialize_struct(&'static str, usize) SerializeStruct
        serialize_struct_variant(&'static str, u32, &'static str, usize) SerializeStructVariant
    }

    fn serialize_f32(self, number: f32) -> Done {
        self.serialize_f64(number.into())
    }

    fn serialize_f64(self, number: f64) -> Done {
        if number.is_finite() {
            return Ok(());
        }
        let message = "JSON has no such number; return an `Option` where there may be none";
        Err(Unwritable(format!("the result holds {number}: {message}")))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Done {
        value.serialize(self)
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, _: &T) -> Done {
        Ok(())
    }
}

macro_rules! parts {
    ($($part:ident $serialize:ident($($key:ident)?))*) => {
        $(impl ser::$part for Finite {
            type Ok = ();
            type Error = Unwritable;
            fn $serialize<T: Serialize + ?Sized>(&mut self, $($key: &'static str,)? value: &T) -> Done {
                $(let _ = $key;)?
                value.serialize(Finite)
            }
            fn end(self) -> Done { Ok(()) }
        })*
    };
}
parts! {
    SerializeSeq serialize_element()
    SerializeTuple serialize_element()
    SerializeTupleStruct serialize_field()
    SerializeTupleVariant serialize_field()
    SerializeStruct serialize_field(key)
    SerializeStructVariant serialize_field(key)
}

impl ser::SerializeMap for Finite {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> Done {
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        value.serialize(Finite)
    }

    fn end(self) -> Done {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;

    use super::*;

    #[derive(Serialize)]
    enum Reading {
        None,
        One(f32),
        Pair(f64, Option<f64>),
        Named { value: f64 },
    }

    #[derive(Serialize)]
    struct Readings {
        list: Vec<Reading>,
        map: BTreeMap<u8, Option<f64>>,
        last: Option<(f64, ())>,
    }

    fn written(list: Vec<Reading>, in_map: f64, last: f64) -> Result<String, String> {
        let mut buffer = Vec::new();
        let map = BTreeMap::from([(1, Some(in_map)), (2, None)]);
        let last = Some((last, ()));
        write_finite(&mut buffer, &Readings { list, map, last }).map_err(|e| e.to_string())?;
        Ok(String::from_utf8_lossy(&buffer).into_owned())
    }

    #[test]
    fn what_is_no_number_is_refused_wherever_it_is_and_null_is_not() {
        let good = || vec![Reading::None, Reading::One(1.5), Reading::Pair(2.0, None)];
        let json = r#"{"list":["None",{"One":1.5},{"Pair":[2.0,null]}],"map":{"1":1.0,"2":null},"last":[3.0,null]}"#;
        assert_eq!(written(good(), 1.0, 3.0).as_deref(), Ok(json));
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            for (list, in_map, last) in [
                (good(), bad, 1.0),
                (good(), 1.0, bad),
                (vec![Reading::One(bad as f32)], 1.0, 1.0),
                (vec![Reading::Pair(1.0, Some(bad))], 1.0, 1.0),
                (vec![Reading::Named { value: bad }], 1.0, 1.0),
            ] {
                let refused = written(list, in_map, last);
                assert!(
                    refused
                        .as_ref()
                        .is_err_and(|e| e.contains("JSON has no such number")),
                    "{refused:?}"
                );
            }
        }
    }
}
