::core::compile_error! {
    "a form can't be generic: its schema is one; write the types out"
}
#[automatically_derived]
impl<T: Clone> ::mcp_runtime::__private::Form for Login<T>
where
    Self: ::core::marker::Send + 'static,
{
    fn schema() -> ::mcp_runtime::__private::Value {
        ::core::default::Default::default()
    }
    fn read(
        _: &::mcp_runtime::__private::FormContent,
    ) -> ::core::result::Result<Self, ::mcp_runtime::__private::FormErrors> {
        ::core::result::Result::Err(::core::default::Default::default())
    }
}
