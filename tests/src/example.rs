//! Examples that are built and run, and commands that can't hang.

use std::collections::BTreeMap;
use std::env;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use serde_json::Value;

/// How long an example may take to build, from nothing.
const BUILD_LIMIT: Duration = Duration::from_secs(600);

/// The folder of binaries that are built, for tests that are run together.
const BINARIES: &str = "MCP_TEST_BINARIES";

/// The binaries that were built by this process, by their packages.
static BUILT: tokio::sync::Mutex<BTreeMap<String, PathBuf>> =
    tokio::sync::Mutex::const_new(BTreeMap::new());

/// How long an example may take to start. It does nothing but bind a port, but machines can be
/// busy.
const START_LIMIT: Duration = Duration::from_secs(30);

/// An example's server, on a free port of the loopback interface. It ends with this value, also
/// when a test panics.
#[derive(Debug)]
pub struct Example {
    process: Child,
    url: String,
    log: Arc<Mutex<String>>,
}

impl Example {
    /// Builds the example of this package name, and starts it.
    ///
    /// # Panics
    ///
    /// When it doesn't build, or doesn't say in time where it serves.
    pub async fn start(package: &str) -> Self {
        Self::start_with(package, &[]).await
    }

    /// The same with more arguments to `serve`.
    ///
    /// # Panics
    ///
    /// As [`start`](Self::start).
    pub async fn start_with(package: &str, args: &[&str]) -> Self {
        Self::start_in(package, args, &[]).await
    }

    /// The same with variables in its environment.
    ///
    /// # Panics
    ///
    /// As [`start`](Self::start).
    pub async fn start_in(package: &str, args: &[&str], variables: &[(&str, &str)]) -> Self {
        // Unless it is to listen on an address that somebody must know before.
        let free: &[&str] = &["--http", "127.0.0.1:0"];
        let address = if args.contains(&"--http") { &[] } else { free };
        let mut process = Command::new(build(package).await)
            .arg("serve")
            .args(address)
            .args(args)
            .env("NO_COLOR", "1")
            .env_remove("RUST_LOG")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("can't start `{package}`: {e}"));
        let stderr = process.stderr.take().expect("it is piped");
        let (found, url) = mpsc::channel();
        let mut example = Self {
            process,
            url: String::new(),
            log: Arc::default(),
        };

        let log = example.log.clone();
        // Reads to the end: a server whose log nobody reads stands still once the pipe is full.
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if let Some((_, url)) = line.split_once(" serves MCP at ") {
                    // Only the first one is waited for.
                    let _ = found.send(url.trim_end().to_owned());
                }
                let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
                log.push_str(&line);
                log.push('\n');
            }
        });
        example.url = url.recv_timeout(START_LIMIT).unwrap_or_else(|_| {
            panic!(
                "`{package}` didn't say where it serves; its log:\n{}",
                example.log()
            )
        });
        example
    }

    /// The URL of its MCP endpoint.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Asks it to end, as a service manager does. It may still finish what it is doing.
    ///
    /// # Panics
    ///
    /// When it can't be asked.
    pub fn stop(&self) {
        let asked = Command::new("kill")
            .arg(self.process.id().to_string())
            .status();
        assert!(
            asked.is_ok_and(|status| status.success()),
            "the server can't be told to end"
        );
    }

    /// Returns the log so far.
    pub fn log(&self) -> String {
        self.log
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        // It may have ended by itself, which is the test's to notice.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The binary of a package of this workspace: built, or taken from the folder that
/// `MCP_TEST_BINARIES` names, where somebody has built them all before.
///
/// # Panics
///
/// When it doesn't build, or isn't there.
pub async fn build(package: &str) -> PathBuf {
    if let Some(folder) = env::var_os(BINARIES) {
        let binary = PathBuf::from(folder).join(format!("{package}{}", env::consts::EXE_SUFFIX));
        assert!(
            binary.exists(),
            "{BINARIES} is set, and there is no {}: build it with `cargo build --workspace \
             --all-targets`, or unset the variable",
            binary.display()
        );
        return binary;
    }
    // Held meanwhile: who needs the same binary waits for it here, and not for cargo's lock.
    let mut built = BUILT.lock().await;
    if let Some(binary) = built.get(package) {
        return binary.clone();
    }
    let binary = build_now(package).await;
    built.insert(package.to_owned(), binary.clone());
    binary
}

async fn build_now(package: &str) -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    cargo.args([
        "build",
        "--package",
        package,
        "--message-format",
        "json-render-diagnostics",
    ]);
    let output = output_within(BUILD_LIMIT, cargo, "It is the cargo that built this test").await;
    assert!(
        output.status.success(),
        "`{package}` doesn't build:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let messages = String::from_utf8_lossy(&output.stdout);
    let binary = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .find_map(|message| {
            let ours = message["target"]["name"] == package;
            message["executable"]
                .as_str()
                .filter(|_| ours)
                .map(PathBuf::from)
        });
    binary.unwrap_or_else(|| panic!("cargo names no binary of `{package}`"))
}

/// Runs a command to its end, within a limit.
///
/// # Panics
///
/// When it can't be started, which `hint` says how to mend, or takes longer.
pub async fn output_within(limit: Duration, command: Command, hint: &str) -> Output {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut command = tokio::process::Command::from(command);
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output();
    let output = tokio::time::timeout(limit, output)
        .await
        .unwrap_or_else(|_| panic!("`{name}` took longer than {limit:?}"));
    output.unwrap_or_else(|e| panic!("can't run `{name}`: {e}. {hint}"))
}
