//! The URLs that a frame's document loads, and the windows that its scripts speak with.

use super::super::{page, read, wrong_in};
use super::all;
use crate::app::csp::Csp;

#[test]
fn the_document_of_a_frame_is_under_the_same_policy() {
    all(&[
        ("<iframe srcdoc='<img src=HERE>'></iframe>", "resource"),
        (
            "<iframe srcdoc=\"<script>fetch(&quot;HERE&quot;)</script>\"></iframe>",
            "connect",
        ),
        (
            "<iframe srcdoc='<meta http-equiv=refresh content=\"0;url=HERE\">'></iframe>",
            "frame",
        ),
        (
            "<iframe srcdoc='<meta http-equiv=refresh content=5>'></iframe>",
            "",
        ),
        (
            "<iframe srcdoc='<p>HERE</p><a href=HERE>x</a>'></iframe>",
            "",
        ),
        (
            "<iframe srcdoc='<iframe srcdoc=\"&lt;iframe src=HERE&gt;\">'></iframe>",
            "frame",
        ),
        ("<iframe srcdoc='<base href=HERE>'></iframe>", "base_uri"),
    ]);
    assert!(
        wrong_in("<p>\n<iframe srcdoc='<p>\n\n<img src=a.png>'></iframe>")[0]
            .starts_with("view.html:8: `<img src>` is relative")
    );
    assert_eq!(
        wrong_in("<iframe srcdoc='<base href=https://x.example.com>'></iframe><img src=a.png>")
            .len(),
        2,
        "its base is its own"
    );
    let deep = (0..4).fold("<img src=a.png>".to_owned(), |inner, _| {
        format!(
            "<iframe srcdoc='{}'></iframe>",
            inner.replace('&', "&amp;").replace('\'', "&#39;")
        )
    });
    assert!(wrong_in(&deep)[0].contains("`<img src>` is relative"));
    let deeper = format!(
        "<iframe srcdoc='{}'></iframe>",
        deep.replace('&', "&amp;").replace('\'', "&#39;")
    );
    assert!(
        matches!(&wrong_in(&deeper)[..], [one] if one.contains("write its content into the one around it"))
    );
}

#[test]
fn scripts_of_a_frame_speak_with_the_view() {
    let of_frame = |code: &str| {
        read(
            &page(&format!(
                "<iframe srcdoc='<script>{code}</script>'></iframe>"
            )),
            &Csp::default(),
            &[],
        )
    };
    let template = of_frame(
        "parent.mcp.callTool(\"save\"); parent.postMessage({ method: \"ui/initialize\" })",
    );
    assert_eq!(
        (template.calls, template.calls_more, template.wrong),
        (vec![("save".to_owned(), 5)], false, Vec::new())
    );
    assert!(of_frame("mcp.callTool(\"save\")").wrong[0].contains("write `parent.mcp`"));
    assert_eq!(
        of_frame("const { mcp } = parent; mcp.callTool(\"save\")").wrong,
        [""; 0]
    );
    // Names are each document's own.
    assert_eq!(wrong_in("<iframe srcdoc='<script>const alert = show</script>'></iframe><script>alert(1)</script>").len(), 1);
}
