struct Chart;
#[automatically_derived]
impl ::mcp_runtime::__private::App for Chart {
    const META: &'static ::mcp_runtime::__private::AppMeta = &::mcp_runtime::__private::AppMeta::new(
            "ui://unread/chart.00000000.html",
            "chart",
            "",
            "src/app/snapshots/chat.html",
        )
        .with_more_calls();
    const DATA: ::mcp_runtime::__private::AppData<Self> = ::mcp_runtime::__private::app_data::<
        Self,
    >();
}
::core::compile_error! {
    "there is no file `src/app/snapshots/chat.html` in the package's folder (where its Cargo.toml is); did you mean `src/app/snapshots/chart.html`?"
}
