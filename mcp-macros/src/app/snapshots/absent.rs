struct Chart;
#[automatically_derived]
impl ::mcp_runtime::__private::App for Chart {
    const META: &'static ::mcp_runtime::__private::AppMeta = &::mcp_runtime::__private::AppMeta::new(
            "ui://unread/chart.00000000.html",
            "chart",
            "",
            "",
        )
        .with_more_calls();
    const DATA: ::mcp_runtime::__private::AppData<Self> = ::mcp_runtime::__private::app_data::<
        Self,
    >();
}
::core::compile_error! {
    "`#[mcp_app]` needs the feature `apps` of `mcp-runtime`; add it in Cargo.toml: `features = [\"apps\"]`"
}
