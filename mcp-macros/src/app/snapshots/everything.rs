/// Rain of the next days
#[derive(Debug)]
pub struct Chart {
    millimetres: Vec<f64>,
}
#[automatically_derived]
impl renamed::__private::App for Chart {
    const META: &'static renamed::__private::AppMeta = &renamed::__private::AppMeta {
        uri: "ui://mcp-macros/rain-chart.a2574afe.html",
        name: "rain-chart",
        title: ::core::option::Option::Some("Chart"),
        description: "Rain of the next days",
        html: "<!DOCTYPE html>\n<html>\n<head><title>Chart</title></head>\n<body>\n<script src=\"https://cdn.example.com/chart.js\"></script>\n<script type=\"module\">\nimport { App } from \"@modelcontextprotocol/ext-apps\";\n</script>\n<script type=\"importmap\">{}</script>\n<button onclick=\"callTool('refresh')\">Once more</button>\n</body>\n</html>\n",
        csp: renamed::__private::AppCsp {
            connect: &["https://api.example.com", "wss://live.example.com:8443"],
            resource: &["https://cdn.example.com"],
            frame: &["https://*.example.com"],
            base_uri: &["https://example.com"],
        },
        permissions: renamed::__private::AppPermissions {
            camera: true,
            microphone: false,
            geolocation: false,
            clipboard_write: true,
        },
        prefers_border: true,
        calls: &[
            renamed::__private::AppCall {
                tool: "refresh",
                line: 10u32,
            },
        ],
        calls_more: true,
        file: "src/app/snapshots/chart.html",
        location: renamed::__private::Location {
            file: ::core::file!(),
            line: ::core::line!(),
        },
    };
    const DATA: renamed::__private::AppData<Self> = renamed::__private::app_data::<
        Self,
    >();
}
const _: &[::core::primitive::u8] = ::core::include_bytes!(
    ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
    "src/app/snapshots/chart.html")
);
