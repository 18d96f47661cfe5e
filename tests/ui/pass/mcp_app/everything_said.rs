//! A view with all that can be said of one, as its constant says it.

use mcp_runtime::app::App;
use mcp_runtime::prelude::*;

#[mcp_type]
#[mcp_app(
    html = "templates/everything.html",
    csp(
        connect = ["https://api.example.com", "wss://live.example.com:8443"],
        resource = ["https://cdn.example.com", "https://*.example.com"],
        frame = ["https://video.example.com"],
        base_uri = ["https://app.example.com"],
    ),
    permissions(camera, microphone, geolocation, clipboard_write),
    prefers_border,
    title = "Forecast",
    description = "The weather of the next days",
    name = "rain-chart",
    runtime = false,
    allow(storage),
    crate = mcp_runtime,
)]
struct Everything {
    celsius: f64,
}

/// Forecast of a place
#[mcp_app(html = "templates/forecast.html")]
#[mcp_type]
enum HTTPForecast {
    Sun,
    Rain { millimetres: u8 },
}

pub(crate) fn main() {
    let meta = Everything::META;
    let hash = meta.uri().strip_prefix("ui://").and_then(|uri| uri.split_once("/rain-chart.")?.1.strip_suffix(".html"));
    assert!(hash.is_some_and(|hash| hash.len() == 8 && hash.bytes().all(|b| b.is_ascii_hexdigit())), "{}", meta.uri());
    assert_eq!((meta.name(), meta.title(), meta.description()), ("rain-chart", Some("Forecast"), "The weather of the next days"));
    assert_eq!(meta.html(), include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/everything.html")));
    assert_eq!(meta.csp().connect, ["https://api.example.com", "wss://live.example.com:8443"]);
    assert_eq!(meta.csp().base_uri, ["https://app.example.com"]);
    assert!(meta.permissions().camera && meta.permissions().microphone && meta.permissions().geolocation && meta.permissions().clipboard_write);
    assert!(meta.prefers_border() && meta.calls().is_empty() && meta.calls_more());
    assert_eq!((meta.file(), meta.location().line), ("templates/everything.html", 7));

    let meta = HTTPForecast::META;
    assert_eq!((meta.name(), meta.title(), meta.description()), ("http_forecast", None, "Forecast of a place"));
    let (before, after) = meta.html().split_once("<script>").expect("the view runtime");
    assert!(before.ends_with("<head>"), "{before}");
    assert!(after.contains("ui/initialize") && after.ends_with("</html>\n"));
    assert!(!meta.prefers_border() && !meta.permissions().camera && meta.csp().resource.is_empty() && !meta.calls_more());
    drop([HTTPForecast::Sun, HTTPForecast::Rain { millimetres: 1 }].map(|forecast| forecast.view()));
}

impl HTTPForecast {
    fn view(&self) -> Everything {
        Everything { celsius: if let Self::Rain { millimetres } = self { f64::from(*millimetres) } else { 25.0 } }
    }
}
