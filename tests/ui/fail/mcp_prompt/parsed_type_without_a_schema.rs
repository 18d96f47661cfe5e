use mcp_runtime::prelude::*;

struct Address(String);

impl std::str::FromStr for Address {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

/// Review code at an address.
#[mcp_prompt]
fn review(at: Address) -> String { //~ Address
    format!("Review {}", at.0)
}

fn main() {}
