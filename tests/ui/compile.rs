//! The compiler, with what this package depends on.
//!
//! Cargo builds the dependencies (those of the running test, so that none is built twice) and says
//! where they are; each crate of fixtures is then one run of the compiler, which checks it and
//! builds nothing.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::manifest::Mistake;
use crate::templates;

/// The manifest's words and places are this compiler's: each release words and places some anew.
const COMPILER: &str = "1.95.";

/// A file of this package, such as `fail/mcp_tool/unknown_key.rs`, and the errors in it.
pub(crate) type Output = BTreeMap<String, Vec<Diagnostic>>;

pub(crate) struct Compiler {
    /// `--extern` and `-L`.
    dependencies: Vec<OsString>,
    /// Stands for the package of the fixtures.
    package: PathBuf,
    version: String,
}

impl Compiler {
    /// The same for all tests, since it lays out files.
    pub(crate) fn get() -> &'static Self {
        static COMPILER: LazyLock<Compiler> = LazyLock::new(|| {
            let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixtures");
            templates::lay_out(&package);
            Compiler {
                dependencies: dependencies(),
                package,
                version: version(),
            }
        });
        &COMPILER
    }

    /// Compiles the fixture as the root of a crate.
    pub(crate) fn alone(&self, mistake: &Mistake) -> Result<Output, String> {
        let output = self.compile(&mistake.file(), "bin", "")?;
        of_these(std::slice::from_ref(mistake), output)
    }

    /// Compiles the fixtures as modules of one crate.
    pub(crate) fn together(&self, mistakes: &[Mistake]) -> Result<Output, String> {
        let modules: Vec<String> = mistakes
            .iter()
            .map(|mistake| {
                let (file, module) = (mistake.file(), mistake.module());
                format!("#[path = \"{file}\"]\npub mod {module};")
            })
            .collect();
        let modules = modules.join("\n");
        of_these(mistakes, self.compile("-", "lib", &modules)?)
    }

    /// Whether the manifest's words are those of this compiler.
    pub(crate) fn is_the_manifests(&self) -> bool {
        self.version.starts_with(COMPILER)
    }

    fn compile(&self, root: &str, kind: &str, stdin: &str) -> Result<Output, String> {
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        let run = RUNS.fetch_add(1, Ordering::Relaxed);
        let written = self.package.join(format!("written-{run}"));
        std::fs::create_dir_all(&written).map_err(|e| e.to_string())?;
        let mut compiler = Command::new(rustc())
            .args([root, "--crate-name=fixtures", "--crate-type", kind])
            .args(["--edition=2024", "--error-format=json", "-Awarnings"])
            .args(["--emit=metadata", "--out-dir"])
            .arg(&written)
            .args(&self.dependencies)
            // Files are called as they are called from here.
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("CARGO_MANIFEST_DIR", &self.package)
            .env("CARGO_PKG_NAME", env!("CARGO_PKG_NAME"))
            .env("CARGO_PKG_VERSION", env!("CARGO_PKG_VERSION"))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| format!("the compiler doesn't start: {e}"))?;
        let mut input = compiler.stdin.take().ok_or("the compiler has no input")?;
        input
            .write_all(stdin.as_bytes())
            .map_err(|e| e.to_string())?;
        drop(input);
        let output = compiler.wait_with_output().map_err(|e| e.to_string())?;
        // Metadata, if there was no error, and the names of types that are too long to print.
        std::fs::remove_dir_all(written).map_err(|e| e.to_string())?;
        by_file(&String::from_utf8_lossy(&output.stderr))
    }
}

/// As in `rustc 1.95.0 (…)`.
fn version() -> String {
    let output = Command::new(rustc())
        .arg("--version")
        .output()
        .expect("the compiler that built this runs");
    let text = String::from_utf8_lossy(&output.stdout);
    text.split_whitespace()
        .nth(1)
        .unwrap_or_default()
        .to_owned()
}

fn rustc() -> OsString {
    std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}

