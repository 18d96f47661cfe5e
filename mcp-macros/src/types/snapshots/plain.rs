#[derive(
    ::mcp_runtime::__private::serde::Serialize,
    ::mcp_runtime::__private::serde::Deserialize,
    ::mcp_runtime::__private::schemars::JsonSchema
)]
#[serde(crate = "::mcp_runtime::__private::serde")]
#[schemars(crate = "::mcp_runtime::__private::schemars")]
/// A sum
#[derive(Clone)]
pub struct Sum {
    /// The result
    #[schemars(range(min = 0))]
    #[serde(default = "__Sum_0_default")]
    result: i64,
    of: Vec<String>,
}
#[doc(hidden)]
#[allow(non_snake_case, private_interfaces)]
fn __Sum_0_default() -> i64 {
    3
}
