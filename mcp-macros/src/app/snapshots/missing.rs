struct Chart;
#[automatically_derived]
impl ::mcp_runtime::__private::App for Chart {
    const META: &'static ::mcp_runtime::__private::AppMeta = &::mcp_runtime::__private::AppMeta {
        uri: "ui://unread/chart.00000000.html",
        name: "chart",
        title: ::core::option::Option::None,
        description: "",
        html: "",
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
        calls: &[],
        calls_more: true,
        file: "src/app/snapshots/chat.html",
        location: ::mcp_runtime::__private::Location {
            file: ::core::file!(),
            line: ::core::line!(),
        },
    };
    const DATA: ::mcp_runtime::__private::AppData<Self> = ::mcp_runtime::__private::app_data::<
        Self,
    >();
}
::core::compile_error! {
    "there is no file `src/app/snapshots/chat.html` in the package's folder (where its Cargo.toml is); did you mean `src/app/snapshots/chart.html`?"
}
