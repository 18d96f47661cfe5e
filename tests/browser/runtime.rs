//! The view runtime, `mcp-macros/src/app/view.js`.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use mcp_tests::output_within;

use crate::web;

/// The limit of its size in bytes, since each template carries it.
const LIMIT: usize = 4096;

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../mcp-macros/src/app")
        .join(name);
    path.to_str()
        .expect("the project's path is text")
        .to_owned()
}

#[tokio::test]
async fn view_min_js_is_view_js_minified() {
    let node = web::installed("node_modules/esbuild/bin/esbuild").await;
    // Its installation puts a native program in the place of the script, or not, as the system
    // allows.
    let program = node
        .get_args()
        .next()
        .expect("the program is its argument")
        .to_owned();
    let native = fs::read(&program).is_ok_and(|bytes| bytes.starts_with(b"\x7fELF"));
    let mut esbuild = if native { Command::new(&program) } else { node };
    esbuild.args(["--minify", "--target=es2020", &file("view.js")]);
    let output = output_within(
        Duration::from_secs(60),
        esbuild,
        "It was installed with the tests",
    )
    .await;
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let made = String::from_utf8(output.stdout).expect("a script is text");
    let kept = fs::read_to_string(file("view.min.js")).expect("it is there");
    assert!(
        made == kept,
        "view.js was changed: put what `esbuild --minify --target=es2020 view.js` makes of it into view.min.js"
    );
    assert!(
        kept.len() < LIMIT,
        "view.min.js has {} bytes, and must have fewer than {LIMIT}",
        kept.len()
    );
    // Either would end the script that it becomes.
    assert!(
        !kept.contains("</script") && !kept.contains("<!--"),
        "view.min.js can't be written into a page"
    );
}

#[tokio::test]
async fn the_runtime_does_what_it_says() {
    web::passes("runtime.mjs", &[&file("view.min.js")], 30).await;
}