/// An error elsewhere is a failure of the whole crate.
fn of_these(mistakes: &[Mistake], output: Output) -> Result<Output, String> {
    let files: Vec<String> = mistakes.iter().map(Mistake::file).collect();
    match output.iter().find(|(file, _)| !files.contains(file)) {
        Some((_, errors)) => Err(format!("an error is in no fixture: {}", errors[0].rendered)),
        None => Ok(output),
    }
}

/// Sorts errors by the file that they are shown in.
fn by_file(stderr: &str) -> Result<Output, String> {
    #[derive(Deserialize)]
    struct Printed {
        level: String,
        message: String,
        code: Option<Code>,
        rendered: Option<String>,
    }
    #[derive(Deserialize)]
    struct Code {
        code: String,
    }

    let mut output = Output::new();
    for line in stderr.lines() {
        let message: Printed =
            serde_json::from_str(line).map_err(|_| format!("the compiler says: {stderr}"))?;
        // "error: internal compiler error" is one, too.
        if !message.level.starts_with("error") || message.message.starts_with("aborting due to ") {
            continue;
        }
        let code = message.code.map(|code| code.code).unwrap_or_default();
        let error = Diagnostic {
            code: if code.starts_with('E') {
                code
            } else {
                String::new()
            },
            headline: message.message,
            rendered: message.rendered.unwrap_or_default(),
        };
        let file = error.at().map(|(file, _)| file).unwrap_or_default();
        output.entry(file).or_default().push(error);
    }
    Ok(output)
}

/// Returns the compiler's arguments for the libraries that cargo built for this test.
fn dependencies() -> Vec<OsString> {
    // Where all tests are run together, this one was built with the features of all packages. Its
    // own ones are then checked, which is enough for the compiler's messages, and half the work.
    let checks = std::env::var_os("MCP_TEST_CHECKS").map(PathBuf::from);
    let (how, target): (&[&str], &Path) = match &checks {
        Some(checks) => (&["check"], checks),
        None => (
            &["test", "--no-run"],
            Path::new(env!("CARGO_TARGET_TMPDIR"))
                .parent()
                .expect("a target directory"),
        ),
    };
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(how)
        .args(["--quiet", "--message-format=json"])
        .args(["--package", env!("CARGO_PKG_NAME"), "--test", "ui"])
        .arg("--target-dir")
        .arg(target)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "the dependencies don't compile");
    let built = libraries(&String::from_utf8_lossy(&output.stdout));
    let mut arguments = Vec::new();
    for name in direct_dependencies() {
        let [library] = built.get(&name).map_or(&[][..], Vec::as_slice) else {
            panic!("cargo built none or several of `{name}`: {built:?}")
        };
        let mut external = OsString::from(format!("--extern={name}="));
        external.push(library);
        arguments.push(external);
        if name == "mcp_runtime" {
            let mut folder = OsString::from("-Ldependency=");
            folder.push(library.parent().expect("a library is in a folder"));
            arguments.push(folder);
        }
    }
    arguments
}

/// By the name of the crate, the metadata that the compiler reads.
fn libraries(messages: &str) -> BTreeMap<String, Vec<PathBuf>> {
    #[derive(Deserialize)]
    struct Artifact {
        target: Target,
        filenames: Vec<PathBuf>,
    }
    #[derive(Deserialize)]
    struct Target {
        name: String,
    }

    let mut libraries: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    // Messages of other kinds have other fields.
    let artifacts = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Artifact>(line).ok());
    for artifact in artifacts {
        let is_metadata = |file: &PathBuf| file.extension().is_some_and(|e| e == "rmeta");
        if let Some(metadata) = artifact.filenames.into_iter().find(is_metadata) {
            libraries
                .entry(artifact.target.name.replace('-', "_"))
                .or_default()
                .push(metadata);
        }
    }
    libraries
}

/// Returns the dependencies that `Cargo.toml` lists for tests: those that fixtures can name.
fn direct_dependencies() -> Vec<String> {
    include_str!("Cargo.toml")
        .lines()
        .skip_while(|line| *line != "[dev-dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once([' ', '.', '=']))
        .map(|(name, _)| name.replace('-', "_"))
        .collect()
}
