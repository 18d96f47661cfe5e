//! The HTML files that fixtures name, `html = "templates/….html"`.

use std::fs;
use std::path::Path;

/// Copies them into a folder that stands for the fixtures' package.
pub(crate) fn lay_out(package: &Path) {
    let there = package.join("templates");
    fs::create_dir_all(&there).expect("a folder for templates");
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"))
        .expect("the templates")
    {
        let entry = entry.expect("a template");
        fs::copy(entry.path(), there.join(entry.file_name())).expect("the template can be copied");
    }
    // Too large to be kept.
    let large = format!(
        "<!doctype html>\n<html>\n<head></head>\n<body>{}</body>\n</html>\n",
        "x".repeat(300 * 1024)
    );
    fs::write(there.join("too_large.html"), large).expect("the template can be written");
}
