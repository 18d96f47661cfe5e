enum Chart {
    Rain,
    Sun,
}
#[automatically_derived]
impl ::mcp_runtime::__private::App for Chart {
    const META: &'static ::mcp_runtime::__private::AppMeta = &::mcp_runtime::__private::AppMeta::new(
            "ui://mcp-runtime-macros/chart.a2574afe.html",
            "chart",
            "<!DOCTYPE html>\n<html>\n<head><title>Chart</title></head>\n<body>\n<script src=\"https://cdn.example.com/chart.js\"></script>\n<script type=\"module\">\nimport { App } from \"@modelcontextprotocol/ext-apps\";\n</script>\n<script type=\"importmap\">{}</script>\n<button onclick=\"callTool('refresh')\">Once more</button>\n</body>\n</html>\n",
            "src/app/snapshots/chart.html",
        )
        .with_calls(&[::mcp_runtime::__private::AppCall::new("refresh", 10u32)])
        .with_more_calls();
    const DATA: ::mcp_runtime::__private::AppData<Self> = ::mcp_runtime::__private::app_data::<
        Self,
    >();
}
const _: &[::core::primitive::u8] = ::core::include_bytes!(
    ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
    "src/app/snapshots/chart.html")
);
::core::compile_error! {
    "src/app/snapshots/chart.html:5: `<script src>` loads from https://cdn.example.com, which the view's policy doesn't allow; declare it: `csp(resource = [\"https://cdn.example.com\"])`, or write the code between `<script>` and `</script>`"
}
