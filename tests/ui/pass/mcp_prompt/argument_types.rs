//! Whatever a text can become is an argument, by any name of its type.

use std::net::IpAddr;
use std::str::FromStr;

use mcp_runtime::prelude::*;

type Text = String;
type Maybe<T> = Option<T>;
type Database = State<Db>;

#[derive(Clone)]
struct Db;

#[mcp_type]
enum Depth {
    Brief,
    Thorough,
}

/// A newtype of a text.
#[mcp_type]
struct Language(String);

impl FromStr for Language {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

/// Review code.
#[mcp_prompt]
async fn review(
    text: Text,
    language: Language,
    fallback: Maybe<Language>,
    depth: Depth,
    least: Option<Depth>,
    lines: u32,
    ratio: f64,
    strict: bool,
    sign: char,
    host: IpAddr,
    other: std::option::Option<std::string::String>,
    db: Database,
    cx: Context,
) -> Result<String, ToolError> {
    let _ = (fallback, least, ratio, sign, host, other, db, cx);
    let depth = match depth {
        Depth::Brief => "briefly",
        Depth::Thorough => "thoroughly",
    };
    Ok(format!("Review {lines} lines of {} {depth}, strict: {strict}.\n{text}", language.0))
}

mcp_server! { Reviews { name: "reviews", version: "1.0.0", state: Db, prompts: [review] } }

pub(crate) fn main() {
    let _server = Reviews::new(Db);
}
