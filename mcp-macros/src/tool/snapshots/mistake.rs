#[allow(clippy::needless_pass_by_value)]
/// Greet somebody.
#[cfg_attr(
    doc,
    doc = "\nMCP tool `greet`\n\n| argument | meaning | rules |\n|---|---|---|\n| `name` |  | default `\"you\"` |"
)]
pub fn greet(name: &str) -> String {
    name.to_owned()
}
::core::compile_error! {
    "a parameter can't be a reference: nothing outside the call owns it; take `String`"
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
pub type greet = ::mcp_runtime::__private::Absent;
