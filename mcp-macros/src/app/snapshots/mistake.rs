enum Chart {
    Rain,
    Sun,
}
#[automatically_derived]
impl ::mcp_runtime::__private::App for Chart {
    const META: &'static ::mcp_runtime::__private::AppMeta = &::mcp_runtime::__private::AppMeta {
        uri: "ui://mcp-macros/chart.a2574afe.html",
        name: "chart",
        title: ::core::option::Option::None,
        description: "",
        html: "<!DOCTYPE html>\n<html>\n<head><title>Chart</title></head>\n<body>\n<script src=\"https://cdn.example.com/chart.js\"></script>\n<script type=\"module\">\nimport { App } from \"@modelcontextprotocol/ext-apps\";\n</script>\n<script type=\"importmap\">{}</script>\n<button onclick=\"callTool('refresh')\">Once more</button>\n</body>\n</html>\n",
        csp: ::mcp_runtime::__private::AppCsp {
            connect: &[],
            resource: &[],
            frame: &[],
            base_uri: &[],
        },
        permissions: ::mcp_runtime::__private::AppPermissions {
            camera: false,
            microphone: false,
            geolocation: false,
            clipboard_write: false,
        },
        prefers_border: false,
        calls: &[
            ::mcp_runtime::__private::AppCall {
                tool: "refresh",
                line: 10u32,
            },
        ],
        calls_more: true,
        file: "src/app/snapshots/chart.html",
        location: ::mcp_runtime::__private::Location {
            file: ::core::file!(),
            line: ::core::line!(),
        },
    };
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
