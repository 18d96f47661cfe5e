//! `#[mcp_type]` on types of types: serde and schemars read a copy, which nobody can tell from the
//! type itself.

use serde_json::{Value, json};

/// The same types, each with these attributes.
macro_rules! types {
    ($name:ident, $($attributes:tt)*) => {
        mod $name {
            use std::borrow::Cow;
            use std::collections::BTreeMap;

            /// A part of itself
            $($attributes)*
            pub(super) struct Part {
                /// As people call it
                #[schemars(length(min = 1, max = 8))]
                name: String,
                parts: Vec<Part>,
                parent: Option<Box<Self>>,
                whole: Option<Box<Whole>>,
            }

            /// A whole of parts
            $($attributes)*
            #[serde(rename_all = "camelCase", deny_unknown_fields)]
            pub(super) struct Whole {
                first_part: Part,
                by_name: BTreeMap<Cow<'static, str>, Part>,
                #[serde(default = "three")]
                count: u8,
                #[serde(skip_serializing_if = "Option::is_none")]
                maybe: Option<Kind>,
                pair: (Kind, [Kind; 2]),
            }

            fn three() -> u8 {
                3
            }

            /// A kind
            $($attributes)*
            #[derive(Clone, Copy)]
            #[serde(rename_all = "kebab-case")]
            pub(super) enum Kind {
                BigOne,
                #[serde(alias = "tiny")]
                SmallOne,
            }

            $($attributes)*
            #[serde(tag = "type")]
            pub(super) enum Expression {
                Number { value: f64 },
                Sum { terms: Vec<Expression>, of: Option<Call> },
                Call(Call),
                Nothing,
            }

            $($attributes)*
            pub(super) struct Call {
                arguments: Vec<Expression>,
            }

            $($attributes)*
            #[serde(untagged)]
            pub(super) enum Either {
                Kind(Kind),
                Flat(Flat),
                Both(Kind, New),
            }

            $($attributes)*
            pub(super) struct New(Kind);

            $($attributes)*
            pub(super) struct Flat {
                #[serde(flatten)]
                call: Call,
                #[serde(skip)]
                _hidden: Option<Hidden>,
                kind: Kind,
            }

            pub(super) struct Hidden;
        }
    };
}

types!(ours, #[mcp_runtime::mcp_type]);
types!(
    plain,
    #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
);

macro_rules! compare {
    ($($name:ident: $texts:expr,)*) => {
        $(
            assert_eq!(
                schemars::schema_for!(ours::$name),
                schemars::schema_for!(plain::$name),
                stringify!($name)
            );
            for text in $texts {
                assert_eq!(
                    round_trip::<ours::$name>(&text),
                    round_trip::<plain::$name>(&text),
                    "{text}"
                );
            }
        )*
    };
}

/// The value, read as the type and written again, or the error.
fn round_trip<T: serde::Serialize + serde::de::DeserializeOwned>(
    value: &Value,
) -> Result<Value, String> {
    let read: T = serde_json::from_str(&value.to_string()).map_err(|e| e.to_string())?;
    serde_json::to_value(read).map_err(|e| e.to_string())
}

#[test]
fn a_copy_can_not_be_told_from_the_type_itself() {
    let part = json!({ "name": "a", "parts": [{ "name": "b", "parts": [] }] });
    let whole = json!({
        "firstPart": part,
        "byName": { "x": part },
        "pair": ["big-one", ["tiny", "tiny"]],
    });
    let call = json!({ "type": "Call", "arguments": [] });
    let sum = json!({ "type": "Sum", "terms": [{ "type": "Nothing" }, call] });
    compare! {
        Part: [part.clone(), json!({ "name": "a" }), json!([]), json!("a")],
        Whole: [
            whole.clone(),
            json!({ "firstPart": part, "first": 1 }),
            json!({ "firstPart": { "name": 1 } }),
            json!({ "byName": {} }),
        ],
        Kind: [json!("big-one"), json!("other")],
        Expression: [sum, json!({ "type": "Call" }), json!({ "type": "Other" }), json!({})],
        Call: [json!({ "arguments": [{ "type": "Number", "value": 1.5 }] }), json!([[]]), json!(7)],
        Either: [
            json!("tiny"),
            json!({ "arguments": [], "kind": "tiny" }),
            json!(["tiny", "tiny"]),
        ],
        New: [json!("tiny"), json!(1)],
        Flat: [json!({ "arguments": [], "kind": "tiny" }), json!({ "kind": "tiny" })],
    }
    let read = round_trip::<ours::Whole>(&whole).unwrap();
    assert_eq!(read["count"], 3);
    assert!(
        round_trip::<ours::Part>(&json!("a"))
            .unwrap_err()
            .contains("struct Part")
    );
}
