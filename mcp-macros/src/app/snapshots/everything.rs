/// Rain of the next days
#[derive(Debug)]
pub struct Chart {
    millimetres: Vec<f64>,
}
#[automatically_derived]
impl renamed::__private::App for Chart {
    const META: &'static renamed::__private::AppMeta = &renamed::__private::AppMeta::new(
            "ui://mcp-runtime-macros/rain-chart.a2574afe.html",
            "rain-chart",
            "<!DOCTYPE html>\n<html>\n<head><title>Chart</title></head>\n<body>\n<script src=\"https://cdn.example.com/chart.js\"></script>\n<script type=\"module\">\nimport { App } from \"@modelcontextprotocol/ext-apps\";\n</script>\n<script type=\"importmap\">{}</script>\n<button onclick=\"callTool('refresh')\">Once more</button>\n</body>\n</html>\n",
            "src/app/snapshots/chart.html",
        )
        .with_title("Chart")
        .with_description("Rain of the next days")
        .with_csp(
            renamed::__private::AppCsp::new()
                .with_connect(
                    &["https://api.example.com", "wss://live.example.com:8443"],
                )
                .with_resource(&["https://cdn.example.com"])
                .with_frame(&["https://*.example.com"])
                .with_base_uri(&["https://example.com"]),
        )
        .with_permissions(
            renamed::__private::AppPermissions::new()
                .with_camera()
                .with_clipboard_write(),
        )
        .with_border()
        .with_calls(&[renamed::__private::AppCall::new("refresh", 10u32)])
        .with_more_calls();
    const DATA: renamed::__private::AppData<Self> = renamed::__private::app_data::<
        Self,
    >();
}
const _: &[::core::primitive::u8] = ::core::include_bytes!(
    ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
    "src/app/snapshots/chart.html")
);
